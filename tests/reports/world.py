"""A small random world of counts, and the answer that a report must give, added up row by row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from campaigns.importing.storing.names import default_page
from campaigns.metrics import COHORT_DAYS, COUNTS, MONEY, Counts, total
from campaigns.models import App, Campaign, Creative, DailyCount, Network, StorePage
from campaigns.models.choices import Reporter
from campaigns.periods import Period, last_full_cohort, last_settled_day
from campaigns.reports import DIMENSIONS, ReportQuery, settled_ends
from tests.make import LAST_DAY, TODAY

DAYS = 12
COUNTRIES = ("US", "DE", "ZZ")
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)


def make_catalogue() -> None:
    """Two apps, four networks of which one is organic, and what each has."""
    for name, days in (("Own", 1), ("Both", 3), ("Measured", 5), ("Organic", 3)):
        Network.objects.create(name=name, settle_days=days)
    make_apps("Merge Harbor")


def make_apps(name: str) -> None:
    """An app on two platforms, with what it has and a campaign pair at each network."""
    for platform in ("android", "ios"):
        app = App.objects.create(name=name, platform=platform)
        default_page(app)
        StorePage.objects.create(app=app, name="Spring")
        for format in ("", "video", "playable"):
            Creative.objects.create(app=app, name=f"Ad {format}", format=format)
        for network in Network.objects.order_by("pk"):
            for targeting in ("", "broad"):
                Campaign.objects.create(
                    app=app, network=network, name=f"C {targeting}", targeting=targeting
                )


def random_rows(random: Random, number: int) -> list[DailyCount]:
    """Rows of different keys, each reporting some of the counts; not stored."""
    known = Campaign.objects.filter(app__in=Creative.objects.values("app"))
    campaigns = list(known.select_related("network"))
    creatives, pages = defaultdict(list), defaultdict(list)
    for creative in Creative.objects.all():
        creatives[creative.app_id].append(creative)
    for page in StorePage.objects.all():
        pages[page.app_id].append(page)
    rows = {}
    for _ in range(number):
        campaign = random.choice(campaigns)
        row = DailyCount(
            day=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
            campaign=campaign,
            creative=random.choice(creatives[campaign.app_id]),
            country=random.choice(COUNTRIES),
            store_page=random.choice(pages[campaign.app_id]),
            reported_by=random_reporter(random, campaign.network.name),
            **random_counts(random),
        )
        rows[tuple(getattr(row, name) for name in DailyCount.KEY)] = row
    return list(rows.values())


def random_reporter(random: Random, network: str) -> str:
    if network == "Both":
        return random.choice(Reporter.values)
    return Reporter.MMP if network == "Measured" else Reporter.NETWORK


def random_counts(random: Random) -> dict:
    """Some counts, others not reported. View-through installs are a part of the installs."""
    told = random.choice((COUNTS, COUNTS[:3], ("installs",), ("impressions", "clicks", "spend")))
    values = {name: random.randrange(1000) for name in told}
    if "view_through_installs" in values:
        values["view_through_installs"] = random.randrange(values["installs"] + 1)
    return values


def random_query(random: Random) -> ReportQuery:
    first = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    period = Period(first, first + timedelta(days=random.randrange(DAYS)))
    filters = [name for name, dimension in DIMENSIONS.items() if dimension.can_filter]
    where = {}
    for name in random.sample(filters, random.choice((0, 0, 1, 2))):
        seen = sorted({value_of(row, name) for row in stored()})
        where[name] = tuple(random.sample(seen, min(len(seen), random.randint(1, 2))))
    return ReportQuery(
        period,
        by=tuple(random.sample(list(DIMENSIONS), random.choice((0, 1, 1, 2, 3)))),
        where=where,
        counts=random.choice((COUNTS, COUNTS, ("impressions", "installs"), MONEY)),
        today=random.choice((None, TODAY)),
        ends=random.choice((None, None, settled_ends(TODAY))),
    )


def stored() -> Iterable[DailyCount]:
    return DailyCount.objects.select_related(
        "campaign__app", "campaign__network", "creative", "store_page"
    )


def value_of(row: DailyCount, name: str):
    """A row's value of a dimension."""
    value = row
    for part in DIMENSIONS[name].path.split("__"):
        value = getattr(value, part)
    bucket = DIMENSIONS[name].bucket
    return bucket(value) if bucket else getattr(value, "pk", value)


def standing_reporters(rows: Iterable[DailyCount]) -> dict[tuple, str]:
    """Who counts on each app x network x day: the first of all reporters that has a row there."""
    said = defaultdict(set)
    for row in rows:
        said[network_day(row)].add(row.reported_by)
    return {day: min(who, key=Reporter.values.index) for day, who in said.items()}


def network_day(row: DailyCount) -> tuple:
    return row.campaign.app_id, row.campaign.network_id, row.day


def chosen(query: ReportQuery, days: Period | None = None) -> Iterator[DailyCount]:
    """The rows that a question is about, each activity told by one reporter."""
    standing = standing_reporters(stored())
    one_reporter = len(query.where.get("reported_by", ())) == 1
    for row in passing(query, days):
        if one_reporter or row.reported_by == standing[network_day(row)]:
            yield row


def passing(query: ReportQuery, days: Period | None = None) -> Iterator[DailyCount]:
    """The rows of the days that pass the filters, whoever reports them."""
    for row in stored():
        network = row.campaign.network
        organic = network.kind == "organic" and not {"network", "campaign"} & set(query.where)
        counts = query.ends is None or row.day <= last_settled_day(TODAY, network.settle_days)
        fits = all(value_of(row, name) in values for name, values in query.where.items())
        if row.day in (days or query.period) and counts and fits and not organic:
            yield row


def answer(query: ReportQuery) -> dict[tuple, Counts]:
    """The counts by the values of the query's dimensions."""
    parts, cohorts = defaultdict(list), defaultdict(list)
    for row in chosen(query, Period(date(2000, 1, 1), query.period.last)):
        values = {name: getattr(row, name) for name in query.counts}
        for name, age in COHORT_DAYS.items():
            if name in values and not told(query, row.day, age):
                values[name] = None
        keys = tuple(value_of(row, name) for name in query.by)
        if row.day in query.period:
            parts[keys].append(Counts.of(**values))
        elif not query.timed:
            cohorts[keys].append(only_later(Counts.of(**values)))
    if not query.by and not parts:
        parts[()] = []
    return {keys: total([*some, *cohorts[keys]]) for keys, some in parts.items()}


def told(query: ReportQuery, day: date, age: int) -> bool:
    """Whether what the users of a day did within `age` days is told.

    Of the last settled days it is told of as many days, up to the last that is old enough.
    """
    if query.today is None:
        return day in query.period
    last = min(query.period.last, last_full_cohort(query.today, age))
    if query.ends is None:
        return query.period.first <= day <= last
    return 0 <= (last - day).days < len(query.period)


def only_later(counts: Counts) -> Counts:
    """Retention and revenue of a day before the period, with nothing else of that day."""
    ratios = ("roas_d7", "revenue_per_install", "retention_d1", "retention_d7")
    return Counts(
        **{name: getattr(counts, name) for name in COHORT_DAYS},
        pairs={name: counts.pairs[name] for name in ratios if name in counts.pairs},
    )
