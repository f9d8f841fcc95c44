"""What a file leaves open, asked one at a time, with the likely answer first."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from campaigns import formats
from campaigns.importing.batches import likely_apps, likely_networks
from campaigns.importing.codes import ANSWERABLE, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import Doubt, Line, LineError
from campaigns.importing.storing.vendors import usual_name
from campaigns.models import PendingUpload
from campaigns.models.choices import Platform, Reporter
from campaigns.pages.imports import readings
from campaigns.pages.imports.readings import Choice

MOST_BUTTONS = 9
ORDER = (
    *(Code.ENCODING_OPEN, Code.COLUMNS_TWICE, Code.COLUMNS_OPEN, Code.DAY_ORDER_OPEN),
    *(Code.DAY_UNSTATED, Code.DAYS_SPANNED, Code.RATE_NEEDED, Code.APP_UNSTATED),
    *(Code.APP_UNKNOWN, Code.APP_NEW, Code.PLATFORM_OPEN, Code.STORE_ID_UNKNOWN),
    *(Code.NETWORK_UNSTATED, Code.REPORTER_OPEN),
)
ASKED = (Code.NEAR_NAMES, Code.INSTALLS_UNTAKEN)
"""Points that an answer settles better than a tick."""


@dataclass(frozen=True)
class Question:
    """A question with its buttons, and the fields of an answer that no button gives.

    `other` is what stands above the fields where there are buttons, too; `of` is what the file
    calls what is asked for.
    """

    title: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    fields: tuple[str, ...] = ()
    other: str = ""
    button: str = "Use it"
    of: str = ""


def faults(result: ImportResult) -> list[LineError]:
    """The errors that no answer settles."""
    return [error for error in result.errors if error.code not in ANSWERABLE]


def question(result: ImportResult, upload: PendingUpload) -> Question | None:
    """The next question of a file, None where it leaves nothing open or nothing helps."""
    if faults(result):
        return None
    for code in ORDER:
        for error in result.errors:
            if error.code == code:
                return ASK[code](result, upload, error)
    for point in ASKED:
        for doubt in result.confirm:
            if doubt.point == point:
                return ASK[point](result, upload, doubt)
    return None


def asked_again(result: ImportResult, upload: PendingUpload, what: str) -> Question | None:
    """The question that a person wants to answer otherwise."""
    ask = AGAIN.get(what)
    return ask(result, upload, LineError(0, what, "")) if ask else None


def _say(**said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def _app_choices(upload: PendingUpload, network: str, of: str = "") -> tuple[Choice, ...]:
    choices = []
    for app, was_last in likely_apps(upload.user, network)[:MOST_BUTTONS]:
        platform = app.get_platform_display()
        hint = f"{platform}, chosen last time for {network}" if was_last else platform
        store_id = of if not app.store_id else ""
        said = (
            _say(apps={of: [app.name, app.platform, store_id]})
            if of
            else _say(app=app.name, platform=app.platform)
        )
        choices.append(Choice(app.name, hint, said))
    return tuple(choices)


def _app(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    network = _network_of(result) or upload.options.get("network", "")
    choices = _app_choices(upload, network)
    open_ = error.code == Code.APP_UNSTATED
    return Question(
        "Which app is this report for?",
        f"It has {_lines_of(result, network)}." if open_ else "",
        choices,
        ("app", "platform"),
        "Another app" if choices else "",
        "Use this app",
    )


def _app_new(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    name = dict(error.said)["name"]
    return Question(
        f"Which platform is {name} for?",
        f"{name} is new. It is made when you import.",
        tuple(Choice(label, "", _say(platform=key)) for key, label in Platform.choices),
    )


def _app_unknown(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    said = dict(error.said)
    name, stated = said["name"], said["stated"]
    meant = [stated, upload.options["platform"], ""]
    same = Choice(f"It is {stated}", "under another name", _say(apps={name: meant}))
    new = Choice(f"{name} is another app", "made on import", _say(app=""))
    return Question(f"Is {name} a new app?", f"You said {stated}.", (same, new))


def _store_id(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    said = dict(error.said)
    store_id = said["store_id"]
    return Question(
        f"Whose is the store ID {store_id}?",
        f"No app has it, and {said['app']} has {said['other']}.",
        _app_choices(upload, _network_of(result), store_id),
        ("app", "platform"),
        "Another app",
        "Use this app",
        of=store_id,
    )


def _platform(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    name = dict(error.said)["name"]
    return Question(
        f"Which {name} is this report for?",
        "The file does not say the platform.",
        tuple(Choice(label, "", _say(platform=key)) for key, label in Platform.choices),
    )


def _network(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    networks = likely_networks()
    choices = tuple(Choice(n.name, "", _say(network=n.name)) for n in networks[:MOST_BUTTONS])
    return Question(
        "Which network is this report of?",
        f"The file names no network. It has {_lines_of(result, '')}."
        if error.code == Code.NETWORK_UNSTATED
        else "",
        choices,
        ("network",),
        "Another network" if choices else "",
        "Use this network",
    )


def _reporter(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    said = dict(error.said)
    text = ""
    if said:
        text = (
            f"{said['name']} is stored already for {said['days']}, by an MMP or under other "
            "campaigns. Installs that both report are counted once only if this is right."
        )
    labels = {
        Reporter.NETWORK: ("The network's own report", "its own installs"),
        Reporter.MMP: ("An MMP's report", "AppsFlyer, Adjust, Singular, Kochava, Branch, Tenjin"),
    }
    choices = (Choice(*words, _say(reported_by=str(key))) for key, words in labels.items())
    return Question("Is this the network's own report, or an MMP's?", text, tuple(choices))


def _near(result: ImportResult, upload: PendingUpload, doubt: Doubt) -> Question:
    said = dict(doubt.said)
    kind, name, near = said["kind"], said["name"], said["near"]
    title = f"Did you mean {near}?"
    text = f"The report says {name}, which is no {kind} yet."
    if kind == "network":
        yes = Choice(f"Yes, {near}", "this time", _say(networks={name: near}))
        no = Choice(f"No, {name} is another one", "made on import", _say(networks={name: name}))
        return Question(title, text, (yes, no))
    apps = [app for app, _ in likely_apps(upload.user, "") if app.name == near]
    yes_all = [
        Choice(
            f"Yes, {near}",
            app.get_platform_display(),
            _say(apps={name: [app.name, app.platform, ""]}, **_restated(upload, name, app)),
        )
        for app in apps
    ]
    new = [name, upload.options["platform"], ""]
    no = Choice(f"No, {name} is another one", "made on import", _say(apps={name: new}))
    return Question(title, text, (*yes_all, no))


def _restated(upload: PendingUpload, name: str, app: Any) -> dict[str, str]:
    """The app that was stated by that name is the known one, too."""
    same = upload.options["app"].casefold() == name.casefold()
    return {"app": app.name, "platform": app.platform} if same else {}


def _rate(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    said = dict(error.said)
    currency, own = said["currency"], said["own"]
    return Question(
        f"What is one {currency} in {own}?",
        f"The money in the file is in {currency}; yours is counted in {own}.",
        fields=("rate",),
        button="Use this rate",
    )


def _day(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    return Question(
        "Which day is this report of?",
        "No column reads as the day. If one is, say so below; else say the one day of the report.",
        fields=("day",),
        button="Use this day",
    )


def _days_spanned(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    return Question(
        "Each line is of several days. Which one shall stand for them?",
        "A report by day says more: with one day for all, IPM by day is that of the whole.",
        fields=("day",),
        button="Use this day",
    )


def _columns(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    return Question(
        "What are these columns?",
        "Say at least which is the day, and which one of impressions, clicks, installs or spend.",
    )


def _source(result: ImportResult, upload: PendingUpload, error: LineError) -> Question:
    return Question("Which report is this?", fields=("source",))


def _lines_of(result: ImportResult, network: str) -> str:
    rows = formats.count(result.reading.rows)
    lines = "1 line" if rows == "1" else f"{rows} lines"
    days = f" of {formats.day_range(result.period)}" if result.period else ""
    return f"{network}\N{RIGHT SINGLE QUOTATION MARK}s {lines}{days}" if network else lines + days


def networks_of(result: ImportResult) -> set[str]:
    """The networks of the lines, by their usual names; "" where a line names none."""
    named = {line.network for line in result.reading.lines if isinstance(line, Line)}
    return {usual_name(name) for name in named}


def _network_of(result: ImportResult) -> str:
    """The network of the lines, where it is one."""
    found = networks_of(result)
    return found.pop() if len(found) == 1 else ""


Ask = Callable[[ImportResult, PendingUpload, Any], Question]


def _reads_as(
    title: str, text: str, choices: Callable[[ImportResult, PendingUpload, Any], tuple[Choice, ...]]
) -> Ask:
    """A question whose choices show how cells of the file would read."""
    return lambda result, upload, error: Question(title, text, choices(result, upload, error))


ASK: dict[Code, Ask] = {
    Code.ENCODING_OPEN: _reads_as(
        "How does this word read right?",
        "The file does not say how its letters are written.",
        readings.encodings,
    ),
    Code.COLUMNS_TWICE: _reads_as(
        "Which of these columns is it?",
        "Several have the same name or meaning; the others are left out.",
        readings.one_of_columns,
    ),
    Code.DAY_ORDER_OPEN: _reads_as(
        "Which days are these?",
        "Day and month cannot be told apart in this file.",
        readings.day_orders,
    ),
    Code.INSTALLS_UNTAKEN: _reads_as(
        "Which column counts the installs?",
        "What is not chosen is left out. It is remembered for the next file with these columns.",
        readings.installs,
    ),
    Code.COLUMNS_OPEN: _columns,
    Code.DAY_UNSTATED: _day,
    Code.DAYS_SPANNED: _days_spanned,
    Code.RATE_NEEDED: _rate,
    Code.APP_UNSTATED: _app,
    Code.APP_UNKNOWN: _app_unknown,
    Code.APP_NEW: _app_new,
    Code.PLATFORM_OPEN: _platform,
    Code.STORE_ID_UNKNOWN: _store_id,
    Code.NETWORK_UNSTATED: _network,
    Code.REPORTER_OPEN: _reporter,
    Code.NEAR_NAMES: _near,
}
AGAIN: dict[str, Ask] = {
    "app": _app,
    "network": _network,
    "reported_by": _reporter,
    "source": _source,
}
