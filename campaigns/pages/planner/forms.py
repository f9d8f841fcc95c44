"""The levers of the planner: numbers that somebody sets."""

from typing import Any

from django import forms

from campaigns.ui.report_form import ReportForm

LEVERS = ("ipm", "cpi", "roas", "cpm")
TABLES = ("networks", "cpm", "benchmarks")


def _lever(label: str, most: int) -> forms.FloatField:
    """A number above 0, else as the counts have it."""
    return forms.FloatField(label=label, required=False, min_value=0.001, max_value=most)


class PlannerForm(forms.Form):
    """An IPM, a CPI, a target ROAS and a CPM, and the table that a file is asked of.

    What cannot be read is said and left as the counts have it.
    """

    ipm = _lever("IPM", 1000)
    cpi = _lever("CPI", 10_000)
    roas = _lever("Target ROAS D7", 10_000)
    cpm = _lever("CPM", 100_000)
    table = forms.ChoiceField(required=False, choices=[(name, name) for name in TABLES])

    def __init__(self, data) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def asked(self) -> dict[str, float]:
        """What was set and can be used."""
        known = ((name, self.cleaned_data.get(name)) for name in LEVERS)
        return {name: value for name, value in known if value is not None}

    @property
    def chosen_table(self) -> str:
        """The table that is exported."""
        return self.cleaned_data.get("table") or TABLES[0]

    def beside(self, filters: dict[str, Any], form: ReportForm) -> dict[str, Any]:
        """The filter bar of `form` with the levers: nothing is compared here, and both go along."""
        compared = [pair for pair in form.pairs() if pair[0].startswith("compare")]
        kept = [*filters["kept"], *self.asked.items(), *compared]
        return filters | {
            "compare": None,
            "kept": kept,
            "errors": [*filters["errors"], *self.problems()],
        }

    def problems(self) -> list[str]:
        """One sentence for each number that could not be used."""
        return [
            f"{self.fields[name].label}: {error} It is shown as it is today."
            for name in LEVERS
            for error in self.errors.get(name, ())
        ]
