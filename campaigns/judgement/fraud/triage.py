"""The page of signals: what the rules say now, beside the cases that are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.judgement import thresholds
from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.findings import Finding, find, signals_of_all
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.measures import Measure
from campaigns.judgement.fraud.subjects import Subject, subjects, subjects_of_all
from campaigns.judgement.fraud.words import case_sentence
from campaigns.models import Case
from campaigns.periods import Period, last_complete_day
from campaigns.reports import ReportQuery, apps_passing, networks
from campaigns.stats.fraud.limits import Limits

WHOLE = ("app", "platform")
"""Filters that leave a network and its peers whole."""


@dataclass(frozen=True)
class TriageEntry:
    """A signal with its case. Without a finding the network has no counts in the judged days;
    without a case it is new: the next judgement opens one."""

    finding: Finding | None
    case: Case | None

    @property
    def live(self) -> bool:
        """Whether the rules give the signal now."""
        return self.finding is not None and self.finding.state == "signal"

    @property
    def _new(self) -> Finding:
        """The finding of an entry without a case."""
        assert self.finding, "an entry has a finding or a case"
        return self.finding

    @property
    def _told(self) -> Finding | Case:
        """What says what is unusual: the finding while the signal is given, else the case."""
        told = self.finding if self.live else self.case
        assert told, "an entry has a live finding or a case"
        return told

    @property
    def network(self) -> int:
        """The network's id."""
        return self.case.network_id if self.case else self._new.subject.network

    @property
    def network_name(self) -> str:
        """The network's name."""
        return self.case.network.name if self.case else self._new.subject.network_name

    @property
    def app_name(self) -> str:
        """The app's name and platform."""
        return str(self.case.app) if self.case else self._new.subject.app_name

    @property
    def source_app(self) -> str:
        """The sub-publisher, "" for the whole network."""
        return self.case.source_app if self.case else self._new.subject.source_app

    @property
    def label(self) -> str:
        """The signal's name."""
        return KINDS[self.case.kind].label if self.case else self._new.kind.label

    @property
    def text(self) -> str:
        """What is unusual."""
        told = self._told
        return case_sentence(told) if isinstance(told, Case) else told.text

    @property
    def measure(self) -> Measure | None:
        """The first line of evidence that crosses its limit; None without any evidence."""
        told = self._told
        lines = (
            [Measure(**line) for line in told.evidence] if isinstance(told, Case) else told.measures
        )
        return next((line for line in lines if line.crossed), next(iter(lines), None))

    @property
    def installs(self) -> int:
        """The installs concerned."""
        return self._told.installs

    @property
    def stake(self) -> Decimal | None:
        """The spend on them."""
        return self._told.stake


@dataclass(frozen=True)
class Triage:
    """Signals and cases that pass the filters, and all that the rules could and could not say.

    `entries` are ongoing cases, and live signals that nobody has answered, most money at stake
    first; `closed` the cases that are over, the newest first.
    """

    window: Period | None
    findings: Sequence[Finding]
    subjects: Sequence[Subject]
    entries: Sequence[TriageEntry]
    closed: Sequence[Case]
    limits: Limits
    where: dict[str, tuple]

    @property
    def networks(self) -> list[Subject]:
        """The whole networks that the rules looked at."""
        return [subject for subject in self.subjects if not subject.source_app]


def triage(query: ReportQuery, today: date) -> Triage:
    """Judge the 28 settled days that end with the query's period, or the newest ones.

    Filters by app, platform and network choose what is shown; peers are always all networks of
    the app, and other filters would cut into them.
    """
    where = {name: values for name, values in query.where.items() if name in WHOLE}
    shown = query.where.get("network")
    limits = thresholds.current()
    day = today if query.ends is not None else as_of(query.period, today)
    everyone = _today(today, where) if day == today else subjects(day, where)
    told = dict(signals_of_all(today)) if day == today else None
    found = find(everyone, limits, told)
    findings = [f for f in found if not shown or f.subject.network in shown]
    kept = cases.all_cases({**where, **({"network": shown} if shown else {})})
    ongoing = {cases.key_of(case): case for case in kept if case.ongoing}
    live = {f.key: f for f in findings if f.state == "signal"}
    known = {f.key: f for f in findings}
    entries = [
        TriageEntry(finding, ongoing.get(key))
        for key, finding in live.items()
        if key in ongoing or not cases.answered(kept, finding)
    ]
    entries += [
        TriageEntry(known.get(key), case) for key, case in ongoing.items() if key not in live
    ]
    looked_at = [s for s in everyone if not shown or s.network in shown]
    return Triage(
        window=max((s.period for s in looked_at), key=lambda p: p.last, default=None),
        findings=findings,
        subjects=looked_at,
        entries=sorted(entries, key=lambda e: (-(e.stake or 0), e.network_name, e.label)),
        closed=[case for case in kept if not case.ongoing],
        limits=limits,
        where=where,
    )


def _today(today: date, where: dict[str, tuple]) -> list[Subject]:
    apps = {*apps_passing(where)}
    return [one for one in subjects_of_all(today) if one.app in apps]


def as_of(period: Period, today: date) -> date:
    """The day as of which the last settled day is the period's last, at most today."""
    if period.last >= last_complete_day(today):
        return today
    shortest = min((days for _, days in networks().values()), default=0)
    return min(today, period.last + timedelta(days=shortest + 1))
