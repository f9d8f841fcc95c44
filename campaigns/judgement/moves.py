"""The answers of the pages about campaigns and the audience, computed from the numbers below."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.conf import settings

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.audience import Heat, sure
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.judgement.headline import Headline, Moved, carrier, ipm_sentence, part_of, split
from campaigns.metrics import Counts, total
from campaigns.models.choices import UNKNOWN_COUNTRY
from campaigns.reports import DIMENSIONS

MOST_NAMED = 3
WORTH_NAMING = 0.1
"""Parts that clearly moved are told of when they carry so much of the total's change."""
TELLING = ("network", "platform", "country", "app")
"""What parts may have in common, the most telling first."""
UNSURE = 0.05
"""How often parts that only vary by chance would be named, in all."""


def campaigns_answer(found: Breakdown, compared_with: str) -> Headline | None:
    """Which campaigns moved IPM, and where the spend goes at what IPM; None without an IPM."""
    title = ipm_sentence(found.total, compared_with)
    if title is None:
        return None
    name = _campaign_name
    more = [movers(found, name, "campaigns"), most_spend(found.parts, name)]
    return Headline(title, [sentence for sentence in more if sentence])


def campaign_answer(found: Breakdown, name: str, compared_with: str) -> Headline | None:
    """How one campaign's IPM stands, and which of its parts moved it; None without an IPM."""
    title = ipm_sentence(found.total, compared_with)
    if title is None:
        return None
    dimension = DIMENSIONS[found.by[0]]
    moved = "" if dimension.path == "day" else movers(found, _name, "parts")
    return Headline(f"{name}: {title}", [moved] if moved else [])


def audience_answer(heat: Heat, compared_with: str) -> Headline | None:
    """Where IPM is high and low, and which cells moved it; None without an IPM."""
    whole = ipm_sentence(heat.cells.total, compared_with)
    if whole is None:
        return None
    more = [movers(heat.cells, _cell_name, "cells"), _largest_spend(heat.cells, _cell_name)]
    more = [sentence for sentence in more if sentence]
    extremes = _extremes([part for part in heat.cells.parts if sure(part)], heat.cells)
    return Headline(extremes, [whole, *more]) if extremes else Headline(whole, more)


def movers(found: Breakdown, name: Callable[[Part], str], many: str) -> str:
    """The parts whose own IPM moved the total, beyond what chance would move among so many.

    Where the total is level, those that clearly moved under it; where nothing stands out, what
    `carrier` says of the mix.
    """
    whole, parts = found.total, _unique([*found.parts, *found.gone], name)
    if len(parts) < 2 or whole.previous is None or not whole.previous.ipm or not whole.counts.ipm:
        return ""
    confidence = 1 - UNSURE / len(parts)  # Bonferroni
    moves = {
        key: Moved(part.previous or Counts(), part.counts, bool(part.moved_beyond(confidence)))
        for key, part in parts.items()
    }
    change = whole.counts.ipm - whole.previous.ipm
    own = {key: rate for key, (_, rate) in split(moves).items() if moves[key].sure}
    largest = sorted(own, key=lambda key: -abs(own[key]))
    if not whole.beyond_noise:
        least = formats.LEVEL * whole.previous.ipm
        shown = [key for key in largest if abs(own[key]) >= least][:MOST_NAMED]
        return f"Under it {_from_to(shown, moves)} clearly moved." if shown else ""
    along = [key for key in largest if own[key] * change > 0]
    carried = sum(own[key] for key in along)
    if carried / change < WORTH_NAMING:
        return carrier(moves, Moved(whole.previous, whole.counts, True), many)
    part = part_of(carried, change)
    if len(along) <= MOST_NAMED:
        verb = "explains" if len(along) == 1 else "explain"
        return f"{_from_to(along, moves)} {verb} {part}."
    where = _shared([parts[key] for key in along], parts.values())
    most = _from_to(along[:1], moves)
    if len(along) == len(parts):
        return f"All {len(parts)} {many} {'fell' if change < 0 else 'rose'}, above all {most}."
    return f"{len(along)} of {len(parts)} {many}{where} explain {part}, above all {most}."


