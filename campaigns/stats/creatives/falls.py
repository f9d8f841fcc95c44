"""Why does a creative's IPM fall? One class for a creative on a network, with its numbers.

Tired first, then what else explains a raw fall (its countries, a season), then a network that
shows it less. All changes are logs of the last 14 days over the settled ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from campaigns.stats.creatives.bench import Bench
from campaigns.stats.creatives.change import LevelChange, Windows, change, windows
from campaigns.stats.creatives.lines import Subject
from campaigns.stats.creatives.tired import LONG, SHORT, USUAL, Limits, tired_days

RAW_P = 0.01
ELSEWHERE = 0.5
"""A season is the network's own where other networks fell by less than this part of it."""

KINDS = (
    "tired",
    "falling",
    "mix",
    "season",
    "network",
    "several",
    "pulled_back",
    "steady",
    "too_little",
    "no_reference",
    "too_young",
)
REFERENCES = ("format", "network", "everywhere")
"""Whom a creative was held against: those of its network and format, all formats of its network,
its format on all networks."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How far a creative on one network moved, and why.

    `raw` is the change of its IPM, `alone` that against itself in the same countries, `beside` that
    against the others. `pull` is the log change of its share of impressions among those still live,
    None with too few of them; `before` its settled rate (installs per impression). `newcomers`
    stands beside a season: the log of how much better new creatives begin than the oldest ones are,
    about 0 in a season, about -market where all tire at one pace. `reference` is one of REFERENCES.
    """

    reference: str
    raw: LevelChange
    alone: LevelChange
    beside: LevelChange
    pull: float | None
    before: float
    newcomers: float | None = None

    @property
    def all(self) -> float:
        """The change of its IPM as reported."""
        return self.raw.log_ratio

    @property
    def own(self) -> float:
        """The change in the same countries."""
        return self.alone.log_ratio

    @property
    def rel(self) -> float:
        """The change against the others: `own` = `rel` + `market`."""
        return self.beside.log_ratio

    @property
    def market(self) -> float:
        """The change of the others."""
        return self.alone.log_ratio - self.beside.log_ratio

    @property
    def mix(self) -> float:
        """The change that its move between countries made: `all` = `own` + `mix`."""
        return self.raw.log_ratio - self.alone.log_ratio

    @property
    def reported(self) -> float:
        """The recent rate as reported."""
        return self.before * exp(self.all)

    @property
    def now(self) -> float:
        """The recent rate, had its countries stayed as in the settled days."""
        return self.before * exp(self.own)


@dataclass(frozen=True, slots=True)
class CreativeFall:
    """What happened to one creative on one network.

    `settled` and `recent` are its days live (0 the first) that were compared, None for one that is
    too young; `parts` is None where nothing can be said. `tired_days` counts back from the last
    day; `shown_less` marks a tired one that its network has pulled back.
    """

    kind: str
    days_live: int
    settled: range | None = None
    recent: range | None = None
    parts: Parts | None = None
    tired_days: int = 0
    shown_less: bool = False


def hold(subject: Subject, benches: Sequence[Callable[[], Bench]]) -> None:
    """Hold a subject against its yardsticks in the bench in which it will be judged.

    Done for all subjects before a bench learns the noise of days, which looks at the last weeks
    of many of them: those are then known.
    """
    narrow = benches[0]().pool
    spans = windows(narrow.first[subject], narrow.days, LONG)
    if spans and (found := _reference(subject, benches, spans)):
        found[1].expected(subject).hold()


def judge(
    subject: Subject, benches: Sequence[Callable[[], Bench]], limits: Limits = USUAL
) -> CreativeFall:
    """Judge the last day of a subject in the first bench that has a reference for it.

    `benches` make, in the order of REFERENCES and on the same days, the pools that hold it.
    """
    narrow = benches[0]()
    first, stop = narrow.pool.first[subject], narrow.pool.days
    spans = windows(first, stop, LONG)
    if spans is None:
        return CreativeFall("too_young", stop - first)
    settled = range(spans.settled.start - first, spans.settled.stop - first)
    recent = range(spans.recent.start - first, spans.recent.stop - first)
    found = _reference(subject, benches, spans)
    if found is None:
        return CreativeFall("no_reference", stop - first, settled, recent)
    reference, bench, error = found
    expected, noises = bench.expected(subject), bench.noises
    short = windows(first, stop, SHORT)
    errors = {LONG: error, SHORT: expected.index_error(short) if short else None}
    tired = tired_days(expected, noises, errors, limits)
    parts = Parts(
        reference=reference,
        raw=change(expected.raw, spans, noises.alone),
        alone=change(expected.alone, spans, noises.alone),
        beside=change(expected.beside, spans, noises.beside, error),
        pull=narrow.pull(subject, spans),
        before=expected.rate(spans.settled) or 0.0,
    )
    kind = _kind(parts, bool(tired), limits)
    if kind == "season":
        parts = replace(parts, newcomers=bench.newcomers(subject))
        if _only_here(subject, benches, spans, parts):
            kind = "network"
    shown_less = bool(tired) and _pulled(parts, limits)
    return CreativeFall(kind, stop - first, settled, recent, parts, tired, shown_less)


def _only_here(
    subject: Subject, benches: Sequence[Callable[[], Bench]], spans: Windows, parts: Parts
) -> bool:
    """Whether other networks held while all of this one's creatives fell."""
    if len(benches) < len(REFERENCES):
        return False
    elsewhere = benches[-1]().elsewhere(subject, spans)
    return elsewhere is not None and elsewhere > ELSEWHERE * parts.market


def _reference(
    subject: Subject, benches: Sequence[Callable[[], Bench]], spans: Windows
) -> tuple[str, Bench, float] | None:
    """The first bench whose others tie the windows, with the index error."""
    for name, bench in zip(REFERENCES, benches, strict=False):
        error = bench().expected(subject).index_error(spans)
        if error is not None:
            return name, bench(), error
    return None


def _kind(parts: Parts, tired: bool, limits: Limits) -> str:
    if tired:
        return "tired"
    if parts.all <= log(1 - limits.mix_fall) and parts.raw.p < RAW_P:
        causes = {"falling": parts.rel, "mix": parts.mix, "season": parts.market}
        largest = min(causes, key=causes.__getitem__)
        return largest if causes[largest] <= parts.all / 2 else "several"
    if _pulled(parts, limits):
        return "pulled_back"
    return "steady" if parts.beside.evidence else "too_little"


def _pulled(parts: Parts, limits: Limits) -> bool:
    return parts.pull is not None and parts.pull <= log(1 - limits.pull_fall)
