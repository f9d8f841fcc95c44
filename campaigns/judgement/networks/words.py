"""What verdicts say in a few words: distance, reason, peers, who needs somebody."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, sqrt

from campaigns import formats
from campaigns.formats import PERCENT
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.network_page import AppView
from campaigns.judgement.networks.standing import Standing
from campaigns.judgement.networks.verdict_words import Words
from campaigns.metrics import Ratio
from campaigns.models import Case, Verdict
from campaigns.stats.networks.verdicts import MIN_DAYS, Judgement

FLAGGED = ("act", "watch")
VERDICTS = dict(Verdict.Name.choices)
"""The word of each verdict, the ones that need somebody first."""
LEVEL = 0.005
"""Distances under half a per cent read "level"."""
CARRIES = 0.8
"""The cells that together hold this part of the missing installs are named."""
STEPS = {"ctr": "clicks are", "cvr": "installs after the click are"}
NORMAL = 0.1
"""A step within this distance from its peers, and known as well, is called normal."""
INCOMPARABLE = ("alone", "no_peers")
"""Reasons for which an expectation would be the thing itself."""
FEW = 5
"""Missing installs that sit in more cells than this are called spread."""
MOST_NAMED = 3
"""More networks with an open case than this are counted and not named."""
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five")


def distance(ratio: float | None) -> str:
    """0.72 -> 28 % below"""
    if ratio is None:
        return formats.NO_DATA
    if abs(ratio - 1) < LEVEL:
        return "level"
    return f"{100 * abs(ratio - 1):.0f}{PERCENT} {'below' if ratio < 1 else 'above'}"


def signed(ratio: float | None) -> str:
    """0.72 -> −28 %"""
    if ratio is None:
        return formats.NO_DATA
    return formats.signed_percent(ratio - 1)


def reason(flags: Sequence[Flag]) -> str:
    """Why a network's verdict stands, in at most eight words besides an app's name.

    `flags` are its verdicts in all apps, the worst first. Verdicts that need nobody are put
    together: installs of all apps over what was expected of them.
    """
    worst = flags[0].verdict.verdict
    alike = [flag for flag in flags if flag.verdict.verdict == worst]
    if worst == "no_data":
        return "IPM cannot be computed"
    if worst == "not_enough":
        words = flags[0].verdict.reason.removeprefix("Not enough data yet: ").rstrip(".")
        return words[:1].lower() + words[1:]
    if worst not in FLAGGED:
        return f"{distance(together([flag.verdict for flag in alike]))} like for like"
    latest = max((flag.since for flag in alike if flag.since), default=None)
    since = f", since {formats.day(latest)}" if latest else ""
    if len(flags) == 1:
        return f"{distance(flags[0].verdict.ratio)} like for like{since}"
    if len(alike) == 1:
        return f"{flags[0].verdict.app.name}: {distance(flags[0].verdict.ratio)}{since}"
    return f"{distance(together([f.verdict for f in alike]))} in {len(alike)} apps{since}"


def together(verdicts: Iterable[Verdict]) -> float | None:
    """Installs over expected installs of several apps."""
    known = [verdict for verdict in verdicts if verdict.ratio]
    expected = sum(verdict.installs / verdict.ratio for verdict in known)
    return sum(verdict.installs for verdict in known) / expected if expected else None


def held_back(one: Judgement, words: Words) -> str:
    """Why a campaign or creative has no verdict, or none that is firm."""
    if one.reason == "thin":
        more = round(one.more_impressions or 0)
        return f"{formats.short(more)} more impressions" if more else "too few installs"
    if one.reason == "few_days":
        return f"seen on {one.days} of at least {MIN_DAYS} days"
    return words.reason(one.reason)


def part_word(one: Judgement) -> str:
    """The word on a campaign or creative; what lacks peers does not lack data."""
    if one.reason in (*INCOMPARABLE, "too_few_networks"):
        return "No comparison"
    return VERDICTS[one.verdict]


def state(flag: Flag | None) -> str:
    """What somebody said to a flag: "" or "Quiet until 30 Nov" or "Acknowledged"."""
    if flag is None or flag.response is None:
        return ""
    if flag.quiet_until is None:
        return "Acknowledged"
    return f"{'Quiet' if flag.snoozed else 'Was quiet'} until {formats.day(flag.quiet_until)}"


def answers(flags: Sequence[Flag]) -> str:
    """What somebody said to the flags of a network, where it has several apps."""
    raised = [flag for flag in flags if flag.verdict.verdict in FLAGGED]
    said = [flag for flag in raised if flag.answered]
    if not said or len(raised) == 1:
        return state(max(raised, key=_until, default=None))
    if len(said) < len(raised):
        return f"{len(said)} of {len(raised)} answered"
    snoozed = all(flag.snoozed for flag in said)
    return state(min(said, key=_until)) if snoozed else "Acknowledged"


def _until(flag: Flag) -> date:
    return flag.quiet_until or date.min


def steps(judged: Mapping[Ratio, Judgement]) -> str:
    """Which step loses the installs: "Clicks are normal (CTR 2 % above peers), installs after the
    click are low (CVR 31 % below peers)." Only where one step is surely low; "" otherwise.
    """
    words = {ratio: _step(one) for ratio, one in judged.items()}
    if "low" not in words.values():
        return ""
    told = [
        f"{STEPS[ratio.name]} {word} ({ratio.label} {_against_peers(judged[ratio].ratio)})"
        for ratio, word in words.items()
        if word
    ]
    text = ", ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _step(one: Judgement) -> str:
    """What the numbers carry on a step: "low", "normal", "high", or ""."""
    if one.condition in FLAGGED:
        return "low"
    if not one.eligible or _error(one) > NORMAL:
        return ""
    if one.ratio > 1 + NORMAL:
        return "high"
    return "normal" if one.ratio >= 1 - NORMAL else ""


def _error(one: Judgement) -> float:
    """The relative standard error of a ratio to its expectation: that of days and of peers."""
    return sqrt(one.phi / one.installs + one.sr**2) if one.installs else inf


def _against_peers(ratio: float) -> str:
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


def peers(view: AppView) -> str:
    """Who the peers are, with their weights in the whole expectation; "" without any."""
    one = view.judgement
    weights: dict[Hashable, float] = {}
    for cell in one.cells:
        for peer, weight in cell.peers:
            share = cell.expected / one.expected if one.expected else 0.0
            weights[peer] = weights.get(peer, 0.0) + share * weight
    rest = 1 - sum(weights.values())
    named = [
        f"{view.app.names.get(peer, peer)} {100 * weight:.0f} %"
        for peer, weight in sorted(weights.items(), key=lambda pair: -pair[1])
        if weight >= 0.005
    ]
    if not named:
        return ""
    usual = f", the usual rate of country and format {100 * rest:.0f} %" if rest >= 0.005 else ""
    return f"Peers by their weight in the expectation: {', '.join(named)}{usual}."


def leaders(networks: Sequence[Standing]) -> str:
    """One sentence over the leaderboard: who needs somebody."""
    flagged = {
        word: [s.name for s in networks if s.flag and s.flag.verdict.verdict == word]
        for word in FLAGGED
    }
    parts = [
        f"{_listed(names)} {'needs' if len(names) == 1 else 'need'} {need}"
        for names, need in ((flagged["act"], "you"), (flagged["watch"], "watching"))
        if names
    ]
    asked = [s.name for s in networks if s.cases]
    if asked:
        named = _listed(asked) if len(asked) <= MOST_NAMED else f"{len(asked)} networks"
        parts.append(f"{named} {'has' if len(asked) == 1 else 'have'} a case open")
    return "; ".join(parts) + "." if parts else ""


def questioned(cases: Sequence[Case]) -> str:
    """Case open: click flooding"""
    if not cases:
        return ""
    signals = dict.fromkeys(KINDS[case.kind].named for case in cases)
    return f"{case_word(cases)}: {', '.join(signals)}"


def case_word(cases: Sequence[Case]) -> str:
    """The word on the mark of open cases."""
    return "Case open" if len(cases) == 1 else f"{len(cases)} cases open"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