def _shared(some: Sequence[Part], every: Iterable[Part]) -> str:
    """What all of some parts have in common and the others have not: ", all on Northlight,"."""
    for dimension in TELLING:
        values = {part.names.get(dimension) for part in some}
        others = {part.names.get(dimension) for part in every}
        if len(values) == 1 < len(others):
            return f", all {DIMENSIONS[dimension].preposition} {values.pop()},"
    return ""


def most_spend(parts: Sequence[Part], name: Callable[[Part], str]) -> str:
    """The fewest campaigns that take half of the spend, at what IPM, and what the others get."""
    paid = _paid(parts)
    whole = sum(spend for spend, _ in paid)
    few: list[Part] = []
    spent = Decimal(0)
    for spend, part in paid:
        if spent >= whole / 2:
            break
        few.append(part)
        spent += spend
    if len(few) == len(paid):
        return ""
    told = " with spend" if len(paid) < len(parts) else ""
    those = f"{name(few[0])}, one" if len(few) == 1 else f"{len(few)}"
    rest = total(part.counts for _, part in paid[len(few) :])
    return (
        f"{_per_cent(spent, whole)} of the spend goes to {those} of {len(paid)} campaigns{told}: "
        f"{_at(total(part.counts for part in few))}; the others get {_at(rest)}."
    )


def _largest_spend(found: Breakdown, name: Callable[[Part], str]) -> str:
    """The part that takes most of the spend, and what it brings."""
    paid = _paid(found.parts)
    if len(paid) < 2:
        return ""
    spend, most = paid[0]
    share = _per_cent(spend, sum(spend for spend, _ in paid))
    if most.keys.get("country") == UNKNOWN_COUNTRY:
        return f"{share} of the spend states no country: {_at(most.counts)}."
    return f"{name(most)} takes the largest part of the spend, {share}: {_at(most.counts)}."


def _paid(parts: Sequence[Part]) -> list[tuple[Decimal, Part]]:
    """The parts that cost something, with their spend, the largest first."""
    paid = [(part.counts.spend, part) for part in parts if part.counts.spend]
    return sorted(paid, key=lambda one: -one[0])


def _extremes(parts: Sequence[Part], found: Breakdown) -> str:
    """The highest IPM that may be praised and the lowest, where their intervals do not meet."""
    known = [(one.interval, one) for one in parts if one.interval and found.worth_naming(one)]
    good = [(interval, one) for interval, one in known if found.praised(one)]
    if len(known) < 2 or not good:
        return ""
    above, high = max(good, key=lambda one: one[0].low)
    below, low = min(known, key=lambda one: one[0].high)
    if above.low <= below.high:
        return ""
    ends = [
        f"{word} in {_cell_name(part)} ({formats.ratio(Counts.ipm, part.counts.ipm)})"
        for word, part in (("highest", high), ("lowest", low))
    ]
    return f"IPM is {' and '.join(ends)}."


def _at(counts: Counts) -> str:
    """IPM 8.40, CPI $3.10"""
    cpi = formats.money(counts.cpi, settings.REPORTING_CURRENCY)
    ipm = formats.ratio(Counts.ipm, counts.ipm)
    return f"IPM {ipm}, CPI {cpi}" if counts.ipm is not None else f"no IPM, CPI {cpi}"


def _per_cent(part: Decimal, whole: Decimal | int) -> str:
    return f"{100 * float(part) / float(whole):.0f} %"


def _from_to(names: Iterable[str], moves: Mapping[str, Moved]) -> str:
    """Lumio (9.21 to 8.01) and Kite (3.10 to 2.80)"""
    return listed(
        [f"{name} ({moves[name].before.ipm:.2f} to {moves[name].after.ipm:.2f})" for name in names]
    )


def _unique(parts: Iterable[Part], name: Callable[[Part], str]) -> dict[str, Part]:
    """By name; a further one of the same name gets a number."""
    found: dict[str, Part] = {}
    for part in parts:
        key = name(part)
        found[key if key not in found else f"{key} #{len(found) + 1}"] = part
    return found


def _name(part: Part) -> str:
    return part.name


def _campaign_name(part: Part) -> str:
    return f"{part.name} on {part.names['network']}"


def _cell_name(part: Part) -> str:
    return f"{part.names['country']} on {part.names['platform']}"
