"""Decisions together: one word for a network over its apps, and what would change if they are done.

What would change rests on one assumption, which has to be said with it: that CPI, IPM and ROAS
of the other networks stay. More spend buys dearer users.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from campaigns.stats.networks.decide import Decision

CARRIES, MOST_SCALE, OBJECTS = 0.25, 0.50, 0.10
"""Parts of a network's spend: what carries a word over all apps, what must say scale, and from
which an app's objection counts."""
URGENT = ("cut", "cap", "ask", "watch")
RECEIVING = ("hold", "watch", "scale")

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Overall:
    """A network's word over all its apps; `apps` are those that say it, most spend first, and
    `reason` is that of the first: "mixed", with all apps, where none of them says hold but they
    do not agree on more. `concerned` is the money of those that say it together."""

    word: str
    reason: str
    apps: tuple[Hashable, ...]
    concerned: float | None


def over_all(apps: Mapping[K, Decision]) -> Overall:
    """The strongest word that a quarter of the spend carries, saying it or a stronger one.

    Scale if half of the spend says so and no app of a tenth objects; else hold. Where no app
    reports spend, each counts as much. Raises ValueError without apps.
    """
    if not apps:
        raise ValueError("a network without apps has no word")
    spend = {key: max(one.facts.spend, 0.0) for key, one in apps.items()}
    if not any(spend.values()):
        spend = {key: float(not one.facts.spend_told) for key, one in apps.items()}
    whole = sum(spend.values())
    word = _word(apps, spend, whole) if whole else "hold"
    by_spend = sorted(apps, key=lambda key: -spend[key])
    saying = tuple(key for key in by_spend if apps[key].word == word)
    if not saying:
        return Overall(word, "mixed", tuple(by_spend), None)
    known = [money for key in saying if (money := apps[key].concerned) is not None]
    return Overall(word, apps[saying[0]].reason, saying, sum(known) if known else None)


def _word(apps: Mapping[K, Decision], spend: Mapping[K, float], whole: float) -> str:
    carried = 0.0
    for word in URGENT:
        own = sum(spend[key] for key in apps if apps[key].word == word)
        carried += own
        if own and carried >= CARRIES * whole:
            return word
    scaled = sum(spend[key] for key in apps if apps[key].word == "scale")
    objecting = any(
        apps[key].word in URGENT and part >= OBJECTS * whole for key, part in spend.items()
    )
    return "scale" if scaled >= MOST_SCALE * whole and not objecting else "hold"


@dataclass(frozen=True, slots=True)
class Flow:
    """A network's 28 days, for sums: None is not reported. `receives`: may it take more spend?
    Spend that is not reported is 0 and not `spend_told`."""

    spend: float
    installs: float | None = None
    impressions: float | None = None
    roas: float | None = None
    receives: bool = True
    spend_told: bool = True

    @classmethod
    def of(cls, decision: Decision, installs: float | None, impressions: float | None) -> "Flow":
        """The flow of a decided network, its ROAS as reported; None where users who stay tell."""
        calm = decision.word in RECEIVING and decision.reason != "new"
        money = decision.money
        roas = None if money is None or money.retained else money.roas
        facts = decision.facts
        receives = calm and not facts.cases
        return cls(facts.spend, installs, impressions, roas, receives, facts.spend_told)


@dataclass(frozen=True, slots=True)
class Sums:
    """Spend and installs of some networks, and the ratios of those that report both counts."""

    spend: float
    installs: float
    cpi: float | None
    ipm: float | None
    roas: float | None


@dataclass(frozen=True, slots=True)
class IfDone:
    """All networks now, without the spend taken away, and with that spend on the others; `moved`
    is None where nobody can take it."""

    now: Sums
    without: Sums
    moved: Sums | None


def if_done(flows: Mapping[K, Flow], taken: Mapping[K, float]) -> IfDone:
    """What taking spend from some networks would change, if the others' ratios stay.

    `taken` is the part of each network's spend that goes, 0 to 1: cut is 1. What is moved is
    spread over those that receive, in proportion to their spend.
    """
    left = {key: 1 - taken.get(key, 0.0) for key in flows}
    moved = sum((1 - left[key]) * flow.spend for key, flow in flows.items())
    receivers = {
        key for key, flow in flows.items() if flow.receives and key not in taken and flow.spend > 0
    }
    base = sum(flows[key].spend for key in receivers)
    more = {key: 1 + moved / base if key in receivers else left[key] for key in flows}
    return IfDone(
        now=_sums((flow, 1.0) for flow in flows.values()),
        without=_sums((flow, left[key]) for key, flow in flows.items()),
        moved=_sums((flow, more[key]) for key, flow in flows.items()) if base else None,
    )


def _sums(parts: Iterable[tuple[Flow, float]]) -> Sums:
    """Sums of flows that are each taken so many times."""
    parts = list(parts)
    got = [(f, f.installs * k, k) for f, k in parts if f.installs is not None]
    bought = [(f.spend * k, installs) for f, installs, k in got if f.spend_told]
    shown = [
        (1000 * f.installs * k, f.impressions * k)
        for f, k in parts
        if f.installs is not None and f.impressions is not None
    ]
    paid = [(f.roas * f.spend * k, f.spend * k) for f, k in parts if f.roas is not None]
    return Sums(
        spend=sum(flow.spend * k for flow, k in parts),
        installs=sum(installs for _, installs, _ in got),
        cpi=_over(bought),
        ipm=_over(shown),
        roas=_over(paid),
    )


def _over(pairs: Iterable[tuple[float, float]]) -> float | None:
    above = below = 0.0
    for one, other in pairs:
        above, below = above + one, below + other
    return above / below if below > 0 else None
