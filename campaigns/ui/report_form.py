"""What a visitor asks: the only reader of an address' query string."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property

from campaigns import formats
from campaigns.periods import DEFAULT_DAYS, PRESETS, Period, last_complete_day
from campaigns.reports import DIMENSIONS, ReportQuery, last_days
from campaigns.reports.name_fields import name_fields
from campaigns.ui.addresses import as_pairs, as_shown, dated, days_back, far
from campaigns.ui.case_filter import CHOICES, narrowed
from campaigns.ui.exports import KINDS
from campaigns.ui.fields import NamesField, SplitsField, ValuesField

MAX_DAYS = 3 * 366
COMPARISONS = {
    "previous": "the period before",
    "week": "the same days last week",
    "year": "the same days last year",
    "range": "a chosen range",
    "none": "nothing",
}
STATE = ("days", "from", "to", "compare", "compare_from", "compare_to", "cases", "as_of")
"""Fields beside the filters that go along from page to page."""
OWN = ("by", "columns", "sort", "view", "more")
"""Fields that belong to one page: its split, and what its table shows."""
PLAIN = "?default=no"
"""The query string of a page as it is by itself. "/" without any opens the reader's own view."""
VIEWS = ("gallery", "table")
"""How a page of creatives shows them; the first is the usual one."""
LABELS = {
    "days": "Days", "from": "From", "to": "To", "by": "By", "compare": "Against",
    "compare_from": "Against from",
    "compare_to": "Against to", "cases": "Open cases", "columns": "Columns", "sort": "Sort",
    "view": "View", "_export": "Export", "as_of": "As known on",
}  # fmt: skip
FILTERS = tuple(name for name, dimension in DIMENSIONS.items() if dimension.can_filter)
SHOWN_FILTERS = ("app", "platform", "network", "country")


