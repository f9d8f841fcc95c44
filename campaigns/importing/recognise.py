"""Which reader, and which table of the file, a report is read by."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from campaigns.importing.checks.skan import named_skan
from campaigns.importing.codes import Code, words
from campaigns.importing.heads import beside, head_of, meanings
from campaigns.importing.lines import FileFault, Line, Lines, Options, Reading
from campaigns.importing.readers import GENERIC, READERS, RECOGNISED, SOURCES
from campaigns.importing.readers.base import SKAN_INSTALLS, Reader, beside_skan
from campaigns.importing.readers.evidence import CLICK_TIMES
from campaigns.importing.readers.shapes import shape_refusal
from campaigns.importing.reading import read_table, refused
from campaigns.importing.tables.files import TITLE_ROWS, Cells, Progress, Table, read_tables
from campaigns.importing.tables.header import Columns, Header, match
from campaigns.importing.tables.meanings import Said, is_said_of, said_of, wrong
from campaigns.metrics import COUNTS

TIMES = frozenset(name for one in CLICK_TIMES.counts for name in CLICK_TIMES.columns[one])
SKAN_BY_NAME = "The file's name says SKAdNetwork: its counts are taken as SKAN's."


def read_report(
    content: bytes, file_name: str, options: Options, progress: Progress | None = None
) -> Reading:
    """Read a report by the reader that `options.source` names or that its header shows.

    Never raises for what is in the file: what is wrong stands in `errors`, whole-file faults under
    the field "file". `progress(rows_done, rows_total)` is called now and then.
    """
    reader: Reader = GENERIC
    try:
        if options.source:
            reader = _stated(options.source)
        tables = read_tables(content, _score, options.encoding, progress)
        stated = reader if options.source else None
        reader, table, header = _recognise(tables, file_name, stated, options)
        if fault := wrong(header, options.columns, meanings(reader)):
            guess = match(header, reader.names(header))
            head = head_of(reader, table, header, guess, replace(options, columns={}))
            return refused(reader, options, fault.as_error(), head=head)
        known = said_of(header, options.columns, options.remembered)
        if reader is GENERIC and not known and (reason := shape_refusal(header)):
            raise FileFault(reason, header.line)
    except Unknown as unknown:
        head = head_of(reader, unknown.table, unknown.header, Columns(), options)
        return refused(reader, options, unknown.as_error(), head=head)
    except FileFault as fault:
        return refused(reader, options, fault.as_error())
    by_name = _by_file_name(reader, header, file_name, options)
    reading = read_table(reader, table, header, replace(options, reported_by=by_name))
    if by_name and not options.reported_by:
        reading.warnings.append(SKAN_BY_NAME)
    if reader is GENERIC and CLICK_TIMES.stands_in(header) and not _left_out(known, header):
        times = read_table(CLICK_TIMES, table, header, _without_counts(options))
        both = beside(reading.head, times.head, CLICK_TIMES.counts)
        reading = replace(reading, also=times, head=both)
        _warn_of_more_times(reading)
    if twin := beside_skan(reader, header):
        reading = _with_skan(reading, read_table(twin, table, header, _unreported(options)))
    if len(tables) > 1:
        others = ", ".join(other.name for other in tables if other is not table)
        reading.warnings.append(f"Only the sheet {table.name} was read, not: {others}.")
    return reading


def _by_file_name(reader: Reader, header: Header, file_name: str, options: Options) -> str | None:
    """Who reports it, where that is stated or only the file's name says SKAN."""
    plain_counts = reader.line is Line and not header.has_any(*SKAN_INSTALLS)
    if options.reported_by or not plain_counts or reader.reporter(header) == "skan":
        return options.reported_by
    return "skan" if named_skan(file_name) else None


def _left_out(known: Mapping[int, str], header: Header) -> bool:
    """Whether a person left a click time out: what is known of the others is no whole then."""
    return any(not known[i] and header.plain[i] in TIMES for i in known)


def _unreported(options: Options) -> Options:
    """The options for a part of the file whose reporter its own columns say."""
    return replace(_without_counts(options), reported_by=None)


