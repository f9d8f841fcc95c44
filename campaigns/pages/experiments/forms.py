"""What people say about experiments: what to test, that it starts, how it is decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from campaigns.judgement.experiments.judge import Judged
from campaigns.judgement.experiments.planning import Planned, Proposal
from campaigns.models import Experiment
from campaigns.models.experiments import MAX_LIFT, SHARES

MOST_CHALLENGERS = 5
OWN = ("name", "start", "owner", "note")
"""What somebody says of a test beside its plan."""
Choices = Sequence[tuple[Any, str]]


class SubjectForm(forms.Form):
    """Which app, and what of it is tested."""

    app = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Experiment.Kind.choices, widget=forms.HiddenInput)

    def __init__(self, *args, apps: Choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["app"].choices = apps


class ProposalForm(SubjectForm):
    """What a test compares and what it should find."""

    control = forms.TypedChoiceField(coerce=int, help_text="What runs today")
    challengers = forms.TypedMultipleChoiceField(
        coerce=int, widget=forms.CheckboxSelectMultiple, help_text="Up to five"
    )
    lift = forms.DecimalField(
        label="Lift worth finding, %",
        min_value=1,
        max_value=MAX_LIFT,
        max_digits=4,
        decimal_places=1,
        initial=15,
        help_text="The smallest gain that would change what you do",
    )
    share = forms.IntegerField(
        label="Share of a challenger, %",
        min_value=SHARES[0],
        max_value=SHARES[1],
        initial=50,
        help_text="Of a challenger and the control together; 50 is an even split",
    )
    networks = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text="None means all"
    )
    countries = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, help_text="None means all"
    )

    def __init__(
        self, *args, parts: Choices, networks: Choices, countries: Choices, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("control", [("", "Choose"), *parts]),
            ("challengers", parts),
            ("networks", networks),
            ("countries", countries),
        ):
            self.fields[name].choices = choices

    def clean_challengers(self) -> list[int]:
        asked = list(dict.fromkeys(self.cleaned_data["challengers"]))
        if len(asked) > MOST_CHALLENGERS:
            raise forms.ValidationError(f"Choose at most {MOST_CHALLENGERS} challengers.")
        if self.cleaned_data.get("control") in asked:
            raise forms.ValidationError("The control cannot be its own challenger.")
        return asked

    @property
    def proposal(self) -> Proposal:
        """The test that is asked for; only of a valid form."""
        asked = self.cleaned_data
        return Proposal(
            asked["kind"],
            asked["app"],
            (asked["control"], *asked["challengers"]),
            float(asked["lift"]) / 100,
            asked["share"] / 100,
            tuple(asked["networks"]),
            tuple(asked["countries"]),
        )


class PlanForm(ProposalForm):
    """A test to be stored."""

    name = forms.CharField(max_length=200, help_text="As the team calls it")
    start = forms.DateField(
        label="First day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Today or earlier: it runs at once",
    )
    owner = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, help_text="Who looks after it"
    )
    note = forms.CharField(
        required=False, max_length=500, help_text="What you expect, and what you would do then"
    )

    def __init__(self, *args, people: Choices, taken: set[str], today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Nobody yet"), *people]
        self.taken, self.today = taken, today

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name in self.taken:
            raise forms.ValidationError("The app has an experiment of this name.")
        return name

    def clean_start(self) -> date:
        start = self.cleaned_data["start"]
        if abs((start - self.today).days) > 366:
            raise forms.ValidationError("Choose a day within a year.")
        return start

    def own_fields(self) -> list[forms.BoundField]:
        """What the plan itself does not say."""
        return [self[name] for name in OWN]

    def carried_fields(self) -> list[forms.BoundField]:
        """What the plan was made of, carried along."""
        return [self[name] for name in self.fields if name not in OWN]

    def fits(self, planned: Planned | None) -> bool:
        """Whether the plan can be stored; says why where it cannot."""
        if planned and planned.need and planned.need.plan:
            return True
        self.add_error(None, "There is no plan to store: nothing finds this lift.")
        return False


class StartForm(forms.Form):
    """The day on which a planned test began."""

    day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day > self.today or (self.today - day).days > 366:
            raise forms.ValidationError("Choose today or a day in the year before.")
        return day


class DecideForm(forms.Form):
    """The end of an experiment. Against what the counts say it takes a tick and a reason."""

    decision = forms.ChoiceField(choices=[("", "Choose"), *Experiment.Decision.choices])
    winner = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, help_text="Where a challenger is taken over"
    )
    note = forms.CharField(required=False, max_length=500, help_text="What follows from it")
    against = forms.BooleanField(required=False, label="Decide against the counts")

    def __init__(self, *args, judged: Judged, **kwargs) -> None:
        self.judged = judged
        challengers = [one.challenger for one in judged.comparisons]
        initial = {"decision": judged.suggestion, "winner": judged.leader.challenger.arm.pk}
        super().__init__(*args, **({"initial": initial} | kwargs))
        self.fields["winner"].choices = [(one.arm.pk, one.name) for one in challengers]
        if len(challengers) == 1:
            del self.fields["winner"]

    def clean(self) -> dict:
        asked = super().clean()
        asked.setdefault("winner", None)
        decision = asked.get("decision")
        if decision != Experiment.Decision.BEATS:
            asked["winner"] = None
        elif "winner" not in self.fields:
            asked["winner"] = self.judged.comparisons[0].challenger.arm.pk
        elif asked["winner"] is None:
            self.add_error("winner", "Say which challenger is taken over.")
        if decision and not self.errors and not self.judged.carries(decision, asked["winner"]):
            self._disagrees(asked)
        return asked

    def _disagrees(self, asked: dict) -> None:
        if not asked["against"]:
            self.add_error(None, f"The counts do not say so. {self.judged.leader.sentence}")
            self.add_error("against", "Tick this to decide otherwise all the same.")
        elif not asked["note"]:
            self.add_error("note", "Say why you decide otherwise than the counts.")
