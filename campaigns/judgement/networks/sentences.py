"""What a stored verdict says: one sentence for every code.

Verdicts are stored as codes and numbers; their words are made here, when they are read.
"""

from collections.abc import Callable, Mapping

from campaigns import formats
from campaigns.english import listed
from campaigns.formats import count, short
from campaigns.judgement.networks.words import (
    FLAGGED,
    LEVEL,
    distance,
    percent,
    rounded_up,
    unreported,
)
from campaigns.models import Verdict
from campaigns.stats.intervals import short_number
from campaigns.stats.networks.rule import MIN_DAYS

NOWHERE = 0.05
"""Creatives with a smaller share elsewhere run nowhere else."""
SURELY_ABOVE = 0.9
"""A network whose chance to be as good as a typical one is smaller is not surely better."""
HELP = "a naming rule or a file with formats would give a verdict"


def sentence(verdict: Verdict, values: Mapping[str, float]) -> str:
    """The verdict with its numbers. `values` are the thresholds in force."""
    if verdict.sentence:
        return verdict.sentence
    held_back = HELD_BACK.get(verdict.reason)
    if held_back is None:
        return _low(verdict, values) if verdict.verdict in FLAGGED else _level(verdict, values)
    return f"{held_back(verdict)}{_before(verdict, values)}."


def details(verdict: Verdict, values: Mapping[str, float]) -> str:
    """The same below a title that says how far it is from like-for-like networks."""
    if verdict.sentence or verdict.reason in HELD_BACK or verdict.reason == "no_installs":
        return sentence(verdict, values)
    if verdict.verdict in FLAGGED:
        since = f"Since {formats.day(verdict.low_since)} " if verdict.low_since else ""
        head = f"{since}{_ipm(verdict.low_ipm, verdict.low_expected_ipm)}"
        return " ".join(filter(None, (f"{head}.", *_more(verdict, values))))
    within = _within(verdict)
    said = f"{within}{': ' if within else ''}{_ipm(verdict.ipm, verdict.expected_ipm)}"
    return f"{said[:1].upper()}{said[1:]}{_volume(verdict, values)}"


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
    "no_impressions": lambda v: f"It reports no {unreported(v)}, so IPM cannot be computed",
    "no_counts": lambda v: f"No counts on settled days {_days(v)}",
    "alone": lambda v: "Nothing to compare it with: no other network has impressions",
    "too_few_networks": lambda v: "Too few networks to say which one is odd",
    "formats_unknown": _without_formats,
    "no_peers": lambda v: (
        "Can’t compare: it runs mostly where no other network runs. A second network there would "
        "give a verdict"
    ),
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
    first = _no_installs(verdict) if verdict.reason == "no_installs" else _how_low(verdict)
    return " ".join(filter(None, [first, *_more(verdict, values), _clears(verdict)]))


def _more(verdict: Verdict, values: Mapping[str, float]) -> list[str]:
    """What else is known of a low network."""
    said = [by_creatives(verdict), _known(verdict)]
    if verdict.calm_run:
        said.append(
            f"Calm on {verdict.calm_run} of the {int(values['days_off'])} days that end the flag."
        )
    return said


def _no_installs(verdict: Verdict) -> str:
    return (
        f"No installs where a typical network would have had {count(round(verdict.missing or 0))}: "
        "check tracking first."
    )


def _how_low(verdict: Verdict) -> str:
    since = f" since {formats.day(verdict.low_since)}" if verdict.low_since else ""
    numbers = _bracketed(_ipm(verdict.low_ipm, verdict.low_expected_ipm))
    text = f"{_against(verdict.shown_ratio)} like-for-like networks{since}{numbers}."
    return " ".join(filter(None, (text, best_guess(verdict))))


def best_guess(verdict: Verdict) -> str:
    """How far it is allowing for noise, and how likely it is fine; "" where not low."""
    if verdict.chance is None or verdict.ratio_shrunk is None or verdict.verdict not in FLAGGED:
        return ""
    return (
        "Allowing for the noise of days and for how few peers it has, our best guess is "
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
    within = f", {_within(verdict)}" if _within(verdict) else ""
    numbers = _bracketed(_ipm(verdict.ipm, verdict.expected_ipm))
    text = f"{_against(verdict.ratio)} like-for-like networks{within}{numbers}"
    return text + _volume(verdict, values)


def _within(verdict: Verdict) -> str:
    """Why a distance is no news: it varies as much anyway, or is not sure enough for a flag."""
    ratio = verdict.ratio or 1
    if ratio > 1 + LEVEL:
        doubted = verdict.chance is not None and verdict.chance < SURELY_ABOVE
        return "within what varies anyway" if doubted else ""
    if ratio > 1 - LEVEL:
        return ""
    said = {"fine": "within what varies anyway", "keep": "not surely enough for a flag"}
    return said.get(verdict.condition, "")


def _volume(verdict: Verdict, values: Mapping[str, float]) -> str:
    """On how many impressions a level rests, and whether a flag is on its way."""
    text = f", {short(verdict.impressions)} impressions"
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
        f"IPM {short_number(ipm)} against {short_number(expected)} expected for its countries "
        "and formats"
    )


def _bracketed(words: str) -> str:
    return f" ({words})" if words else ""


def chance(p: float) -> str:
    """0.0123 -> 1 in 81: how likely it is that a network is as good as a typical one."""
    if p < 0.001:
        return "under 1 in 1,000"
    return f"1 in {count(round(1 / p))}" if p < 0.4 else f"about {round(10 * p)} in 10"
