"""Whether a file contradicts what is stored: far less or more, another unit, no installs at all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt
from campaigns.importing.storing.places import HISTORY, Group, Places
from campaigns.importing.storing.staging import Day, DaySum
from campaigns.models import CampaignDay, Named
from campaigns.models.money import PLACES
from campaigns.periods import last_settled_day

COMPARED = ("impressions", "installs")
LEAST = {"impressions": 100, "installs": 20}
"""Fewer stored ones may halve or double by chance."""
SCALED = 50
"""Hundredths and millionths come to 100 times and more; half of that leaves room for noise."""
MOST_ECPM, MOST_CPI = 100_000, 10_000
"""No network costs as much: without a history only these tell millionths from units."""
EXPECTED_INSTALLS = 5
"""From so many expected ones on, none at all is no chance: under 0.7 % (Poisson)."""


@dataclass(frozen=True)
class Judged:
    """That rows are held against what is stored, as of a day; `spend` is its name in the file."""

    today: date
    spend: str = "spend"


@dataclass
class _Sums:
    """What lines and stored rows of one group add up to, pair by pair where both are reported."""

    spend_of_impressions: Decimal = Decimal(0)
    impressions_of_spend: int = 0
    spend_of_installs: Decimal = Decimal(0)
    installs_of_spend: int = 0
    impressions_of_installs: int = 0
    installs: int = 0
    installs_stated: bool = False
    impressions: int = 0

    def add(self, row: DaySum) -> None:
        spend, impressions, installs = map(row.of, ("spend", "impressions", "installs"))
        if spend is not None and impressions:
            self.spend_of_impressions += Decimal(spend).scaleb(-PLACES)
            self.impressions_of_spend += impressions
        if spend is not None and installs:
            self.spend_of_installs += Decimal(spend).scaleb(-PLACES)
            self.installs_of_spend += installs
        if impressions is not None and installs is not None:
            self.impressions_of_installs += impressions
        self.impressions += impressions or 0
        self.installs += installs or 0
        self.installs_stated |= installs is not None


@dataclass
class _Moved:
    """Stored and new counts of the same settled campaign-days."""

    days: set[Day] = field(default_factory=set)
    old: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    new: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    other_lines: bool = False


def contradictions(
    new: list[DaySum],
    old: list[DaySum],
    numbers: Mapping[Day, int],
    judged: Judged,
    planned: Iterable[Named] = (),
) -> list[Doubt]:
    """What new rows contradict in the stored rows they replace, and in their network's history.

    `numbers` says of how many rows each day of `old` is.
    """
    if not new:
        return []
    places = Places({row.day[0] for row in (*new, *old)}, planned)
    sums: dict[Group, _Sums] = defaultdict(_Sums)
    for row in new:
        sums[(*places.of[row.day[0]], row.day[2])].add(row)
    history = _history(sums, new)
    return [
        *_moved(new, old, numbers, places, judged.today),
        *_other_unit(sums, history, places, judged.spend),
        *_without_installs(old, sums, history, places),
    ]


def _moved(
    new: list[DaySum],
    old: list[DaySum],
    numbers: Mapping[Day, int],
    places: Places,
    today: date,
) -> list[Doubt]:
    """Settled campaign-days told by other lines than before that come to half or to twice.

    Where a network's day without campaigns stands against its day by campaigns, the whole
    network's days are compared.
    """
    own = {row.day for row in new}
    whole = {
        (*places.of[c], day, by)
        for c, day, by in {row.day for row in old}
        if (c, day, by) not in own
    }
    moved: dict[tuple[Any, ...], _Moved] = defaultdict(_Moved)

    def group(of_day: Day) -> _Moved | None:
        campaign, day, by = of_day
        if day > last_settled_day(today, places.settle[campaign]):
            return None
        pair = places.of[campaign]
        name = (pair, by) if (*pair, day, by) in whole else (campaign, by)
        return moved[name]

    found: dict[Day, int] = defaultdict(int)
    for row in new:
        found[row.day] += row.stored
    for row in old:
        if of := group(row.day):
            of.days.add(row.day)
            of.other_lines |= numbers[row.day] > found.get(row.day, 0)
            for name in COMPARED:
                of.old[name] += row.of(name) or 0
    days = {day for of in moved.values() for day in of.days}
    whole_days = whole & {(*places.of[c], day, by) for c, day, by in days}
    for row in new:
        campaign, day, by = row.day
        if row.day not in days and (*places.of[campaign], day, by) not in whole_days:
            continue
        if of := group(row.day):
            of.other_lines |= row.rows > row.stored
            for name in COMPARED:
                of.new[name] += row.of(name) or 0
    return [
        doubt for name, of in moved.items() if of.other_lines for doubt in _judged(name, of, places)
    ]


def _judged(name: tuple[Any, ...], of: _Moved, places: Places) -> list[Doubt]:
    called = places.names[name[0]] if isinstance(name[0], int) else places.networks[name[0][1]]
    for count in COMPARED:
        old, new = of.old[count], of.new[count]
        if old < LEAST[count] or not new:
            continue
        # A network's day that its campaigns do not reach is asked about as detail lost.
        shrinks = 2 * new < old and isinstance(name[0], int)
        point = Code.SHRINKS if shrinks else Code.GROWS if new > 2 * old else None
        if point:
            days = f"{len(of.days):,} settled campaign-days"
            if len(of.days) == 1:
                days = "settled campaign-day"
            numbers = {"new": f"{new:,}", "old": f"{old:,}", "days": days}
            return [Doubt.of(point, 0, name=called, count=count, **numbers)]
    return []


def _history(sums: Mapping[Group, _Sums], rows: list[DaySum]) -> dict[Group, _Sums]:
    """What is stored of these networks around the file's days."""
    days = {row.day[1] for row in rows}
    found = (
        CampaignDay.objects.filter(
            campaign__network__in={network for _, network, _ in sums},
            reported_by__in={by for _, _, by in sums},
            day__range=(min(days) - HISTORY, max(days)),
        )
        .order_by()
        .values_list("campaign__app", "campaign__network", "reported_by")
        .annotate(
            spent_on_shown=Sum("spend", filter=Q(impressions__gt=0)),
            shown=Sum("impressions", filter=Q(spend__isnull=False)),
            spent_on_installs=Sum("spend", filter=Q(installs__gt=0)),
            bought=Sum("installs", filter=Q(spend__isnull=False)),
            seen=Sum("impressions", filter=Q(installs__isnull=False)),
            found=Sum("installs", filter=Q(impressions__isnull=False)),
        )
    )
    history: dict[Group, _Sums] = {}
    for app, network, by, *values in found:
        money, shown, paid, bought, seen, installs = (value or 0 for value in values)
        history[app, network, by] = _Sums(
            Decimal(money), shown, Decimal(paid), bought, seen, installs
        )
    return history


