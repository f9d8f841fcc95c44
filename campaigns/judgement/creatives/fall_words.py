"""What the class of a creative says in one sentence."""

from collections.abc import Callable
from math import exp, log

from campaigns.stats.creatives.falls import PULL_FALL, Fall, Parts

HELD = log(0.9)
STEADY = log(0.85)
"""A deeper fall that is still steady is one that noise explains."""


def sentence(fall: Fall) -> str:
    """The class with the number that decided it."""
    return _NOTHING[fall.kind] if fall.parts is None else _SENTENCES[fall.kind](fall.parts)


def _tired(fall: Parts) -> str:
    others = "while other creatives held" if fall.market > HELD else "more than other creatives"
    text = f"In the same countries {_down(fall.own)} under its own settled level {others}: tired"
    if fall.pull <= log(PULL_FALL):
        text += ", and the network already shows it less"
    return f"{text}."


def _several(fall: Parts) -> str:
    return (
        f"Down {_down(fall.raw)} for several reasons: its own level {_move(fall.own)},"
        f" its countries {_move(fall.mix)}, all creatives {_move(fall.market)}."
    )


def _steady(fall: Parts) -> str:
    start = "Steady" if abs(fall.own) < -STEADY else "Nothing beyond day-to-day noise"
    return f"{start}: {_move(fall.own)} against its own settled level."


_SENTENCES: dict[str, Callable[[Parts], str]] = {
    "tired": _tired,
    "falling": lambda fall: (
        f"In the same countries {_down(fall.own)} under its own settled level, not yet certain."
    ),
    "mix": lambda fall: f"Down {_down(fall.raw)} because impressions moved to low-IPM countries.",
    "season": lambda fall: f"All creatives fell {_down(fall.market)}: season.",
    "several": _several,
    "pulled_back": lambda fall: f"IPM held; the network shows it {_down(fall.pull)} less.",
    "steady": _steady,
    "too_little": lambda fall: "Too few installs to say.",
}
_NOTHING = {
    "no_reference": "No reference: other creatives have too few installs in its countries.",
    "too_young": "Too young: no settled level yet.",
}


def _down(change: float) -> str:
    return f"{100 * (1 - exp(change)):.0f} %"


def _move(change: float) -> str:
    percent = round(100 * (exp(change) - 1))
    sign = "\N{MINUS SIGN}" if percent < 0 else "+" if percent else ""
    return f"{sign}{abs(percent)} %"
