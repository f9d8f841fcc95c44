"""`import_file`: the one door through which a report comes in, for page, command and API."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from campaigns.english import listed
from campaigns.importing.cells.columns import NAMELESS
from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt, LineError, Lines, Options, Reading
from campaigns.importing.parts import Part, prepared, write_parts
from campaigns.importing.recognise import read_report
from campaigns.importing.renaming import is_settled
from campaigns.importing.storing.ad_groups import keep_ad_groups
from campaigns.importing.storing.counts import Changes
from campaigns.importing.storing.coverage import Coverage
from campaigns.importing.storing.doubts import Judged
from campaigns.importing.storing.mappings import remember, remembered
from campaigns.importing.storing.names import Names
from campaigns.importing.storing.rates import known_rates
from campaigns.importing.storing.same_file import of_another_app
from campaigns.importing.storing.settling import settle_as_skan
from campaigns.models import ImportBatch
from campaigns.models.access import limit_of
from campaigns.models.dialects import unlocked
from campaigns.models.limits import Limit, unlimited
from campaigns.periods import Period

MOST_CHARACTERS = 200


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or in a dry run would do. With errors nothing was written.

    `confirm` are the doubts that nobody has confirmed; each is an error, too.
    """

    reading: Reading
    errors: list[LineError]
    changes: Changes = field(default_factory=Changes)
    new_names: Mapping[str, list[str]] = field(default_factory=dict)
    apps: Mapping[int, str] = field(default_factory=dict)
    batch: ImportBatch | None = None
    confirm: tuple[Doubt, ...] = ()

    @property
    def period(self) -> Period | None:
        """The days that the file covers."""
        lines = self.reading.lines
        (days,) = lines.of("day") if isinstance(lines, Lines) else ((),)
        return Period(min(days), max(days)) if len(days) else None


@unlimited()
def import_file(
    content: bytes,
    file_name: str,
    options: Options,
    *,
    app: str = "",
    platform: str = "",
    replace_detail: bool = False,
    accept: Collection[str] = (),
    covers: Coverage | None = None,
    user: User | None = None,
    dry_run: bool = False,
    is_demo: bool = False,
    progress: Callable[[int, int], None] | None = None,
    written: Callable[["ImportResult"], None] | None = None,
) -> ImportResult:
    """Read a report and write its counts, all of them or none.

    The database is locked for the writing alone: names and rows are found before.

    `app`, `platform` and `options.network` say what the file does not; what it names itself wins.
    `accept` are the points of doubts that a person has confirmed. With `covers` the file is all
    there is of that: what it no longer has goes, and a file without lines is an answer.
    A dry run finds the same names and compares the same rows, and writes nothing.
    `written` is called with the result in the transaction that writes it.
    """
    if covers is not None:
        options = replace(options, complete=True)
    options = replace(options, remembered=remembered(), rates=known_rates())
    reading = read_report(content, file_name, options, progress)
    app = "" if app.casefold() in NAMELESS else app
    network = "" if (options.network or "").casefold() in NAMELESS else options.network or ""
    errors = _errors(reading) or _long_names(app=app, network=network)
    if errors:
        return ImportResult(reading, errors)
    batch = ImportBatch(
        user=user,
        file_name=file_name[:255],
        file_hash=hashlib.sha256(content).hexdigest(),
        source=reading.source,
        is_demo=is_demo,
        currency=", ".join(reading.currencies)[:60],
        rate=options.rate if reading.currencies else None,
        zone=reading.zone,
    )
    judged = Judged(options.today or timezone.localdate(), reading.columns.get("spend", "spend"))
    confirmed = (accept, replace_detail)
    with unlocked(), ExitStack() as stack:
        names = Names(app, platform, network)
        parts, errors = prepared(reading, options, names, covers, stack)
        if user and outside(names, parts, limit_of(user)):
            return ImportResult(reading, [OUTSIDE])
        names.doubts += of_another_app(batch.file_hash, names.apps)
        if errors or dry_run:
            changes = Changes()
            if not errors:
                changes = write_parts(parts, batch, names, judged, dry_run=True)
            return _result(reading, options, names, changes, errors, confirmed)
        with transaction.atomic():
            _tell_skan(batch, reading)
            batch.save()
            ids = names.log.carry_out()
            for part in parts:
                part.renumber(ids)
            keep_ad_groups(names.ad_groups, ids, batch)
            changes = write_parts(parts, batch, names, judged, dry_run=False)
            reading.warnings.extend(settle_as_skan(batch))
            names.log.note_in(batch)
            result = _result(reading, options, names, changes, [], confirmed)
            if result.errors:
                transaction.set_rollback(True)
                return result
            result = replace(result, batch=batch)
            if options.columns and reading.head:
                remember(reading.head.names, options.columns, user)
            if written:
                written(result)
    return result


