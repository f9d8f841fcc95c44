"""What no line of a report can be: cells without a value, parts above their whole, no count."""

from collections.abc import Set

from campaigns.importing.checks.dimensions import keep
from campaigns.importing.report import Report, lines_have
from campaigns.importing.tables.files import BrokenCell
from campaigns.importing.tables.packages import NO_RESULT

PARTS_OF_INSTALLS = {
    "view_through_installs": "View-through installs",
    "mmp_installs": "Installs that the MMP counted too",
    "retained_d1": "Retained D1",
    "retained_d7": "Retained D7",
}


def refuse_broken(report: Report, broken: Set[int]) -> None:
    """Note the cells of used columns that show an error or have no result, and drop their rows."""
    kept = [True] * len(report.rows)
    for place, number in enumerate(report.rows.numbers):
        if number not in broken:
            continue
        cells = report.rows.cells(place)
        faults = 0
        for field, i in report.columns.at.items():
            if isinstance(cell := cells[i], BrokenCell):
                text = cell.text
                message = (
                    "This formula has no result: open the file in a spreadsheet and save it there."
                    if text == NO_RESULT
                    else f"This cell shows the error {text}: mend the formula or empty the cell."
                )
                report.fault(number, field, message, "" if text == NO_RESULT else text)
                faults += 1
        kept[place] = not faults
    report.rows = report.rows.kept(kept)


def leave_out_countless(report: Report, values: dict[str, list]) -> None:
    """Leave out lines that state no count: they must not stand for their campaign's day."""
    counts = [values[field] for field in report.counts if field in values]
    if any(None not in column for column in counts):
        return
    stated = [any(value is not None for value in row) for row in zip(*counts, strict=True)]
    if all(stated):
        return
    first = report.rows.numbers[stated.index(False)]
    if not any(stated):
        report.fault(first, "file", "No line states a count: all of them are blank or unknown.")
        return
    left = stated.count(False)
    report.warn(f"{lines_have(left, first, 'no count at all')[:-1]}: left out.")
    keep(report, values, stated)


def refuse_impossible(report: Report, values: dict[str, list]) -> None:
    """Note where a part of the installs is above the installs of its line."""
    for field, label in PARTS_OF_INSTALLS.items():
        if field in values and "installs" in values:
            rows = zip(report.rows.numbers, values[field], values["installs"], strict=True)
            for number, part, installs in rows:
                if part is not None and installs is not None and part > installs:
                    message = f"{label} ({part:,}) cannot be above installs ({installs:,})."
                    report.fault(number, field, message, str(part))
