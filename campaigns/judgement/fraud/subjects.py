"""What is known of each network and sub-publisher in its last 28 settled days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from campaigns.judgement.together import Together
from campaigns.metrics import Counts, total
from campaigns.models import BUCKETS, Network
from campaigns.models.choices import Reporter
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery, Row, evidence, networks, report
from campaigns.reports.evidence import Buckets, Known, Pair
from campaigns.stats.fraud.traffic import TimesToInstall, Traffic

WINDOW = 28
Place = tuple[int, int, str]
"""app, network, source app ("" for the whole network)"""
Where = Mapping[str, tuple]
"""Filters by app and platform, which leave networks and their peers whole."""
ORGANIC = Network.Kind.ORGANIC.label


@dataclass(frozen=True)
class Subject:
    """One network of an app, or one of its sub-publishers, over its window.

    `buckets` are the installs by click time in the order of
    BUCKETS, `reasons` the rejected installs by reason. `traffic` is what the rules look at.
    """

    app: int
    app_name: str
    network: int
    network_name: str
    source_app: str
    period: Period
    counts: Counts
    traffic: Traffic
    buckets: Buckets | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """What it is told apart by."""
        return self.app, self.network, self.source_app


def subjects(as_of: date, where: Where | None = None) -> list[Subject]:
    """The networks with counts in their windows, each followed by its sub-publishers.

    Every network is looked at on its own settled days, as seen on `as_of`. The queries do not
    grow with the networks, but with how many different windows they have.
    """
    where = where or {}
    kinds = networks()
    if not kinds:
        return []
    windows = {
        pk: Period.of_days(WINDOW, last_settled_day(as_of, d)) for pk, (_, d) in kinds.items()
    }
    span = Period(min(w.first for w in windows.values()), max(w.last for w in windows.values()))
    query = ReportQuery(span, ("app", "network", "day"), where, today=as_of)
    daily = _by_pair(report(query), windows)
    organic = _organic(query, tuple(pk for pk, (kind, _) in kinds.items() if kind == ORGANIC))
    told = _told_by_both(query, windows)
    beside = evidence.known(where, windows)
    names = {pair: (known.app_name, known.network_name) for pair, known in beside.items()}
    names |= {pair: (r[0].names["app"], r[0].names["network"]) for pair, r in daily.items()}
    found = []
    for app, network in sorted(names, key=lambda pair: names[pair]):
        pair, window = (app, network), windows[network]
        named = (app, names[pair][0], network, names[pair][1])
        known = beside.get(pair, Known(*names[pair]))
        rows = daily.get(pair, [])
        found.append(_network(named, window, rows, known, organic.get(app), told.get(pair)))
        found += [_source_app(named, window, name, known) for name in known.source_apps]
    return found


def _of_all(today: date) -> list[Subject]:
    return [replace(one, counts=one.counts.whole()) for one in subjects(today)]


subjects_of_all = Together("fraud", list[Subject], _of_all)


def _by_pair(rows: Iterable[Row], windows: Mapping[int, Period]) -> dict[Pair, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        if row.keys["day"] in windows[row.keys["network"]]:
            found[row.keys["app"], row.keys["network"]].append(row)
    return dict(found)


def _organic(query: ReportQuery, organic: tuple[int, ...]) -> dict[int, dict[date, int | None]]:
    """Organic installs by app and day."""
    if not organic:
        return {}
    where = {**query.where, "network": organic}
    found: dict[int, dict] = defaultdict(dict)
    for row in report(ReportQuery(query.period, ("app", "day"), where, counts=("installs",))):
        found[row.keys["app"]][row.keys["day"]] = row.counts.installs
    return dict(found)


def _told_by_both(
    query: ReportQuery, windows: Mapping[int, Period]
) -> dict[Pair, tuple[int, int, int]]:
    """Installs as the network and as the MMP count them, on days that both report, and SKAN's of
    all days: its own are those of arrival."""
    mmp = _told_by(Reporter.MMP, query, windows)
    network = _told_by(Reporter.NETWORK, query, windows) if mmp else {}
    skan: dict[Pair, int] = defaultdict(int)
    for (pair, _), installs in (_told_by(Reporter.SKAN, query, windows) if mmp else {}).items():
        skan[pair] += installs
    both: dict[Pair, tuple[int, int, int]] = {}
    for pair, day in mmp.keys() & network.keys():
        claimed, counted, _ = both.get(pair, (0, 0, 0))
        both[pair] = (claimed + network[pair, day], counted + mmp[pair, day], skan[pair])
    return both


def _told_by(
    reporter: str, query: ReportQuery, windows: Mapping[int, Period]
) -> dict[tuple[Pair, date], int]:
    where = {**query.where, "reported_by": (reporter,)}
    rows = report(ReportQuery(query.period, query.by, where, counts=("installs",)))
    return {
        (pair, row.keys["day"]): row.counts.installs
        for pair, some in _by_pair(rows, windows).items()
        for row in some
        if row.counts.installs is not None
    }


Named = tuple[int, str, int, str]


def _network(
    named: Named,
    window: Period,
    rows: Iterable[Row],
    known: Known,
    organic: Mapping[date, int | None] | None,
    told: tuple[int, int, int] | None,
) -> Subject:
    by_day = {row.keys["day"]: row.counts for row in rows}
    daily = tuple(by_day.get(day) for day in window.days())
    counts = total(by_day.values())
    retained, due = counts.pair(Counts.retention_d1) or (None, None)
    traffic = Traffic(
        network=named[2],
        **{
            name: [None if day is None else getattr(day, name) for day in daily]
            for name in ("impressions", "clicks", "installs")
        },
        ctit=_click_times(known.all_times),
        due_d1=due,
        retained_d1=retained,
        rejected=_rejected(counts.rejected_installs, known.all_reasons),
        claimed=told and told[0],
        mmp=told and told[1],
        skan=told[2] if told else 0,
        organic=None if organic is None else [organic.get(day) for day in window.days()],
        revenue=None if counts.revenue_d7 is None else float(counts.revenue_d7),
        first_weekday=window.first.weekday(),
    )
    return Subject(*named, "", window, counts, traffic, known.all_times, known.all_reasons)


def _source_app(named: Named, window: Period, source_app: str, known: Known) -> Subject:
    counts = known.counts.get(source_app, Counts())
    buckets, reasons = known.times.get(source_app), known.reasons.get(source_app, {})
    traffic = Traffic(
        network=named[2],
        impressions=[counts.impressions],
        clicks=[counts.clicks],
        installs=[counts.installs],
        ctit=_click_times(buckets),
        rejected=_rejected(None, reasons),
    )
    return Subject(*named, source_app, window, counts, traffic, buckets=buckets, reasons=reasons)


def _click_times(buckets: Buckets | None) -> TimesToInstall | None:
    if buckets is None:
        return None
    known = dict(zip(BUCKETS, buckets, strict=True))
    return TimesToInstall(
        installs=sum(buckets),
        under_5s=known["ctit_under_5s"],
        under_10s=known["ctit_under_5s"] + known["ctit_5_10s"],
        over_24h=known["ctit_over_24h"],
        histogram=buckets,
    )


def _rejected(daily: int | None, reasons: Mapping[str, int]) -> int | None:
    """Rejected installs: the daily counts' where they state them, else the sum of the reasons."""
    if daily is not None or not reasons:
        return daily
    return sum(reasons.values())
