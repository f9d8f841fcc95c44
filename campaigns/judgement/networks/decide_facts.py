"""What Decide reads of every network of an app: its last 28 settled days, cohorts and cases."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from campaigns import reports
from campaigns.judgement.fraud.cases import ongoing
from campaigns.judgement.networks.decide_cohorts import brought
from campaigns.metrics import Counts, total
from campaigns.models import Case, Verdict
from campaigns.periods import Period, last_complete_day, last_settled_day
from campaigns.reports import ReportQuery, Row
from campaigns.stats.networks import decide
from campaigns.stats.networks.decide import Facts, Ipm
from campaigns.stats.networks.decide_money import DAYS, Cohorts

FLAGGED = (Verdict.Name.ACT, Verdict.Name.WATCH)
SETTLE_AT_MOST = 60


def facts_of(
    app: int, as_of: date, verdicts: Iterable[Verdict]
) -> dict[int, tuple[Facts, Cohorts, Counts]]:
    """Facts, cohorts and the counts of the last 28 settled days of each network with a verdict.

    A day that an import was of is told, also where it had no counts.
    """
    settle = {network: days for network, (_, days) in reports.networks().items()}
    first, targets = reports.first_days(app), reports.roas_targets(app)
    days = Period.of_days(DAYS + SETTLE_AT_MOST, last_complete_day(as_of))
    rows, covered = _daily(app, days), reports.covered_days(app, days)
    users = brought(app, as_of)
    cases: dict[int, list[decide.OpenCase]] = defaultdict(list)
    for case in ongoing({"app": (app,)}):
        cases[case.network_id].append(_case(case))
    found = {}
    for verdict in verdicts:
        network = verdict.network_id
        window = Period.of_days(DAYS, last_settled_day(as_of, settle[network]))
        own = rows.get(network, {})
        counts = total(row.counts for day, row in own.items() if day in window)
        told = own.keys() | covered.get(network, set())
        facts = Facts(
            spend=float(counts.spend or 0),
            spend_told=counts.spend is not None or not any(day in window for day in own),
            live_days=max((window.last - first[network]).days + 1, 0) if network in first else 0,
            missing_days=sum(day not in told for day in window.days()),
            late_days=max((window.last - max(told, default=window.first)).days, 0),
            cpi=counts.cpi,
            ecpm=counts.ecpm,
            ipm=_ipm(verdict),
            cases=tuple(cases[network]),
        )
        target = targets.get(network, targets.get(None))
        found[network] = (facts, users.of(network, target), counts)
    return found


def _daily(app: int, days: Period) -> dict[int, dict[date, Row]]:
    """The counts of every network by day, of the days that may be among its last 28 settled."""
    counts = ("impressions", "installs", "spend")
    query = ReportQuery(days, ("network", "day"), {"app": (app,)}, counts=counts)
    found: dict[int, dict[date, Row]] = defaultdict(dict)
    for row in reports.report(query):
        found[row.keys["network"]][row.keys["day"]] = row
    return found


def _case(case: Case) -> decide.OpenCase:
    first = case.evidence[0] if case.evidence else {}
    return decide.OpenCase(
        kind=case.kind,
        stake=None if case.stake is None else float(case.stake),
        source_app=case.source_app,
        measure=first.get("key", ""),
        own=first.get("own"),
        peers=first.get("peers"),
    )


def _ipm(verdict: Verdict) -> Ipm:
    """The verdict on its IPM; while it is flagged with its distance since it is low, and the
    installs short in the 28 days. Without known formats it is only held against its own past."""
    if verdict.verdict not in FLAGGED:
        return Ipm(verdict.verdict)
    if verdict.reason == "formats_unknown":
        return Ipm(verdict.verdict, verdict.fall_ratio, verdict.low_since)
    return Ipm(verdict.verdict, verdict.shown_ratio, verdict.low_since, verdict.missing)
