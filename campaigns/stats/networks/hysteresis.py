"""From the condition of each day to a verdict that does not flicker.

Conditions are ordered: a day of `act` is also a day of `watch` and of `keep`. A network climbs
after five days in a row and comes down after two calm weeks, one step a day. In the same way a
network found fine stays so for two weeks in which it cannot be judged. Where formats are unknown
a level says nothing: a day is `fell`, which counts as `watch`, or `unknown`.
"""

from dataclasses import dataclass
from datetime import date

DAYS_ON = 5
DAYS_OFF = 14

VERDICTS = ("act", "watch", "fine", "not_enough", "no_data")
FLAGS = ("act", "watch")
LEVELS = ("act", "watch", "keep", "fine")
"""Conditions of a day on which the level was judged."""
LOW = ("act", "watch", "fell")
FIRST = {"act": "act", "watch": "watch", "fell": "watch", "keep": "fine", "fine": "fine"}


@dataclass(frozen=True, slots=True)
class RunState:
    """The verdict after a day and the runs of days that lead to the next change.

    `judged` tells whether the level was ever judged; `act_run` and `watch_run` count days in a
    row with act, and with watch or more. `calm_run` counts those without what holds the verdict:
    keep for a flag, a judged level for fine; 0 for other verdicts. `low_since` is the day on
    which a flagged network became low, fixed when the flag rises to watch or to act.
    """

    verdict: str
    judged: bool = False
    act_run: int = 0
    watch_run: int = 0
    calm_run: int = 0
    low_since: date | None = None


def step(
    before: RunState | None,
    condition: str,
    low_since: date | None = None,
    days_on: int = DAYS_ON,
    days_off: int = DAYS_OFF,
) -> RunState:
    """The state after one more judged day; `low_since` is what this day says about it.

    The first judged level takes its condition at once. A day that was not judged does not count:
    simply do not call this. To judge a day again, start from the state before it.
    """
    if condition == "no_data":
        return RunState("no_data")
    act_run = (before.act_run if before else 0) + 1 if condition == "act" else 0
    watch_run = (before.watch_run if before else 0) + 1 if condition in LOW else 0
    verdict, calm_run = _verdict(before, condition, act_run >= days_on, watch_run >= days_on,
                                 days_off)  # fmt: skip
    judged = condition in LEVELS or bool(before and before.judged)
    if verdict not in FLAGS:
        low_since = None
    elif before and before.verdict == verdict and before.low_since:
        low_since = before.low_since
    return RunState(verdict, judged, act_run, watch_run, calm_run, low_since)


def _verdict(
    before: RunState | None, condition: str, acts: bool, watches: bool, days_off: int
) -> tuple[str, int]:
    """The verdict and the run of calm days."""
    level = condition in LEVELS
    if before is None or before.verdict == "no_data" or (level and not before.judged):
        return FIRST.get(condition, "not_enough"), 0
    flagged = before.verdict in FLAGS
    holds = condition in LOW or condition == "keep" if flagged else level
    calm_run = 0 if holds or before.verdict == "not_enough" else before.calm_run + 1
    if acts:
        return "act", calm_run
    if watches and not flagged:
        return "watch", calm_run
    if calm_run >= days_off or before.verdict == "not_enough":
        return "fine" if level else "not_enough", 0
    return before.verdict, calm_run
