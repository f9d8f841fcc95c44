"""Changes of a store page, and what they did to the conversion of clicks.

A change is read from the counts: the day from which on a campaign's clicks lead to another page.
Its campaigns, before and after, are held against the networks that kept their page (differences in
differences, `stats.store_pages`), so that neither season nor ad is credited to the page. The ad's
half, CTR, is measured beside it in the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import exp

from campaigns import formats
from campaigns.english import listed
from campaigns.formats import PERCENT
from campaigns.metrics import Counts, Ratio, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, by_value, grouped, report, settled_ends
from campaigns.stats.changes.difference_in_differences import moved_apart
from campaigns.stats.changes.store_pages import MAX_DAYS, MIN_DAYS, PageEffect, page_effect

BASIS = ("impressions", "clicks", "installs", "view_through_installs")
STAYS = 7
"""Days that a campaign must have led to the page before; a test that alternates is no change."""
ARRIVED = 3
"""Days that it must have led to the page since."""
Sides = tuple[list[date], list[date]]
"""The days before a change and those after it."""
VERDICTS = {
    "page": "The store page",
    "alone": "Season not excluded",
    "nothing": "No difference found",
    "too_early": "Too early to say",
}


@dataclass(frozen=True)
class PageCampaign:
    """One campaign with its days: the counts, and the page that most of its clicks led to."""

    pk: int
    app: int
    network: int
    counts: Mapping[date, Counts]
    runs: tuple[tuple[int, Period], ...]


@dataclass(frozen=True)
class StoreChange:
    """A page that took the place of another on some campaigns of an app.

    `others` are the networks it is held against. `cvr` and `ctr` are the changes beyond theirs on
    the log scale, None where a side is too short or has nothing; `before` and `after` are the
    counts of the changed campaigns there, `days` how many days each side has.
    """

    app: int
    app_name: str
    page: int
    page_name: str
    page_before: str
    day: date
    campaigns: tuple[int, ...]
    networks: Mapping[int, str]
    others: tuple[str, ...]
    days: tuple[int, int]
    before: Counts
    after: Counts
    cvr: PageEffect | None
    ctr: PageEffect | None

    @property
    def verdict(self) -> str:
        """too_early, nothing, page, or alone where no other network excludes the season."""
        if self.cvr is None:
            return "too_early"
        if not self.cvr.credited:
            return "nothing"
        return "page" if self.cvr.season_excluded else "alone"

    @property
    def word(self) -> str:
        """The verdict as people say it."""
        return VERDICTS[self.verdict]

    @property
    def title(self) -> str:
        """What changed, where and when."""
        return (
            f"{self.page_name} in the place of {self.page_before}, {self.app_name}, since "
            f"{formats.day(self.day)}"
        )

    @property
    def sentence(self) -> str:
        """What it did, and what that is credited to."""
        return _sentence(self)

    @property
    def numbers(self) -> str:
        """The plain conversion of both sides, and whom it is held against."""
        before, after = (formats.ratio(Counts.cvr, side.cvr) for side in (self.before, self.after))
        against = f" Held against {listed(list(self.others))}." if self.others else ""
        return (
            f"CVR {before}{PERCENT} on {self.days[0]} days before, {after}{PERCENT} on "
            f"{self.days[1]} after, {formats.count(self.after.clicks)} clicks since.{against}"
        )


def find_changes(query: ReportQuery, today: date) -> list[StoreChange]:
    """The changes in the query's period and the one it is compared with, the latest first.

    Up to 28 settled days on each side are looked at, also outside of these periods. Filters by app
    and platform narrow what is looked at; others would take the networks away that are needed to
    compare with. Asks one report.
    """
    asked = [query.period] + ([query.compare] if query.compare else [])
    first, last = min(one.first for one in asked), max(one.last for one in asked)
    reach = timedelta(days=MAX_DAYS)
    where = {name: query.where[name] for name in ("app", "platform") if name in query.where}
    by = ("app", "network", "campaign", "store_page", "day")
    days = Period(first - reach, last + reach)
    rows = report(ReportQuery(days, by, where, counts=BASIS, ends=settled_ends(today)))
    campaigns = _campaigns(rows)
    names = {
        (name, value): own[0].names[name]
        for name in ("app", "network", "store_page")
        for value, own in by_value(rows, name).items()
    }
    found: dict[tuple[int, int, int, date], list[PageCampaign]] = defaultdict(list)
    for campaign in campaigns:
        for (before, old), (after, new) in zip(campaign.runs, campaign.runs[1:], strict=False):
            if len(old) >= STAYS and len(new) >= ARRIVED and first <= new.first <= last:
                found[campaign.app, before, after, new.first].append(campaign)
    changes = [
        _change(app, before, after, day, own, campaigns, names)
        for (app, before, after, day), own in found.items()
    ]
    return latest_first(changes)


def latest_first(changes: Iterable[StoreChange]) -> list[StoreChange]:
    """The order in which changes are told."""
    return sorted(changes, key=lambda one: (-one.day.toordinal(), one.app_name, one.page_name))


def _campaigns(rows: Sequence[Row]) -> list[PageCampaign]:
    found = []
    clicked = [row for row in rows if row.counts.clicks]
    for (pk, app, network), own in grouped(clicked, "campaign", "app", "network").items():
        days = by_value(own, "day")
        leading = [
            (day, max(days[day], key=lambda row: row.counts.clicks or 0).keys["store_page"])
            for day in sorted(days)
        ]
        runs = []
        for page, stretch in groupby(leading, key=lambda one: one[1]):
            ends = [day for day, _ in stretch]
            runs.append((page, Period(ends[0], ends[-1])))
        counts = {day: total(row.counts for row in some) for day, some in days.items()}
        found.append(PageCampaign(pk, app, network, counts, tuple(runs)))
    return found


def _change(
    app: int,
    before: int,
    after: int,
    day: date,
    own: Sequence[PageCampaign],
    campaigns: Sequence[PageCampaign],
    names: Mapping[tuple, str],
) -> StoreChange:
    sides = _sides(own, day)
    others = _others(app, own, campaigns, sides)
    networks = {one.network: names["network", one.network] for one in own}
    networks = dict(sorted(networks.items(), key=lambda network: network[1].casefold()))
    old, new = (total(_counts(own, side)) for side in sides)
    return StoreChange(
        app=app,
        app_name=names["app", app],
        page=after,
        page_name=names["store_page", after],
        page_before=names["store_page", before],
        day=day,
        campaigns=tuple(one.pk for one in own),
        networks=networks,
        others=tuple(sorted({names["network", one.network] for one in others})),
        days=(len(sides[0]), len(sides[1])),
        before=old,
        after=new,
        cvr=_effect(own, others, sides, Counts.cvr),
        ctr=_effect(own, others, sides, Counts.ctr),
    )


def _sides(own: Sequence[PageCampaign], day: date) -> Sides:
    """The days before and after on which all these campaigns led to one page each, the day of the
    change in neither, 28 at most on a side."""
    since, until = date.min, date.max
    for one in own:
        for (_, old), (_, new) in zip(one.runs, one.runs[1:], strict=False):
            if new.first == day:
                since, until = max(since, old.first), min(until, new.last)
    around = [timedelta(days=back) for back in range(1, MAX_DAYS + 1)]
    earlier = [day - back for back in reversed(around) if day - back >= since]
    later = [day + ahead for ahead in around if day + ahead <= until]
    return earlier, later


def _others(
    app: int,
    own: Sequence[PageCampaign],
    campaigns: Sequence[PageCampaign],
    sides: Sides,
) -> list[PageCampaign]:
    """Campaigns of networks on which no page changed in these days; without such networks, other
    campaigns of the same networks that kept their page. All have clicks on both sides."""
    if not all(sides):
        return []
    span = Period(sides[0][0], sides[1][-1])
    moved = {one.pk for one in campaigns if any(run.first in span for _, run in one.runs[1:])} | {
        one.pk for one in own
    }
    here = [
        one for one in campaigns if one.app == app and all(_counts([one], side) for side in sides)
    ]
    changed = {one.network for one in campaigns if one.app == app and one.pk in moved}
    kept = [one for one in here if one.network not in changed]
    others = kept or [one for one in here if one.pk not in moved]
    apart = _apart(others, sides)
    return [one for one in others if one.network not in apart]


def _apart(others: Sequence[PageCampaign], sides: Sides) -> set[int]:
    """The networks that moved apart from the other ones: they are no yardstick."""
    networks = defaultdict(list)
    for one in others:
        networks[one.network].append(one)
    return set(moved_apart({n: _days(own, sides, Counts.cvr) for n, own in networks.items()}) or ())


def _effect(
    own: Iterable[PageCampaign], others: Iterable[PageCampaign], sides: Sides, ratio: Ratio
) -> PageEffect | None:
    unchanged = _days(others, sides, ratio) if others else None
    return page_effect(_days(own, sides, ratio), unchanged)


def _days(some: Iterable[PageCampaign], sides: Sides, ratio: Ratio) -> tuple[list, list]:
    """(expected, came) on each day of both sides. Expected at each campaign's own rate over both,
    so that a move between campaigns is none."""
    found = [[(0.0, 0.0)] * len(side) for side in sides]
    for one in some:
        daily = [[one.counts.get(day, Counts()).basis(ratio) for day in side] for side in sides]
        above, below = (
            sum(pair[place] or 0 for side in daily for pair in side) for place in (0, 1)
        )
        rate = float(above / below) if below else 0.0
        for line, side in zip(found, daily, strict=True):
            for at, (came, base) in enumerate(side):
                expected, so_far = line[at]
                line[at] = (expected + rate * float(base or 0), so_far + float(came or 0))
    return found[0], found[1]


def _counts(some: Iterable[PageCampaign], days: Iterable[date]) -> list[Counts]:
    return [one.counts[day] for one in some for day in days if day in one.counts]


def _sentence(change: StoreChange) -> str:
    """What the change did, and what it is credited to."""
    where = listed(list(change.networks.values()))
    if change.cvr is None:
        short = min(change.days)
        if short < MIN_DAYS:
            return f"{short} of {MIN_DAYS} settled days on each side are in: too early to say."
        return f"Too few installs on {where} to say."
    effect = _moved(change.cvr)
    if change.verdict == "nothing":
        text = f"CVR on {where} moved no more than noise explains ({effect}): no difference found."
    else:
        way = "rose" if change.cvr.delta > 0 else "fell"
        text = f"CVR on {where} {way} by {effect}"
        if change.verdict == "page":
            text += ", beyond the networks that kept their page: it is the store page’s."
        else:
            text += ". No network kept its page, so a season is not excluded."
    return f"{text} {_ad(change)}".strip()


def _ad(change: StoreChange) -> str:
    if change.ctr is None:
        return ""
    if change.ctr.credited:
        way = "rose" if change.ctr.delta > 0 else "fell"
        return f"CTR {way} by {_moved(change.ctr)} beside it: that is the ad’s, not the page’s."
    return "CTR held, so the ad has no part in it."


def _moved(effect: PageEffect) -> str:
    """18 % (12 % to 24 %)"""
    low, high = sorted((effect.low, effect.high), key=abs)
    if not effect.credited:
        low, high = effect.low, effect.high
        if formats.says_little(exp(low), exp(high)):
            return f"{_percent(effect.delta)}, {formats.TOO_EARLY}"
        return f"{_percent(effect.delta)}, likely {_percent(low)} to {_percent(high)}"
    parts = (f"{100 * abs(exp(value) - 1):.0f}{PERCENT}" for value in (effect.delta, low, high))
    return "{} ({} to {})".format(*parts)


def _percent(log_ratio: float) -> str:
    return formats.signed_percent(exp(log_ratio) - 1)
