"""What can be wrong with a report, by code: the words of each, and what a person can answer."""

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """Why a line or a file does not go in. Logic asks for the code and never reads a sentence."""

    UNREADABLE = "unreadable"
    """What stands there cannot be used; the message says what would be right."""
    MORE = "more"
    """More faults than are listed."""

    APP_UNSTATED = "app_unstated"
    APP_NEW = "app_new"
    APP_UNKNOWN = "app_unknown"
    STORE_ID_UNKNOWN = "store_id_unknown"
    PLATFORM_OPEN = "platform_open"
    NETWORK_UNSTATED = "network_unstated"
    COLUMNS_OPEN = "columns_open"
    COLUMNS_TWICE = "columns_twice"
    REPORTER_OPEN = "reporter_open"
    DAY_UNSTATED = "day_unstated"
    DAYS_SPANNED = "days_spanned"
    DAY_ORDER_OPEN = "day_order_open"
    RATE_NEEDED = "rate_needed"
    ENCODING_OPEN = "encoding_open"
    COVERAGE_OPEN = "coverage_open"
    DETAIL_LOST = "detail_lost"

    TOTALS_DIFFER = "totals_differ"
    SUBTOTALS = "subtotals"
    LOADER_COPIES = "loader_copies"
    SHRINKS = "shrinks"
    GROWS = "grows"
    SCALE = "scale"
    ODD_CELLS = "odd_cells"
    INSTALLS_UNTAKEN = "installs_untaken"
    NO_INSTALLS = "no_installs"
    RUNNING_TOTALS = "running_totals"
    NOT_DAILY = "not_daily"
    NEAR_NAMES = "near_names"
    OTHER_APP = "other_app"


QUESTIONS = frozenset(
    [Code.APP_UNSTATED, Code.APP_NEW, Code.PLATFORM_OPEN, Code.NETWORK_UNSTATED]
    + [Code.APP_UNKNOWN, Code.STORE_ID_UNKNOWN]
    + [Code.DAY_UNSTATED, Code.DAYS_SPANNED, Code.DAY_ORDER_OPEN, Code.RATE_NEEDED]
    + [
        Code.REPORTER_OPEN,
        Code.ENCODING_OPEN,
        Code.COVERAGE_OPEN,
        Code.COLUMNS_OPEN,
        Code.COLUMNS_TWICE,
    ]
)
"""An answer, and not another file, may settle these."""

POINTS = (
    *(Code.TOTALS_DIFFER, Code.SUBTOTALS, Code.LOADER_COPIES, Code.SHRINKS, Code.GROWS),
    *(Code.SCALE, Code.ODD_CELLS, Code.INSTALLS_UNTAKEN, Code.NO_INSTALLS, Code.NEAR_NAMES),
    *(Code.RUNNING_TOTALS, Code.NOT_DAILY, Code.OTHER_APP),
)
"""The file contradicts itself or what is stored: a person confirms each by its name."""

ANSWERABLE = frozenset({*QUESTIONS, *POINTS, Code.DETAIL_LOST, Code.MORE})
"""Of a file that has only these an answer may let it in: what is not listed may be more of them."""

WORDS: dict[Code, str] = {
    Code.APP_UNSTATED: "Which app is this report for?",
    Code.APP_NEW: "There is no app {name} yet, and the file does not say its platform.",
    Code.APP_UNKNOWN: "Is {name} a new app? The file names it, but {stated} was stated. If it is "
    "new, state no app; if it is {stated}, write that in the file.",
    Code.STORE_ID_UNKNOWN: "Whose is the store ID {store_id}? No app has it, and {app} has "
    "{other}. Enter it as the store ID of its app, and import again.",
    Code.PLATFORM_OPEN: "{name} is on several platforms and the file does not say which.",
    Code.NETWORK_UNSTATED: "The file names no network.",
    Code.COLUMNS_OPEN: "{what} {begins}: {header}",
    Code.COLUMNS_TWICE: "Two columns have one meaning: {both}.",
    Code.REPORTER_OPEN: "{name} is stored already for {days}, by an MMP or under other campaigns. "
    "Is this file the network's own report, or an MMP's?",
    Code.DAY_UNSTATED: "No column names the day. A report of several days must be exported by day.",
    Code.DAYS_SPANNED: "The line covers {first} to {last}: export the report by day.",
    Code.DAY_ORDER_OPEN: "In {example} day and month cannot be told apart.",
    Code.RATE_NEEDED: "The money is in {currency}, the dashboard counts in {own}: it needs a rate.",
    Code.ENCODING_OPEN: "The text is not UTF-8. It reads as {readings}: which is it? Or save the "
    "file as UTF-8.",
    Code.COVERAGE_OPEN: "The file has no lines, so it does not say which {missing} it is of.",
    Code.DETAIL_LOST: "This file is coarser than what is stored: importing it would lose {lost}.",
    Code.TOTALS_DIFFER: "The totals row in line {line} says {stated}; the lines add up to {added}.",
    Code.SUBTOTALS: "{what}",
    Code.LOADER_COPIES: "{what}",
    Code.SHRINKS: "{name}: the file comes to {new} {count} where {old} are stored for the same "
    "{days}, less than half.",
    Code.GROWS: "{name}: the file comes to {new} {count} where {old} are stored for the same "
    "{days}, more than twice.",
    Code.SCALE: "{name}: spend {per} is {new} in the file and {old}. Is {column} in another unit, "
    "such as millionths?",
    Code.ODD_CELLS: "{share} of the cells of {column} are odd: {what}.",
    Code.INSTALLS_UNTAKEN: "{columns} {looks} like installs and {was} not read.",
    Code.NO_INSTALLS: "{name}: the file says no installs at all where {stored}.",
    Code.RUNNING_TOTALS: "The counts never fall from one day to the next. Are they running totals, "
    "which add up the days before?",
    Code.NOT_DAILY: "The days {how}. Does each line stand for a week or a month? A report must be "
    "by day.",
    Code.NEAR_NAMES: "There is no {kind} {name} yet. Did you mean {near}?",
    Code.OTHER_APP: "This file was imported to {others} on {day}. Importing it to {app} as well "
    "counts it twice.",
}


Said = tuple[tuple[str, str], ...]
"""The names and values that the words of a code are about."""


def as_said(said: Mapping[str, object]) -> Said:
    """Names and values as an error keeps them."""
    return tuple((name, str(value)) for name, value in said.items())


def words(code: Code, **said: object) -> str:
    """The sentence of a code."""
    return WORDS[code].format(**said)
