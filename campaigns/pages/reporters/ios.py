"""Installs on iOS as a range, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns import formats
from campaigns.judgement.ios_range import DefendedWeek
from campaigns.metrics import Counts
from campaigns.stats.reporters.defended import MMP, NETWORK, SKAN

SHOWN = 40


@dataclass(frozen=True)
class IosRow:
    """A line of the table: a network and app in a week."""

    network: str
    app: str
    days: str
    installs: str
    ipm: str
    words: str


def rows_of(found: Sequence[DefendedWeek]) -> list[IosRow]:
    """The newest weeks, as many as are shown."""
    return [
        IosRow(
            one.network,
            one.app,
            formats.day_range(one.days),
            _ends(one),
            _ipm(one),
            said(one),
        )
        for one in found[:SHOWN]
    ]


def said(one: DefendedWeek) -> str:
    """95 proven, MMP and Apple at most 105, the rest its own claim."""
    low, found = _count(one.found.low), one.found
    if one.skan_until is not None:
        return f"{low} at least: postbacks until {formats.day(one.skan_until)} are here."
    if set(one.counted) == {MMP, NETWORK}:
        return f"{low} the MMP has; SKAN is not imported."
    if NETWORK in one.counted and SKAN in one.counted and MMP in one.counted:
        return (
            f"{low} proven, MMP and Apple at most {_count(found.proven_high or found.low)}, "
            "the rest its own claim."
        )
    if set(one.counted) == {NETWORK}:
        return "Only the network says so."
    return f"{low} proven, {_count(found.high)} at most."


def _ends(one: DefendedWeek) -> str:
    low, high = _count(one.found.low), _count(one.found.high)
    if one.skan_until is not None:
        return f"from {low}"
    return low if low == high else f"{low} to {high}"


def _ipm(one: DefendedWeek) -> str:
    low, high = (formats.ratio(Counts.ipm, one.ipm(end)) for end in (one.found.low, one.found.high))
    if one.skan_until is not None:
        return low if low == formats.NO_DATA else f"from {low}"
    return low if low == high else f"{low} to {high}"


def _count(value: float) -> str:
    return formats.count(round(value))
