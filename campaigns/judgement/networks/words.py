"""What a stored verdict says in a few words, for tables. Its sentence is in `sentences`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.formats import PERCENT, count
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.standing import Standing
from campaigns.models import Case, Verdict
from campaigns.reports import DIMENSIONS
from campaigns.stats.networks.rule import MIN_DAYS

FLAGGED = ("act", "watch")
VERDICTS = dict(Verdict.Name.choices) | {"no_data": "Can’t say"}
"""The word of each verdict, the ones that need somebody first."""
LEVEL = 0.005
"""Distances under half a per cent read "level"."""
MOST_NAMED = 3
"""More networks with an open case, or apps with a flag, than this are counted and not named."""


def distance(ratio: float | None) -> str:
    """0.72 -> 28 % below"""
    if ratio is None:
        return formats.NO_DATA
    if abs(ratio - 1) < LEVEL:
        return "level"
    return f"{percent(abs(ratio - 1))} {'below' if ratio < 1 else 'above'}"


def signed(ratio: float | None) -> str:
    """0.72 -> −28 %"""
    if ratio is None:
        return formats.NO_DATA
    return formats.signed_percent(ratio - 1)


def percent(part: float) -> str:
    """0.283 -> 28 %"""
    return f"{100 * part:.0f}{PERCENT}"


def rounded_up(impressions: float) -> int:
    """A number of impressions rounded up to two significant digits."""
    step = 10 ** max(0, len(str(int(impressions))) - 2)
    return -int(-impressions // step) * step


def since(verdict: Verdict) -> str:
    """When a flagged network became low, and when that raised the flag."""
    if verdict.flagged is None:
        return ""
    low = f"low since {formats.day(verdict.low_since)}, " if verdict.low_since else ""
    return f"{low}flagged {formats.day(verdict.flagged)}"


def reason(flags: Sequence[Flag]) -> str:
    """Why a network's verdict stands, in at most eight words besides an app's name.

    `flags` are its verdicts in all apps, the worst first. Verdicts that need nobody are put
    together: installs of all apps over what was expected of them.
    """
    worst = flags[0].verdict.verdict
    alike = [flag.verdict for flag in flags if flag.verdict.verdict == worst]
    if worst in FLAGGED:
        namesakes = [flag.verdict.app.name for flag in flags].count(alike[0].app.name)
        name = alike[0].app if namesakes > 1 else alike[0].app.name
        app = f"{name}: " if len(alike) == 1 < len(flags) else ""
        return app + _flagged(alike)
    if worst == "fine":
        return f"{distance(together(alike))} like for like"
    return CANNOT_SAY.get(alike[0].reason, lambda v: "not enough data yet")(alike[0])


def _flagged(alike: Sequence[Verdict]) -> str:
    days = {verdict.low_since for verdict in alike}
    if len(alike) > MOST_NAMED:
        raised = f", flagged {formats.day(alike[0].flagged)}" if alike[0].flagged else ""
        return f"{len(alike)} apps, worst {_short(alike[0])}{_on(alike[0].low_since)}{raised}"
    if len(alike) > 1 and len(days) == 1 and (day := alike[0].low_since):
        if any(verdict.reason == "formats_unknown" for verdict in alike):
            return f"{listed([_short(verdict) for verdict in alike])}, low since {formats.day(day)}"
        low = listed([percent(1 - (verdict.shown_ratio or 0)) for verdict in alike])
        return f"{low} below, low since {formats.day(day)}"
    if len(alike) > 1:
        return ", ".join(f"{_short(verdict)}{_on(verdict.low_since)}" for verdict in alike)
    (one,) = alike
    raised = f", flagged {formats.day(one.flagged)}" if one.flagged else ""
    return f"{_short(one)}{_on(one.low_since)}{raised}"


def _short(verdict: Verdict) -> str:
    if verdict.reason == "formats_unknown" and verdict.fall_ratio is not None:
        return f"{percent(1 - verdict.fall_ratio)} lower"
    if verdict.reason == "no_installs":
        return "no installs"
    return distance(verdict.shown_ratio)


def _on(day: date | None) -> str:
    return f" since {formats.day(day)}" if day else ""


def unreported(verdict: Verdict) -> str:
    """Which of the two counts of IPM a network without one does not report."""
    told = verdict.decision_numbers or {}
    silent = told.get("installs") is None and told.get("impressions")
    return "installs" if silent else "impressions"


CANNOT_SAY: dict[str, Callable[[Verdict], str]] = {
    "no_impressions": lambda v: f"reports no {unreported(v)}",
    "no_counts": lambda v: "no counts on settled days",
    "alone": lambda v: "nothing to compare with",
    "too_few_networks": lambda v: "too few networks to compare",
    "formats_unknown": lambda v: f"formats known for {percent(v.known_formats or 0)}",
    "no_peers": lambda v: "mostly where no other network runs",
    "thin": lambda v: (
        f"{count(rounded_up(v.more_impressions))} more impressions needed"
        if v.more_impressions
        else "too few installs"
    ),
    "few_days": lambda v: f"{v.active_days} days seen, {MIN_DAYS} needed",
}


def scope(cut: Sequence[str]) -> str:
    """What a verdict is of where filters leave a part of it: all countries and formats"""
    return f"all {listed([DIMENSIONS[name].plural for name in cut])}" if cut else ""


def together(verdicts: Iterable[Verdict]) -> float | None:
    """Installs over expected installs of several apps."""
    known = [(verdict.installs, verdict.ratio) for verdict in verdicts if verdict.ratio]
    expected = sum(installs / ratio for installs, ratio in known)
    return sum(installs for installs, _ in known) / expected if expected else None


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


def leaders(networks: Sequence[Standing]) -> str:
    """Act on Northlight. Watch Vantage DSP."""
    flagged = {
        word: [s.name for s in networks if s.flag and s.flag.verdict.verdict == word]
        for word in FLAGGED
    }
    parts = [
        f"{do} {listed(names)}"
        for names, do in ((flagged["act"], "Act on"), (flagged["watch"], "Watch"))
        if names
    ]
    asked = [s.name for s in networks if s.cases]
    if asked:
        named = listed(asked) if len(asked) <= MOST_NAMED else f"{len(asked)} networks"
        parts.append(f"{named} {'has' if len(asked) == 1 else 'have'} a case open")
    return ". ".join(parts) + "." if parts else ""


def questioned(cases: Sequence[Case]) -> str:
    """Case open: click flooding"""
    if not cases:
        return ""
    signals = dict.fromkeys(KINDS[case.kind].named for case in cases)
    return f"{case_word(cases)}: {', '.join(signals)}"


def case_word(cases: Sequence[Case]) -> str:
    """The word on the mark of open cases."""
    return "Case open" if len(cases) == 1 else f"{len(cases)} cases open"
