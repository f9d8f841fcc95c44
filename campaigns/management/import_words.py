"""What an import says at the command line: its JSON, and which option answers a question."""

from typing import Any

from campaigns.importing import answers
from campaigns.importing.codes import POINTS, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import LineError

OPTIONS: dict[Code, str] = {
    Code.APP_UNSTATED: "State it (--app).",
    Code.APP_NEW: "State it (--platform android or ios) to create the app.",
    Code.PLATFORM_OPEN: "State it (--platform android or ios).",
    Code.NETWORK_UNSTATED: "State it (--network).",
    Code.REPORTER_OPEN: "State it (--reported-by network or mmp).",
    Code.COLUMNS_OPEN: "Say what its columns are (--map COLUMN=MEANING).",
    Code.COLUMNS_TWICE: "Say which it is (--map COLUMN=MEANING).",
    Code.DAY_UNSTATED: "Name its column (--map COLUMN=day), or for a report of one day state it "
    "with --day.",
    Code.DAYS_SPANNED: "Or date all of it with --day.",
    Code.DAY_ORDER_OPEN: "State --day-first or --month-first.",
    Code.RATE_NEEDED: "State it (--rate).",
    Code.ENCODING_OPEN: "State it (--encoding).",
    Code.COVERAGE_OPEN: "State them (--complete FROM:TO).",
    Code.DETAIL_LOST: "Confirm that (--replace-detail), or import a file that has it.",
}
OPTIONS |= {
    point: f"Nothing is written until you confirm it (--accept {point})." for point in POINTS
}


def in_words(error: LineError) -> str:
    """What is wrong, and the option that answers it."""
    return " ".join(filter(None, (error.message, OPTIONS.get(error.code, ""))))


def as_json(result: ImportResult) -> dict[str, Any]:
    """The answer of `import_report --json`."""
    errors = [
        {"line": error.line, "field": error.field, "message": in_words(error)}
        for error in result.errors
    ]
    return answers.as_json(result) | {"errors": errors}
