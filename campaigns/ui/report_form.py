"""What a visitor asks: the only reader of an address' query string."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property

from campaigns.periods import DEFAULT_DAYS, Period
from campaigns.reports import (
    DIMENSIONS,
    ReportQuery,
    all_values,
    last_days,
    last_settled,
    meant,
)
from campaigns.reports.name_fields import name_fields
from campaigns.ui.addresses import as_pairs, dated
from campaigns.ui.case_filter import CHOICES, narrowed
from campaigns.ui.days_form import DaysForm
from campaigns.ui.exports import KINDS
from campaigns.ui.fields import NamesField, SplitsField, ValuesField, Without

STATE = ("days", "from", "to", "compare", "compare_from", "compare_to", "cases", "as_of")
"""Fields beside the filters that go along from page to page."""
OWN = ("by", "columns", "sort", "view", "more", "q")
"""Fields that belong to one page: its split, and what its table shows."""
PLAIN = "?default=no"
"""The query string of a page as it is by itself. "/" without any opens the reader's own view."""
VIEWS = ("gallery", "table")
"""How a page of creatives shows them; the first is the usual one."""
LABELS = {
    "days": "Days", "typed": "Days", "from": "From", "to": "To", "by": "By", "compare": "Against",
    "compare_from": "Against from",
    "compare_to": "Against to", "cases": "Open cases", "columns": "Columns", "sort": "Sort",
    "view": "View", "q": "Search", "_export": "Export", "as_of": "As known on",
}  # fmt: skip
FILTERS = tuple(name for name, dimension in DIMENSIONS.items() if dimension.can_filter)
SHOWN_FILTERS = ("app", "platform", "network", "country")


