"""What a file tells, ready to be written: its lines are named and stand in tables of their own."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from campaigns.importing.complete import settled
from campaigns.importing.lines import Line, LineError, Options, Reading
from campaigns.importing.readers import GENERIC
from campaigns.importing.renaming import renamed, renamed_lines
from campaigns.importing.storing.counts import ROWS, Changes, replace_staged
from campaigns.importing.storing.coverage import Coverage
from campaigns.importing.storing.doubts import Judged
from campaigns.importing.storing.evidence import (
    STORES,
    Rows,
    Store,
    keyed_evidence,
    replace_evidence,
)
from campaigns.importing.storing.names import Names, keyed
from campaigns.importing.storing.staging import Staging
from campaigns.importing.storing.whose import whose
from campaigns.models import ImportBatch


@dataclass
class Part:
    """Rows of one table: of daily counts in `staging`, else `evidence` of `store`."""

    staging: Staging | None = None
    complete: Coverage | None = None
    evidence: Rows = field(default_factory=dict)
    store: Store | None = None

    def renumber(self, ids: Mapping[int, int]) -> None:
        """Put the ids of planned names that are made now."""
        if not ids:
            return
        self.evidence = {(ids.get(key[0], key[0]), *key[1:]): v for key, v in self.evidence.items()}
        if self.staging:
            for column in ("campaign_id", "creative_id", "store_page_id"):
                self.staging.renumber(column, ids)
        if self.complete:
            apps, networks = (
                {ids.get(pk, pk) for pk in some or ()}
                for some in (self.complete.apps, self.complete.networks)
            )
            self.complete = replace(self.complete, apps=apps, networks=networks)

    def write(self, batch: ImportBatch, names: Names, judged: Judged, *, dry_run: bool) -> Changes:
        """Write it, in a transaction; in a dry run only compare it with what is stored."""
        if self.store:
            return replace_evidence(self.evidence, self.store, batch, dry_run=dry_run)
        assert self.staging is not None
        return replace_staged(
            self.staging,
            batch,
            dry_run=dry_run,
            complete=self.complete,
            judged=judged,
            planned=names.log.made,
        )


def prepared(
    reading: Reading,
    options: Options,
    names: Names,
    covers: Coverage | None,
    stack: ExitStack,
) -> tuple[list[Part], list[LineError]]:
    """All that a file tells, each part for its own table, or why it cannot be.

    The tables go with `stack`.
    """
    if store := STORES.get(reading.source):
        evidence = (line for line in reading.lines if not isinstance(line, Line))
        rows, errors = keyed_evidence(renamed(evidence, options), names, store)
        return [Part(evidence=rows, store=store)], errors
    lines = renamed_lines(reading.lines, options)
    staging = stack.enter_context(Staging())
    errors, warnings = keyed(lines, names, reading.reported_by, staging)
    reading.warnings.extend(warnings)
    if not errors and _may_be_an_mmps(reading, options):
        errors = whose(staging.covered(), names.log.made)
    if errors:
        return [], errors
    try:
        complete = settled(covers, reading, names, staging) if covers else None
    except LineError as error:
        return [], [error]
    parts = [Part(staging, complete)]
    if reading.also:
        beside, errors = prepared(reading.also, options, names, None, stack)
        parts += beside
    return parts, errors


def _may_be_an_mmps(reading: Reading, options: Options) -> bool:
    """Whether neither the file nor anybody says who counted what it reports."""
    said = options.reported_by or "reported_by" in reading.columns
    return reading.source == GENERIC.key and not said


def write_parts(
    parts: list[Part], batch: ImportBatch, names: Names, judged: Judged, *, dry_run: bool
) -> Changes:
    """Write all parts; the sums are those of the first."""
    changes = Changes()
    for place, part in enumerate(parts):
        own = part.write(batch, names, judged, dry_run=dry_run)
        if place == 0:
            changes = own
            continue
        for name in ROWS:
            setattr(changes, name, getattr(changes, name) + getattr(own, name))
    return changes
