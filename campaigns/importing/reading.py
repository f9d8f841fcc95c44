"""A table and the reader that fits it -> a Reading: the one way from cells to lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal

from campaigns.importing.cells.columns import Fault, is_unknown
from campaigns.importing.cells.currencies import currency_in_title
from campaigns.importing.cells.days import fault_of, read_days
from campaigns.importing.cells.text import tidy
from campaigns.importing.cells.values import add_views, read_counts, read_rest
from campaigns.importing.checks.copies import leave_out_copies
from campaigns.importing.checks.doubts import counts_installs, doubt_untaken
from campaigns.importing.checks.errors import leave_out_countless, refuse_broken, refuse_impossible
from campaigns.importing.checks.rhythm import doubt_rhythm
from campaigns.importing.checks.skan import leave_out_postbacks, only_of_skan, told
from campaigns.importing.checks.sums import compare_totals, leave_out_sums
from campaigns.importing.checks.warnings import warn_of_oddities
from campaigns.importing.checks.zones import zone_told
from campaigns.importing.codes import Code
from campaigns.importing.heads import head_of, head_of_report
from campaigns.importing.lines import (
    TOTALS,
    FileFault,
    Head,
    Line,
    LineError,
    Lines,
    Options,
    Reading,
)
from campaigns.importing.readers.base import SKAN_INSTALLS, Reader
from campaigns.importing.report import Report, set_totals_apart, square
from campaigns.importing.tables.files import TITLE_ROWS, Table
from campaigns.importing.tables.header import Header, match, plain
from campaigns.importing.tables.meanings import hold, said_of

SKAN = frozenset(map(plain, SKAN_INSTALLS))
RESULTS = "results"
"""Meta's installs, where a campaign is run for them."""


def refused(
    reader: Reader,
    options: Options,
    *errors: LineError,
    reads_as: str = "",
    head: Head | None = None,
) -> Reading:
    """A Reading that holds nothing but the reasons, and the head of the table that was found."""
    return Reading(
        source=reader.key,
        label=reader.label,
        reported_by=options.reported_by or reader.reported_by,
        columns={},
        unused=(),
        reads_as=reads_as,
        lines=[],
        warnings=[],
        errors=list(errors),
        totals=dict.fromkeys(TOTALS),
        rows=0,
        head=head,
    )


def read_table(
    reader: Reader,
    table: Table,
    header: Header,
    options: Options,
) -> Reading:
    """Read a table by a reader. Never raises for what stands in it."""
    try:
        report = _report(reader, table, header, options)
    except FileFault as fault:
        said = said_of(header, options.columns, options.remembered)
        guessed = match(header, reader.names(header), said)
        head = head_of(reader, table, header, guessed, options)
        return refused(reader, options, fault.as_error(), reads_as=table.how, head=head)
    columns, by = report.columns, options.reported_by or reader.reporter(header)
    if by != "skan" and "reported_by" not in columns.at:
        columns.at.pop("mmp_installs", None)
    micro = reader.micro(header, columns)
    values = read_counts(report, micro=micro)
    if not report.errors:
        leave_out_copies(report, values)
        if by == "skan":
            leave_out_postbacks(report, values)
        leave_out_sums(report, values)
        compare_totals(report, values)
        add_views(report, values)
        _doubt_untaken(reader, report)
    read_rest(report, values)
    if not report.errors:
        reader.finish(report, values)
        _fill_in(reader, options, values, len(report.rows))
        only_of_skan(by, values)
        leave_out_countless(report, values)
        refuse_impossible(report, values)
        warn_of_oddities(report, values)
        if reader.line is Line:
            doubt_rhythm(report, values)
    head = head_of_report(reader, report, values)
    lines: Sequence = [] if report.errors else _lines(reader, report, values)
    mapped = set(columns.at.values())
    reads_as = (
        table.how,
        report.money_how + (", in millionths" if micro and report.money_how else ""),
        report.days_how,
    )
    return Reading(
        source=reader.key,
        label=reader.label,
        reported_by=by,
        columns={field: header.cells[i] for field, i in columns.at.items()},
        unused=tuple(n for i, n in enumerate(header.cells) if n and i not in mapped),
        reads_as=", ".join(filter(None, reads_as)),
        lines=lines,
        warnings=report.warnings,
        errors=report.all_errors(),
        totals={name: _total(values.get(name, ())) if lines else None for name in TOTALS},
        rows=len(report.rows),
        doubts=report.doubts,
        head=head,
        skan=told(report) if by == "skan" else None,
        currencies=report.currencies,
        zone=options.zone or zone_told(report),
    )


def _report(reader: Reader, table: Table, header: Header, options: Options) -> Report:
    """The rows under the header, squared, totals set apart, columns settled by the reader."""
    if reason := reader.refusal(header):
        raise FileFault(reason, header.line)
    said = said_of(header, options.columns, options.remembered)
    columns = match(header, reader.names(header), said)
    for twice, places in columns.twice.items():
        both = " and ".join(repr(header.cells[i]) for i in places)
        raise FileFault.of(Code.COLUMNS_TWICE, header.line, twice, both=both)
    report = Report(
        header=header,
        titles=[row for row in table.rows[:TITLE_ROWS] if row[0] < header.line],
        rows=table.rows.after(header.line),
        columns=columns,
        options=options,
        counts=reader.counts,
        delimiter=table.delimiter,
        usual_currency=reader.currency,
        said=said,
    )
    for _, cells in report.titles:
        for cell in cells:
            report.currency = currency_in_title(str(cell)) or report.currency
    if table.warning:
        report.warn(table.warning)
    square(report)
    reader.prepare(report)
    hold(report.columns, said)
    set_totals_apart(report, blank_is_total=reader.blank_is_total)
    if table.broken:
        refuse_broken(report, table.broken)
    _check_columns(report, header)
    for field in report.counts:
        _tell_parts(report, field, reader.parts.get(field, ()))
    if not len(report.rows) and not report.errors and not options.complete:
        raise FileFault("There is a header but no line of data under it.", header.line)
    return report


