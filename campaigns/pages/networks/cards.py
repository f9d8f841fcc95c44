"""The verdict card of a network: the finding, what would change it, and how it came about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.networks import sentences, words
from campaigns.judgement.networks.card_words import titled, worth_words
from campaigns.judgement.networks.decide_words import WORDS
from campaigns.judgement.networks.evidence_words import INCOMPARABLE, steps
from campaigns.judgement.networks.network_page import AppView, NetworkPage
from campaigns.judgement.networks.words import FLAGGED, VERDICTS, distance, state
from campaigns.metrics import Counts
from campaigns.models import Decision, Verdict
from campaigns.models.choices import COUNTRIES, UNKNOWN_COUNTRY
from campaigns.stats.networks.rule import MIN_DAYS, MIN_NETWORKS

MOST_NAMED = 3
"""More countries than this are not named."""


@dataclass(frozen=True)
class VerdictCard:
    """The verdict of a network in one app: its word, one sentence, and what it rests on."""

    verdict: str
    badge: str
    title: str
    text: str
    steps: str
    worth: str
    days: str
    since: str
    state: str
    flagged: bool
    answered: bool


def card(view: AppView, network: str) -> VerdictCard:
    """The words of a verdict card. The stored verdict speaks; without one, today's judgement."""
    stored = view.stored
    return VerdictCard(
        stored.verdict,
        VERDICTS[stored.verdict],
        titled(stored, network, view.app.app_name),
        _text(view),
        steps(view.steps),
        worth_words(stored),
        f"Settled days {formats.day(stored.first_day)} to {formats.day(stored.day, year=True)}",
        words.since(stored),
        state(view.flag),
        stored.verdict in FLAGGED,
        bool(view.flag and view.flag.answered),
    )


def _text(view: AppView) -> str:
    """What the title rests on; where it runs alone, in which countries."""
    stored = view.stored
    alone = [c for c in view.cells if c.impressions and not c.peers]
    if stored.reason != "no_peers" or not alone:
        return sentences.details(stored, view.values)
    sizes: dict[str, float] = defaultdict(float)
    for cell in alone:
        sizes[str(cell.cell[0] or UNKNOWN_COUNTRY)] += cell.impressions
    most = sorted(sizes, key=lambda code: -sizes[code])[:MOST_NAMED]
    names = listed([COUNTRIES.get(code, code) for code in most])
    where = f"above all in {names}" if len(sizes) > MOST_NAMED else f"in {names}"
    return (
        f"Can’t compare: no other network runs its formats {where}. A second network there would "
        "give a verdict."
    )


def clearing(view: AppView) -> list[str]:
    """What would change the verdict, each in one sentence."""
    stored, values = view.stored, view.values
    days_on, days_off = int(values["days_on"]), int(values["days_off"])
    said = []
    if stored.would_clear_above is not None and stored.ipm is not None:
        said.append(_level_to_reach(stored))
        so_far = f"; {_counted(stored.calm_run, 'day')} so far" if stored.calm_run else ""
        said.append(
            f"The flag goes after {_counted(days_off, 'day')} in a row above that level"
            f"{so_far}. Act does not step down to watch."
        )
    elif stored.verdict in FLAGGED and stored.reason == "no_installs":
        said.append("Check tracking first: peers have installs in the same countries and formats.")
    elif stored.reason == "formats_unknown":
        said.append(f"Formats for more of its impressions: {sentences.HELP}.")
    elif stored.verdict in ("no_data", "not_enough"):
        said.append(_needed(stored))
    elif stored.verdict == "fine":
        run = max(stored.act_run, stored.watch_run)
        so_far = f"{_counted(run, 'low day')} in a row so far" if run else ""
        said.append(
            f"{_counted(days_on, 'low day')} in a row would raise a flag; {so_far}."
            if so_far
            else f"Nothing to do: no low day. {_counted(days_on, 'low day')} in a row would raise "
            "a flag."
        )
    said.append("If the network restates a day, the verdict is redone.")
    return said


def _needed(stored: Verdict) -> str:
    """What a verdict waits for."""
    if stored.verdict == "no_data":
        return "A report with impressions: without them there is no IPM to judge."
    if stored.reason == "thin" and stored.more_impressions:
        more = formats.count(words.rounded_up(stored.more_impressions))
        return f"At least {more} more impressions, so that peers would bring enough installs."
    if stored.reason == "few_days":
        missing = MIN_DAYS - (stored.active_days or 0)
        return f"{_counted(missing, 'more day')} with impressions that are settled."
    if stored.reason == "too_few_networks":
        return f"At least {MIN_NETWORKS} networks of the app that can be judged."
    if stored.reason in INCOMPARABLE:
        return "Other networks with installs in the same countries and formats."
    return "More settled days with impressions."


def _level_to_reach(stored: Verdict) -> str:
    reach = formats.ratio(Counts.ipm, stored.would_clear_above)
    limits = ""
    if stored.ipm_low is not None:
        low, high = (formats.ratio(Counts.ipm, end) for end in (stored.ipm_low, stored.ipm_high))
        limits = f" (95 % interval {low} to {high})"
    now = formats.ratio(Counts.ipm, stored.ipm)
    days = (stored.day - stored.first_day).days + 1
    more = round((stored.would_clear_above - stored.ipm) * stored.impressions / Counts.ipm.scale)
    volume = f" At this volume that is {formats.count(more)} more installs." if more > 0 else ""
    return f"IPM above {reach} over {days} settled days; now {now}{limits}.{volume}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the history."""

    day: date
    text: str


def history(page: NetworkPage) -> list[HistoryEntry]:
    """Changes of verdict, what was judged again, and what people said, newest first."""
    name_app = len({row.app_id for row in page.history}) > 1
    last: dict[int, Verdict] = {}
    found = []
    for row in reversed(page.history):
        where = f"{row.app.name}: " if name_app else ""
        found.append((row.day, f"{where}{_changed(row, last.get(row.app_id))}"))
        last[row.app_id] = row
    found += [(said.day, _said(said, name_app=name_app)) for said in page.said]
    return [
        HistoryEntry(day, text) for day, text in sorted(found, key=lambda e: e[0], reverse=True)
    ]


def _changed(row: Verdict, before: Verdict | None) -> str:
    now = VERDICTS[row.verdict].lower()
    if row.restated and before:
        more = row.installs - before.installs
        moved = f" ({more:+,d} installs)".replace("-", formats.MINUS) if more else ""
        still = "still " if before.verdict == row.verdict else ""
        return f"Restated{moved}. Judged again: {still}{now}."
    known = row.shown_ratio is not None and row.verdict not in ("not_enough", "no_data")
    rest = f" ({distance(row.shown_ratio)})" if known else ""
    if before is None:
        return f"First judged: {now}{rest}."
    return f"From {VERDICTS[before.verdict].lower()} to {now}{rest}."


def _said(decision: Decision, *, name_app: bool) -> str:
    user = decision.user
    by = f" by {user.get_full_name() or user.get_username()}" if user else ""
    where = f"{decision.app.name}: " if name_app else ""
    until = decision.snoozed_until
    quiet = f" Put aside until {formats.day(until)}." if until else ""
    if decision.word:
        note = f": {decision.note}" if decision.note else "."
        return f"{where}{WORDS[decision.word]}, done{by}{note}{quiet}"
    if not decision.note:
        return f"{where}Answered{by}.{quiet}"
    return f"{where}Note{by}: {decision.note}{quiet}"
