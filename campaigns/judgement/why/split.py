"""From stored counts to a change of IPM in parts.

Compared are the same days as in the overview. Rows without impressions have no IPM and take no
part.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from campaigns.judgement.kept_sums import kept_found
from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.why.cells import ADS, BASIS, REPORTING, Cells, Path, RowCells
from campaigns.judgement.why.kept_ads import ONCE, KeptAds, kept_ads
from campaigns.judgement.why.kept_cells import kept_cells
from campaigns.judgement.why.noise import noise
from campaigns.judgement.why.parts import (
    CREATIVE,
    FIELD,
    MIX,
    NETWORK,
    STORE_PAGE,
    UNSPLIT,
    VIEW_THROUGH,
    Driver,
    Split,
    Value,
    Why,
)
from campaigns.metrics import Counts, total
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY
from campaigns.reports import DIMENSIONS, ReportQuery, at_once
from campaigns.reports.names import names_of
from campaigns.stats.changes import decompose as parts
from campaigns.stats.changes.decompose import Decomposition, Effects, Pair, SegmentCounts
from campaigns.stats.changes.difference_in_differences import Apart
from campaigns.stats.changes.part_noise import Reach

TOLD_ALIKE = 0.5
"""Periods whose parts that state a dimension are further apart are not split by it."""
NOTHING = Counts()


def why(
    query: ReportQuery, by: Sequence[str], page: Networks, changed: Collection[int] = ()
) -> Why | None:
    """Split the change of IPM between the query's period and the one it is compared with.

    `by` are dimensions of SPLITS, in the order in which they are nested. `page` are the
    networks of the same query, `changed` those whose store page changed in these days. None where
    nothing is compared, or a period has no IPM. Asks four times at most.
    """
    compare = query.compare
    if compare is None:
        return None
    everyone = [*page.parts, *page.gone]
    lost = [s for s in everyone if s.previous and _reports_once(s.counts, s.previous)]
    if lost:
        staying = tuple(s.keys["network"] for s in everyone if s not in lost)
        query = replace(query, where={**query.where, "network": staying})
    found = _found(query, tuple(by), changed)
    if found is None:
        return None
    values = {name: _named(name, own) for name, own in found.values.items()}
    names = {s.keys["network"]: s.name for s in everyone}
    return Why(
        by=found.by,
        single=tuple(name for name in by if name not in (*found.by, *found.untold)),
        split=found.split,
        drivers=found.drivers,
        values=values,
        ads=_named("creative", found.ads),
        total=_together(values[found.by[0]], found.split),
        period=query.period,
        compare=compare,
        beyond_noise=None if lost else page.total.beyond_noise,
        apart=None
        if found.apart is None
        else _by_size(found.apart, names, values.get("network", ())),
        lost=tuple(s.name for s in lost),
        networks=names,
        untold=found.untold,
    )


def _found(query: ReportQuery, by: tuple[str, ...], changed: Collection[int]) -> Split | None:
    """The split, perhaps stored."""
    of = "why", tuple(sorted(changed))
    asked = replace(query, by=by)
    return kept_found(asked, of, Split, lambda: _split(query, by, changed))


def _split(query: ReportQuery, by: tuple[str, ...], changed: Collection[int]) -> Split | None:
    both = _periods(query)
    cells = _cells(both, by)
    untold = _told_once(cells, by)
    if untold:
        by = tuple(name for name in by if name not in untold)
        cells = _cells(both, by)
    shown = _varying(cells, by)
    pairs = cells.pairs(shown)
    split = parts.decompose(pairs)
    if split is None:
        return None
    late = _late(pairs)
    split = _with_late(split, late)
    days = noise(both, shown, changed, by_network="network" in by)
    drivers = _drivers(split, _of_network(split, shown, cells, days.apart or {}), days.reach)
    values = {name: _values(split, shown, name, cells, late) for name in shown}
    return Split(
        by=shown,
        untold=untold,
        split=replace(split, values=()),
        drivers=drivers,
        values=values,
        ads=_ads(both, values.get("creative")) if _told(CREATIVE, drivers) else (),
        apart=days.apart,
    )


def _told(key: str, drivers: Sequence[Driver]) -> bool:
    """Whether a driver is told of as a movement."""
    return any(one.key == key and one.value and not one.in_noise for one in drivers)


def _named(dimension: str, values: Sequence[Value]) -> tuple[Value, ...]:
    names = names_of(DIMENSIONS[dimension], [value.key for value in values])
    return tuple(replace(value, name=names[value.key]) for value in values)


def _by_size(
    apart: Mapping[int, Apart], names: Collection[int], values: Sequence[Value]
) -> dict[int, Apart]:
    """The networks that moved apart, those first whose conversion carries most of the change."""
    sizes = {value.key: abs(value.effects.cvr) for value in values}
    order = sorted(apart, key=lambda n: (-sizes.get(n, 0.0), -abs(apart[n].log_ratio)))
    return {network: apart[network] for network in order if network in names}


def _reports_once(now: Counts, before: Counts) -> bool:
    """Whether one of the periods has installs without impressions, and the other an IPM."""
    sides = (now, before), (before, now)
    return any(
        one.ipm is None and bool(one.installs) and other.ipm is not None for one, other in sides
    )


def _cells(both: Sequence[ReportQuery], by: Sequence[str]) -> Cells:
    stored = kept_cells(both, by)
    return stored or RowCells([*at_once([replace(one, by=tuple(by)) for one in both])])


def _periods(query: ReportQuery) -> tuple[ReportQuery, ReportQuery]:
    """The same question for the period before and for this one."""
    basis = replace(query, counts=BASIS, reporting=REPORTING)
    return basis.before(), replace(basis, compare=None)


def _told_once(cells: Cells, by: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that one period states and the other does not: split by them, all that moved
    would be called mix. At least one is left."""
    found = []
    for name in by:
        before, now = _untold(cells, name)
        if abs(before - now) > TOLD_ALIKE:
            found.append(name)
    return tuple(found) if len(found) < len(by) else ()


