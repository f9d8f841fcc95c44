"""Plans of a month held against what was spent: the pace, the month's end, and what is off."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.judgement.thresholds import current
from campaigns.judgement.together import Together
from campaigns.metrics import Counts, total
from campaigns.models import Budget
from campaigns.periods import Period, last_complete_day, month_end
from campaigns.reports import ReportQuery, Row, app_labels, report, settled_ends
from campaigns.reports.answers import kept
from campaigns.stats import pacing
from campaigns.stats.pacing import MonthEnd

BACK = 28
"""How many days back the days are looked for that say a pace."""
COUNTED = ("spend", "installs")
Place = tuple[str, int]
"""What a plan is of: "app", "network" or "campaign", and which."""


@dataclass(frozen=True)
class Pace:
    """How the month of the plan `pk` goes. Money is in the reporting currency.

    `spent` is that of the complete days of the month, `settling` the part of it that may still be
    restated. `known` days of the month have counts, `left` have none: they come, or are missing.
    `forecast` is None before the month and where too few days say a pace. `runs_out` is the first
    day on which the plan is used up, within the month.
    """

    pk: int
    plan: Decimal
    spent: Decimal
    settling: Decimal
    known: int
    left: int
    forecast: MonthEnd | None
    runs_out: date | None
    cpi: float | None
    limit: float

    @property
    def part(self) -> float:
        """What is spent of the plan, a share."""
        return float(self.spent / self.plan)

    @property
    def off(self) -> float | None:
        """How far the month's end is off the plan: 0.2 is 20 % over it."""
        return None if self.forecast is None else self.forecast.value / float(self.plan) - 1

    @property
    def sure(self) -> bool:
        """Whether the plan lies outside of the interval."""
        end, plan = self.forecast, float(self.plan)
        return end is not None and not end.low <= plan <= end.high

    @property
    def state(self) -> str:
        """over or under; on where it is within the limit, unsure where the days cannot tell; early
        without a forecast."""
        if self.off is None:
            return "early"
        if abs(self.off) < self.limit:
            return "on"
        if not self.sure:
            return "unsure"
        return "over" if self.off > 0 else "under"

    @property
    def is_off(self) -> bool:
        """Whether it is flagged."""
        return self.state in ("over", "under")

    @property
    def worth(self) -> float:
        """The money by which the month's end misses the plan."""
        return abs(self.forecast.value - float(self.plan)) if self.forecast else 0.0

    @property
    def installs(self) -> float | None:
        """What that money pays for at the CPI of its days."""
        return self.worth / self.cpi if self.cpi else None


@dataclass(frozen=True)
class PacedBudget(Pace):
    """A plan, and how its month goes."""

    budget: Budget
    name: str


@kept
def months(today: date) -> list[date]:
    """The months that have plans, and this one, the newest first."""
    found = set(Budget.objects.order_by().values_list("month", flat=True).distinct())
    return sorted(found | {today.replace(day=1)}, reverse=True)


@kept
def paced(month: date, today: date) -> list[PacedBudget]:
    """The plans of a month, those that miss it by most money first. One query for this month."""
    plans, now = _plans(month), today.replace(day=1)
    if not plans:
        return []
    found_paces = paces_now(today) if month == now else _paces(plans, month, today)
    paces = {one.pk: one for one in found_paces}
    labels = app_labels()
    found = [
        PacedBudget(
            **vars(paces[plan.pk]),
            budget=plan,
            name=labels.get(plan.app_id or 0) or plan_name(plan),
        )
        for plan in plans
    ]
    return sorted(found, key=lambda one: (not one.is_off, -one.worth, one.name))


def plan_name(plan: Budget) -> str:
    """MH Broad (Volt Ads): the same name of a campaign is used on several networks."""
    on = f" ({plan.campaign.network.name})" if plan.campaign else ""
    return f"{plan.about.name}{on}"


def _plans(month: date) -> list[Budget]:
    plans = Budget.objects.filter(month=month)
    return list(plans.select_related("app", "network", "campaign__app", "campaign__network"))


def _paces(plans: Sequence[Budget], month: date, today: date) -> list[Pace]:
    """How these plans of a month go. Two queries."""
    whole = Period(month, month_end(month))
    daily, ends, limit = _daily(plans, whole, today), settled_ends(today), current()["budget_off"]
    return [_one(plan, daily, ends, whole, today, limit) for plan in plans]


def _of_now(today: date) -> list[Pace]:
    month = today.replace(day=1)
    plans = _plans(month)
    return _paces(plans, month, today) if plans else []


paces_now = Together("paces", list[Pace], _of_now, little=True)
"""The plans of the month of a day."""


