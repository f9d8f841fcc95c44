"""The overview's answer in words, computed from the numbers below it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from campaigns import formats
from campaigns.english import listed, whose
from campaigns.judgement.breakdown import Breakdown, Measured
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.decide_table_words import to_do
from campaigns.judgement.networks.decisions import over_apps
from campaigns.judgement.networks.standing import Networks, Standing, mark
from campaigns.metrics import Counts
from campaigns.models import Verdict
from campaigns.stats.changes.decompose import SegmentCounts, decompose

NAMED = 3
"""So many networks a sentence names at most."""
EXPLAINS = 0.5
"""From a half on, the mix of networks is what a change hangs on, unless one carries a half."""
SEEN = 0.005
"""A smaller effect reads 0.00."""
LARGEST_PART = 0.25
"""From a quarter on, the network with the largest part is named as that."""
FRACTIONS = ((1 / 4, "a quarter"), (1 / 3, "a third"), (1 / 2, "half"), (2 / 3, "two thirds"))
"""Shares told in words."""


@dataclass(frozen=True)
class Headline:
    """One sentence that answers, and up to two that say whom it hangs on."""

    title: str
    more: list[str] = field(default_factory=list)


def headline(page: Networks, compared_with: str) -> Headline | None:
    """The answer to "is my IPM fine, and who is the problem?", or None without an IPM."""
    title = ipm_sentence(page.total, compared_with)
    if title is None:
        return None
    todo = to_do(over_apps(flag for part in page.parts for flag in part.flags))
    more = [
        explanation(page),
        _flagged(page) or _under_target(page),
        _lowest(page),
        _questioned(page, todo),
        todo,
    ]
    return Headline(title, [sentence for sentence in more if sentence])


def ipm_sentence(everyone: Measured, compared_with: str) -> str | None:
    """How the IPM stands against its target and the period before; None without an IPM."""
    if everyone.counts.ipm is None:
        return None
    against, good = _against_target(everyone)
    moved, direction = against_before(everyone, compared_with)
    joint = " and " if not direction or good is None or good == (direction > 0) else ", but "
    return f"IPM is {against}" + (f"{joint}{moved}" if moved else "") + "."


def _against_target(everyone: Measured) -> tuple[str, bool | None]:
    ipm = formats.ratio(Counts.ipm, everyone.counts.ipm)
    if everyone.interval and everyone.interval.label == "too_little":
        return f"{ipm}, on too few installs to rely on", None
    if everyone.target is None:
        return ipm, None
    target = formats.ratio(Counts.ipm, everyone.target)
    word, _ = mark(everyone, everyone.target)
    if word == "below":
        return f"under its target of {target} at {ipm}", False
    if word == "met":
        return f"on target at {ipm}", True
    return f"{ipm}, not clearly above or under its target of {target}", None


def against_before(everyone: Measured, compared_with: str) -> tuple[str, int]:
    """The change in words and its direction: -1, 0 (level, or nothing can be said) or 1."""
    moved = everyone.ipm_change
    if moved is None or everyone.beyond_noise is None:
        return "", 0
    if not moved.direction:
        return f"level with {compared_with}", 0
    lower = moved.direction == "down"
    word = "lower" if lower else "higher"
    return f"{moved.text} {word} than in {compared_with}", -1 if lower else 1


def explanation(page: Networks) -> str:
    """Whom the change hangs on, where one network or the mix carries most of it."""
    if page.total.previous is None:
        return ""
    return carrier(moves(page), _moved(page.total), "networks")


@dataclass(frozen=True)
class Moved:
    """The counts of one thing before and after, and whether its IPM moved beyond noise."""

    before: Counts
    after: Counts
    sure: bool


def moves(page: Breakdown) -> dict[str, Moved]:
    """All parts by name, in the period before and in this one."""
    return {part.name: _moved(part) for part in [*page.parts, *page.gone]}


def _moved(part: Measured) -> Moved:
    return Moved(part.previous or Counts(), part.counts, bool(part.beyond_noise))


@dataclass(frozen=True)
class Carrier:
    """What carries the change `moved` of a whole, by `effect`: the part `name`, else the mix."""

    name: str
    effect: float
    moved: float


def carried_by(parts: Mapping[str, Moved], whole: Moved) -> Carrier | None:
    """What a change beyond noise hangs on: one part or the mix of them; None where on neither."""
    if len(parts) == 1 or not whole.sure or not whole.before.ipm:
        return None
    moved = whole.after.ipm - whole.before.ipm
    effects = split(parts)
    if not effects or not moved:
        return None
    mix = sum(mix for mix, _ in effects.values())

    def part(name: str) -> float:
        """How much of the change the part carries: by its own IPM, and with its share."""
        own_mix, rate = effects[name]
        return min(rate, own_mix + rate, key=lambda effect: effect / moved)

    name = max(effects, key=lambda one: part(one) / moved)
    own = part(name) / moved if parts[name].sure else 0.0
    if own < EXPLAINS <= mix / moved:
        return Carrier("", mix, moved)
    return Carrier(name, sum(effects[name]), moved) if own >= LARGEST_PART else None


def carrier(parts: Mapping[str, Moved], whole: Moved, many: str) -> str:
    """What carries the change of the whole in words; "" where neither a part nor the mix does.

    `many` is what the parts are called, such as "networks".
    """
    found = carried_by(parts, whole)
    if found is None:
        return ""
    effect, moved = found.effect, found.moved
    if not found.name:
        way = "lower" if moved < 0 else "higher"
        return (
            f"Impressions moved to {many} with a {way} IPM: that is {part_of(effect, moved)}. "
            f"The {many} themselves {_moved_it(moved - effect)}."
        )
    part = parts[found.name]
    did = "fell" if moved < 0 else "rose"
    return (
        f"{found.name} {did} most: {part.before.ipm:.2f} to {part.after.ipm:.2f}. "
        f"It carries {part_of(effect, moved)}."
    )


def first_blamed(page: Networks) -> str:
    """The network on which the change of all hangs most, "" where on none: named first."""
    found = page.total.previous and carried_by(moves(page), _moved(page.total))
    return found.name if found else ""


def _moved_it(effect: float) -> str:
    return f"moved it by {signed(effect)}" if abs(effect) >= SEEN else "did not move it"


def part_of(effect: float, change: float) -> str:
    """a third of the drop (0.18 of 0.56)"""
    way = "drop" if change < 0 else "rise"
    numbers = f"({abs(effect):.2f} of {abs(change):.2f})"
    share = effect / change
    if share > 1.05:
        return f"more than the whole {way} {numbers}"
    if share >= 0.95:
        return f"the whole {way} {numbers}"
    word = next((word for value, word in FRACTIONS if abs(share - value) <= 0.04), "")
    return f"{word or formats.percent(round(share, 2))} of the {way} {numbers}"


def signed(value: float) -> str:
    """+0.20, −0.33"""
    return f"{value:+.2f}".replace("-", formats.MINUS)


def split(parts: Mapping[str, Moved]) -> dict[str, tuple[float, float]]:
    """The change of IPM by part: that of its share (mix) and that of its own IPM (rate).

    The parts add to the change exactly; one that is absent from one period is all mix.
    """
    rows: dict[tuple[Hashable, ...], tuple[SegmentCounts, SegmentCounts]] = {
        (name,): (_basis(part.before), _basis(part.after)) for name, part in parts.items()
    }
    found = decompose(rows)
    segments = found.segments if found else ()
    return {str(s.key): (s.effects.mix[0], s.effects.rate) for s in segments}


def _basis(counts: Counts) -> SegmentCounts:
    installs, impressions = counts.pair(Counts.ipm) or (0, 0)
    return SegmentCounts(impressions, installs)


def _flagged(page: Networks) -> str:
    """The networks that need somebody, with the reason of the first."""
    acts = [(s, s.flag) for s in page.parts if s.flag and s.flag.verdict.verdict == "act"]
    if not acts:
        return ""
    worst, flag = min(acts, key=lambda one: one[1].verdict.shown_ratio or 0)
    others = [s.name for s, _ in acts if s is not worst]
    if len(others) > NAMED:
        others = [*others[: NAMED - 1], f"{len(others) - NAMED + 1} more networks"]
    also = f"; {listed(others)} need{'s' if len(others) == 1 else ''} a look too" if others else ""
    return f"{_how_low(worst, flag.verdict, network_words.scope(page.cut))}{also}."


def _how_low(worst: Standing, verdict: Verdict, scope: str) -> str:
    where = f"{verdict.app}, {scope}," if scope else f"{verdict.app}"
    if verdict.reason == "formats_unknown":
        return f"{worst.name} needs a look in {where}".rstrip(",")
    low = f"{100 * (1 - verdict.shown_ratio):.0f} %" if verdict.shown_ratio else "far"
    started = f" since {formats.day(verdict.low_since)}" if verdict.low_since else ""
    return f"{worst.name} is {low} below like-for-like networks in {where}{started}".rstrip(",")


def _lowest(page: Networks) -> str:
    """The lowest network of a filter, in its own numbers; verdicts say nothing about it alone."""
    known = [s for s in page.networks if s.interval and s.interval.label != "too_little"]
    if not page.cut or len(known) < 2:
        return ""
    low = min(known, key=lambda s: s.counts.ipm)
    return f"The lowest IPM here is {whose(low.name)} {formats.ratio(Counts.ipm, low.counts.ipm)}."


def _questioned(page: Networks, todo: str) -> str:
    """The network with the highest IPM, where a case on it is open: no plain winner.

    "" where it is among what is to be done.
    """
    best = max(page.networks, key=lambda s: s.counts.ipm, default=None)
    if best is None or not best.cases or best.name in todo:
        return ""
    about = list(dict.fromkeys(KINDS[case.kind].named for case in best.cases))
    return (
        f"The highest IPM is {whose(best.name)} {formats.ratio(Counts.ipm, best.counts.ipm)}, "
        f"with a case open ({listed(about)}): it is worth a question before it counts as a success."
    )


def _under_target(page: Networks) -> str:
    under = [s for s in page.networks if s.mark == "below"]
    if not under:
        return ""
    named = [f"{s.name} ({formats.ratio(Counts.ipm, s.counts.ipm)})" for s in under[:3]]
    if len(under) > 3:
        named.append(f"{len(under) - 3} more")
    return f"Clearly below target: {listed(named)}."


def footnotes(page: Breakdown, told_by_mmp: Counts) -> list[str]:
    """What the numbers leave out, each in one sentence."""
    notes = []
    for source in page.everyone:
        counted = source.counts.basis(Counts.ipm)[0] or 0
        rest = (source.counts.installs or 0) - counted
        if rest > 0:
            cvr, cpi = (source.counts.basis(ratio) for ratio in (Counts.cvr, Counts.cpi))
            per = {"CVR": cvr[0], "CPI": cpi[1]}
            within = [name for name, installs in per.items() if (installs or 0) > counted]
            notes.append(
                f"In the total, IPM, CTR and eCPM leave out {whose(source.name)} "
                f"{formats.count(rest)} installs, because no impressions are reported with them; "
                f"{listed(['installs', *within])} include them."
            )
    if told_by_mmp.installs:
        notes.append(
            f"{formats.count(told_by_mmp.installs)} installs that the MMP counted on days which "
            "the networks report themselves are not added."
        )
    if isinstance(page, Networks) and page.cut:
        notes.append(
            "Filters change numbers, not verdicts: verdicts are of the whole app, "
            f"{network_words.scope(page.cut)}."
        )
    if page.without_target:
        apps = listed(page.without_target)
        notes.append(f"No target IPM is set for {apps}, so no total with it is held against one.")
    return notes
