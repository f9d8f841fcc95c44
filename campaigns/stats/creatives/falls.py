"""Why does a creative's IPM fall? One class and one sentence per creative on a network.

Fatigue first, then what else explains a raw fall (its countries, the season), then a network
that shows it less. All changes are logs of recent over settled, 14 recent days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from campaigns.stats.creatives.fatigue import (
    DAYS_OFF,
    FATIGUE_DROP,
    FATIGUE_P,
    RECOVERED,
    Days,
    Expected,
    FatigueStanding,
    LevelChange,
    Windows,
    against_reference,
    change,
    looks_tired,
    reference_days,
    step,
    windows,
)
from campaigns.stats.creatives.fatigue_levels import Levels

MIX_FALL = 0.20
PULL_FALL = 0.50
RAW_P = 0.01
LONG = 14

CLASSES = (
    "tired",
    "falling",
    "mix",
    "season",
    "several",
    "pulled_back",
    "steady",
    "too_little",
    "no_reference",
    "too_young",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """How far one creative on one network fell, in logs.

    `raw` = `own` + `market` + `mix`: all of its IPM, its own level in the same countries, what
    the other creatives did, and its move between countries. `pull` is the change of its share of
    the impressions in its countries.
    """

    raw: float
    own: float
    market: float
    mix: float
    pull: float


@dataclass(frozen=True, slots=True)
class Fall:
    """What happened to one creative on one network; `parts` is None where nothing can be said."""

    kind: str
    standing: FatigueStanding
    parts: Parts | None = None


def judge_creative(
    own: Mapping[str, Days],
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None = None,
    before: FatigueStanding | None = None,
    *,
    drop: float = FATIGUE_DROP,
    mix_fall: float = MIX_FALL,
    pull_fall: float = PULL_FALL,
) -> Fall:
    """Judge the last day from country -> (impressions, installs) per day since the first day live.

    `same_network` are all other creatives of the network in the same countries and days,
    `other_networks` everything elsewhere in these countries. `before` is the standing of the
    day before (`replay` makes it from the counts).
    """
    days_live = max((len(days) for days in own.values()), default=0)
    spans = windows(days_live, LONG)
    changes = _changes(own, same_network, other_networks, days_live)
    fortnight = changes.get(LONG)
    ratio = fortnight.log_ratio if fortnight else None
    standing = step(before, looks_tired(changes, drop), ratio)
    if spans is None:
        return Fall("too_young", standing)
    if fortnight is None:
        return Fall("no_reference", standing)
    raw = change(_all_impressions(own, spans), spans)
    others = market(own, same_network, other_networks, spans) or 0.0
    mix = raw.log_ratio - fortnight.log_ratio - others
    pull = _pull(own, same_network, spans)
    parts = {"falling": fortnight.log_ratio, "mix": mix, "season": others}
    if standing.tired:
        kind = "tired"
    elif raw.log_ratio <= log(1 - mix_fall) and raw.p < RAW_P:
        largest = min(parts, key=parts.__getitem__)
        kind = largest if parts[largest] <= raw.log_ratio / 2 else "several"
    elif pull <= log(1 - pull_fall):
        kind = "pulled_back"
    else:
        kind = "steady" if fortnight.evidence else "too_little"
    return Fall(kind, standing, Parts(raw.log_ratio, fortnight.log_ratio, others, mix, pull))


def replay(
    own: Mapping[str, Days],
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None = None,
    drop: float = FATIGUE_DROP,
) -> FatigueStanding | None:
    """The standing of the day before the last, judging every day since the start anew."""
    days_live = max((len(days) for days in own.values()), default=0)
    levels = Levels(own, same_network, other_networks)

    def judged(first: int) -> tuple[FatigueStanding | None, int]:
        """The standing with the days since `first` alone, and the first day of a deep fall."""
        standing, deep_since = None, days_live
        for end in range(first, days_live):
            spans = {recent: windows(end, recent) for recent in FATIGUE_P}
            seen = {recent: levels.log_ratio(span) for recent, span in spans.items() if span}
            ratios = [ratio for ratio in seen.values() if ratio is not None]
            if not ratios:
                continue
            tired = False
            if min(ratios) <= log(1 - drop):  # nothing else is worth its noise
                deep_since = min(deep_since, end)
                changes = _changes(own, same_network, other_networks, end)
                tired = looks_tired(changes, drop)
            standing = step(standing, tired, seen.get(LONG))
        return standing, deep_since

    first = _last_calm(levels, days_live)
    standing, deep_since = judged(first)
    # What was before a week near level decides nothing, unless the week itself falls deep.
    return judged(1)[0] if deep_since < first + DAYS_OFF else standing


def _last_calm(levels: Levels, days_live: int) -> int:
    """The first day of the last week near level, after which nobody is tired; else the first."""
    calm = 0
    for end in range(days_live - 1, 0, -1):
        spans = windows(end, LONG)
        ratio = levels.log_ratio(spans) if spans else None
        calm = calm + 1 if ratio is not None and ratio > log(1 - RECOVERED) else 0
        if calm == DAYS_OFF:
            return end
    return 1


def _changes(
    own: Mapping[str, Days],
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None,
    days_live: int,
) -> dict[int, LevelChange]:
    """The change over each length of recent days for which there is a reference."""
    found = {}
    for recent in FATIGUE_P:
        spans = windows(days_live, recent)
        if spans and (days := against_reference(own, same_network, other_networks, spans)):
            found[recent] = change(days, spans)
    return found


def _all_impressions(own: Mapping[str, Days], spans: Windows) -> Expected:
    """Impressions in place of expected installs: the change of the raw IPM."""
    length = spans.recent.stop
    impressions = [float(sum(days[d][0] for days in own.values())) for d in range(length)]
    installs = [float(sum(days[d][1] for days in own.values())) for d in range(length)]
    return Expected(installs, impressions, [0.0] * length)


def market(
    own: Mapping[str, Days],
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None,
    spans: Windows,
) -> float | None:
    """What the references did at the creative's mean mix of countries: a log; None without any."""
    totals = [sum(days[d][0] for days in own.values() for d in span) for span in spans]
    levels = [0.0, 0.0]
    for country, days in own.items():
        reference = reference_days(country, same_network, other_networks, spans)
        if reference is None:
            continue
        volumes = [sum(reference[d][0] for d in span) for span in spans]
        if not all(volumes):
            continue
        shares = [
            sum(days[d][0] for d in span) / total if total else 0.0
            for span, total in zip(spans, totals, strict=True)
        ]
        for side, span in enumerate(spans):
            rate = (sum(reference[d][1] for d in span) + 0.5) / volumes[side]
            levels[side] += sum(shares) / 2 * rate
    return log(levels[1] / levels[0]) if all(levels) else None


def _pull(own: Mapping[str, Days], same_network: Mapping[str, Days], spans: Windows) -> float:
    """The change of the creative's share of the network's impressions in its countries."""
    shares = []
    for span in spans:
        mine = sum(days[d][0] for days in own.values() for d in span)
        others = sum(
            days[d][0] for country, days in same_network.items() if country in own for d in span
        )
        shares.append(max(mine, 1e-9) / max(mine + others, 1e-9))
    return log(shares[1] / shares[0])