def within(where: Mapping[str, tuple], found: Iterable[PacedBudget]) -> list[PacedBudget]:
    """The plans that pass filters of app and network: all of whose counts do."""
    return [one for one in found if all(_passes(one.budget, *pair) for pair in where.items())]


def _passes(budget: Budget, name: str, values: tuple) -> bool:
    of = budget.campaign or budget
    if name == "platform":
        return of.app is not None and of.app.platform in values
    return getattr(of, f"{name}_id", None) in values


@dataclass(frozen=True)
class _SpendDay:
    """A day of a plan: its counts, and those of networks that may still restate it."""

    counts: Counts
    settling: Counts


Days = dict[date, list[tuple[int, Counts]]]
"""What each network counted on a day."""


def _daily(plans: Sequence[Budget], whole: Period, today: date) -> dict[Place, Days]:
    """The counts of each day and network, by what the plans are of."""
    last = last_complete_day(today)
    first = min(whole.first, last - timedelta(days=BACK - 1))
    days = Period(first, max(last, first))
    found: dict[Place, Days] = defaultdict(lambda: defaultdict(list))
    for row in _rows(days, ("day", "app", "network"), {}):
        network = row.keys["network"]
        for name in ("app", "network"):
            found[name, row.keys[name]][row.keys["day"]].append((network, row.counts))
    campaigns = {plan.campaign.pk: plan.campaign for plan in plans if plan.campaign}
    if campaigns:
        rows = _rows(days, ("day", "campaign"), {"campaign": tuple(campaigns)})
        own = {(row.keys["campaign"], row.keys["day"]): row.counts for row in rows}
        for pk, one in campaigns.items():
            for day in found["network", one.network_id]:
                counts = own.get((pk, day), Counts.of(spend=Decimal(0)))
                found["campaign", pk][day].append((one.network_id, counts))
    return found


def _rows(days: Period, by: tuple[str, ...], where: Mapping[str, tuple]) -> list[Row]:
    return report(ReportQuery(days, by, where, counts=COUNTED))


def _one(
    plan: Budget,
    daily: Mapping[Place, Days],
    ends: Mapping[int, date],
    whole: Period,
    today: date,
    limit: float,
) -> Pace:
    kind = plan.kind
    own = daily.get((kind, getattr(plan, f"{kind}_id")), {})
    days = {day: _summed(day, rows, ends) for day, rows in own.items()}
    known = {day: one for day, one in days.items() if one.counts.spend is not None}
    month = {day: one for day, one in known.items() if day in whole}
    spent = _spend(one.counts for one in month.values())
    left = len(whole) - len(month)
    pace = _pace(known, {network for rows in own.values() for network, _ in rows}, ends, today)
    begun = today > whole.first or bool(month)
    forecast = pacing.month_end(float(spent), left, pace) if begun and known else None
    return Pace(
        pk=plan.pk,
        plan=plan.amount,
        spent=spent,
        settling=_spend(one.settling for one in month.values()),
        known=len(month),
        left=left,
        forecast=forecast,
        runs_out=_runs_out(plan.amount, month, whole, forecast, today),
        cpi=total(one.counts for one in known.values()).cpi,
        limit=limit,
    )


def _summed(day: date, rows: Sequence[tuple[int, Counts]], ends: Mapping[int, date]) -> _SpendDay:
    late = (counts for network, counts in rows if day > ends.get(network, day))
    return _SpendDay(total(counts for _, counts in rows), total(late))


def _spend(parts: Iterable[Counts]) -> Decimal:
    return total(parts).spend or Decimal(0)


def _pace(
    known: Mapping[date, _SpendDay],
    networks: Collection[int],
    ends: Mapping[int, date],
    today: date,
) -> list[float]:
    """The spends of the newest settled days, in order, of the last four weeks."""
    last = min([ends[one] for one in networks if one in ends], default=last_complete_day(today))
    since = last_complete_day(today) - timedelta(days=BACK)
    settled = [day for day in sorted(known) if since < day <= last][-pacing.DAYS :]
    return [float(known[day].counts.spend or 0) for day in settled]


def _runs_out(
    plan: Decimal,
    month: Mapping[date, _SpendDay],
    whole: Period,
    forecast: MonthEnd | None,
    today: date,
) -> date | None:
    """The day on which the plan was used up, or will be at this pace."""
    spent = Decimal(0)
    for day in sorted(month):
        spent += month[day].counts.spend or 0
        if spent >= plan:
            return day
    if forecast is None:
        return None
    coming = [day for day in whole.days() if day not in month]
    after = pacing.days_until(float(spent), float(plan), forecast.per_day)
    return coming[after - 1] if after and after <= len(coming) else None
