"""Whether there is so little to read that a page may judge by itself."""

from collections.abc import Collection

from campaigns import reports
from campaigns.judgement.kept_lives import rows_at_least
from campaigns.periods import Period

SMALL = 60_000
"""Daily counts up to which a page judges by itself what is not stored."""


def small(apps: Collection[int], days: Period) -> bool:
    """Whether some apps have no more daily counts in a period than that; to count as many takes
    long, so it is not done where more are known."""
    return rows_at_least(apps, days) <= SMALL and reports.rows_at_most(apps, days, SMALL)
