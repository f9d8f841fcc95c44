"""What the class of a creative says in words."""

from math import exp, log

from campaigns import formats
from campaigns.metrics import Counts
from campaigns.stats.creatives.change import SETTLED_MIN, SKIP
from campaigns.stats.creatives.falls import CreativeFall, Parts
from campaigns.stats.creatives.tired import LONG

HELD = log(0.95)
"""Others that fell by less are said to have held."""
MOVED = 0.05
"""A mix that moves IPM by more makes that as reported another number."""


def sentence(fall: CreativeFall, network: str) -> str:
    """The class with the numbers that decided it, on a network of this name."""
    if fall.kind == "too_young":
        return f"Can’t say before its {SKIP + SETTLED_MIN + LONG}st day."
    parts = fall.parts
    if parts is None:
        return "Can’t say: too few others ran both then and now in its countries."
    match fall.kind:
        case "tired":
            return _tired(parts, fall.shown_less)
        case "falling":
            down = _down(parts.own)
            return f"Can’t say yet: down {down} in the same countries, which noise could do."
        case "mix":
            return f"Down {_down(parts.all)} because impressions moved to low-IPM countries."
        case "season":
            return _season(parts)
        case "network":
            down = _down(parts.market)
            return f"Everything on {network} fell {down}, elsewhere it held: the network."
        case "several":
            return f"Can’t say: down {_down(parts.all)} for several causes."
        case "pulled_back":
            down = _down(parts.pull or 0.0)
            return f"IPM held; among creatives still live its share fell by {down}."
        case "steady":
            return f"IPM {ipm(parts.before)}, now {ipm(parts.now)}{_as_reported(parts)}."
    return "Can’t say: too few installs."


def levels(fall: CreativeFall) -> str:
    """Its settled and its recent IPM in the countries of the settled days."""
    if fall.parts is None:
        return f"{fall.days_live} day{'' if fall.days_live == 1 else 's'} live"
    before, now = ipm(fall.parts.before), ipm(fall.parts.now)
    return f"IPM {before}, now {now}{_as_reported(fall.parts)}"


def _as_reported(parts: Parts) -> str:
    """Its recent IPM as reported, where its countries are others now."""
    return f" ({ipm(parts.reported)} as reported)" if abs(parts.mix) > MOVED else ""


def ipm(rate: float) -> str:
    """A rate of installs per impression as IPM."""
    return formats.ratio(Counts.ipm, Counts.ipm.scale * rate)


def _tired(parts: Parts, shown_less: bool) -> str:
    others = "held" if parts.market > HELD else f"fell {_down(parts.market)}"
    text = (
        f"Tired: in the same countries its IPM fell from {ipm(parts.before)} to {ipm(parts.now)} "
        f"({_down(parts.own)}); those that ran beside it {others}. Replace it."
    )
    if shown_less and parts.pull is not None:
        text += (
            f" The network already shows it less: {100 * exp(parts.pull):.0f} % of its former "
            "share among those still live."
        )
    return text


def _season(parts: Parts) -> str:
    text = (
        f"Everything that ran in both windows fell {_down(parts.market)}: season, or all tire "
        "together."
    )
    if parts.newcomers is None:
        return text
    if parts.newcomers < -parts.market / 2:
        return f"{text} New ones begin no better: rather a season."
    better = 100 * (exp(parts.newcomers) - 1)
    return f"{text} New ones begin {better:.0f} % above the oldest: rather all tire."


def _down(change: float) -> str:
    return f"{100 * (1 - exp(change)):.0f} %"
