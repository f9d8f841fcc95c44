"""Who differs from whom, in words."""

from collections.abc import Sequence

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.reporters import Reported
from campaigns.models.choices import Reporter

RULE = (
    "One reporter a network’s day enters totals and IPM: the first of network, MMP and SKAN that "
    "has any row there, because only a network’s installs match its impressions. Installs of one "
    "reporter are never divided by impressions of another."
)


def title(rows: Sequence[Reported]) -> str:
    """The page in one sentence."""
    both = [row for row in rows if row.apart is not None]
    names = list(dict.fromkeys(row.network for row in both if row.outside))
    if not both:
        return "Nobody else reports what a network reports, so nothing can be compared."
    if not names:
        return "All reporters agree within what is tolerated."
    shown = [*names[:4], f"{len(names) - 4} more"] if len(names) > 4 else names
    return f"Reporters of {listed(shown)} are further apart than is tolerated."


def shown(row: Reported) -> str:
    """Which reporter enters IPM."""
    names = [str(Reporter(one).label) for one in row.shown]
    return " and ".join(names) if len(names) < 2 else f"{listed(names)}, day by day"


def apart(share: float | None) -> str:
    """+3.2 %"""
    return formats.NO_DATA if share is None else formats.signed_percent(share)
