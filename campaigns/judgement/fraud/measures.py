"""The evidence of a signal: what the network has, what its peers have, and where the limit is."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from campaigns.judgement.fraud.subjects import Subject
from campaigns.metrics import MONEY_UNIT, Counts, Ratio
from campaigns.stats.fraud.limits import Limits
from campaigns.stats.fraud.signals import Signal
from campaigns.stats.fraud.traffic import peer_median, total

Number = float | None


@dataclass(frozen=True)
class Measure:
    """One line of evidence. `unit` is "%", "money", "times" or ""; `word` says on which side of
    `limit` the signal lies: over, from, up to. None is not known or not needed."""

    key: str
    label: str
    unit: str
    own: Number
    peers: Number = None
    word: str = ""
    limit: Number = None

    @property
    def crossed(self) -> bool:
        """Whether the network is on the limit's side of the signal."""
        if self.own is None or self.limit is None:
            return False
        return self.own <= self.limit if self.word == "up to" else self.own >= self.limit

    def stored(self) -> dict[str, Any]:
        """As a case keeps it."""
        return asdict(self)


Limit = Callable[[Limits, Number], tuple[str, Number]]
Line = tuple[str, Limit | None]


def _ratio(ratio: Ratio) -> tuple[str, str, Callable[[Subject], Number]]:
    unit = "money" if ratio.unit == MONEY_UNIT else ratio.unit
    return ratio.label, unit, lambda s: getattr(s.counts, ratio.name)


def _over(above: float | None, below: float | None, scale: int = 1) -> Number:
    return None if above is None or not below else scale * above / below


def _clicks_per_install(s: Subject) -> Number:
    return _over(s.traffic.total("clicks"), s.traffic.total("installs"))


def _timed(count: str) -> Callable[[Subject], Number]:
    def share(s: Subject) -> Number:
        ctit = s.traffic.ctit
        return _over(getattr(ctit, count), ctit.installs, 100) if ctit else None

    return share


def _claims(s: Subject) -> Number:
    installs, rejected = s.traffic.total("installs"), s.traffic.rejected
    return None if installs is None or rejected is None else installs + rejected


def _a_day(name: str, first: int, last: int | None) -> Callable[[Subject], Number]:
    """A count a day over a part of the window; `first` and `last` as of a slice."""
    days = len(range(28)[first:last])
    return lambda s: _over(total(getattr(s.traffic, name)[first:last]), days)


def _growth(name: str) -> Callable[[Subject], Number]:
    now, before = _a_day(name, -7, None), _a_day(name, -28, -7)
    return lambda s: _over(now(s), before(s))


def _fortnights(name: str) -> Callable[[Subject], Number]:
    def part(s: Subject) -> Number:
        series = getattr(s.traffic, name)
        return series and _over(total(series[-14:]), total(series[-28:-14]), 100)

    return part


MEASURES: dict[str, tuple[str, str, Callable[[Subject], Number]]] = {
    "clicks_per_install": ("Clicks per install", "", _clicks_per_install),
    "late": ("Installs over a day after the click", "%", _timed("over_24h")),
    "fast": ("Installs within 10 s of the click", "%", _timed("under_10s")),
    "faster": ("Installs within 5 s of the click", "%", _timed("under_5s")),
    "impressions_growth": ("Impressions, 7 days to 21 before", "times", _growth("impressions")),
    "installs_growth": ("Installs, 7 days to 21 before", "times", _growth("installs")),
    "rejected": ("Rejected installs", "%", lambda s: _over(s.traffic.rejected, _claims(s), 100)),
    "organic_left": ("Organic installs, 14 days to 14 before", "%", _fortnights("organic")),
    "own_growth": ("Its installs, 14 days to 14 before", "%", _fortnights("installs")),
    "claimed": (
        "Installs claimed to the MMP’s",
        "times",
        lambda s: _over(s.traffic.claimed, s.traffic.counted),
    ),
    **{
        ratio.name: _ratio(ratio)
        for ratio in (
            Counts.ctr, Counts.cvr, Counts.ipm, Counts.cpi, Counts.retention_d1,
            Counts.retention_d7, Counts.revenue_per_install,
        )
    },
}  # fmt: skip


def _fixed(word: str, name: str, scale: float = 1) -> Limit:
    return lambda v, peers: (word, scale * v[name])


