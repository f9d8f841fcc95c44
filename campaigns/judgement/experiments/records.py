"""Experiments as they are stored: listed, planned, started, decided; the ledger of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404

from campaigns.judgement import deciding
from campaigns.judgement.experiments.judge import Judged
from campaigns.judgement.experiments.planning import Planned
from campaigns.models import App, Arm, Creative, Experiment, StorePage
from campaigns.models.choices import NOT_STATED

PARTS: dict[str, type[Creative | StorePage]] = {
    Experiment.Kind.CREATIVES: Creative,
    Experiment.Kind.STORE_PAGES: StorePage,
}


def experiments(**where: Any) -> list[Experiment]:
    """Experiments with their arms and networks, the newest first. Three queries.

    Only those that compare something: the database cannot hold that an arm has another beside it.
    """
    arms = Arm.objects.select_related("creative", "store_page")
    rows = Experiment.objects.filter(**where).select_related("app", "owner", "decided_by")
    found = rows.prefetch_related(Prefetch("arms", arms), "networks")
    return [one for one in found if len(one.arms.all()) > 1]


def experiment(pk: int) -> Experiment:
    """One experiment. Raises Http404."""
    found = experiments(pk=pk)
    if not found:
        raise Http404("There is no such experiment.")
    return found[0]


def testable() -> list[tuple[App, dict[str, int]]]:
    """Every app with how many creatives and store pages it has to test."""
    found = {app.pk: (app, dict.fromkeys(PARTS, 0)) for app in App.objects.all()}
    for kind, model in PARTS.items():
        for app in model.objects.exclude(name=NOT_STATED).order_by().values_list("app", flat=True):
            found[app][1][kind] += 1
    return list(found.values())


def parts(kind: str, app: int) -> list[tuple[int, str]]:
    """The creatives or store pages of an app that can be tested, by name."""
    rows = PARTS[kind].objects.filter(app=app).exclude(name=NOT_STATED).order_by("name", "pk")
    return [(row.pk, _full_name(row)) for row in rows]


def _full_name(row: Creative | StorePage) -> str:
    if isinstance(row, Creative) and row.format:
        return f"{row.name} ({row.get_format_display()})"
    return row.name


def names(app: int) -> set[str]:
    """The names of an app's experiments."""
    return set(Experiment.objects.filter(app=app).values_list("name", flat=True))


@transaction.atomic
def add(planned: Planned, asked: Mapping, today: date) -> Experiment:
    """Store a planned test. `asked` says name, first day, owner and note.

    A test whose first day has come runs. Raises ValueError for one that no volume finds.
    """
    proposal, start = planned.proposal, asked["start"]
    plan = planned.need.plan if planned.need else None
    if plan is None:
        raise ValueError("There is no plan for this test.")
    running = start <= today
    stored = Experiment.objects.create(
        app_id=proposal.app,
        name=asked["name"],
        kind=proposal.kind,
        countries=", ".join(proposal.countries),
        lift_percent=asked["lift"],
        share_percent=asked["share"],
        planned_start=start,
        planned_days=plan.days,
        planned_exposure=round(plan.impressions),
        start=start if running else None,
        status=Experiment.Status.RUNNING if running else Experiment.Status.PLANNED,
        owner_id=asked["owner"],
        note=asked["note"],
    )
    stored.networks.set(proposal.networks)
    Arm.objects.bulk_create(
        Arm(experiment=stored, is_control=place == 0, **{f"{proposal.kind}_id": part})
        for place, part in enumerate(proposal.parts)
    )
    return stored


def start(experiment: Experiment, day: date) -> None:
    """A planned experiment begins. Raises Http404 for one that runs already."""
    if experiment.status != Experiment.Status.PLANNED:
        raise Http404("It has started already.")
    experiment.start, experiment.status = day, Experiment.Status.RUNNING
    experiment.save(update_fields=["start", "status"])


@transaction.atomic
def decide(
    judged: Judged,
    decision: str,
    winner: int | None,
    *,
    note: str,
    user: User | None,
    at: datetime,
) -> None:
    """End an experiment and keep what its counts say. Raises Http404 for one that does not run.

    `winner` is the arm that is taken over, None where there is none.
    """
    told = next((c for c in judged.comparisons if c.challenger.arm.pk == winner), judged.leader)
    result, counts = told.result, judged.total
    running = Experiment.objects.filter(pk=judged.experiment.pk, status=Experiment.Status.RUNNING)
    changed = running.update(
        status=Experiment.Status.DECIDED,
        decision=decision,
        agreed=judged.carries(decision, winner),
        decided_at=at,
        decided_by=user,
        end=judged.days.last if judged.days else judged.experiment.start,
        note=note or judged.experiment.note,
        seen=judged.word,
        seen_lift=result.estimate and result.estimate.lift,
        seen_low=result.low,
        seen_high=result.high,
        seen_impressions=counts.impressions,
        seen_clicks=counts.clicks,
        seen_installs=counts.installs,
    )
    if not changed:
        raise Http404("It does not run.")
    deciding.on_experiment(judged.experiment.pk, user)
    if decision == Experiment.Decision.BEATS and winner is not None:
        Arm.objects.filter(experiment=judged.experiment, pk=winner).update(won=True)


@dataclass(frozen=True)
class LedgerEntry:
    """One line of the ledger. `wins` of `tries` are those up to it, itself too; `counts` says
    whether it is one of the tries: decided as the counts say, after a fair comparison."""

    experiment: Experiment
    counts: bool
    wins: int
    tries: int

    @property
    def rate(self) -> float | None:
        """The part of the tries up to here that found a better challenger."""
        return self.wins / self.tries if self.tries else None


def ledger(decided: Sequence[Experiment]) -> list[LedgerEntry]:
    """The decided experiments, the newest first, each with the win rate up to it."""
    wins = tries = 0
    found = []
    for one in sorted(decided, key=lambda one: (one.decided_at, one.pk)):
        counts = one.agreed and one.decision != Experiment.Decision.INVALID
        tries += counts
        wins += counts and one.decision == Experiment.Decision.BEATS
        found.append(LedgerEntry(one, counts, wins, tries))
    return found[::-1]
