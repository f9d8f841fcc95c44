"""Things on Today about what was planned: tests that can be decided, budgets off pace."""

from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from campaigns.judgement import budget_words
from campaigns.judgement.budgets import paced, within
from campaigns.judgement.experiments.ready import ready_tests
from campaigns.pages.overview.cards import Card
from campaigns.periods import month


def tests_ready(today: date) -> Iterator[Card]:
    """A card for each experiment of which the counts carry a decision."""
    for one in ready_tests(today):
        installs, cpi = one.missed, one.cpi
        yield Card(
            keys=(f"experiment {one.experiment} {one.suggestion}",),
            sign="fine",
            title=f"{one.name} can be decided",
            text=one.sentence,
            url=reverse("experiment", args=[one.experiment]),
            do="Decide",
            installs=installs,
            installs_noun="installs missed so far",
            money=None if installs is None or cpi is None else installs * cpi,
            money_noun="at its CPI",
        )


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
