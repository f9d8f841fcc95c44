"""What an import answers, as JSON: for jobs, commands and the API."""

from collections.abc import Mapping
from typing import Any

from campaigns.importing.codes import Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import TOTALS, Doubt, Head, LineError, Reading

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


def kept(result: ImportResult) -> dict[str, Any]:
    """The answer with the head of the table, from which `asking` makes what its page asks."""
    head = result.reading.head
    asked = [(str(e.code), e.said) for e in result.errors if e.said]
    asked += [(str(d.point), d.said) for d in result.confirm]
    return {**as_json(result), "head": head and _head_as_json(head), "said": asked[:MOST_ERRORS]}


def _head_as_json(head: Head) -> dict[str, Any]:
    would_be = [[place, *counted] for place, counted in head.would_be.items()]
    places = {"said": sorted(head.said), "open": sorted(head.open), "would_be": would_be}
    return {**vars(head), **places}


def asking(answer: Mapping[str, Any]) -> ImportResult:
    """What was refused, as far as a page needs it to ask: errors, doubts and the head."""
    words = {code: tuple(map(tuple, said)) for code, said in reversed(answer.get("said", ()))}
    errors = [
        LineError(
            *(e["line"], e["field"], e["message"], e["value"]),
            Code(e["code"]),
            words.get(e["code"], ()),
        )
        for e in answer.get("errors", ())
        if e["code"] in set(Code)
    ]
    confirm = [
        Doubt(Code(d["point"]), d["message"], said=words.get(d["point"], ()))
        for d in answer.get("confirm", ())
    ]
    head = answer.get("head")
    reading = Reading(
        source=answer.get("source", ""),
        label="",
        reported_by="",
        columns={},
        unused=(),
        reads_as="",
        lines=(),
        warnings=answer.get("warnings", []),
        errors=errors,
        totals={},
        rows=answer.get("rows", 0),
        head=head and _head(head),
    )
    return ImportResult(reading, errors, confirm=tuple(confirm))


def _head(stored: Mapping[str, Any]) -> Head:
    return Head(
        line=stored["line"],
        names=tuple(stored["names"]),
        means=tuple(stored["means"]),
        meanings=tuple(stored["meanings"]),
        rows=tuple(map(tuple, stored["rows"])),
        said=frozenset(stored["said"]),
        open=frozenset(stored["open"]),
        would_be={place: (counted, of) for place, counted, of in stored["would_be"]},
    )


def _number(value: Any, name: str) -> int | float | None:
    """Money as a number of JSON; a total that the file does not state is null."""
    return float(value) if value is not None and name == "spend" else value
