"""Columns of days add up to what their days add up to, whatever each of them reports."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from campaigns.judgement.day_blocks import blocks, together
from campaigns.metrics import COHORT_DAYS, COUNTS, MONEY, RATIOS, Counts, total

FIRST = date(2026, 3, 1)


def some_counts(random: Random) -> Counts:
    told = random.choice([COUNTS, ("impressions", "installs"), ("clicks", "installs", "spend")])
    amount = {name: random.randint(0, 90) for name in told}
    return Counts.of(
        **{name: Decimal(n).scaleb(-3) if name in MONEY else n for name, n in amount.items()}
    )


def days(random: Random) -> list[tuple[date, Counts]]:
    """Sixty days, each with the counts of one row, or of two that report others."""
    found = []
    for day in range(60):
        rows = [some_counts(random) for _ in range(random.choice([0, 1, 1, 2]))]
        if rows:
            found.append((FIRST + timedelta(days=day), total(rows)))
    return found


def said(some: Iterable[Counts]) -> tuple:
    """The sums, and what each ratio divides."""
    found = total(some)
    return {name: getattr(found, name) for name in COUNTS}, [found.basis(one) for one in RATIOS]


@pytest.mark.parametrize("seed", range(20))
def test_columns_add_up_to_the_sum_of_their_days(seed):
    random = Random(seed)
    known = days(random)
    stored = blocks(known)
    ends = sorted(random.sample(range(60), 2))
    first, last = (FIRST + timedelta(days=end) for end in ends)
    inside = [b for one in stored if (b := one.within(first.toordinal(), last.toordinal())).days]
    asked = [(day, counts) for day, counts in known if first <= day <= last]
    now, later = random.random() < 0.7, random.sample([*COHORT_DAYS], random.randint(0, 2))
    kept = [(day, counts.part(now=now, later=later)) for day, counts in asked]
    cut = [block.part(now=now, later=later) for block in inside]
    assert said(block.counts() for block in cut) == said(counts for _, counts in kept)
    by_day = together(cut)
    assert [*by_day] == [day for day, _ in asked]
    assert [said([by_day[day]]) for day, _ in kept] == [said([counts]) for _, counts in kept]
    shown = {date.fromordinal(day): both for block in cut for day, both in block.ipm()}
    told = {day: counts.basis(Counts.ipm) for day, counts in kept}
    assert shown == {day: both for day, both in told.items() if both != (None, None)}
