"""Tables of signals, of the rules, of networks, and of closed cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables

from campaigns import formats
from campaigns.judgement.fraud.findings import Finding
from campaigns.judgement.fraud.kinds import KINDS, SignalKind
from campaigns.judgement.fraud.measures import Measure
from campaigns.judgement.fraud.triage import Triage, TriageEntry
from campaigns.judgement.networks.decide_table_words import Said
from campaigns.models import Case
from campaigns.pages.fraud import words
from campaigns.ui.columns import Column, CountColumn, FragmentColumn, MoneyColumn
from campaigns.ui.decided import DoColumn
from campaigns.ui.tables import RowsData


class SignalTextColumn(Column):
    """Words, whole."""

    css = "whole"


class WhoColumn(FragmentColumn):
    """The network, and the app or sub-publisher of it."""

    css = "name"
    template = "campaigns/fraud/_who.html"

    def sort_key(self, record: Any) -> str:
        return record.network_name.casefold()

    def value(self, record: Any) -> str:
        return f"{record.network_name} {record.source_app}".strip()


class MeasureColumn(Column):
    """One number of a measure: `own`, `peers` or `limit`; with its unit where no other cell of
    the row has it."""

    css = "number"

    def __init__(self, verbose_name: str, part: str, *, with_unit: bool = True) -> None:
        super().__init__(verbose_name, accessor="measure", orderable=False)
        self.part, self.with_unit = part, with_unit

    def render(self, value: Measure) -> str:
        if self.part == "limit":
            return words.limit(value)
        text = words.number(getattr(value, self.part), value.unit)
        unit = words.unit(value.unit) if self.with_unit and text != formats.NO_DATA else ""
        return f"{text} {unit}".strip()

    def value(self, value: Measure) -> Any:
        return words.limit(value) if self.part == "limit" else getattr(value, self.part)


class UnusualColumn(FragmentColumn):
    """What is unusual, in the words of the rule."""

    css = "unusual"
    template = "campaigns/fraud/_unusual.html"

    def value(self, record: TriageEntry) -> str:
        return record.text


class StateColumn(FragmentColumn):
    """The state of the case, as a link to it."""

    css = "state"
    template = "campaigns/fraud/_case_state.html"

    def sort_key(self, record: TriageEntry) -> str:
        return words.state(record)

    def value(self, record: TriageEntry) -> str:
        return ", ".join(filter(None, (words.state(record), words.standing(record))))


class SignalTable(tables.Table):
    """Signals that are worth a question, most money at stake first."""

    network = WhoColumn("Network")
    app = Column("App", accessor="app_name")
    label = Column("Signal", accessor="label")
    text = UnusualColumn("What is unusual", orderable=False)
    own = MeasureColumn("Network has", "own")
    peers = MeasureColumn("Peers", "peers")
    limit = MeasureColumn("Threshold", "limit")
    installs = CountColumn("Installs", accessor="installs", initial_sort_descending=True)
    stake = MoneyColumn("At stake", accessor="stake", initial_sort_descending=True)
    state = StateColumn("Case", accessor="label")

    class Meta:
        attrs = {"id": "signals"}
        default = formats.NO_DATA
        order_by = "-stake"

    caption = "Signals with their evidence and cases"
    row_header = "network"
    css = "table--signals table--folds"

    def __init__(self, page: Triage, **kwargs: Any) -> None:
        super().__init__(RowsData(list(page.entries)), **kwargs)


@dataclass(frozen=True)
class RuleRow:
    """One kind of signal: on how many networks it was judged, and what it lacks."""

    kind: SignalKind
    condition: str
    minimum: str
    judged: str
    lacks: str

    @property
    def label(self) -> str:
        """The signal's name."""
        return self.kind.label

    @property
    def source(self) -> str:
        """Who published it."""
        return self.kind.source