def _other_unit(
    sums: Mapping[Group, _Sums],
    history: Mapping[Group, _Sums],
    places: Places,
    column: str,
) -> list[Doubt]:
    """Spend per install or per mille a hundred times off the network's own."""
    doubts = []
    for _, network, by in dict.fromkeys((0, n, by) for _, n, by in sums):
        file = [s for (_, n, r), s in sums.items() if (n, r) == (network, by)]
        past = [s for (_, n, r), s in history.items() if (n, r) == (network, by)]
        for per, scale, money, base, most in (
            (
                "per 1,000 impressions",
                1000,
                "spend_of_impressions",
                "impressions_of_spend",
                MOST_ECPM,
            ),
            ("per install", 1, "spend_of_installs", "installs_of_spend", MOST_CPI),
        ):
            new, old = _ratio(file, money, base, scale), _ratio(past, money, base, scale)
            if not new or new <= 0:
                continue
            off = old is not None and old > 0 and not old / SCALED < new < old * SCALED
            if off or (not old and new > most):
                said = f"was {_short(old)} before" if old else f"is above {most:,}"
                doubts.append(
                    Doubt.of(
                        Code.SCALE,
                        0,
                        name=places.networks[network],
                        per=per,
                        new=_short(new),
                        old=said,
                        column=repr(column),
                    )
                )
                break
    return doubts


def _ratio(parts: list[_Sums], money: str, base: str, scale: int) -> float | None:
    below = sum(getattr(part, base) for part in parts)
    above = sum((getattr(part, money) for part in parts), Decimal(0))
    return scale * float(above) / below if below else None


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}" if number < 1 else f"{number:.2f}"


def _without_installs(
    old: list[DaySum],
    sums: Mapping[Group, _Sums],
    history: Mapping[Group, _Sums],
    places: Places,
) -> list[Doubt]:
    """No install at all where there were some, on the same days or at the network's usual IPM."""
    replaced: dict[Group, int] = defaultdict(int)
    for row in old:
        replaced[(*places.of[row.day[0]], row.day[2])] += row.of("installs") or 0
    doubts = []
    for group, new in sums.items():
        if new.installs or not new.installs_stated:
            continue
        past = history.get(group)
        rate = (
            past.installs / past.impressions_of_installs
            if past and past.impressions_of_installs
            else 0
        )
        expected = rate * new.impressions
        if replaced[group]:
            said = f"{replaced[group]:,} are stored for the same days"
        elif expected >= EXPECTED_INSTALLS:
            said = f"about {expected:,.0f} would be usual for its impressions"
        else:
            continue
        name = places.networks[group[1]]
        doubts.append(Doubt.of(Code.NO_INSTALLS, 0, name=name, stored=said))
    return doubts
