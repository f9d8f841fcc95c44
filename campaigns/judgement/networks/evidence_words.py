"""What the evidence on one network says: steps, cells, peers, campaigns and creatives."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import inf, sqrt
from typing import Any

from campaigns import formats
from campaigns.judgement.networks.network_page import AppView
from campaigns.judgement.networks.words import FLAGGED, distance
from campaigns.metrics import Ratio
from campaigns.stats.networks.judgement import Judgement
from campaigns.stats.networks.rule import MIN_DAYS

CARRIES = 0.8
"""The cells that together hold this part of the missing installs are named."""
STEPS = {"ctr": "clicks are", "cvr": "installs after the click are"}
NORMAL = 0.1
"""A step within this distance from its peers, and known as well, is called normal."""
INCOMPARABLE = ("alone", "no_peers")
"""Reasons for which an expectation would be the thing itself."""
FEW = 5
"""Missing installs that sit in more cells than this are called spread."""
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five")
REASONS = {
    "no_impressions": "no impressions",
    "alone": "nothing to compare with",
    "too_few_networks": "too few {peers} to say which one is odd",
    "formats_unknown": "formats are not stated",
    "no_peers": "serves mostly {cells} that no other {peer} serves",
    "no_installs": "no installs where peers would have brought some: check tracking first",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is compared and what makes it comparable."""

    peer: str
    peers: str
    cells: str

    def reason(self, key: str) -> str:
        """A reason of `Judgement.reason` in words, "" for ""."""
        return REASONS[key].format(**asdict(self)) if key else ""


CAMPAIGNS = Words("campaign", "campaigns", "countries and formats")
CREATIVES = Words("creative", "creatives", "networks and countries")


def held_back(one: Judgement, words: Words) -> str:
    """Why a campaign or creative has no verdict, or none that is firm."""
    if one.reason == "thin":
        more = round(one.more_impressions or 0)
        return f"{formats.short(more)} more impressions" if more else "too few installs"
    if one.reason == "few_days":
        return f"seen on {one.active_days} of {MIN_DAYS} days"
    return words.reason(one.reason)


PART_WORDS = {"act": "low", "watch": "a little low", "fine": "as its peers"}


def part_word(one: Judgement) -> str:
    """What a campaign or creative is, in plain words; "" where that cannot be said."""
    return PART_WORDS.get(one.verdict, "")


def steps(judged: Mapping[Ratio, Judgement]) -> str:
    """Which step loses the installs: "Clicks are normal (CTR 2 % above peers), installs after the
    click are low (CVR 31 % below peers)." Only where one step is surely low; "" otherwise.
    """
    words = {ratio: _step(one) for ratio, one in judged.items()}
    if "low" not in words.values():
        return ""
    told = [
        f"{STEPS[ratio.name]} {word} ({ratio.label} {_against_peers(judged[ratio].window.ratio)})"
        for ratio, word in words.items()
        if word
    ]
    text = ", ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _step(one: Judgement) -> str:
    """What the numbers carry on a step: "low", "normal", "high", or ""."""
    ratio = one.window.ratio
    if one.condition in FLAGGED:
        return "low"
    if not one.judged or ratio is None or _error(one) > NORMAL:
        return ""
    if ratio > 1 + NORMAL:
        return "high"
    return "normal" if ratio >= 1 - NORMAL else ""


def _error(one: Judgement) -> float:
    """The relative standard error of a ratio to its expectation: that of days and of peers."""
    if not one.level or not one.window.ratio:
        return inf
    return sqrt((one.level.variance + one.sr**2) / one.window.ratio)


def _against_peers(ratio: float | None) -> str:
    words = distance(ratio)
    return f"{words} {'with ' if words == 'level' else ''}peers"


@dataclass(frozen=True)
class Behind:
    """Where the missing installs are: the cells that hold most of them, and how many are behind."""

    most: int
    part: float
    behind: int
    cells: int

    @property
    def sentence(self) -> str:
        """Three cells hold 81 % of the missing installs."""
        if self.most > FEW:
            return f"It is behind in {self.behind} of {self.cells} cells, not only in a few."
        verb = "cell holds" if self.most == 1 else "cells hold"
        number = NUMBERS[self.most]
        return f"{number} {verb} {100 * self.part:.0f} % of the missing installs."


def behind(missing: Sequence[float]) -> Behind | None:
    """Where the missing installs of all cells are; None where none are missing."""
    short = sorted((m for m in missing if m > 0), reverse=True)
    whole = sum(short)
    if whole < 1:
        return None
    held, most = 0.0, 0
    while held < CARRIES * whole:
        held += short[most]
        most += 1
    return Behind(most, held / whole, len(short), len(missing))


OTHERS = "other networks"
"""Those that the reader may not see."""


def peers(view: AppView) -> str:
    """Who the peers are, with their weights in the whole expectation; "" without any."""
    expected = sum(cell.expected for cell in view.cells)
    weights: dict[Any, float] = {}
    for cell in view.cells:
        for peer, weight in cell.peers:
            share = cell.expected / expected if expected else 0.0
            weights[peer] = weights.get(peer, 0.0) + share * weight
    rest = 1 - sum(weights.values())
    shown: dict[str, float] = {}
    for peer, weight in weights.items():
        name = view.app.names.get(peer, OTHERS)
        shown[name] = shown.get(name, 0.0) + weight
    named = [
        f"{formats.brief(name)} {100 * weight:.0f}{formats.PERCENT}"
        for name, weight in sorted(shown.items(), key=lambda pair: -pair[1])
        if weight >= 0.005
    ]
    if not named:
        return ""
    if rest >= 0.005:
        named.append(f"the usual rate of country and format {100 * rest:.0f}{formats.PERCENT}")
    return f"Peers by their weight in the expectation: {', '.join(named)}."