def _share(prefix: str) -> Limit:
    """A share's own limit, or a multiple of the peers', whichever is higher."""

    def limit(v: Limits, peers: Number) -> tuple[str, Number]:
        usual = 100 * v[f"{prefix}_usual"] if peers is None else peers
        return "from", max(100 * v[f"{prefix}_share"], v[f"{prefix}_times"] * usual)

    return limit


def _of_peers(word: str, name: str, usual: str = "") -> Limit:
    def limit(v: Limits, peers: Number) -> tuple[str, Number]:
        level = 100 * v[usual] if peers is None and usual else peers
        return (word, v[name] * level) if level is not None else ("", None)

    return limit


def _beyond_peers(name: str) -> Limit:
    """So many times the growth of the peers, or of nothing where they do not grow."""
    return lambda v, peers: ("from", v[name] * max(1.0, peers or 1.0))


def _clicks_limit(v: Limits, peers: Number) -> tuple[str, Number]:
    by_peers = v["flooding_clicks"]
    if peers is not None:
        by_peers = max(v["flooding_own"], v["flooding_times"] * peers)
    return "over", min(v["flooding_clicks"], by_peers)


LINES: dict[str, tuple[Line, ...]] = {
    "flooding": (
        ("clicks_per_install", _clicks_limit),
        ("cvr", _fixed("up to", "flooding_cvr", 100)),
        ("late", _share("late")),
        ("ctr", None),
        ("cpi", None),
    ),
    "injection": (
        ("fast", _share("injection")),
        ("faster", None),
        ("late", None),
        ("cvr", None),
        ("cpi", None),
    ),
    "views": (
        ("ctr", _fixed("from", "views_ctr", 100)),
        ("clicks_per_install", None),
        ("ipm", None),
    ),
    "stuffing": (
        ("impressions_growth", _beyond_peers("stuffing_more")),
        ("installs_growth", _fixed("up to", "stuffing_installs")),
        ("ipm", None),
        ("ctr", None),
    ),
    "incentive": (
        ("retention_d1", _of_peers("up to", "incentive_d1", "usual_d1")),
        ("retention_d7", None),
        ("ipm", _of_peers("from", "incentive_times")),
        ("cvr", _of_peers("from", "incentive_times")),
        ("revenue_per_install", None),
        ("cpi", None),
    ),
    "farm": (
        ("retention_d1", _of_peers("up to", "farm_d1", "usual_d1")),
        ("retention_d7", None),
        ("revenue_per_install", None),
        ("cvr", None),
        ("cpi", None),
    ),
    "rejected": (("rejected", _share("rejected")), ("cvr", None), ("cpi", None)),
    "poaching": (
        ("organic_left", _fixed("up to", "poaching_fall", 100)),
        ("own_growth", _fixed("from", "poaching_rise", 100)),
        ("cpi", None),
    ),
    "over_reporting": (("claimed", _fixed("from", "over_reporting")), ("cpi", None)),
    "weekdays": (("ipm", None), ("cpi", None)),
    "copied": (("ipm", None), ("cpi", None)),
}
"""The lines of each kind's evidence, those with a limit first."""
ALONE = {"organic_left", "claimed"}
"""Measures in which peers say nothing."""


SAID = {
    "weekdays": ("weekday_distance", "Installs on other weekdays than the peers’", "%", 100),
    "copied": ("tens", "Days whose installs are a multiple of 10", "", 1),
}
"""Measures that a rule works out itself: key, label, unit and scale of what it says."""


def measures(
    kind: str, subject: Subject, peers: Sequence[Subject], limits: Limits, said: Signal
) -> list[Measure]:
    """The evidence of one kind: the network beside the median of its peers.

    `said` is what the kind's first rule says of the network.
    """
    found = []
    if kind in SAID:
        key, label, unit, scale = SAID[kind]
        value, limit = (x if x is None else scale * x for x in (said.value, said.limit))
        found.append(Measure(key, label, unit, value, None, "from" if limit else "", limit))
    for key, line in LINES[kind]:
        label, unit, read = MEASURES[key]
        others = None if key in ALONE else peer_median({p.place: read(p) for p in peers})
        word, bound = line(limits, others) if line else ("", None)
        found.append(Measure(key, label, unit, read(subject), others, word, bound))
    return found