def _check_columns(report: Report, header: Header) -> None:
    at, options = report.columns.at, report.options
    if options.day and (fault := fault_of(options.day, report.newest)):
        raise FileFault(f"{options.day}: {fault.message}", header.line, "day")
    if "day" not in at and report.day is None and options.day is None:
        _find_day(report)
    if "day" not in at and report.day is None:
        if options.day is None:
            raise FileFault.of(Code.DAY_UNSTATED, header.line, "day")
        report.day = options.day
    elif "day" in at and options.day is not None and "last_day" not in at:
        report.warn("The stated day was not used: the file names its days itself.")
    if not report.counts_rows and not any(field in at for field in report.counts):
        raise FileFault.of(
            Code.COLUMNS_OPEN,
            header.line,
            "file",
            what="No column is known as impressions, clicks, installs or spend.",
            begins="The header reads",
            header=", ".join(header.cells)[:500],
        )
    if "spend" not in at and any("micro" in name for name in header.names):
        micro = next(n for n in header.cells if "micro" in n.casefold())
        report.warn(f"{micro!r} is in millionths of a currency and was not read as spend.")


def _find_day(report: Report) -> None:
    """Take the one column whose cells all read as days for the day, whatever it is called."""
    mapped = {*report.columns.at.values(), *report.said}
    found = []
    for i, cell in enumerate(report.header.cells):
        cells = report.rows.distinct(i) if i not in mapped and len(report.rows) else set()
        if not cells or any(isinstance(c, int | Decimal) or is_unknown(c) for c in cells):
            continue
        column = read_days(cells, report.options.day_first, report.newest)
        faults = [fault for _, fault in column.faults if fault.code != Code.DAY_ORDER_OPEN]
        if not faults and not any(isinstance(v, Fault) for v in column.values.values()):
            found.append((i, cell))
    if len(found) == 1:
        report.columns.at["day"], name = found[0]
        report.open.add(found[0][0])
        report.warn(f"The day is {name!r}, the only column whose cells are all days.")


def _doubt_untaken(reader: Reader, report: Report) -> None:
    """A doubt where columns count installs and were not read, or others could be taken for them."""
    header, taken = report.header, "installs" in report.columns.at
    known = {*reader.parts.get("installs", ()), *reader.names(header).get("installs", ())}
    if "installs" not in report.counts or report.counts_rows:
        return
    mapped = set(report.columns.at.values())
    left = [
        i
        for i, name in enumerate(header.plain)
        if i not in mapped | set(report.said)
        and (
            (name in known and name == RESULTS and not taken)
            or (name not in known and counts_installs(name))
        )
        and _counts(report, i)
    ]
    report.open.update(left)
    if left:
        doubt_untaken(report, [header.cells[i] for i in left])


def _counts(report: Report, index: int) -> bool:
    """Whether a column counts anything."""
    cells = report.rows.distinct(index)
    return any(str(cell).strip(" 0.,") and _is_count(cell) for cell in cells)


def _may_count(report: Report, index: int) -> bool:
    """Whether a column counts anything, also where a program wrote its counts as 13.0."""
    cells = {str(cell).strip().removesuffix(".0") for cell in set(report.column(index))}
    return any(cell.strip("0") and _is_count(cell) for cell in cells)


def _is_count(cell: object) -> bool:
    return isinstance(cell, int | Decimal) or str(cell).strip().replace(",", "").isdecimal()


def _tell_parts(report: Report, field: str, names: tuple[str, ...]) -> None:
    """Say which column a count was read from where others could be taken for it."""
    header, at = report.header, report.columns.at
    left = {i for i, name in enumerate(header.plain) if name in names and i != at.get(field)}
    left |= set(report.columns.also.pop(field, ()))
    left -= set(report.said)
    if field == "installs":
        rivals = {i for i in left if _may_count(report, i) and header.plain[i] not in SKAN}
        report.open |= rivals | ({at[field]} if rivals and field in at else set())
    if left:
        others = ", ".join(repr(header.cells[i]) for i in sorted(left))
        if field in at:
            report.warn(f"{field.capitalize()} are {report.named(field)!r}; not added: {others}.")
        else:
            report.warn(f"No column states {field}: {others} are not taken for them.")


def _fill_in(reader: Reader, options: Options, values: dict[str, list], rows: int) -> None:
    """Put what the source or the importer says where the file itself says nothing."""
    for field, said in (
        ("network", tidy(options.network or "") or reader.network),
        ("platform", reader.platform),
        ("format", reader.format),
    ):
        if said:
            values[field] = [value or said for value in values.get(field) or [""] * rows]


def _lines(reader: Reader, report: Report, values: Mapping[str, list]) -> Lines:
    columns: dict[str, Sequence] = {"number": report.rows.numbers}
    columns |= {f.name: values[f.name] for f in fields(reader.line) if f.name in values}
    return Lines(reader.line, columns)


def _total(values: Iterable) -> int | Decimal | None:
    stated = [value for value in values if value is not None]
    return sum(stated) if stated else None