OUTSIDE = LineError(0, "file", "It has apps or networks that your account is not for.")


def outside(names: Names, parts: Iterable[Part], within: Limit) -> bool:
    """Whether a file is of anything, or is all there is of anything, beyond a limit."""
    if not within:
        return False
    apps, networks = set(names.apps), {network for _, network in names.places}
    for complete in filter(None, (part.complete for part in parts)):
        apps |= set(complete.apps or ())
        networks |= set(complete.networks or ())
    beyond = ((apps, within.apps), (networks, within.networks))
    return any(some is not None and not named <= some for named, some in beyond)


def _tell_skan(batch: ImportBatch, reading: Reading) -> None:
    """Keep with a batch what its report tells of SKAN's postbacks."""
    if skan := reading.skan or (reading.also and reading.also.skan):
        batch.day_kind, batch.index_told = skan.day_kind, skan.index_told
        batch.versions = list(skan.versions)


def _result(
    reading: Reading,
    options: Options,
    names: Names,
    changes: Changes,
    errors: list[LineError],
    confirmed: tuple[Collection[str], bool],
) -> ImportResult:
    """The answer to an import: what it does, or which doubts are open.

    `confirmed` are the accepted points, and whether detail may be lost.
    """
    accept, replace_detail = confirmed
    doubts = [d for d in _doubts(reading, names, changes) if not is_settled(d, options)]
    confirm = tuple(doubt for doubt in doubts if doubt.point not in accept)
    said = [f"Confirmed: {doubt.message}" for doubt in doubts if doubt.point in accept]
    reading.warnings.extend(said)
    errors = errors or _open_points(changes, confirm, replace_detail=replace_detail)
    return ImportResult(reading, errors, changes, names.created, names.apps, confirm=confirm)


def _doubts(reading: Reading, names: Names, changes: Changes) -> list[Doubt]:
    """All that contradicts itself or what is stored, each once."""
    beside = reading.also.doubts if reading.also else []
    return list(dict.fromkeys([*reading.doubts, *beside, *names.doubts, *changes.doubts]))


def _open_points(
    changes: Changes, confirm: Iterable[Doubt], *, replace_detail: bool
) -> list[LineError]:
    """What is not confirmed, as errors."""
    errors = []
    if changes.detail_lost and not replace_detail:
        lost = listed(changes.detail_lost)
        errors.append(LineError.of(Code.DETAIL_LOST, 0, "detail", lost=lost))
    return errors + [LineError(d.line, "confirm", d.message, code=d.point) for d in confirm]


def _errors(reading: Reading) -> list[LineError]:
    """The errors of all that a file tells, each once."""
    return list(dict.fromkeys([*reading.errors, *(reading.also.errors if reading.also else ())]))


def _long_names(**stated: str) -> list[LineError]:
    return [
        LineError(0, field, f"A name may have {MOST_CHARACTERS} characters at most.", name[:40])
        for field, name in stated.items()
        if len(name) > MOST_CHARACTERS
    ]
