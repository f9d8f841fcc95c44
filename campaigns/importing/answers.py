"""What an import answers, as JSON: for jobs, commands and the API."""

from typing import Any

from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import TOTALS

MOST_ERRORS = 100


def as_json(result: ImportResult) -> dict[str, Any]:
    """The answer; of the errors the first, each once, at its first line, with its code."""
    totals = result.reading.totals
    once = {(e.field, e.message, e.value): e for e in reversed(result.errors)}
    return {
        "source": result.reading.source,
        "created": result.changes.created,
        "changed": result.changes.changed,
        "unchanged": result.changes.unchanged,
        "removed": result.changes.removed,
        "rows": result.reading.rows,
        "warnings": result.reading.warnings,
        "errors": [
            {
                "line": error.line,
                "field": error.field,
                "message": error.message,
                "value": error.value,
                "code": str(error.code),
            }
            for error in list(once.values())[: -MOST_ERRORS - 1 : -1]
        ],
        "confirm": [{"point": str(d.point), "message": d.message} for d in result.confirm],
        "totals": {name: _number(totals.get(name), name) for name in TOTALS},
        "batch": result.batch.pk if result.batch else None,
    }


def _number(value: Any, name: str) -> int | float | None:
    """Money as a number of JSON; a total that the file does not state is null."""
    return float(value) if value is not None and name == "spend" else value
