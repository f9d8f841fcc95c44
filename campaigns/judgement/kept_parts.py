"""A breakdown of the usual days as it is stored: by ids, which are named when it is read, and the
days of each part as bytes until somebody draws them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from campaigns.judgement.breakdown import Breakdown, Counted, Frame, Part, Source
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_splits import Passes
from campaigns.judgement.kept_sums import kept_answer, stored_all
from campaigns.judgement.part_days import Basis, Daily, counts_of
from campaigns.judgement.stored import decoded, encoded
from campaigns.metrics import Counts
from campaigns.reports import DIMENSIONS, ReportQuery
from campaigns.reports.names import Named, Names, names_of
from campaigns.stats.intervals import Interval

BREAKDOWN = "breakdown"
Value = int | str
Days = list[tuple[date, int, int]]
"""Days with their impressions and installs."""


class StoredPart(NamedTuple):
    """A part, with `days` as `Days`."""

    values: list[Value]
    counts: StoredCounts
    previous: StoredCounts | None
    interval: Interval | None
    before: Interval | None
    days: bytes
    settled_to: date
    by_network: dict[int, int]


class StoredTotal(NamedTuple):
    """The total, and what it alone has."""

    part: StoredPart
    settling: bool
    otherwise: StoredCounts
    counted: Days
    earlier: Days | None


class StoredBreakdown(NamedTuple):
    """What is found in a breakdown; `everyone` are networks with what they brought."""

    parts: list[StoredPart]
    gone: list[StoredPart]
    total: StoredTotal
    everyone: list[tuple[int, StoredCounts]]


def kept_breakdown(frame: Frame, query: ReportQuery, ask: Callable[[], Breakdown]) -> Breakdown:
    """What `ask` answers to a question, perhaps stored."""
    return kept_answer(
        query, BREAKDOWN, StoredBreakdown, ask, _packed, partial(_read, frame, query.by)
    )


def picked_breakdown(
    frame: Frame, query: ReportQuery, passes: Passes, of_networks: Callable[[], Counted]
) -> Breakdown | None:
    """The parts that pass the filters of a question, of what is stored without filters, and all of
    it by network as it is asked; None where nothing is stored."""
    found = stored_all([(replace(query, where={}), BREAKDOWN)], StoredBreakdown)
    if not found:
        return None
    parts, gone = ([*filter(lambda one: passes(one.values), some)] for some in found[0][:2])
    own, named = of_networks(), Named(query.by, [tuple(one.values) for one in (*parts, *gone)])
    shown, left = ([_part(frame, query.by, named, one) for one in some] for some in (parts, gone))
    return frame.around(query.by, shown, left, own.total(), own.everyone())


def kept_parts(
    frame: Frame, query: ReportQuery, by: tuple[str, ...], ask: Callable[[], Sequence[Part]]
) -> Sequence[Part]:
    """What `ask` answers to a question about groups by some of its dimensions, perhaps stored."""

    def packed(parts: Sequence[Part]) -> list[StoredPart]:
        return [*map(_packed_part, parts)]

    return kept_answer(
        query, ("parts", by), list[StoredPart], ask, packed, partial(_parts, frame, by)
    )


def _packed(found: Breakdown) -> StoredBreakdown:
    whole = found.total
    return StoredBreakdown(
        parts=[*map(_packed_part, found.parts)],
        gone=[*map(_packed_part, found.gone)],
        total=StoredTotal(
            part=_packed_part(whole),
            settling=whole.settling,
            otherwise=packed_counts(whole.otherwise),
            counted=_days((day, of) for day, of in (whole.counted or {}).items()),
            earlier=None if whole.earlier is None else _days(whole.earlier.items()),
        ),
        everyone=[(one.network, packed_counts(one.counts)) for one in found.everyone],
    )


def _packed_part(part: Part) -> StoredPart:
    return StoredPart(
        values=[*part.keys.values()],
        counts=packed_counts(part.counts),
        previous=None if part.previous is None else packed_counts(part.previous),
        interval=part.interval,
        before=part.before,
        days=encoded(_days((day, counts) for day, counts, _ in part.daily if not counts.nothing)),
        settled_to=part.settled_to,
        by_network=dict(part.by_network),
    )


def _days(some: Iterable[tuple[date, Counts]]) -> Days:
    return [(day, of.impressions or 0, of.installs or 0) for day, of in some]


def _read(frame: Frame, by: tuple[str, ...], found: StoredBreakdown) -> Breakdown:
    named = Named(by, [tuple(one.values) for one in (*found.parts, *found.gone)])
    names = names_of(DIMENSIONS["network"], [pk for pk, _ in found.everyone])
    own = found.total
    whole = replace(
        _part(frame, (), Named((), ()), own.part),
        settling=own.settling,
        otherwise=read_counts(own.otherwise),
        counted=counts_of(_by_day(own.counted)),
        earlier=None if own.earlier is None else counts_of(_by_day(own.earlier)),
    )
    everyone = [
        Source(pk, names[pk], read_counts(of), frame.settled[pk]) for pk, of in found.everyone
    ]
    parts, gone = ([_part(frame, by, named, o) for o in some] for some in (found.parts, found.gone))
    return frame.around(by, parts, gone, whole, everyone)


def _parts(frame: Frame, by: tuple[str, ...], found: list[StoredPart]) -> list[Part]:
    named = Named(by, [tuple(one.values) for one in found])
    return [_part(frame, by, named, one) for one in found]


def _part(frame: Frame, by: tuple[str, ...], named: Named, one: StoredPart) -> Part:
    keys = dict(zip(by, one.values, strict=True))
    return Part(
        counts=read_counts(one.counts),
        previous=None if one.previous is None else read_counts(one.previous),
        interval=one.interval,
        before=one.before,
        daily=Daily(partial(_drawn, one.days), frame.drawn, one.settled_to),
        settled_to=one.settled_to,
        keys=keys,
        names=Names(keys, named),
        by_network=one.by_network,
    )


def _drawn(days: bytes) -> Mapping[date, Basis]:
    return _by_day(decoded(days, Days))


def _by_day(days: Days) -> dict[date, Basis]:
    return {day: (shown, installs) for day, shown, installs in days}
