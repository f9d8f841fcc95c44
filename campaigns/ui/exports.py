"""A table as a file: exactly the rows and columns on the page, with all digits."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django_tables2 import Table

from campaigns.models import Annotation
from campaigns.ui.note_words import export_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
KINDS = ("csv", "xlsx")


def export(table: Table, kind: str, name: str, notes: Sequence[Annotation] = ()) -> HttpResponse:
    """The table as CSV or XLSX; cells that a spreadsheet would run as formulas are neutralised.

    The notes on its days stand below it, after an empty line.
    """
    lines = [*table.as_values(), *([[], *export_lines(notes)] if notes else [])]
    rows = [[_plain(cell) for cell in line] for line in lines]
    content, content_type = _as_csv(rows) if kind == "csv" else _as_xlsx(rows)
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="permille-{name}.{kind}"'
    return answer


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, int | float | date | datetime):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text


def _as_csv(rows: list[list]) -> tuple[bytes, str]:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _as_xlsx(rows: list[list]) -> tuple[bytes, str]:
    from openpyxl import Workbook  # 0.3 s at every start, and few people export

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Permille")
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue(), XLSX
