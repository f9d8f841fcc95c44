"""What a visitor asks: the only reader of an address' query string."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms

from .. import formats
from ..exports import KINDS
from ..periods import DEFAULT_DAYS, PRESETS, Period, last_complete_day
from ..reports import DIMENSIONS, ReportQuery, options

MAX_DAYS = 3 * 366
LARGEST_ID = 2**63 - 1
COMPARISONS = {
    "previous": "the period before",
    "week": "the same days last week",
    "year": "the same days last year",
    "none": "nothing",
}
FILTERS = tuple(name for name, dimension in DIMENSIONS.items() if dimension.can_filter)
SHOWN_FILTERS = ("app", "platform", "network", "country")


class ValuesField(forms.Field):
    """Any number of values of one dimension; an id must be a number, a choice a known one."""

    widget = forms.MultipleHiddenInput

    def __init__(self, choices: Mapping[str, str] | None, **kwargs) -> None:
        super().__init__(required=False, **kwargs)
        self.choices = choices

    def to_python(self, value) -> tuple:
        """The values that can be used; the others are kept in `unknown`."""
        texts = [text for text in value or () if text]
        self.unknown = [text for text in texts if not self._known(text)]
        known = [
            text if self.choices is not None else int(text) for text in texts if self._known(text)
        ]
        return tuple(dict.fromkeys(known))

    def _known(self, text: str) -> bool:
        if self.choices is not None:
            return text in self.choices
        return text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID


class ReportForm(forms.Form):
    """The state of a page in its address. It always gives a usable query.

    A field that cannot be read shows its error and falls back: no filter, the last 28 complete
    days, the period before.
    """

    by = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in DIMENSIONS])
    compare = forms.ChoiceField(required=False, choices=list(COMPARISONS.items()))

    def __init__(self, data, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.fields["_export"] = forms.ChoiceField(
            required=False, choices=[(kind, kind) for kind in KINDS]
        )
        self.fields["from"] = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
        self.fields["to"] = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
        for name in FILTERS:
            self.fields[name] = ValuesField(DIMENSIONS[name].choices)
        self.is_valid()

    def clean(self) -> dict:
        asked = self.cleaned_data
        last = asked.get("to") or max(last_complete_day(self.today), asked.get("from") or date.min)
        first = asked.get("from") or _days_back(last, 28)
        if last < first:
            self.add_error("to", "The range ends before it starts, so the last 28 days are shown.")
        elif (last - first).days >= MAX_DAYS:
            self.add_error("from", "A range may have three years at most.")
        elif first.year < 1970 or last.year > 2200:
            self.add_error("from", "No counts are that far away.")
        else:
            asked["period"] = Period(first, last)
        return asked

    @property
    def export(self) -> str:
        """The kind of file that is asked for instead of the page, or ""."""
        return self.cleaned_data.get("_export", "")

    @property
    def period(self) -> Period:
        """The range asked for, else the last 28 complete days."""
        return self.cleaned_data.get("period") or Period.default(self.today)

    @property
    def where(self) -> dict[str, tuple]:
        """The filters that are set."""
        asked = self.cleaned_data
        return {name: asked[name] for name in FILTERS if asked.get(name)}

    @property
    def compared(self) -> Period | None:
        """The period to compare with."""
        kind = self.cleaned_data.get("compare") or "previous"
        period = self.period
        if kind == "none":
            return None
        if kind == "previous":
            return period.previous()
        if kind == "week":
            return _shifted(period, 7)
        return _shifted(period, 364)

    @property
    def compared_words(self) -> str:
        """What it is compared with, for a sentence."""
        kind = self.cleaned_data.get("compare") or "previous"
        days = len(self.period)
        before = f"the {days} days before" if days > 1 else "the day before"
        return before if kind == "previous" else COMPARISONS[kind]

    def query(self, *by: str) -> ReportQuery:
        """The question for `reports.report`, split by the page's dimensions."""
        return ReportQuery(self.period, by=by, where=self.where, compare=self.compared)

    def address(self, **changes: Any) -> str:
        """The query string of this state, with some fields changed; None takes one out."""
        state: dict[str, Any] = {}
        asked = self.cleaned_data
        if asked.get("period") and (self.data.get("from") or self.data.get("to")):
            state |= {"from": self.period.first, "to": self.period.last}
        state |= self.where
        if asked.get("compare"):
            state["compare"] = asked["compare"]
        state |= changes
        pairs = [(name, value) for name, value in state.items() if value not in (None, (), "")]
        return "?" + urlencode(pairs, doseq=True)

    def problems(self) -> list[str]:
        """One sentence for each field that could not be used."""
        labels = {"from": "From", "to": "To", "by": "By", "compare": "Against", "_export": "Export"}
        wrong = [
            f"{labels.get(name) or DIMENSIONS[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
        ]
        return wrong + [
            f"{DIMENSIONS[name].label}: “{text[:40]}” is not known, so it was left out."
            for name in FILTERS
            for text in self.fields[name].unknown
        ]

    def filters(self) -> dict:
        """Everything that the filter bar shows."""
        period = self.period
        last = last_complete_day(self.today)
        pills = [self._pill(name, options(name, period)) for name in SHOWN_FILTERS]
        chosen = [f"{pill['label']} {pill['value']}" for pill in pills if pill["active"]]
        preset = next((days for days in PRESETS if period == Period.of_days(days, last)), None)
        range_text = formats.day_range(period)
        return {
            "presets": [
                {
                    "label": str(days),
                    "url": self.address(**self._last(days)),
                    "active": days == preset,
                }
                for days in PRESETS
            ],
            "range": range_text,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "pills": pills,
            "kept": self._kept(),
            "compare": [
                {"value": value, "label": label, "selected": value == self._comparison()}
                for value, label in COMPARISONS.items()
            ],
            "compare_value": COMPARISONS[self._comparison()],
            "errors": self.problems(),
            "clear_url": self.address(**dict.fromkeys(FILTERS)),
            "summary": ", ".join(
                [f"Last {preset} days" if preset else range_text, *(chosen or ["all apps"])]
            ),
        }

    def _last(self, days: int) -> dict[str, date | None]:
        """The last complete days; the default range leaves no dates, so that it moves on."""
        if days == DEFAULT_DAYS:
            return {"from": None, "to": None}
        last = last_complete_day(self.today)
        return {"from": Period.of_days(days, last).first, "to": last}

    def _comparison(self) -> str:
        return self.cleaned_data.get("compare") or "previous"

    def _kept(self) -> list[tuple[str, Any]]:
        """Filters that have no pill but must survive the form."""
        return [
            (name, value)
            for name, values in self.where.items()
            if name not in SHOWN_FILTERS
            for value in values
        ]

    def _pill(self, name: str, known: list[tuple[Any, str]]) -> dict:
        chosen = self.where.get(name, ())
        names = dict(known)
        missing = [(value, str(value)) for value in chosen if value not in names]
        labels = [names.get(value, str(value)) for value in chosen]
        value = "All" if not labels else labels[0] if len(labels) == 1 else f"{len(labels)} chosen"
        return {
            "name": name,
            "label": DIMENSIONS[name].label,
            "value": value,
            "active": bool(chosen),
            "options": [
                {"value": value, "label": label, "selected": value in chosen}
                for value, label in [*known, *missing]
            ],
        }


def _days_back(last: date, days: int) -> date:
    """The first of `days` days that end with `last`, not before the calendar begins."""
    return date.fromordinal(max(1, last.toordinal() - days + 1))


def _shifted(period: Period, days: int) -> Period:
    back = timedelta(days=days)
    return replace(period, first=period.first - back, last=period.last - back)
