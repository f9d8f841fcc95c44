"""Which days a visitor asks for, which they are compared with, and as of which evening."""

from datetime import date
from typing import Any

from django import forms

from campaigns import formats
from campaigns.periods import DEFAULT_DAYS, NAMED, Period, last_complete_day, named
from campaigns.reports import days_with_data
from campaigns.ui.addresses import as_shown, days_back, far
from campaigns.ui.comparing import COMPARISONS, compared_with, in_words
from campaigns.ui.fields import MAX_DAYS, DaysField
from campaigns.ui.typed_range import Unreadable, typed_range

TOO_LONG = "A range may have three years at most."


class DaysForm(forms.Form):
    """The days in an address. What cannot be read shows its error and falls back.

    What somebody `typed` goes before all else; `from` and `to` are a range of its own, with all
    its days, whatever `days` says, unless they are those that were `shown` and nobody changed.
    """

    compare = forms.ChoiceField(required=False, choices=list(COMPARISONS.items()))
    days = DaysField(required=False)
    typed = forms.CharField(required=False, max_length=60)
    shown = forms.CharField(required=False, max_length=30)

    def __init__(self, data, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        for name in ("from", "to", "compare_from", "compare_to", "as_of"):
            self.fields[name] = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    @property
    def period(self) -> Period:
        """The range that is shown; the form of a page knows which days have settled."""
        raise NotImplementedError

    def clean(self) -> dict:
        asked = self.cleaned_data
        self._look_back(asked)
        if asked.get("compare") == "range":
            asked["against"] = self._against(asked.get("compare_from"), asked.get("compare_to"))
        dates = asked.get("from"), asked.get("to")
        if asked.get("typed"):
            self._type(asked)
        elif any(dates) and asked.get("shown") != as_shown(*dates):
            self._choose(asked, *dates)
        if asked.get("days") in NAMED and "period" not in asked:
            known = days_with_data({}) if asked["days"] == "all" else None
            found = named(asked["days"], self.today, known.first if known else None)
            first = max(found.first, days_back(found.last, MAX_DAYS))
            asked["range_name"], asked["period"] = asked["days"], Period(first, found.last)
        return asked

    def _type(self, asked: dict) -> None:
        """Read the range that somebody typed."""
        try:
            said = typed_range(asked["typed"], self.today)
        except Unreadable:
            hint = "Write “1 oct - 12 oct”, “last 3 weeks”, “q3” or “since 5 nov”."
            self.add_error("typed", f"“{asked['typed']}” is no range. {hint}")
            return
        days = said if isinstance(said, int) else len(said) if isinstance(said, Period) else 0
        if days > MAX_DAYS or (isinstance(said, Period) and far(said.first, said.last)):
            self.add_error("typed", TOO_LONG)
        elif isinstance(said, Period):
            asked["period"] = said
        else:
            asked["days"] = said

    def _choose(self, asked: dict, first: date | None, last: date | None) -> None:
        """Take two days, of which one may be open."""
        last = last or max(last_complete_day(self.today), first or date.min)
        first = first or days_back(last, DEFAULT_DAYS)
        if last < first:
            self.add_error("to", "The range ends before it starts, so the last 28 days are shown.")
        elif (last - first).days >= MAX_DAYS:
            self.add_error("from", TOO_LONG)
        elif far(first, last):
            self.add_error("from", "No counts are that far away.")
        else:
            asked["period"] = Period(first, last)

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
            self.add_error("compare_from", TOO_LONG)
        elif far(first, last):
            self.add_error("compare_from", "No counts are that far away.")
        else:
            return Period(first, last)
        return None

    @property
    def as_of(self) -> date | None:
        """The evening as of which numbers are shown; None for now."""
        return self.cleaned_data.get("as_of")

    @property
    def range_name(self) -> str:
        """The name of the range where it is one of the calendar, or ""."""
        return self.cleaned_data.get("range_name", "")

    @property
    def last_days(self) -> int | None:
        """How many days, where the last settled ones are asked for; None for any other range."""
        if self.cleaned_data.get("period"):
            return None
        return self.cleaned_data.get("days") or DEFAULT_DAYS

    @property
    def rolls(self) -> bool:
        """Whether the range moves on with the days."""
        return bool(self.range_name or self.last_days)

    @property
    def range_words(self) -> str:
        """the last 28 settled days, last month, or the days themselves"""
        if self.range_name:
            return NAMED[self.range_name].lower()
        days = self.last_days
        return f"the last {days} settled days" if days else formats.day_range(self.period)

    def last(self, days: int) -> dict[str, int | None]:
        """The last settled days; no dates, so that the range moves on."""
        return {"days": None if days == DEFAULT_DAYS else days, "from": None, "to": None}

    @property
    def comparison(self) -> str:
        """The kind of comparison; a chosen range that cannot be one is none."""
        kind = self.cleaned_data.get("compare") or "previous"
        usable = kind != "range" or self.cleaned_data.get("against")
        return kind if usable else "previous"

    @property
    def compared(self) -> Period | None:
        """The period to compare with."""
        return compared_with(self.comparison, self.period, self.cleaned_data.get("against"))

    @property
    def compared_words(self) -> str:
        """What it is compared with, for a sentence."""
        return in_words(self.comparison, self.period, self.cleaned_data.get("against"))

    @property
    def days_state(self) -> dict[str, Any]:
        """What an address says of days and comparison, as far as set."""
        state: dict[str, Any] = {}
        asked = self.cleaned_data
        if self.range_name:
            state["days"] = self.range_name
        elif own := asked.get("period"):
            state |= {"from": own.first, "to": own.last}
        elif self.last_days != DEFAULT_DAYS:
            state["days"] = self.last_days
        if asked.get("compare"):
            state["compare"] = self.comparison
        if state.get("compare") == "range" and self.compared:
            state |= {"compare_from": self.compared.first, "compare_to": self.compared.last}
        if self.as_of:
            state["as_of"] = self.as_of
        return state
