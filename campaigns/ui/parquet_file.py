"""Lines of a table as a Parquet file: each column with the type of its cells, for other programs.

It needs `pip install -r requirements-parquet.txt`; without it the choice is not offered.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

ABOUT = b"permille"
"""The key of what a file is about in its metadata, as JSON."""


def as_parquet(rows: Sequence[Sequence[Any]], about: Mapping[str, Any]) -> bytes:
    """The lines of `exports.lines`, the first of which are the headings.

    Whole numbers are int64, others double, days date32, all else strings; an empty cell is null.
    A heading that stands twice gets a number.
    """
    import pyarrow as pa  # 0.2 s, and few people export
    from pyarrow import parquet

    kinds = {int: pa.int64(), float: pa.float64(), date: pa.date32()}
    kinds |= {datetime: pa.timestamp("us", tz="UTC"), str: pa.string()}
    heads, *lines = rows
    names, arrays = _unlike(heads), []
    for place in range(len(names)):
        cells = [line[place] for line in lines]
        kind = _kind(cells)
        values = [cell if cell is None else _as(kind, cell) for cell in cells]
        arrays.append(pa.array(values, type=kinds[kind]))
    table = pa.table(dict(zip(names, arrays, strict=True)))
    table = table.replace_schema_metadata({ABOUT: json.dumps(about).encode()})
    out = BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


def _kind(cells: Sequence[Any]) -> type:
    """What all cells of a column are; str where they differ, or where none says anything."""
    found = {type(cell) for cell in cells if cell is not None}
    if found == {int, float}:
        return float
    only = found.pop() if len(found) == 1 else str
    return only if only in (int, float, date, datetime) else str


def _as(kind: type, cell: Any) -> Any:
    return kind(cell) if kind in (str, float) else cell


def _unlike(heads: Sequence[str]) -> list[str]:
    found: list[str] = []
    for head in heads:
        same = sum(one == head or one.startswith(f"{head} (") for one in found)
        found.append(f"{head} ({same + 1})" if head in found else str(head))
    return found
