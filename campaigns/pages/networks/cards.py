"""The verdict card of a network: the finding, what would change it, and how it came about."""

from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.judgement.networks import verdict_words
from campaigns.judgement.networks.network_page import AppView, NetworkPage
from campaigns.judgement.networks.words import (
    FLAGGED,
    INCOMPARABLE,
    VERDICTS,
    distance,
    state,
    steps,
)
from campaigns.metrics import Counts
from campaigns.models import Response, Verdict
from campaigns.stats.networks.verdicts import MIN_DAYS, MIN_NETWORKS, Judgement


@dataclass(frozen=True)
class Card:
    """The verdict of a network in one app: its word, one sentence, and what it rests on."""

    verdict: str
    badge: str
    title: str
    text: str
    steps: str
    days: str
    since: str
    state: str
    flagged: bool
    answered: bool


def card(view: AppView, network: str) -> Card:
    """The words of a verdict card. The stored verdict speaks; without one, today's judgement."""
    one, stored = view.judgement, view.flag and view.flag.verdict
    verdict = view.verdict
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
        steps(view.steps),
        f"Settled days {formats.day(first)} to {formats.day(last, year=True)}",
        f"{VERDICTS[verdict]} since {formats.day(since)}" if flagged and since else "",
        state(view.flag),
        flagged,
        bool(view.flag and view.flag.answered),
    )


def _sentence(view: AppView) -> str:
    return verdict_words.sentence(
        view.judgement,
        window=len(view.app.window),
        days_on=view.rule.days_on,
        days_off=view.rule.days_off,
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
    elif one.verdict in ("no_data", "not_enough"):
        said.append(_needed(one))
    elif one.verdict == "fine":
        run = max(one.standing.act_run, one.standing.watch_run)
        so_far = f"{_counted(run, 'low day')} in a row so far" if run else "no low day now"
        said.append(
            f"A flag is raised after {_counted(rule.days_on, 'low day')} in a row; {so_far}."
        )
    said.append("Restated days are judged again by themselves.")
    return said


def _needed(one: Judgement) -> str:
    """What a verdict waits for."""
    if one.verdict == "no_data":
        return "A report with impressions: without them there is no IPM to judge."
    if one.reason == "thin" and one.more_impressions:
        more = formats.count(round(one.more_impressions))
        return f"At least {more} more impressions, so that peers would bring enough installs."
    if one.reason == "few_days":
        return f"{_counted(MIN_DAYS - one.days, 'more day')} with impressions that are settled."
    if one.reason == "too_few_networks":
        return f"At least {MIN_NETWORKS} networks of the app that can be judged."
    if one.reason in INCOMPARABLE:
        return "Other networks with installs in the same countries and formats."
    return "More settled days with impressions."


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
    known = row.ratio is not None and row.verdict not in ("not_enough", "no_data")
    rest = f" ({distance(row.ratio)})" if known else ""
    if before is None:
        return f"First judged: {now}{rest}."
    return f"From {VERDICTS[before.verdict].lower()} to {now}{rest}."


def _said(response: Response, view: AppView | None) -> str:
    who = response.user.get_full_name() or response.user.get_username() if response.user else "–"
    where = f"{view.flag.verdict.app.name}: " if view and view.flag else ""
    until = response.snoozed_until
    quiet = f" Put aside until {formats.day(until)}." if until else ""
    return f"{where}Note by {who}: {response.note}{quiet}"