class RuleTable(tables.Table):
    """Every rule: when it gives a signal, who says so, and what it lacks."""

    label = Column("Signal")
    condition = SignalTextColumn("A signal when")
    minimum = SignalTextColumn("Judged from")
    source = SignalTextColumn("Published source")
    judged = Column("Judged")
    lacks = SignalTextColumn("Lacks")

    class Meta:
        attrs = {"id": "rules"}
        default = formats.NO_DATA
        orderable = False

    caption = "Rules with their thresholds, sources and missing inputs"
    row_header = "label"
    css = "table--rules"

    def __init__(self, page: Triage, **kwargs: Any) -> None:
        whole = [f for f in page.findings if not f.subject.source_app]
        super().__init__([_rule_row(kind, whole, page) for kind in KINDS.values()], **kwargs)


def _rule_row(kind: SignalKind, findings: Sequence[Finding], page: Triage) -> RuleRow:
    mine = [finding for finding in findings if finding.kind is kind]
    judged = [finding for finding in mine if finding.state in ("signal", "clear")]
    lacking: dict[str, int] = {}
    for finding in mine:
        for name in finding.missing:
            lacking[name] = lacking.get(name, 0) + 1
    lacks = [f"{name} ({number} of {len(mine)})" for name, number in lacking.items()]
    return RuleRow(
        kind,
        kind.condition(page.limits),
        kind.minimum(page.limits),
        f"{len(judged)} of {len(mine)}" if mine else "",
        "; ".join(lacks),
    )


@dataclass(frozen=True)
class NetworkRow:
    """One network in one or more apps, and what the rules could say of it."""

    network: int
    network_name: str
    source_app: str
    apps: str
    signals: str
    judged: str
    held: str


class JudgedTable(tables.Table):
    """Network by network: what to do, its signals, and why some rules could not judge it."""

    name = WhoColumn("Network", accessor="network_name")
    do = DoColumn(accessor="network")
    apps = Column("App")
    signals = Column("Signals", default="none")
    judged = Column("Rules judged")
    held = SignalTextColumn("Not judged, missing")

    class Meta:
        attrs = {"id": "judged"}
        default = formats.NO_DATA
        orderable = False

    caption = "Networks, their signals, and the data that they miss"
    row_header = "name"
    css = "table--rules table--folds"

    def __init__(self, page: Triage, decided: Mapping[int, Said], **kwargs: Any) -> None:
        self.decided = decided
        super().__init__(_network_rows(page), **kwargs)


def _network_rows(page: Triage) -> list[NetworkRow]:
    """A row for each network, its apps together where the rules say the same of it in them.

    What no network has is not said of each: it stands beside the table.
    """
    whole = [finding for finding in page.findings if not finding.subject.source_app]
    nowhere = {
        kind
        for kind in KINDS
        if all(finding.state == "missing" for finding in whole if finding.kind.key == kind)
    }
    all_apps = {subject.app_name for subject in page.networks}
    apps: dict[tuple, list[str]] = {}
    for subject in page.networks:
        mine = [finding for finding in whole if finding.subject is subject]
        said = (
            subject.network,
            subject.network_name,
            ", ".join(f.kind.label for f in mine if f.state == "signal"),
            f"{sum(1 for f in mine if f.state in ('signal', 'clear'))} of {len(mine)}",
            words.held([f for f in mine if f.kind.key not in nowhere]),
        )
        apps.setdefault(said, []).append(subject.app_name)
    return [
        NetworkRow(
            network,
            name,
            "",
            "all" if len(names) == len(all_apps) > 1 else ", ".join(names),
            signals,
            judged,
            held,
        )
        for (network, name, signals, judged, held), names in sorted(
            apps.items(), key=lambda row: row[0][1]
        )
    ]


class ClosedTable(tables.Table):
    """Cases that are over, the newest first."""

    network = WhoColumn("Network")
    label = Column("Signal")
    text = UnusualColumn("What was unusual")
    installs = CountColumn("Installs")
    stake = MoneyColumn("At stake")
    state = StateColumn("Case", accessor="label")
    closed = Column("Closed", accessor="case__closed_on")

    class Meta:
        attrs = {"id": "closed"}
        default = formats.NO_DATA
        orderable = False

    caption = "Cases that are closed"
    row_header = "network"
    css = "table--signals"

    def __init__(self, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__([TriageEntry(None, case) for case in cases], **kwargs)

    def render_closed(self, value: Any) -> str:
        return formats.day(value, year=True)