def _untold(cells: Cells, name: str) -> tuple[float, float]:
    """The part of each period's impressions that does not state a dimension."""
    names = names_of(DIMENSIONS[name], cells.values(name))
    silent = {v for v in names if v in ("", UNKNOWN_COUNTRY) or names[v] == NOT_STATED}
    before, now = (
        _shown(side[value] for value in silent if value in side) / (_shown(side.values()) or 1)
        for side in cells.by(name)
    )
    return before, now


def _shown(some: Iterable[Counts]) -> int:
    return sum(counts.impressions or 0 for counts in some)


def _varying(cells: Cells, by: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that can have moved, at least one."""
    return tuple(name for name in by if len(cells.values(name)) > 1) or tuple(by[:1])


def _late(pairs: Mapping[Path, Pair]) -> dict[Path, tuple[float, float]]:
    """What segments without impressions in a period add to the IPM of it: installs come later than
    views, so a paused campaign still has some."""
    shown = [sum(pair[side].impressions or 0 for pair in pairs.values()) for side in (0, 1)]
    return {
        path: (_added(before, shown[0]), _added(now, shown[1]))
        for path, (before, now) in pairs.items()
        if (before.installs and not before.impressions) or (now.installs and not now.impressions)
    }


def _added(side: SegmentCounts, whole: float) -> float:
    return 0.0 if side.impressions else 1000 * (side.installs or 0) / whole


def _with_late(split: Decomposition, late: Mapping[Path, tuple[float, float]]) -> Decomposition:
    """The split with these installs as a part that no rate explains, so that IPM is all of it."""
    before, now = (sum(pair[side] for pair in late.values()) for side in (0, 1))
    more = Effects((0.0,) * len(split.effects.mix), unsplit=now - before)
    return replace(
        split,
        ipm_before=split.ipm_before + before,
        ipm_after=split.ipm_after + now,
        effects=split.effects + more,
    )


def _of_network(
    split: Decomposition, by: Sequence[str], cells: Cells, apart: Collection[Hashable]
) -> float:
    """The CVR part of the networks that moved apart."""
    if not apart:
        return 0.0
    if "network" not in by:
        return split.effects.cvr if set(cells.values("network")) <= set(apart) else 0.0
    effects = split.values[by.index("network")]
    return sum(own.cvr for network, own in effects.items() if network in apart)


def _drivers(split: Decomposition, own: float, noise: Reach) -> tuple[Driver, ...]:
    """The change in drivers that add up to it; beside the four of the field only what is there."""
    effects = split.effects
    found = [
        Driver(MIX, sum(effects.mix), noise.mix),
        Driver(CREATIVE, effects.ctr, noise.ctr),
        Driver(STORE_PAGE, effects.cvr - own, noise.cvr),
        Driver(NETWORK, own, noise.apart),
        Driver(VIEW_THROUGH, effects.view_through),
        Driver(UNSPLIT, effects.unsplit, noise.rate),
    ]
    return tuple(one for one in found if one.value or one.key in FIELD)


def _values(
    split: Decomposition,
    by: Sequence[str],
    dimension: str,
    cells: Cells,
    late: Mapping[Path, tuple[float, float]],
) -> tuple[Value, ...]:
    """The values of one dimension. Those of the first add up to the change; those of an inner one
    to what is left of it after the mix of the outer ones."""
    level, nothing = by.index(dimension), Effects((0.0,) * len(by))
    effects = {**split.values[level]}
    for path, (was, came) in late.items():
        own = effects.get(path[level], nothing)
        effects[path[level]] = own + replace(nothing, unsplit=came - was)
    before, now = cells.by(dimension)
    shown_before, shown_now = (_shown(side.values()) or 1 for side in (before, now))
    values = []
    for key in cells.values(dimension):
        old, new = before.get(key, NOTHING), now.get(key, NOTHING)
        shares = (old.impressions or 0) / shown_before, (new.impressions or 0) / shown_now
        of_it = effects.get(key, nothing)
        values.append(Value(key, "", old.whole(), new.whole(), *shares, of_it))
    return tuple(values)


def _ads(both: Sequence[ReportQuery], known: tuple[Value, ...] | None) -> tuple[Value, ...]:
    """Of creatives within networks, those whose click-through took most and gave most."""
    if known is None and (stored := kept_ads(both)):
        return _kept_ads(stored)
    if known is None:
        cells = _cells(both, ADS)
        split = parts.decompose(cells.pairs(ADS))
        known = _values(split, ADS, "creative", cells, {}) if split else ()
    by_key = {one.key: one for one in known}
    return tuple(by_key[key] for key in _ends({key: one.effects for key, one in by_key.items()}))


def _kept_ads(stored: KeptAds) -> tuple[Value, ...]:
    split = parts.decompose(stored.pairs())
    effects = split.values[1] if split else {}
    ends = _ends({key: own for key, own in effects.items() if key not in ONCE})
    sides, shown = stored.of(ends), [n or 1 for n in stored.shown()]
    values = []
    for key in ends:
        old, new = (side.get(key, NOTHING) for side in sides)
        shares = (old.impressions or 0) / shown[0], (new.impressions or 0) / shown[1]
        values.append(Value(key, "", old.whole(), new.whole(), *shares, effects[key]))
    return tuple(values)


def _ends(effects: Mapping[Any, Effects]) -> list[Any]:
    """The creatives whose click-through took most and gave most, of several."""
    names = names_of(DIMENSIONS["creative"], effects) if len(effects) > 1 else {}
    told = [key for key in effects if names and names[key] != NOT_STATED]
    ends = (end(told, key=lambda key: effects[key].ctr) for end in (min, max) if told)
    return [*dict.fromkeys(ends)]


def _together(values: Sequence[Value], split: Decomposition) -> Value:
    """All values of the first dimension as one."""
    before, now = (total(getattr(one, side) for one in values) for side in ("before", "now"))
    return Value(None, "All", before, now, 1.0, 1.0, split.effects)