class ReportForm(forms.Form):
    """The state of a page in its address. It always gives a usable query.

    A field that cannot be read shows its error and falls back: no filter, the last 28 settled
    days, the period before. `from` and `to` are a range of its own, with all its days, whatever
    `days` says, unless they are those that were `shown` and nobody changed.
    """

    by = SplitsField(required=False, choices=[(name, name) for name in DIMENSIONS])
    compare = forms.ChoiceField(required=False, choices=list(COMPARISONS.items()))
    cases = forms.ChoiceField(required=False, choices=CHOICES)
    days = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[(n, n) for n in PRESETS]
    )
    shown = forms.CharField(required=False, max_length=30)
    more = NamesField(required=False)
    columns = NamesField(required=False)
    sort = NamesField(required=False)
    _table = NamesField(required=False)

    def __init__(self, data, *, today: date, subject: Mapping[str, Any] | None = None) -> None:
        """`subject` is the one thing that the page is about, such as {"network": 5}: its address
        says it elsewhere than in the query string."""
        super().__init__(data)
        self.today = today
        self.subject = {name: (value,) for name, value in (subject or {}).items()}
        self.fields["_export"] = forms.ChoiceField(
            required=False, choices=[(kind, kind) for kind in KINDS]
        )
        self.fields["view"] = forms.ChoiceField(
            required=False, choices=[(name, name) for name in VIEWS]
        )
        for name in ("from", "to", "compare_from", "compare_to", "as_of"):
            self.fields[name] = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
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

    def clean(self) -> dict:
        asked = self.cleaned_data
        self._look_back(asked)
        if asked.get("compare") == "range":
            asked["against"] = self._against(asked.get("compare_from"), asked.get("compare_to"))
        dates = asked.get("from"), asked.get("to")
        if not any(dates) or asked.get("shown") == as_shown(*dates):
            return asked
        last = asked.get("to") or max(last_complete_day(self.today), asked.get("from") or date.min)
        first = asked.get("from") or days_back(last, DEFAULT_DAYS)
        if last < first:
            self.add_error("to", "The range ends before it starts, so the last 28 days are shown.")
        elif (last - first).days >= MAX_DAYS:
            self.add_error("from", "A range may have three years at most.")
        elif far(first, last):
            self.add_error("from", "No counts are that far away.")
        else:
            asked["period"] = Period(first, last)
        return asked

    def _look_back(self, asked: dict) -> None:
        """Let the evening that is asked for be today."""
        evening = asked.get("as_of")
        if evening and (evening > self.today or evening.year < 1970):
            self.add_error("as_of", "Nothing is known of that evening.")
        elif evening:
            self.today = evening

    def _against(self, first: date | None, last: date | None) -> Period | None:
        """The chosen range to compare with; None, with an error, where it cannot be one."""
        if not first or not last:
            self.add_error("compare", "Choose both days of the range to compare with.")
        elif last < first:
            self.add_error("compare_to", "The range to compare with ends before it starts.")
        elif (last - first).days >= MAX_DAYS:
            self.add_error("compare_from", "A range may have three years at most.")
        elif far(first, last):
            self.add_error("compare_from", "No counts are that far away.")
        else:
            return Period(first, last)
        return None

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
    def as_of(self) -> date | None:
        """The evening as of which numbers are shown; None for now."""
        return self.cleaned_data.get("as_of")

    @property
    def last_days(self) -> int | None:
        """How many days, where the last settled ones are asked for; None for a range of its own."""
        if self.cleaned_data.get("period"):
            return None
        return self.cleaned_data.get("days") or DEFAULT_DAYS

    def last(self, days: int) -> dict[str, int | None]:
        """The last settled days; no dates, so that the range moves on."""
        return {"days": None if days == DEFAULT_DAYS else days, "from": None, "to": None}

    @property
    def where(self) -> dict[str, tuple]:
        """What the numbers are of: the filters that are set, and the page's subject."""
        return self.chosen | self.subject

    @property
    def chosen(self) -> dict[str, tuple]:
        """The filters that are set."""
        asked = self.cleaned_data
        return {
            name: asked[name]
            for name in self._filters
            if asked.get(name) and name not in self.subject
        }

    @property
    def compared(self) -> Period | None:
        """The period to compare with."""
        kind = self.comparison
        period = self.period
        if kind == "none":
            return None
        if kind == "range":
            return self.cleaned_data["against"]
        if kind == "previous":
            return period.previous()
        if kind == "week":
            return period.back(7)
        return period.back(364)

    @property
    def compared_words(self) -> str:
        """What it is compared with, for a sentence."""
        kind = self.comparison
        if kind == "range":
            return formats.day_range(self.compared)
        days = len(self.period)
        before = f"the {days} days before" if days > 1 else "the day before"
        return before if kind == "previous" else COMPARISONS[kind]

    def query(self, *by: str) -> ReportQuery:
        """The question for `reports.report`, split by the page's dimensions."""
        where = narrowed(self.chosen, self.cleaned_data.get("cases", "")) | self.subject
        return replace(self._range, by=by, where=where, compare=self.compared, as_of=self.as_of)

    @property
    def state(self) -> dict[str, Any]:
        """What goes along from page to page: range, comparison and filters, as far as set."""
        state: dict[str, Any] = {}
        asked = self.cleaned_data
        if own := asked.get("period"):
            state |= {"from": own.first, "to": own.last}
        elif self.last_days != DEFAULT_DAYS:
            state["days"] = self.last_days
        if asked.get("compare"):
            state["compare"] = self.comparison
        if state.get("compare") == "range":
            state |= {"compare_from": self.compared.first, "compare_to": self.compared.last}
        if self.as_of:
            state["as_of"] = self.as_of
        if asked.get("cases"):
            state["cases"] = asked["cases"]
        return state | self.chosen

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
        """The columns that the reader chose, perhaps of another table."""
        return self.cleaned_data.get("columns", ())

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

    @property
    def comparison(self) -> str:
        """The kind of comparison; a chosen range that cannot be one is none."""
        kind = self.cleaned_data.get("compare") or "previous"
        usable = kind != "range" or self.cleaned_data.get("against")
        return kind if usable else "previous"
