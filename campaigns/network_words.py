"""What the pages of networks say: the verdict, what would clear it, how it came about."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from . import formats
from .flags import Flag
from .metrics import Counts
from .models import Response, Verdict
from .network_page import AppView, NetworkPage
from .standing import Standing
from .stats import verdict_words
from .stats.verdicts import Judgement

FLAGGED = ("act", "watch")
VERDICTS = dict(Verdict.Name.choices)
"""The word of each verdict, the ones that need somebody first."""
PERCENT = "\u00a0%"
LEVEL = 0.005
"""Distances under half a per cent read "level"."""
CARRIES = 0.8
"""The cells that together hold this part of the missing installs are named."""
HELD_BACK = {
    "alone": "nothing to compare with",
    "too_few_networks": "too few to compare",
    "no_peers": "alone in its cells",
    "thin": "too few installs",
    "few_days": "too few days",
    "few_peers": "few peers to be firm",
    "no_installs": "no installs",
}
INCOMPARABLE = ("alone", "no_peers")
"""Reasons for which an expectation would be the thing itself."""
FEW = 5
"""Missing installs that sit in more cells than this are called spread."""
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
    percent = round(100 * (ratio - 1))
    return f"{percent:+d}{PERCENT}".replace("-", formats.MINUS) if percent else f"0{PERCENT}"


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
        installs = sum(flag.verdict.installs for flag in alike)
        return f"{formats.count(installs)} installs on settled days"
    if worst not in FLAGGED:
        return f"{distance(together([flag.verdict for flag in alike]))} like for like"
    first = min((flag.since for flag in alike if flag.since), default=None)
    since = f", since {formats.day(first)}" if first else ""
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


def held_back(one: Judgement) -> str:
    """Why a campaign or creative has no verdict, in a few words."""
    if one.reason == "thin" and one.more_impressions:
        return f"{formats.short(round(one.more_impressions))} more impressions"
    return HELD_BACK.get(one.reason, "")


def part_word(one: Judgement) -> str:
    """The word on a campaign or creative; what lacks peers does not lack data."""
    if one.reason in (*INCOMPARABLE, "too_few_networks"):
        return "No comparison"
    return VERDICTS[one.verdict]


def state(flag: Flag | None) -> str:
    """What somebody said to a flag: "" or "Quiet until 30 Nov" or "Acknowledged"."""
    if flag is None or flag.response is None:
        return ""
    until = flag.response.snoozed_until
    return f"Quiet until {formats.day(until)}" if until else "Acknowledged"


def verdict_of(view: AppView) -> str:
    """The stored verdict in force, else that of today's judgement."""
    return view.flag.verdict.verdict if view.flag else view.judgement.verdict


@dataclass(frozen=True)
class Card:
    """The verdict of a network in one app: its word, one sentence, and what it rests on."""

    verdict: str
    badge: str
    title: str
    text: str
    days: str
    since: str
    state: str
    flagged: bool


def card(view: AppView, network: str) -> Card:
    """The words of a verdict card. The stored verdict speaks; without one, today's judgement."""
    one, stored = view.judgement, view.flag and view.flag.verdict
    verdict = verdict_of(view)
    ratio = stored.ratio if stored else one.ratio
    text = stored.reason if stored else _sentence(view)
    first, last = (
        (stored.first_day, stored.day) if stored else (view.app.window.first, view.app.window.last)
    )
    flagged = verdict in FLAGGED
    since = view.flag.since if view.flag else None
    return Card(
        verdict,
        "Act: low IPM" if verdict == "act" else VERDICTS[verdict],
        _title(verdict, ratio, network, view),
        text,
        f"Settled days {formats.day(first)} to {formats.day(last, year=True)}",
        f"{VERDICTS[verdict]} since {formats.day(since)}" if flagged and since else "",
        state(view.flag),
        flagged,
    )


def _sentence(view: AppView) -> str:
    return verdict_words.sentence(
        view.judgement, len(view.app.window), view.rule.days_on, view.rule.days_off
    )


