"""`import_file`: the one door through which a report comes in, for page, command and API."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.importing.lines import EvidenceLine, Line, LineError, Options, Reading
from campaigns.importing.recognise import read_report
from campaigns.importing.storing.counts import ROWS, Changes, replace_days
from campaigns.importing.storing.evidence import STORES, keyed_evidence, replace_evidence
from campaigns.importing.storing.names import Names, keyed
from campaigns.models import ImportBatch
from campaigns.periods import Period

DETAIL = "This file is coarser than what is stored: importing it would lose {}. "
MOST_CHARACTERS = 200
CONFIRM_DETAIL = "Confirm that (--replace-detail), or import a file that has it."


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or in a dry run would do. With errors nothing was written."""

    reading: Reading
    errors: list[LineError]
    changes: Changes = field(default_factory=Changes)
    new_names: Mapping[str, list[str]] = field(default_factory=dict)
    apps: Mapping[int, str] = field(default_factory=dict)
    batch: ImportBatch | None = None

    @property
    def period(self) -> Period | None:
        """The days that the file covers."""
        days = [line.day for line in self.reading.lines]
        return Period(min(days), max(days)) if days else None

    def as_json(self) -> dict:
        """The answer of `import_report --json`."""
        totals = self.reading.totals
        spend = totals.get("spend")
        return {
            "source": self.reading.source,
            "created": self.changes.created,
            "changed": self.changes.changed,
            "unchanged": self.changes.unchanged,
            "removed": self.changes.removed,
            "rows": self.reading.rows,
            "warnings": self.reading.warnings,
            "errors": [
                {"line": e.line, "field": e.field, "message": e.message} for e in self.errors
            ],
            "totals": {
                **{name: totals.get(name) for name in ("impressions", "clicks", "installs")},
                "spend": None if spend is None else float(spend),
            },
        }


def import_file(
    content: bytes,
    file_name: str,
    options: Options,
    *,
    app: str = "",
    platform: str = "",
    replace_detail: bool = False,
    user: User | None = None,
    dry_run: bool = False,
    is_demo: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Read a report and write its counts, all of them or none.

    `app`, `platform` and `options.network` say what the file does not; what it names itself wins.
    A dry run finds the same names, compares the same rows and takes everything back.
    """
    reading = read_report(content, file_name, options, progress)
    errors = _errors(reading) or _long_names(app=app, network=options.network or "")
    if errors:
        return ImportResult(reading, errors)
    with transaction.atomic():
        names = Names(app, platform, options.network or "")
        batch = ImportBatch(
            user=user,
            file_name=file_name[:255],
            file_hash=hashlib.sha256(content).hexdigest(),
            source=reading.source,
            is_demo=is_demo,
        )
        batch.save()
        changes, errors = _write(reading, names, batch, dry_run=dry_run)
        if changes.detail_lost and not replace_detail:
            errors = [_detail_error(changes)]
        if errors or dry_run:
            transaction.set_rollback(True)
    return ImportResult(
        reading, errors, changes, names.created, names.apps, None if errors or dry_run else batch
    )


def _write(
    reading: Reading, names: Names, batch: ImportBatch, *, dry_run: bool
) -> tuple[Changes, list[LineError]]:
    """Write all that a file tells, each part to its own table; with errors nothing counts."""
    if store := STORES.get(reading.source):
        evidence = (line for line in reading.lines if isinstance(line, EvidenceLine))
        found, errors = keyed_evidence(evidence, names, store)
        if errors:
            return Changes(), errors
        return replace_evidence(found, store, batch, dry_run=dry_run), []
    lines = (line for line in reading.lines if isinstance(line, Line))
    rows, errors, warnings = keyed(lines, names, reading.reported_by)
    reading.warnings.extend(warnings)
    if errors:
        return Changes(), errors
    changes = replace_days(rows, batch, dry_run=dry_run)
    if reading.also:
        beside, errors = _write(reading.also, names, batch, dry_run=dry_run)
        for name in ROWS:
            setattr(changes, name, getattr(changes, name) + getattr(beside, name))
    return changes, errors


def _errors(reading: Reading) -> list[LineError]:
    """The errors of all that a file tells, each once."""
    return list(dict.fromkeys([*reading.errors, *(reading.also.errors if reading.also else ())]))


def _long_names(**stated: str) -> list[LineError]:
    return [
        LineError(0, field, f"A name may have {MOST_CHARACTERS} characters at most.", name[:40])
        for field, name in stated.items()
        if len(name) > MOST_CHARACTERS
    ]


def _detail_error(changes: Changes) -> LineError:
    lost = DETAIL.format(", ".join(changes.detail_lost))
    return LineError(0, "detail", lost + CONFIRM_DETAIL)
