"""Things on Today about what was planned: tests that can be decided, budgets off pace."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from campaigns.judgement import budget_words
from campaigns.judgement.budgets import paced, within
from campaigns.judgement.experiments import records
from campaigns.judgement.experiments.judge import Judged, judge
from campaigns.models import Experiment
from campaigns.pages.overview.cards import Card
from campaigns.periods import month
from campaigns.reports.answers import kept


def ready_tests(today: date) -> Iterator[Card]:
    """A card for each experiment of which the counts carry a decision."""
    for one in _ready(today):
        installs = _missed(one)
        cpi = one.total.cpi
        yield Card(
            keys=(f"experiment {one.experiment.pk} {one.suggestion}",),
            sign="fine",
            title=f"{one.experiment.name} can be decided",
            text=one.leader.sentence,
            url=reverse("experiment", args=[one.experiment.pk]),
            do="Decide",
            installs=installs,
            installs_noun="installs missed so far",
            money=None if installs is None or cpi is None else installs * cpi,
            money_noun="at its CPI",
        )


@kept
def _ready(today: date) -> list[Judged]:
    running = records.experiments(status=Experiment.Status.RUNNING)
    return [one for one in judge(running, today) if one.suggestion] if running else []


def _missed(one: Judged) -> float | None:
    """The installs that the worse arm would have brought more, had it been the better one."""
    estimate = one.leader.result.estimate
    if one.suggestion not in ("beats", "loses") or estimate is None or estimate.lift <= -1:
        return None
    if estimate.lift >= 0:
        return sum(installs for _, installs in one.control.days) * estimate.lift
    own = sum(installs for _, installs in one.leader.challenger.days)
    return own * (1 / (1 + estimate.lift) - 1)


def budgets_off_pace(where: Mapping[str, tuple], today: date) -> Iterator[Card]:
    """A card for each plan of this month that its days miss, with what they miss it by."""
    for one in within(where, paced(month(today), today)):
        if not one.is_off:
            continue
        over = one.state == "over"
        asked = urlencode({"month": f"{one.budget.month:%Y-%m}"})
        yield Card(
            keys=(f"budget {one.budget.pk} {one.state}",),
            sign="watch",
            title=budget_words.misses(one),
            text=budget_words.detail(one, today),
            url=f"{reverse('budgets')}?{asked}#budgets",
            do="Look",
            installs=one.installs,
            installs_noun=f"installs {'more' if over else 'fewer'} at its CPI",
            money=one.worth,
            money_noun="over plan" if over else "under plan",
        )
