"""Everything that a page of experiments shows, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaigns.english import listed
from campaigns.judgement.experiments import records
from campaigns.judgement.experiments.judge import Comparison, Judged, judge
from campaigns.judgement.experiments.planning import Planned, planned
from campaigns.judgement.experiments.records import LedgerEntry
from campaigns.judgement.headline import Headline
from campaigns.models import Experiment
from campaigns.pages.experiments import charts, plan_words, words
from campaigns.pages.experiments.forms import PlanForm, ProposalForm, SubjectForm
from campaigns.periods import DEFAULT_DAYS
from campaigns.reports import last_days, options

Status = Experiment.Status


@dataclass(frozen=True)
class Overview:
    """The list: cards of what runs and is planned, and the ledger of what was decided."""

    headline: Headline
    cards: list[words.TestCard]
    entries: list[LedgerEntry]
    chart: dict[str, Any] | None
    lines: list[charts.NumbersLine]

    @property
    def empty(self) -> bool:
        """Whether there has never been an experiment."""
        return not self.cards and not self.entries


def overview(everything: Sequence[Experiment], today: date) -> Overview:
    """Judge what runs; what was decided is shown as it was on that day."""
    entries = records.ledger([e for e in everything if e.status == Status.DECIDED])
    judged = judge([e for e in everything if e.status != Status.DECIDED], today)
    running = [one for one in judged if one.experiment.status == Status.RUNNING]
    waiting = [one for one in judged if one.experiment.status == Status.PLANNED]
    running.sort(key=lambda one: not one.suggestion)
    return Overview(
        words.headline(running, [one.experiment for one in waiting], entries),
        [words.card(one, today) for one in (*running, *waiting)],
        entries,
        charts.win_rate(entries),
        charts.win_rate_lines(entries),
    )


@dataclass(frozen=True)
class ChallengerView:
    """One challenger: its sentence, its chart and whether its delivery was fair."""

    id: str
    name: str
    word: str
    sentence: str
    chart: dict[str, Any] | None
    lines: list[charts.NumbersLine]
    checks: list[words.Check]


@dataclass(frozen=True)
class OnePage:
    """One experiment."""

    experiment: Experiment
    judged: Judged
    word: str
    title: str
    versus: str
    scope: str
    told: str
    what_next: str
    bars: list[words.Progress]
    challengers: list[ChallengerView]
    footnotes: list[str]

    @property
    def running(self) -> bool:
        return self.experiment.status == Status.RUNNING

    @property
    def waiting(self) -> bool:
        return self.experiment.status == Status.PLANNED


def one_page(judged: Judged) -> OnePage:
    """Everything about one experiment."""
    experiment = judged.experiment
    waiting = experiment.status == Status.PLANNED
    return OnePage(
        experiment,
        judged,
        words.state(judged),
        words.versus(experiment) + "." if waiting else judged.leader.sentence,
        words.versus(experiment),
        words.scope(experiment),
        words.told(judged),
        words.what_next(judged),
        [] if waiting else words.bars(judged),
        [_challenger(judged, one) for one in judged.comparisons],
        words.footnotes(judged),
    )


def _challenger(judged: Judged, one: Comparison) -> ChallengerView:
    return ChallengerView(
        f"lift-{one.challenger.arm.pk}",
        one.challenger.name,
        words.STATES[one.word],
        one.sentence,
        charts.estimate(judged, one),
        charts.estimate_lines(judged, one),
        words.checks(judged, one),
    )


@dataclass(frozen=True)
class NewPage:
    """A test that is being planned. `plan_form` is None before there is a plan to store, and
    `ready` says that it may be stored as it is."""

    subject: str
    form: ProposalForm
    found: Planned | None
    plan_form: PlanForm | None
    ready: bool = False

    @property
    def title(self) -> str:
        return (
            plan_words.planned_title(self.found) if self.found else f"Plan a test of {self.subject}"
        )

    @property
    def texts(self) -> list[str]:
        return plan_words.planned_text(self.found) if self.found else []

    @property
    def others(self) -> list[plan_words.NeedRow]:
        """What other lifts would need."""
        return plan_words.need_rows(self.found.others) if self.found else []

    @property
    def exposure(self) -> str:
        return words.exposure(self.found.proposal.kind).capitalize() if self.found else ""


def new_page(
    asked: SubjectForm, *, people: Sequence[tuple[int, str]], today: date, save: bool
) -> NewPage:
    """Plan what is asked for; with `save` check whether it can be stored."""
    app, kind, apps = *asked.cleaned_data.values(), asked.fields["app"].choices
    recent = last_days(DEFAULT_DAYS, today).period
    choices = {
        "apps": apps,
        "parts": records.parts(kind, app),
        "networks": options("network", recent),
        "countries": options("country", recent),
    }
    subject = f"{Experiment.Kind(kind).label.lower()} in {dict(apps)[app]}"
    bound = asked.data if "control" in asked.data else None
    form = ProposalForm(bound, initial={"app": app, "kind": kind}, **choices)
    if not form.is_valid():
        return NewPage(subject, form, None, None)
    found = planned(form.proposal, today)
    saved = {"people": people, "taken": records.names(app), "today": today, **choices}
    if save:
        plan_form = PlanForm(asked.data, **saved)
        return NewPage(
            subject, form, found, plan_form, plan_form.is_valid() and plan_form.fits(found)
        )
    if not (found.need and found.need.plan):
        return NewPage(subject, form, found, None)
    names = dict(choices["parts"])
    control, *challengers = (names[part] for part in found.proposal.parts)
    initial = {"name": f"{listed(challengers)} against {control}"[:200], "start": today}
    return NewPage(subject, form, found, PlanForm(initial=form.cleaned_data | initial, **saved))
