"""From the condition of each day to a verdict that does not flicker.

Conditions are ordered: a day of `act` is also a day of `watch` and of `keep`. A network climbs
after a week in a row and comes down after two calm weeks, one step a day. In the same way
a network found fine stays so for two weeks in which it cannot be judged.
"""

from collections.abc import Iterable
from dataclasses import dataclass

DAYS_ON = 7
"""A whole week. With three days 2.6 % of networks change their verdict in a week (2.3 to 2.7 % over
seeds 1 to 5 of `tests.simulations.flags`), with five 2.0 % (1.8 to 2.2), with seven 1.7 %
(1.5 to 1.9). A network that falls by 30 % at a million impressions is on act after 26 days instead
of 22."""
DAYS_OFF = 14

VERDICTS = ("act", "watch", "fine", "not_enough", "no_data")


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict after a day and the runs of days that lead to the next change.

    `judged` tells whether a day was ever eligible; `act_run` and `watch_run` count days in a row
    with act, and with watch or act. `calm_run` counts those without what holds the verdict: keep
    for a flag, being eligible for fine; 0 for other verdicts.
    """

    verdict: str
    judged: bool = False
    act_run: int = 0
    watch_run: int = 0
    calm_run: int = 0


def step(
    before: Standing | None, condition: str, days_on: int = DAYS_ON, days_off: int = DAYS_OFF
) -> Standing:
    """The standing after one more judged day.

    The first eligible day takes its condition at once. A day that was not judged does not
    count: simply do not call this. To judge a day again, start from the standing before it.
    """
    if condition == "no_data":
        return Standing("no_data")
    eligible = condition != "ineligible"
    act_run = before.act_run + 1 if before and condition == "act" else int(condition == "act")
    on_watch = condition in ("watch", "act")
    watch_run = before.watch_run + 1 if before and on_watch else int(on_watch)
    if before is None or not before.judged:
        first = {"act": "act", "watch": "watch", "ineligible": "not_enough"}
        return Standing(first.get(condition, "fine"), eligible, act_run, watch_run)

    flagged = before.verdict in ("act", "watch")
    holds = on_watch or condition == "keep" if flagged else eligible
    calm_run = 0 if holds or before.verdict == "not_enough" else before.calm_run + 1
    if act_run >= days_on:
        verdict = "act"
    elif watch_run >= days_on and not flagged:
        verdict = "watch"
    elif calm_run >= days_off or before.verdict == "not_enough":
        verdict, calm_run = "fine" if eligible else "not_enough", 0
    else:
        verdict = before.verdict
    return Standing(verdict, True, act_run, watch_run, calm_run)


def replay(
    conditions: Iterable[str], days_on: int = DAYS_ON, days_off: int = DAYS_OFF
) -> Standing | None:
    """The standing after these days in order, for days that are judged anew; None without days."""
    standing = None
    for condition in conditions:
        standing = step(standing, condition, days_on, days_off)
    return standing
