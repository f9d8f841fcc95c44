"""All that a case rests on: its counts by day, its peers', and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.kinds import KINDS, SignalKind
from campaigns.metrics import Counts, total
from campaigns.models import (
    BUCKETS,
    Annotation,
    Case,
    CaseNote,
    ClickTimeCount,
    Network,
    SourceAppCount,
)
from campaigns.models.choices import Reporter
from campaigns.periods import Period
from campaigns.records.notes import annotations
from campaigns.reports import ReportQuery, evidence, networks, report
from campaigns.reports.evidence import Buckets
from campaigns.stats.fraud.traffic import PEER_INSTALLS


@dataclass(frozen=True)
class DossierDay:
    """One day of a case, or all of them (None): its counts and its installs by click time."""

    day: date | None
    counts: Counts
    times: Buckets | None


@dataclass(frozen=True)
class Dossier:
    """A case with the counts of its days, as the reports have them.

    `peers` are the other networks of the app with at least 100 installs, day by day. `beside` is
    what the case's own chart needs more: organic installs, or what network and MMP count.
    """

    case: Case
    notes: list[CaseNote]
    period: Period
    days: list[DossierDay]
    peers: Mapping[int, list[Counts | None]]
    times: Buckets | None
    peer_times: list[Buckets]
    reasons: Mapping[str, int]
    beside: Mapping[str, list[int | None]]
    annotations: list[Annotation]

    @property
    def kind(self) -> SignalKind:
        """The signal."""
        return KINDS[self.case.kind]

    @property
    def total(self) -> DossierDay:
        """The sums of all days."""
        known = [day.times for day in self.days if day.times]
        times = tuple(map(sum, zip(*known, strict=True))) if known else None
        return DossierDay(None, total(day.counts for day in self.days), times)


def dossier(pk: int, today: date) -> Dossier:
    """A case with everything that it rests on. Raises Http404."""
    case = cases.case(pk)
    period = Period(case.first_day, case.last_day)
    app = {"app": (case.app_id,)}
    daily: dict[int, dict[date, Counts]] = {}
    for row in report(ReportQuery(period, ("network", "day"), app, today=today)):
        daily.setdefault(row.keys["network"], {})[row.keys["day"]] = row.counts
    pair = (case.app_id, case.network_id)
    own = daily.pop(case.network_id, {})
    if case.source_app:
        rows = evidence.daily(SourceAppCount, pair, case.source_app, period)
        own = {day: Counts.of(**row) for day, row in rows.items()}
    times = evidence.daily(ClickTimeCount, pair, case.source_app, period)
    known = evidence.known(app, dict.fromkeys([*daily, case.network_id], period))
    mine = known.pop(pair, None)
    peers = {
        network: [days.get(day) for day in period.days()]
        for network, days in daily.items()
        if (total(days.values()).installs or 0) >= PEER_INSTALLS
    }
    return Dossier(
        case=case,
        notes=cases.history(case),
        period=period,
        days=[
            DossierDay(day, own.get(day, Counts()), _times(times.get(day))) for day in period.days()
        ],
        peers=peers,
        times=None
        if mine is None
        else mine.times.get(case.source_app)
        if case.source_app
        else mine.all_times,
        peer_times=[k.all_times for pair, k in known.items() if pair[1] in peers and k.all_times],
        reasons={}
        if mine is None
        else mine.reasons.get(case.source_app, {})
        if case.source_app
        else mine.all_reasons,
        beside=_beside(case, period),
        annotations=annotations(ReportQuery(period, where=app | {"network": (case.network_id,)})),
    )


def _times(row: Mapping[str, int] | None) -> Buckets | None:
    return None if row is None else tuple(row[name] for name in BUCKETS)


def _beside(case: Case, period: Period) -> dict[str, list[int | None]]:
    """Daily installs that only one kind of case is about."""
    where = {"app": (case.app_id,), "network": (case.network_id,)}
    if case.kind == "poaching":
        kind = Network.Kind.ORGANIC.label
        organic = tuple(pk for pk, (known, _) in networks().items() if known == kind)
        return {"organic": _installs({"app": where["app"], "network": organic}, period)}
    if case.kind == "over_reporting":
        return {
            reporter: _installs({**where, "reported_by": (reporter,)}, period)
            for reporter in (Reporter.NETWORK.value, Reporter.MMP.value)
        }
    return {}


def _installs(where: dict, period: Period) -> list[int | None]:
    rows = report(ReportQuery(period, ("day",), where, counts=("installs",)))
    found = {row.keys["day"]: row.counts.installs for row in rows}
    return [found.get(day) for day in period.days()]
