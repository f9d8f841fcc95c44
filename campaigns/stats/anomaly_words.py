"""What an odd day says in one sentence."""

from campaigns.stats.anomaly import Day
from campaigns.stats.intervals import short_number


def sentence(
    day: Day, name: str, weekday: str, scale: float = 1.0, unit: str = "", event: str = "alert"
) -> str:
    """An alert, or the end of an episode; `weekday` is a name such as Tuesday."""
    value, usual = short_number(day.value * scale), short_number(day.usual * scale)
    if event == "over":
        return f"{name} is back at {unit}{value}, its usual {weekday} is {unit}{usual}."
    if event == "new_level":
        return f"{name} has stayed away from its usual level for two weeks: new level."
    side = "under" if day.change < 0 else "over"
    return (
        f"{name} {unit}{value} on {weekday}, {100 * abs(day.change):.0f} % {side}"
        f" its usual {weekday} ({unit}{usual})."
    )
