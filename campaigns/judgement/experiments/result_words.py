"""What the state of an experiment says in one sentence."""

from campaigns import formats
from campaigns.stats.experiments.comparison import Delivery, Result

PROBLEMS = {
    "share": "the arms did not get the planned shares of impressions",
    "mix": "the arms ran in different countries or networks",
    "silent": "one arm was silent on more than a fifth of the days",
    "units": "the arms did not get the planned shares of users",
}
ENDINGS = {
    "no_difference": "no difference of the planned size",
    "not_found": "not found; a smaller lift is not excluded",
}


def sentence(result: Result, delivery: Delivery | None = None, name: str = "B") -> str:
    """The lift with limits that hold however often one looks, and what follows from it."""
    if delivery and not delivery.valid:
        return f"Not a fair comparison: {'; '.join(PROBLEMS[key] for key in delivery.problems)}."
    if result.estimate is None or result.low is None or result.high is None:
        return "Too few installs to compare."
    lift = result.estimate.lift
    side = "better" if lift >= 0 else "worse"
    text = f"{name} is {100 * abs(lift):.0f} % {side} ({limits(result.low, result.high)})"
    if result.word in ("beats", "loses"):
        outcome = {"beats": "beats the control", "loses": "loses to the control"}[result.word]
        return f"{text}: it {outcome}, clear since day {result.decided_day}."
    if result.word in ENDINGS:
        return f"{text}: {ENDINGS[result.word]}."
    text += ": not decided"
    if result.progress is not None:
        text += f", {100 * min(result.progress, 1):.0f} % of the plan is in"
    return f"{text}."


def limits(low: float, high: float) -> str:
    """Where a lift lies; a range that only says how little is known is not told."""
    if formats.says_little(1 + low, 1 + high):
        return formats.TOO_EARLY
    return f"{_signed(low)} to {_signed(high)}"


def _signed(change: float) -> str:
    sign = "\N{MINUS SIGN}" if change < 0 else "+"
    return f"{sign}{100 * abs(change):.0f} %"
