"""What the page of budgets says."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from campaigns import formats
from campaigns.judgement.budget_words import money
from campaigns.judgement.budgets import PacedBudget


def title(found: Sequence[PacedBudget], month: date) -> str:
    """The page in one sentence."""
    if not found:
        return f"No plan for {month:%B %Y}."
    off = [one for one in found if one.is_off]
    plans = "1 plan" if len(found) == 1 else f"{len(found)} plans"
    if not off:
        return f"{plans} for {month:%B %Y}, none off pace."
    return f"{len(off)} of {plans} for {month:%B %Y} {'is' if len(off) == 1 else 'are'} off pace."


def text(found: Sequence[PacedBudget]) -> str:
    """The largest miss, and what still settles."""
    said = []
    if found and found[0].is_off:
        first = found[0]
        which = "over" if (first.off or 0) > 0 else "under"
        said.append(f"{first.name} misses its plan by most: {money(first.worth)} {which} it.")
    late = [one for one in found if one.settling]
    if late:
        most = max(late, key=lambda one: one.settling)
        amount = money(float(most.settling))
        said.append(
            f"Days that still settle count as reported: {amount} of {most.name} may change."
        )
    return " ".join(said)


def told(changed: int, *, away: bool) -> str:
    """What came of setting plans."""
    if not changed:
        return "These plans stand already; nothing changed."
    if away:
        return "The plan is taken away."
    return "The plan stands." if changed == 1 else f"{formats.count(changed)} plans stand."


def empty() -> str:
    """What plans are for."""
    return (
        f"Say what a month may cost, in {settings.REPORTING_CURRENCY}: an app, a network or a "
        "campaign. This page then says where the month ends at the pace of its days, and when the "
        "plan runs out."
    )
