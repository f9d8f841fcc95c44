"""The lowest and the highest number of installs that can be defended.

Looked for are real installs that network, MMP or SKAN counted, each once. What two of them counted
both is their overlap, known within bounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NETWORK, MMP, SKAN = "network", "mmp", "skan"
Pair = tuple[str, str]
NETWORK_MMP, NETWORK_SKAN, MMP_SKAN = (NETWORK, MMP), (NETWORK, SKAN), (MMP, SKAN)
PAIRS = (NETWORK_MMP, NETWORK_SKAN, MMP_SKAN)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a reporter counted, within bounds."""

    low: float
    high: float

    @classmethod
    def of(cls, value: float) -> "Counted":
        return cls(value, value)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of overlaps.

    `shares` are bounds of an overlap as a share of the smaller count; `inside`: the network's
    number contains SKAN; `both` and `only` are SKAN's installs with and without the MMP's flag.
    """

    shares: Mapping[Pair, tuple[float, float]]
    inside: bool = False
    both: Counted | None = None
    only: Counted | None = None


@dataclass(frozen=True, slots=True)
class Defended:
    """The ends of the range, and the most that MMP and SKAN prove; None where neither counted."""

    low: float
    proven_high: float | None
    high: float


NOTHING_KNOWN = Known({})


def installs_range(counts: Mapping[str, Counted], known: Known = NOTHING_KNOWN) -> Defended | None:
    """The range of real installs by what each reporter counted; None where nobody did.

    High takes the two largest certain overlaps from the sum of all (Hunter 1976).
    """
    if not counts:
        return None
    pairs = [pair for pair in PAIRS if pair[0] in counts and pair[1] in counts]
    certain = {pair: _certain(counts, pair, known) for pair in pairs}
    high = sum(one.high for one in counts.values()) - sum(sorted(certain.values())[-2:])
    low = _low(counts, known)
    return Defended(low, _proven_high(counts, certain, known), max(low, high))


def _certain(counts: Mapping[str, Counted], pair: Pair, known: Known) -> float:
    """The overlap that is certain when both counted most: it is taken from their highest sum."""
    smaller = min(counts[name].high for name in pair)
    if pair == NETWORK_SKAN and known.inside:
        return smaller
    if pair == MMP_SKAN and known.both is not None:
        return known.both.low
    return known.shares[pair][0] * smaller if pair in known.shares else 0.0


def _low(counts: Mapping[str, Counted], known: Known) -> float:
    """What MMP and SKAN prove. A network's own word proves only where nobody else reports."""
    proof = [counts[name].low for name in (MMP, SKAN) if name in counts]
    if not proof:
        return counts[NETWORK].low
    if len(proof) == 2 and known.only is not None:
        proof.append(counts[MMP].low + known.only.low)
    elif len(proof) == 2 and MMP_SKAN in known.shares:
        proof.append(sum(proof) - known.shares[MMP_SKAN][1] * min(proof))
    return max(proof)


def _proven_high(
    counts: Mapping[str, Counted], certain: Mapping[Pair, float], known: Known
) -> float | None:
    if MMP in counts and SKAN in counts:
        if known.only is not None:
            return counts[MMP].high + known.only.high
        return counts[MMP].high + counts[SKAN].high - certain[MMP_SKAN]
    return next((counts[name].high for name in (MMP, SKAN) if name in counts), None)
