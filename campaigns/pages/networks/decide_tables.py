"""The table of Decide: a network in a row, one word, why, and what would change if it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.networks import decide_table_words as words
from campaigns.judgement.networks.decisions import NetworkDecision, change, followed
from campaigns.metrics import Counts
from campaigns.stats.networks.decide_totals import IfDone, Sums
from campaigns.ui.columns import Column, FragmentColumn, in_money
from campaigns.ui.network_tables import NameColumn
from campaigns.ui.tables import RowsData

CURRENCY = settings.REPORTING_CURRENCY
AS_NOW = "as now"
UNTOLD = ("scale",)
"""Words that move spend to where nothing is known of: how many users more spend buys."""


@dataclass(frozen=True)
class DecideRow:
    """A network with its word; `then` is what doing it changes, None where no spend moves."""

    network_id: int
    name: str
    word: str
    said: str
    why: str
    what: str
    spend: float | None
    roas: float | None
    then: IfDone | None
    blank: bool
    done: str = ""
    slot: None = None

    @property
    def moved(self) -> Sums | None:
        """All networks once it is done: with the spend moved where others can take it."""
        return None if self.then is None else self.then.moved or self.then.without


def rows_of(
    found: Sequence[NetworkDecision], apps: Mapping[int, str], today: date
) -> list[DecideRow]:
    """The rows, most money at stake first; `apps` are their names."""
    records = followed(found, today)
    return [
        DecideRow(
            network_id=one.network,
            name=one.name,
            word=one.overall.word,
            said=words.word(one),
            why=words.why(one, apps, CURRENCY),
            what=words.what(one, apps, CURRENCY),
            spend=one.flow.spend if one.flow.spend_told else None,
            roas=one.flow.roas,
            then=change(one, found),
            blank=words.cannot_say(one),
            done=words.done(records.get(one.network)),
        )
        for one in found
    ]


class IfDoneColumn(FragmentColumn):
    """A number of all networks once it is done, with the number now below."""

    css = "number"
    template = "campaigns/networks/_if_done.html"

    def __init__(self, verbose_name: str, number: str, **kwargs: Any) -> None:
        self.number = number
        super().__init__(verbose_name, accessor="then", orderable=False, empty_values=(), **kwargs)

    def render(self, record: DecideRow, table: tables.Table) -> Any:
        if record.then is None:
            return formats.NO_DATA if record.blank or record.word in UNTOLD else AS_NOW
        now, then = self._said(record.then.now), self._said(record.moved)
        return AS_NOW if now == then else f"{then} from {now}"

    def _said(self, sums: Sums | None) -> str:
        value: float | None = None if sums is None else getattr(sums, self.number)
        if self.number == "ipm":
            return formats.ratio(Counts.ipm, value)
        if self.number == "cpi":
            return formats.ratio(Counts.cpi, value)
        return formats.count(None if value is None else round(value))

    def value(self, record: DecideRow) -> float | None:
        return None if record.moved is None else getattr(record.moved, self.number)


class WordColumn(FragmentColumn):
    """The one word."""

    css = "mark"
    template = "campaigns/networks/_word.html"

    def sort_key(self, record: DecideRow) -> int:
        return words.ORDER.index(record.word)

    def render(self, record: DecideRow, table: tables.Table) -> str:
        may = not record.done and not record.blank and table.may_record
        words = {"row": record, "may": may, "state": table.form.elsewhere()}
        return render_to_string(self.template, words, request=table.request)

    def value(self, record: DecideRow) -> str:
        return record.said


class WhyColumn(FragmentColumn):
    """Why, and below it what exactly to do."""

    css = "why"
    template = "campaigns/networks/_why.html"

    def value(self, record: DecideRow) -> str:
        return f"{record.why} {record.what}".strip()


class OwnDaysColumn(Column):
    """Spend, or the part of it that came back, of the network's own days."""

    css = "number"

    def __init__(self, verbose_name: str, *, share: bool = False, **kwargs: Any) -> None:
        self.share = share
        super().__init__(verbose_name, **kwargs)

    def render(self, value: float) -> str:
        if self.share:
            return formats.ratio(Counts.roas_d7, Counts.roas_d7.scale * value)
        return formats.count(round(value))

    def value(self, value: float) -> float:
        return value


class DecideTable(tables.Table):
    """One word a network, most money at stake first."""

    name = NameColumn("Network", orderable=False)
    word = WordColumn("Do", orderable=False)
    why = WhyColumn("Why, and what exactly", orderable=False)
    spend = OwnDaysColumn(in_money("Spend"), orderable=False)
    roas = OwnDaysColumn("ROAS D7 %", share=True, orderable=False)
    then_installs = IfDoneColumn("Installs if done", "installs")
    then_cpi = IfDoneColumn(f"{in_money('CPI')} if done", "cpi")
    then_ipm = IfDoneColumn("IPM if done", "ipm")

    class Meta:
        attrs = {"id": "decide"}
        default = formats.NO_DATA
        prefix = "decide-"
        row_attrs = {"class": lambda record: "row--silent" if record.blank else ""}

    caption = "What to do with each network, most money at stake first"
    row_header = "name"
    css = "table--decide"
    export_name = "decide"

    def __init__(self, rows: Sequence[DecideRow], *, form: Any, may_record: bool) -> None:
        self.form, self.may_record = form, may_record
        super().__init__(RowsData(list(rows)))
