"""What a rule says, and how a case of one network and rule opens and closes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Facts = Mapping[str, int | float | None]
"""The numbers that a rule found, or asks for, by name."""

CLEAR_WEEKS = 2
WEEK = 7


@dataclass(frozen=True, slots=True)
class Signal:
    """What one rule says of one network.

    `state` is signal, clear, too_little (below the rule's minimum), no_peers or missing (then
    `missing` names the input). `value` against `limit`; `p` where the rule has one. `facts` are
    the numbers that it rests on; those of too_little are the least that the rule asks for.
    """

    rule: str
    state: str
    facts: Facts = field(default_factory=dict)
    value: int | float | None = None
    limit: int | float | None = None
    peer: int | float | None = None
    p: float | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Whether a case of one network and rule is open, and for how many weeks it was clear.

    `since` numbers the day from which the running week counts.
    """

    open: bool = False
    clear_weeks: int = 0
    since: int = 0


def step_case(before: CaseStanding | None, state: str) -> CaseStanding:
    """One more judged week: a signal opens, two clear weeks in a row close.

    A week in which the rule could not judge counts neither way.
    """
    before = before or CaseStanding()
    if state == "signal":
        return CaseStanding(True, 0)
    if state != "clear" or not before.open:
        return before
    clear = before.clear_weeks + 1
    return CaseStanding(clear < CLEAR_WEEKS, clear if clear < CLEAR_WEEKS else 0)


def follow_case(before: CaseStanding | None, state: str, day: int) -> CaseStanding:
    """A judgement on any day: a signal counts at once, a clear week only when it is over.

    So a case stands the same however often within a week it is judged.
    """
    before = before or CaseStanding()
    if state not in ("signal", "clear") or (state == "clear" and day - before.since < WEEK):
        return before
    return replace(step_case(before, state), since=day)


def outcome(
    rule: str,
    hit: bool,
    facts: Facts,
    *,
    value: float | None,
    limit: float,
    peer: float | None = None,
    p: float | None = None,
) -> Signal:
    """A rule that could judge."""
    return Signal(rule, "signal" if hit else "clear", facts, value, limit, peer, p)


def missing(rule: str, what: str) -> Signal:
    """An input that no report has."""
    return Signal(rule, "missing", missing=what)


def too_little(rule: str, **least: float) -> Signal:
    """Counts below the minimum of a rule."""
    return Signal(rule, "too_little", least)


def no_peers(rule: str) -> Signal:
    """Nothing to compare with, and no usual value."""
    return Signal(rule, "no_peers")
