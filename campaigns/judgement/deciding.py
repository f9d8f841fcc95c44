"""What people decide about creatives, cases, experiments and budgets, with the numbers of then.

What they decide about networks stands in `networks/`.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone

from campaigns.judgement.budgets import PacedBudget, paced
from campaigns.models import Budget, Case, Creative, Decision, Experiment
from campaigns.reports import last_days, report

CREATIVE = {"replace": "Replace", "scale": "Scale", "keep": "Keep"}
BUDGET = {"raise": "Raise the plan", "slow": "Spend less", "more": "Spend more", "keep": "Keep"}
CASE = dict(Case.State.choices)
EXPERIMENT = {
    "beats": "Take over",
    "loses": "Control stays",
    "no_difference": "No difference",
    "invalid": "Not fair",
}
WORDS = {"creative": CREATIVE, "budget": BUDGET, "case": CASE, "experiment": EXPERIMENT}
"""The words of each kind of thing, by code."""
CREATIVE_DAYS = 14


def on_creative(pk: int, user: User, word: str, note: str, today: date) -> Decision:
    """Decide about a creative on its last 14 settled days. Raises Http404."""
    one = Creative.objects.filter(pk=pk).first()
    if one is None:
        raise Http404("There is no such creative.")
    rows = report(last_days(CREATIVE_DAYS, today, {"creative": (pk,)}))
    counts = rows[0].counts if rows else None
    numbers = {
        "impressions": counts and counts.impressions,
        "installs": counts and counts.installs,
        "ipm": counts and counts.ipm,
    }
    return _put(user, word, note, today, numbers, creative=one, app_id=one.app_id)


def on_budget(pk: int, user: User, word: str, note: str, today: date) -> Decision:
    """Decide about a plan as its month goes now. Raises Http404."""
    one = paced_budget(pk, today)
    numbers: dict[str, Any] = {"plan": float(one.plan), "spent": float(one.spent)}
    if end := one.forecast:
        numbers |= {"end": end.value, "low": end.low, "high": end.high}
    plan = one.budget
    app = plan.app_id or (plan.campaign and plan.campaign.app_id)
    return _put(user, word, note, today, numbers, budget=plan, app_id=app)


def paced_budget(pk: int, today: date) -> PacedBudget:
    """A plan and how its month goes. Raises Http404."""
    plan = Budget.objects.filter(pk=pk).first()
    if plan is None:
        raise Http404("There is no such plan.")
    return next(one for one in paced(plan.month, today) if one.budget.pk == pk)


def on_case(case: Case, user: User, note: str, today: date) -> None:
    """Note that the state of a case was set. One that is open again takes back what was decided
    by the same person on that day."""
    if case.state == Case.State.OPEN:
        Decision.objects.filter(case=case, user=user, day=today).delete()
        return
    stake = None if case.stake is None else float(case.stake)
    numbers = {"installs": case.installs, "stake": stake}
    _put(user, case.state, note[:500], today, numbers, case=case, app_id=case.app_id)


def on_experiment(pk: int, user: User | None) -> None:
    """Note that an experiment was decided, on the numbers that it keeps."""
    one = Experiment.objects.get(pk=pk)
    numbers = {"lift": one.seen_lift, "low": one.seen_low, "high": one.seen_high}
    day = one.decided_on or timezone.localdate()
    _put(user, one.decision, one.note, day, numbers, experiment=one, app_id=one.app_id)


def _put(
    user: User | None, word: str, note: str, day: date, numbers: dict[str, Any], **about: Any
) -> Decision:
    return Decision.put(user, about, numbers, word=word, note=note, day=day)
