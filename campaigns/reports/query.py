"""What can be asked: dimensions to split and filter by, and the question itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from campaigns import periods
from campaigns.metrics import COHORT_DAYS, COUNTS
from campaigns.models import App, Campaign, Creative, Network, StorePage
from campaigns.models.choices import COUNTRIES, BidType, Format, Platform, Reporter, Targeting
from campaigns.periods import Period, last_full_cohort
from campaigns.reports import name_fields

Part = App | Network | Campaign | Creative | StorePage
"""What has a row of its own in the catalogue, with a name."""


@dataclass(frozen=True)
class Dimension:
    """Something to split or filter by: its path from a daily count, and where its names stand.

    `plural` names several of its values inside a sentence, `preposition` leads to one of them.
    `table` is where the names of its ids stand, or `look_up` finds them; `choices` names the
    values of a dimension without a table; `bucket` folds days into longer stretches. `page` is the
    URL name of the page that shows the parts of a value: its own page where `own_page`, else a
    page that is then filtered by it.
    """

    label: str
    plural: str
    path: str
    table: type[Part] | None = None
    look_up: Callable[[Iterable[int]], Mapping[int, str]] | None = None
    choices: Mapping[str, str] | None = None
    bucket: Callable[[date], date] | None = None
    can_filter: bool = True
    page: str = ""
    own_page: bool = False
    preposition: str = "for"


class Dimensions(dict[str, Dimension]):
    """Those that counts have, and the fields that names hold, which are looked up when asked for.

    It goes through, and is as long as, the first alone.
    """

    def __missing__(self, name: str) -> Dimension:
        """Raises KeyError for what is neither."""
        name_fields.name_fields()[name]
        return Dimension(
            name_fields.label(name),
            name_fields.plural(name),
            name_fields.alias(name),
            look_up=name_fields.value_names,
            page="creatives",
            preposition="with",
        )


DIMENSIONS = Dimensions(
    {
        "app": Dimension(
            "App",
            "apps",
            "campaign__app",
            App,
            page="networks",
        ),
        "platform": Dimension(
            "Platform",
            "platforms",
            "campaign__app__platform",
            choices=dict(Platform.choices),
            page="audience",
            preposition="on",
        ),
        "network": Dimension(
            "Network",
            "networks",
            "campaign__network",
            Network,
            page="network",
            own_page=True,
            preposition="on",
        ),
        "campaign": Dimension(
            "Campaign", "campaigns", "campaign", Campaign, page="campaign", own_page=True
        ),
        "creative": Dimension(
            "Creative", "creatives", "creative", Creative, page="creative", own_page=True
        ),
        "format": Dimension(
            "Format", "formats", "creative__format", choices=dict(Format.choices), page="creatives"
        ),
        "country": Dimension(
            "Country", "countries", "country", choices=COUNTRIES, page="audience", preposition="in"
        ),
        "targeting": Dimension(
            "Targeting",
            "targeting groups",
            "campaign__targeting",
            choices=dict(Targeting.choices),
            page="campaigns",
        ),
        "bid_type": Dimension(
            "Bid type",
            "bid types",
            "campaign__bid_type",
            choices=dict(BidType.choices),
            page="campaigns",
        ),
        "status": Dimension(
            "Status",
            "states",
            "campaign__status",
            choices=dict(Campaign.Status.choices),
            page="campaigns",
        ),
        "store_page": Dimension(
            "Store page", "store pages", "store_page", StorePage, page="store_pages"
        ),
        "reported_by": Dimension(
            "Reported by",
            "reporters",
            "reported_by",
            choices=dict(Reporter.choices),
            page="networks",
        ),
        "day": Dimension("Day", "days", "day", can_filter=False, page="overview"),
        "week": Dimension("Week", "weeks", "day", bucket=periods.week, can_filter=False),
        "month": Dimension("Month", "months", "day", bucket=periods.month, can_filter=False),
    }
)


def named(names: Iterable[str]) -> tuple[str, ...]:
    """Those of some dimensions of which names may hold values; the fields that exist say which."""
    return tuple(n for n in names if n in name_fields.REPORTED or n not in DIMENSIONS)


@dataclass(frozen=True)
class ReportQuery:
    """What is asked: a period, the dimensions to split by, filters, and a period to compare with.

    `where` maps a dimension to the values that may pass; `counts` are the counts to sum, all of
    them unless a judgement of many rows needs only a few. `reporting` leaves out the rows that do
    not report all of these counts.

    `ends` is the last day that counts of every network, as `settled_ends` has it for the last
    settled days; without it all days of the period count. What users did later, such as retention
    D7, is summed only of days that are old enough as of `today` (without a `today`, of all days);
    with `ends` of as many days as the period has, ending with the last that is old enough. With
    `as_of` the counts are those that were known on the evening of that day.
    Raises KeyError for a name that is not in DIMENSIONS, so that nothing from an address reaches
    a lookup.
    """

    period: Period
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple] = field(default_factory=dict)
    compare: Period | None = None
    counts: tuple[str, ...] = COUNTS
    today: date | None = None
    ends: Mapping[int, date] | None = None
    reporting: tuple[str, ...] = ()
    as_of: date | None = None

    def __post_init__(self) -> None:
        for name in (*self.by, *self.where):
            DIMENSIONS[name]
        for name in self.where:
            if not DIMENSIONS[name].can_filter:
                raise KeyError(name)

    def split(self, *by: str) -> "ReportQuery":
        """The same question, split by other dimensions."""
        return replace(self, by=by)

    @property
    def timed(self) -> bool:
        """Whether it is split by days, weeks or months."""
        return any(DIMENSIONS[name].path == "day" for name in self.by)

    def before(self) -> "ReportQuery":
        """The same question about the compared period, which is cut as this one is: where a
        network's last days do not count yet, as many of its days do not count then."""
        if self.compare is None:
            raise ValueError("nothing is compared")
        asked = replace(self, period=self.compare, compare=None)
        if self.ends is None:
            return asked
        back = max(self.period.last - self.compare.last, timedelta())
        ends = {network: day - back for network, day in self.ends.items()}
        return replace(asked, ends=ends, today=self.today and self.today - back)

    def cohorts(self, age: int) -> Period | None:
        """The days of which is told what users did within `age` days; None where there are none."""
        if self.today is None:
            return self.period
        newest = last_full_cohort(self.today, age)
        if self.ends is None:
            return self.period.until(newest)
        return Period.of_days(len(self.period), min(self.period.last, newest))

    @property
    def span(self) -> Period:
        """The period with the days before it that `cohorts` names."""
        ages = {age for name, age in COHORT_DAYS.items() if name in self.counts}
        found = [days.first for age in ages if (days := self.cohorts(age))]
        return Period(min(self.period.first, *found), self.period.last) if found else self.period

    def kept(self, day: date) -> tuple[bool, frozenset[str]]:
        """Whether the plain counts of a day are summed, and which of the later ones are."""
        later = {age: self.cohorts(age) for age in set(COHORT_DAYS.values())}
        told = {age for age, days in later.items() if days is not None and day in days}
        names = (name for name, age in COHORT_DAYS.items() if age in told)
        return day in self.period, frozenset(names)