def _title(verdict: str, ratio: float | None, network: str, view: AppView) -> str:
    app = view.app.app_name
    if verdict == "no_data":
        return f"{network} reports no impressions for {app}."
    if verdict == "not_enough" or ratio is None:
        if view.judgement.reason in (*INCOMPARABLE, "too_few_networks"):
            return f"Nothing to compare {network} with in {app}."
        return f"Not enough data yet on {network} in {app}."
    if verdict == "act" and not ratio:
        return f"{network} brought no installs in {app}."
    whose = f"{network}’" if network.endswith("s") else f"{network}’s"
    if distance(ratio) == "level":
        return f"{whose} IPM is level with like-for-like networks in {app}."
    return f"{whose} IPM is {distance(ratio)} like-for-like networks in {app}."


def clearing(view: AppView) -> list[str]:
    """What would change the verdict, each in one sentence."""
    one, rule = view.judgement, view.rule
    days = len(view.app.window)
    said = []
    if one.would_clear_above is not None:
        said.append(_level_to_reach(view, days))
        calm = one.standing.calm_run
        so_far = f"; {_counted(calm, 'day')} so far" if calm else ""
        said.append(
            f"The flag goes after {_counted(rule.days_off, 'day')} in a row above that level"
            f"{so_far}. Act does not step down to watch."
        )
    elif one.verdict in FLAGGED and one.ratio == 0:
        said.append("Check tracking first: peers have installs in the same countries and formats.")
    elif one.more_impressions:
        said.append(
            f"A verdict needs at least {formats.short(round(one.more_impressions))} more "
            "impressions at the volume that peers would bring."
        )
    elif one.verdict == "fine":
        run = max(one.standing.act_run, one.standing.watch_run)
        so_far = f"{_counted(run, 'low day')} in a row so far" if run else "no low day now"
        said.append(
            f"A flag is raised after {_counted(rule.days_on, 'low day')} in a row; {so_far}."
        )
    said.append("Restated days are judged again by themselves.")
    return said


def _level_to_reach(view: AppView, days: int) -> str:
    one = view.judgement
    reach = formats.ratio(Counts.ipm, one.would_clear_above)
    limits = ""
    if one.interval:
        low, high = (
            formats.ratio(Counts.ipm, Counts.ipm.scale * end)
            for end in (one.interval.low, one.interval.high)
        )
        limits = f" (95 % interval {low} to {high})"
    now = formats.ratio(Counts.ipm, one.ipm)
    more = round((one.would_clear_above - one.ipm) * one.impressions / Counts.ipm.scale)
    volume = f" At this volume that is {formats.count(more)} more installs." if more > 0 else ""
    return f"IPM above {reach} over {days} settled days; now {now}{limits}.{volume}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    day: date
    text: str


def history(page: NetworkPage) -> list[Entry]:
    """Changes of verdict, what was judged again, and what people said, newest first."""
    name_app = len({row.app_id for row in page.history}) > 1
    last: dict[int, Verdict] = {}
    found = []
    for row in reversed(page.history):
        where = f"{row.app.name}: " if name_app else ""
        found.append((row.day, f"{where}{_changed(row, last.get(row.app_id))}"))
        last[row.app_id] = row
    for view in page.apps:
        if view.flag and view.flag.response:
            said = view.flag.response
            found.append((said.created_at.date(), _said(said, view if name_app else None)))
    return [Entry(day, text) for day, text in sorted(found, key=lambda e: e[0], reverse=True)]


def _changed(row: Verdict, before: Verdict | None) -> str:
    now = VERDICTS[row.verdict].lower()
    if row.restated and before:
        more = row.installs - before.installs
        moved = f" ({more:+,d} installs)".replace("-", formats.MINUS) if more else ""
        still = "still " if before.verdict == row.verdict else ""
        return f"Restated{moved}. Judged again: {still}{now}."
    rest = f" ({distance(row.ratio)})" if row.ratio is not None else ""
    if before is None:
        return f"First judged: {now}{rest}."
    return f"From {VERDICTS[before.verdict].lower()} to {now}{rest}."


def _said(response: Response, view: AppView | None) -> str:
    who = response.user.get_full_name() or response.user.get_username() if response.user else "–"
    where = f"{view.app.app_name}: " if view else ""
    until = response.snoozed_until
    quiet = f" Quiet until {formats.day(until)}." if until else ""
    return f"{where}Note by {who}: {response.note}{quiet}"


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


def leaders(networks: Iterable[Standing]) -> str:
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
    return "; ".join(parts) + "." if parts else ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
