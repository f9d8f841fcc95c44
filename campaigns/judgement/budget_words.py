"""How a month goes against its plan, in words."""

from datetime import date

from django.conf import settings

from campaigns import formats
from campaigns.judgement.budgets import PacedBudget

STATES = {
    "over": "Over",
    "under": "Under",
    "on": "On pace",
    "unsure": "Can’t say",
    "early": "Too early",
}


def money(value: float) -> str:
    """In brief, in the reporting currency."""
    return formats.money(value, settings.REPORTING_CURRENCY, brief=True)


def misses(one: PacedBudget) -> str:
    """Lumio Ads heads for $12.4 k, 24 % over its plan"""
    if one.forecast is None or one.off is None:
        return f"{one.name} has no forecast yet"
    verb = "heads for" if one.left else "spent"
    which = "over" if one.off > 0 else "under"
    off = f"{abs(round(100 * one.off))}{formats.PERCENT} {which} its plan"
    return f"{one.name} {verb} {money(one.forecast.value)}, {off}"


def detail(one: PacedBudget, today: date) -> str:
    """What is spent, where the month ends, and when the plan is used up."""
    said = [f"{money(float(one.spent))} of {money(float(one.plan))} is spent"]
    end = one.forecast
    if end and one.left:
        said[0] += f" after {one.known} {'day' if one.known == 1 else 'days'}"
        said.append(f"The month ends between {money(end.low)} and {money(end.high)}")
    if one.runs_out:
        verb = "ran out" if one.runs_out < today else "runs out"
        said.append(f"It {verb} on {formats.day(one.runs_out)}")
    return ". ".join(said) + "."


def why(one: PacedBudget) -> str:
    """What stands under the word."""
    if one.state == "early":
        return "no forecast before 7 settled days" if one.known else "nothing spent yet"
    if one.state == "unsure":
        return f"{formats.signed_percent(one.off or 0)}, within the noise of its days"
    return f"{formats.signed_percent(one.off or 0)} of its plan"