class ReportForm(DaysForm):
    """The state of a page in its address. It always gives a usable query.

    A field that cannot be read shows its error and falls back: no filter, the last 28 settled
    days, the period before. `from` and `to` are a range of its own, with all its days, whatever
    `days` says, unless they are those that were `shown` and nobody changed.
    """

    by = SplitsField(required=False, choices=[(name, name) for name in DIMENSIONS])
    cases = forms.ChoiceField(required=False, choices=CHOICES)
    q = forms.CharField(required=False, max_length=100)
    more = NamesField(required=False)
    columns = NamesField(required=False)
    sort = NamesField(required=False)
    _table = NamesField(required=False)

    def __init__(self, data, *, today: date, subject: Mapping[str, Any] | None = None) -> None:
        """`subject` is the one thing that the page is about, such as {"network": 5}: its address
        says it elsewhere than in the query string."""
        super().__init__(data, today=today)
        self.kept_columns: tuple[str, ...] = ()
        self.subject = {name: (value,) for name, value in (subject or {}).items()}
        self.fields["_export"] = forms.ChoiceField(
            required=False, choices=[(kind, kind) for kind in KINDS]
        )
        self.fields["view"] = forms.ChoiceField(
            required=False, choices=[(name, name) for name in VIEWS]
        )
        self.fields["by"].choices = [(name, name) for name in DIMENSIONS]
        for name in FILTERS:
            self.fields[name] = ValuesField(DIMENSIONS[name].choices)
        if self._beyond():
            self.fields["by"].choices += [(name, name) for name in self.named]
            self.fields |= {name: ValuesField(None) for name in self.named}
        self.is_valid()

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The fields that names hold beside the dimensions of counts. One query."""
        return tuple(name for name in name_fields() if name not in DIMENSIONS)

    @property
    def _filters(self) -> list[str]:
        """The filters that this address could set."""
        return [name for name, field in self.fields.items() if isinstance(field, ValuesField)]

    @property
    def filterable(self) -> tuple[str, ...]:
        """All that numbers can be filtered by."""
        return (*FILTERS, *self.named)

    def _beyond(self) -> bool:
        """Whether the address asks for what counts do not have, and names may."""
        by = self.data.getlist("by") if hasattr(self.data, "getlist") else ()
        return bool(set(self.data) - set(self.fields) or set(by) - {"", *DIMENSIONS})

    @property
    def export(self) -> str:
        """The kind of file that is asked for instead of the page, or ""."""
        return self.cleaned_data.get("_export", "")

    @property
    def table(self) -> str:
        """The table that is asked for as a file, where a page has several; "" is its main one."""
        return next(iter(self.cleaned_data["_table"]), "")

    @cached_property
    def _range(self) -> ReportQuery:
        """The days that count: all of a range of its own, else the last settled ones."""
        if own := self.cleaned_data.get("period"):
            return ReportQuery(own, where=self.where, today=self.today)
        return last_days(self.last_days or DEFAULT_DAYS, self.today, self.where)

    @property
    def period(self) -> Period:
        """The range asked for, else the last 28 settled days."""
        return self._range.period

    @property
    def settled_to(self) -> date:
        """The last day that the quickest network has settled."""
        return self.period.last if self.last_days else last_settled(self.today, self.where)

    @property
    def where(self) -> dict[str, tuple]:
        """What the numbers are of: the filters that are set, and the page's subject."""
        return self.chosen | self.subject

    @property
    def picked(self) -> dict[str, tuple]:
        """The filters that are set, as the address writes them: with those that it excludes.

        What was merged means what it was merged into.
        """
        asked = self.cleaned_data
        return {
            name: _meant(name, asked[name])
            for name in self._filters
            if asked.get(name) and name not in self.subject
        }

    @cached_property
    def chosen(self) -> dict[str, tuple]:
        """The values that pass the filters that are set: of what is excluded all others."""
        return {name: _passing(name, values) for name, values in self.picked.items()}

    def query(self, *by: str) -> ReportQuery:
        """The question for `reports.report`, split by the page's dimensions."""
        where = narrowed(self.chosen, self.cleaned_data.get("cases", "")) | self.subject
        return replace(self._range, by=by, where=where, compare=self.compared, as_of=self.as_of)

    @property
    def state(self) -> dict[str, Any]:
        """What goes along from page to page: range, comparison and filters, as far as set."""
        state = self.days_state
        asked = self.cleaned_data
        if asked.get("cases"):
            state["cases"] = asked["cases"]
        return state | self.picked

    @property
    def own(self) -> dict[str, Any]:
        """What belongs to this page alone, as far as set."""
        return {name: self.cleaned_data[name] for name in OWN if self.cleaned_data.get(name)}

    def one_of(self, *splits: str) -> str:
        """The split of this page that is asked for, else the one it opens with."""
        asked = self.cleaned_data.get("by", ())
        allowed = (*splits, *self._filters[len(FILTERS) :])
        return next((name for name in asked if name in allowed), self.opens_with(*splits))

    def opens_with(self, *splits: str) -> str:
        """The first split; on a page about one thing the first that is not narrowed to a value."""
        if not self.subject:
            return splits[0]
        return next((name for name in splits if len(self.where.get(name, ())) != 1), splits[0])

    def some_of(self, splits: Collection[str]) -> tuple[str, ...]:
        """All splits of this page that are asked for, in the order of the address."""
        asked = dict.fromkeys(self.cleaned_data.get("by", ()))
        return tuple(
            name for name in asked if name in splits or name in self._filters[len(FILTERS) :]
        )

    @property
    def view(self) -> str:
        """Gallery or table, for pages that can be seen as either."""
        return self.cleaned_data.get("view") or VIEWS[0]

    @property
    def chosen_columns(self) -> tuple[str, ...]:
        """The columns that the reader chose, perhaps of another table: what the address says goes
        before what is kept."""
        return self.cleaned_data.get("columns") or self.kept_columns

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The state of this page as fields of a form, with some changed."""
        return as_pairs(self.state | self.own | dated(changes))

    def elsewhere(self, **changes: Any) -> str:
        """The query string that takes this state and subject to another page, with some fields
        changed."""
        return "?" + urlencode(as_pairs(self.state | self.subject | dated(changes)))

    def address(self, **changes: Any) -> str:
        """The query string of this page, with some fields changed; None takes one out."""
        pairs = self.pairs(**changes)
        return "?" + urlencode(pairs) if pairs else PLAIN

    def problems(self) -> list[str]:
        """One sentence for each field that could not be used."""
        wrong = [
            f"{LABELS.get(name) or DIMENSIONS[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
        ]
        return wrong + [
            f"{DIMENSIONS[name].label}: “{text[:40]}” is not known, so it was left out."
            for name in self._filters
            for text in self.fields[name].unknown
        ]


def _meant(name: str, picked: tuple) -> tuple:
    """The values that are meant, each once."""
    found = (
        Without(meant(name, one.value)) if isinstance(one, Without) else meant(name, one)
        for one in picked
    )
    return tuple(dict.fromkeys(found))


def _passing(name: str, picked: tuple) -> tuple:
    """The values that pass: those picked, else all, without those that are excluded."""
    out = {one.value for one in picked if isinstance(one, Without)}
    kept = [one for one in picked if not isinstance(one, Without)] or (
        all_values(name) if out else ()
    )
    return tuple(one for one in kept if one not in out)
