"""Lines of a table as a CSV or XLSX file to take along."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django_tables2 import Table

from campaigns.models import Annotation
from campaigns.periods import Period
from campaigns.ui.exports import lines, neutral
from campaigns.ui.note_words import export_lines
from campaigns.ui.parquet_file import as_parquet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
WIDEST, NARROWEST = 48, 10
"""How wide a column of a sheet is at most and at least, in characters."""
About = Sequence[tuple[str, str]]


def export(
    table: Table, kind: str, name: str, notes: Sequence[Annotation] = (), about: About = ()
) -> HttpResponse:
    """The table as CSV, XLSX or Parquet, called after `name`.

    The notes on its days stand below it, after an empty line. An XLSX has a first sheet that says
    what the numbers are `about`; the table opens. A Parquet file has both in its metadata.
    """
    if kind == "parquet":
        said = {"about": list(about), "notes": [list(map(str, one)) for one in export_lines(notes)]}
        content = as_parquet(lines(table, for_sheets=False), said)
        return _file(content, PARQUET, f"{name}.parquet")
    found = lines(table)
    under = [[], *map(neutral, export_lines(notes))] if notes else []
    if kind == "csv":
        return csv_file([*found, *under], name)
    return _file(_as_xlsx(found, under, about), XLSX, f"{name}.xlsx")


def csv_file(rows: Iterable[list], name: str) -> HttpResponse:
    """Lines of cells that are `neutral` as a CSV called after `name`."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="permille-{name}"'
    return answer


def _as_xlsx(rows: list[list], under: list[list], about: About) -> bytes:
    from openpyxl import Workbook  # 0.3 s at every start, and few people export

    book = Workbook(write_only=True)
    if about:
        _said(book.create_sheet("About"), about)
    sheet = book.create_sheet("Table")
    book.active = sheet
    _write(sheet, rows)
    for line in under:
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _said(sheet: Any, about: About) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for what, words in about:
        sheet.append([what, words])


def _write(sheet: Any, rows: list[list]) -> None:
    """The heading bold and frozen with the first column, numbers in formats that fit a column."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    columns = list(zip(*rows, strict=True))
    for place, cells in enumerate(columns, start=1):
        widest = max(len(str(cell)) for cell in cells if cell is not None)
        width = min(max(widest + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    formats = [_number_format(cells[0], cells[1:]) for cells in columns]
    for number, row in enumerate(rows):
        line = []
        for value, style in zip(row, formats, strict=True):
            cell = WriteOnlyCell(sheet, value)
            if not number:
                cell.font = Font(bold=True)
            elif style and isinstance(value, int | float):
                cell.number_format = style
            line.append(cell)
        sheet.append(line)


def _number_format(head: str, cells: Sequence[Any]) -> str:
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    if not numbers or head.endswith(" id"):
        return ""
    if head == "Change":
        return "+0.0%;-0.0%;0.0%"
    if all(isinstance(number, int) for number in numbers):
        return "#,##0"
    return "#,##0.00" if max(map(abs, numbers)) >= 1 else "0.0000"


def file_name(page: str, days: Period, made: date) -> str:
    """networks-2026-10-28-to-2026-11-24-made-2026-11-28"""
    return f"{page}-{days.first}-to-{days.last}-made-{made}"