def _without_counts(options: Options) -> Options:
    """The options for a part of the file that has counts of its own: columns say who and where."""

    def where(said: Said) -> Said:
        return {name: meaning for name, meaning in said.items() if meaning not in COUNTS}

    remembered = {header: where(said) for header, said in options.remembered.items()}
    return replace(options, columns=where(options.columns), remembered=remembered)


def _with_skan(reading: Reading, skan: Reading) -> Reading:
    """The reading with the rows of SKAdNetwork beside it, where it counted any install."""
    if skan.errors or not isinstance(skan.lines, Lines):
        return replace(reading, also=reading.also or skan)
    counted = zip(*skan.lines.of("installs", "platform"), strict=True)
    lines = skan.lines.kept([n is not None and system != "android" for n, system in counted])
    installs = sum(n or 0 for column in lines.of("installs") for n in column)
    if not installs or reading.also or reading.errors:
        return reading
    reading.warnings.append(
        f"SKAdNetwork's {installs:,} installs ({skan.columns['installs']!r}) are stored beside, "
        "as reported by SKAN, and added to nothing."
    )
    return replace(reading, also=replace(skan, lines=lines, doubts=[]))


def _warn_of_more_times(reading: Reading) -> None:
    """Click times are of the installs that the same lines count, so they cannot be of more."""
    lines = reading.also.lines if reading.also else ()
    columns = lines.of(*CLICK_TIMES.counts) if isinstance(lines, Lines) else ()
    times = sum(count for column in columns for count in column)
    installs = reading.totals["installs"]
    if installs is not None and times > installs:
        reading.warnings.append(
            f"The click times are of {times:,} installs, but the lines count {installs:,}."
        )


def _stated(key: str) -> Reader:
    for reader in READERS:
        if reader.key == key:
            return reader
    raise FileFault(f"There is no source {key!r}. Sources: {', '.join(SOURCES)}.", field="source")


def _score(cells: Cells) -> int:
    """How much a record looks like a header to any reader; it decides the delimiter."""
    header = Header.of(1, cells)
    if len(header.names) > 1 and any(reader.recognises(header) for reader in RECOGNISED):
        return 100
    return max(reader.fit(header) for reader in READERS)


def _recognise(
    tables: list[Table], file_name: str, stated: Reader | None, options: Options
) -> tuple[Reader, Table, Header]:
    """The reader, its table and the header: a vendor's first, else the plainest table.

    A header of whose columns something was said is the header.
    """
    every = [(table, header) for table in tables for header in _headers(table)]
    known = [one for one in every if is_said_of(one[1], options.columns, options.remembered)]
    for table, header in [] if stated else known or every:
        for reader in RECOGNISED:
            if reader.recognises(header) or reader.recognises_with(header, file_name):
                return reader, table, header
    reader = stated or GENERIC
    if known:
        return reader, *known[0]
    found = [(reader.fit(header), table, header) for table, header in every]
    if max((fit for fit, _, _ in found), default=0) < 2:
        if reason := reader.refusal(Header.of(1, ())):
            raise FileFault(reason)
        raise _unknown(tables, every)
    _, table, header = max(found, key=lambda one: one[0])
    return reader, table, header


class Unknown(FileFault):
    """A table of whose columns none is known, and the row that is most likely its header."""

    def __init__(self, message: str, table: Table, header: Header) -> None:
        super().__init__(message, header.line, "columns", Code.COLUMNS_OPEN)
        self.table, self.header = table, header


def _unknown(tables: list[Table], every: list[tuple[Table, Header]]) -> FileFault:
    """What is said of a file none of whose rows is a known header."""
    rows = tables[0].rows
    message = words(
        Code.COLUMNS_OPEN,
        what=f"None of the first {TITLE_ROWS} rows is a header that is known.",
        begins="The file begins",
        header=", ".join(str(cell) for cell in rows[0][1])[:200],
    )
    likely = [(t, h) for t, h in every if t.rows[-1][0] > h.line and not _has_numbers(h)]
    if not likely:
        return FileFault(message, rows[0][0])
    return Unknown(message, *max(likely, key=lambda one: len(one[1].names)))


def _has_numbers(header: Header) -> bool:
    return any(name.isdigit() for name in header.plain)


def _headers(table: Table) -> Iterator[Header]:
    for number, cells in table.rows[:TITLE_ROWS]:
        header = Header.of(number, cells)
        if len(header.names) > 1:
            yield header
