"""What a stored verdict says: one sentence for every code, a few words for a table.

Verdicts are stored as codes and numbers; their words are made here, when they are read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.formats import PERCENT, count, short
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.standing import Standing
from campaigns.models import Case, Verdict
from campaigns.reports import DIMENSIONS
from campaigns.stats.intervals import short_number
from campaigns.stats.networks.rule import MIN_DAYS

FLAGGED = ("act", "watch")
VERDICTS = dict(Verdict.Name.choices) | {"no_data": "Can’t say"}
"""The word of each verdict, the ones that need somebody first."""
LEVEL = 0.005
"""Distances under half a per cent read "level"."""
NOWHERE = 0.05
"""Creatives with a smaller share elsewhere run nowhere else."""
HELP = "a naming rule or a file with formats would give a verdict"
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


def chance(p: float) -> str:
    """0.0123 -> 1 in 81: how likely it is that a network is as good as a typical one."""
    if p < 0.001:
        return "under 1 in 1,000"
    return f"1 in {count(round(1 / p))}" if p < 0.4 else f"about {round(10 * p)} in 10"


# Sentences


def sentence(verdict: Verdict, values: Mapping[str, float]) -> str:
    """The verdict with its numbers. `values` are the thresholds in force."""
    if verdict.sentence:
        return verdict.sentence
    held_back = HELD_BACK.get(verdict.reason)
    if held_back is None:
        return _low(verdict, values) if verdict.verdict in FLAGGED else _level(verdict, values)
    return f"{held_back(verdict)}{_before(verdict, values)}."


def _thin(verdict: Verdict) -> str:
    more = verdict.more_impressions
    needed = f": at least {count(rounded_up(more))} more impressions" if more else ""
    return f"Not enough data yet{needed}"


def _without_formats(verdict: Verdict) -> str:
    known = f"formats are known for {percent(verdict.known_formats or 0)} of its impressions"
    if verdict.verdict in FLAGGED and verdict.fall_ratio is not None and verdict.low_since:
        return (
            f"IPM {percent(1 - verdict.fall_ratio)} lower since {formats.day(verdict.low_since)} "
            f"than before, against the others in its countries; {known}, so a change of its mix "
            "may explain it"
        )
    return f"{known.capitalize()}: {HELP}"


def _days(verdict: Verdict) -> str:
    return f"from {formats.day(verdict.first_day)} to {formats.day(verdict.day, year=True)}"


HELD_BACK: dict[str, Callable[[Verdict], str]] = {
    "no_impressions": lambda v: "It reports no impressions, so IPM cannot be computed",
    "no_counts": lambda v: f"No counts on settled days {_days(v)}",
    "alone": lambda v: "Nothing to compare it with: no other network has impressions",
    "too_few_networks": lambda v: "Too few networks to say which one is odd",
    "formats_unknown": _without_formats,
    "no_peers": lambda v: "It serves mostly countries and formats that no other network serves",
    "thin": _thin,
    "few_days": lambda v: f"Not enough data yet: seen on {v.active_days} of {MIN_DAYS} days",
}
"""The codes for which no level is judged."""


def _before(verdict: Verdict, values: Mapping[str, float]) -> str:
    """What stood before a day without a verdict, and for how long it will."""
    if verdict.reason == "formats_unknown" and not verdict.calm_run:
        return ""
    run, days = verdict.calm_run, int(values["days_off"])
    if verdict.verdict in FLAGGED:
        return f"; flagged before, {run} of the {days} days that end the flag"
    if verdict.verdict == "fine":
        return f"; found fine before, {run} of the {days} days until that is too long ago"
    return ""


def _low(verdict: Verdict, values: Mapping[str, float]) -> str:
    said = [_no_installs(verdict) if verdict.reason == "no_installs" else _how_low(verdict)]
    said += [by_creatives(verdict), _known(verdict), _clears(verdict)]
    if verdict.calm_run:
        said.append(
            f"Calm on {verdict.calm_run} of the {int(values['days_off'])} days that end the flag."
        )
    return " ".join(filter(None, said))


def _no_installs(verdict: Verdict) -> str:
    return (
        f"No installs where a typical network would have had {count(round(verdict.missing or 0))}: "
        "check tracking first."
    )


def _how_low(verdict: Verdict) -> str:
    since = f" since {formats.day(verdict.low_since)}" if verdict.low_since else ""
    text = (
        f"{_against(verdict.shown_ratio)} like-for-like networks{since} "
        f"{_ipm(verdict.low_ipm, verdict.low_expected_ipm)}."
    )
    if verdict.chance is None or verdict.ratio_shrunk is None:
        return text
    return (
        f"{text} Allowing for the noise of days and for how few peers it has, our best guess is "
        f"{distance(verdict.ratio_shrunk)}; the chance that it is as good as a typical network is "
        f"{chance(verdict.chance)}."
    )


def by_creatives(verdict: Verdict) -> str:
    """What its creatives have to do with it: "Its creatives explain 14 of the 17 %." or ""."""
    elsewhere, ratio = verdict.creatives_elsewhere, verdict.shown_ratio
    if elsewhere is None or verdict.creatives_factor is None or ratio is None:
        return ""
    if verdict.reason == "own_creatives":
        if elsewhere < NOWHERE:
            return "Its creatives run nowhere else, so it may be them."
        return (
            f"Only {percent(elsewhere)} of what is expected of it comes from creatives that run "
            "elsewhere, so it may be its creatives."
        )
    gap, left = 1 - ratio, 1 - ratio / verdict.creatives_factor
    explained = round(100 * gap) - round(100 * max(left, 0))
    if explained < 1:
        return ""
    rest = "; what is left would raise no flag" if verdict.reason == "weak_creatives" else ""
    return f"Its creatives explain {explained} of the {percent(gap)}{rest}."


def _known(verdict: Verdict) -> str:
    """Which countries, formats and creatives its reports leave out."""
    parts = (
        ("countries", verdict.known_countries),
        ("formats", verdict.known_formats),
        ("creatives", verdict.known_creatives),
    )
    said = [
        f"{name} for {percent(min(share, 0.99))}"
        for name, share in parts
        if share is not None and share < 1 - LEVEL
    ]
    return f"Its reports state {listed(said)} of its impressions." if said else ""


def _clears(verdict: Verdict) -> str:
    above = verdict.would_clear_above
    return "" if above is None else f"It would clear above an IPM of {short_number(above)}."


def _level(verdict: Verdict, values: Mapping[str, float]) -> str:
    within = verdict.condition == "fine" and (verdict.ratio or 1) < 1 - LEVEL
    text = (
        f"{_against(verdict.ratio)} like-for-like networks"
        f"{', within what varies anyway' if within else ''} "
        f"{_ipm(verdict.ipm, verdict.expected_ipm)}, {short(verdict.impressions)} impressions"
    )
    if verdict.watch_run:
        needed = int(values["days_on"])
        text += f"; low on {verdict.watch_run} of the {needed} days that raise a flag"
    return " ".join(filter(None, (f"{text}.", _known(verdict))))


def _against(ratio: float | None) -> str:
    words = distance(ratio)
    return "Level with" if words == "level" else words


def _ipm(ipm: float | None, expected: float | None) -> str:
    if ipm is None or expected is None:
        return ""
    return (
        f"(IPM {short_number(ipm)} against {short_number(expected)} expected for its countries "
        "and formats)"
    )


def rounded_up(impressions: float) -> int:
    """A number of impressions rounded up to two significant digits."""
    step = 10 ** max(0, len(str(int(impressions))) - 2)
    return -int(-impressions // step) * step


# A few words


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
        app = f"{alike[0].app.name}: " if len(alike) == 1 < len(flags) else ""
        return app + _flagged(alike)
    if worst == "fine":
        return f"{distance(together(alike))} like for like"
    return CANNOT_SAY.get(alike[0].reason, lambda v: "not enough data yet")(alike[0])


def _flagged(alike: Sequence[Verdict]) -> str:
    days = {verdict.low_since for verdict in alike}
    if len(alike) > MOST_NAMED:
        return f"{_short(alike[0])} in one of {len(alike)} apps, {since(alike[0])}"
    if len(alike) > 1 and len(days) == 1 and (day := alike[0].low_since):
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


CANNOT_SAY: dict[str, Callable[[Verdict], str]] = {
    "no_impressions": lambda v: "reports no impressions",
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
    """One sentence over the leaderboard: who needs somebody."""
    flagged = {
        word: [s.name for s in networks if s.flag and s.flag.verdict.verdict == word]
        for word in FLAGGED
    }
    parts = [
        f"{listed(names)} {'needs' if len(names) == 1 else 'need'} {need}"
        for names, need in ((flagged["act"], "you"), (flagged["watch"], "watching"))
        if names
    ]
    asked = [s.name for s in networks if s.cases]
    if asked:
        named = listed(asked) if len(asked) <= MOST_NAMED else f"{len(asked)} networks"
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
