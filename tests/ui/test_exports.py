import csv
import json
from datetime import timedelta
from importlib.util import find_spec
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from campaigns.metrics import Counts
from campaigns.models import Annotation, Network
from tests.make import LAST_DAY, TODAY, make_app, make_day

pytestmark = pytest.mark.django_db
ADDRESSES = ("/", "/networks/")
RANGE = f"from={LAST_DAY}&to={LAST_DAY}"


@pytest.fixture(autouse=True)
def rows():
    app = make_app(target=6)
    make_day("Lumio", app=app, country="US", impressions=10_000, clicks=300, installs=70, spend=99)
    make_day("Lumio", app=app, country="DE", impressions=4_000, clicks=90, installs=10, spend=9)
    make_day("=HYPERLINK(1)", app=app, country="US", impressions=9_000, clicks=80, installs=20)
    make_day("Silent", app=app, country="US", installs=30)


def as_csv(client, address, query):
    answer = client.get(f"{address}?{RANGE}&{query}&_export=csv")
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def as_xlsx(client, address, query):
    answer = client.get(f"{address}?{RANGE}&{query}&_export=xlsx")
    book = load_workbook(BytesIO(answer.content))
    return [["" if cell is None else cell for cell in row] for row in book.active.values]


def number(cell):
    try:
        return f"{float(cell):.12g}"
    except ValueError:
        return cell


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("query", ["", "country=US", "sort=-installs", "network=x&platform=ios"])
def test_page_csv_and_xlsx_hold_the_same_rows_in_the_same_order(viewer_client, address, query):
    table = viewer_client.get(f"{address}?{RANGE}&{query}").context.get("table")
    names = [row.record.name for row in table.rows]
    lines = as_csv(viewer_client, address, query)
    assert [line[0].lstrip("'") for line in lines[1:]] == names
    sheet = as_xlsx(viewer_client, address, query)
    assert [list(map(number, row)) for row in sheet] == [list(map(number, row)) for row in lines]


def test_an_exported_ratio_has_six_digits_beside_the_counts_it_is_made_of(viewer_client):
    head, *lines = as_csv(viewer_client, "/", "columns=ipm&columns=interval")
    total = dict(zip(head, lines[-1], strict=True))
    assert total["IPM"] == f"{Counts.of(impressions=23_000, installs=100).ipm:.5f}" == "4.34783"
    assert float(total["IPM low"]) < 4.34783 < float(total["IPM high"])
    counts = {name: total[name] for name in ("Impressions", "Clicks", "Installs", "Spend")}
    assert counts == {"Impressions": "23000", "Clicks": "470", "Installs": "130", "Spend": "108.0"}
    ids = {line[0]: line[head.index("Network id")] for line in lines}
    assert ids["Lumio"] == str(Network.objects.get(name="Lumio").pk)


def test_a_comparison_travels_along(viewer_client):
    make_day("Lumio", LAST_DAY - timedelta(days=1), impressions=10_000, installs=80)
    head, first, *_ = as_csv(viewer_client, "/networks/", "network=x&sort=-installs")
    told = dict(zip(head, first, strict=True))
    assert (told["IPM before"], told["Change"]) == ("8.0", "-0.285714")
    assert "IPM before" not in as_csv(viewer_client, "/networks/", "compare=none")[0]


def test_a_file_says_what_it_is(viewer_client):
    Annotation.objects.create(day=LAST_DAY, text="=1+1")
    answer = viewer_client.get(f"/networks/?{RANGE}&country=US&_export=xlsx")
    name = f"permille-networks-{LAST_DAY}-to-{LAST_DAY}-made-{TODAY}.xlsx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["About", "Table"]
    said = list(book["About"].values)
    assert ("Page", "Networks") in said and ("Days", "23 Nov 2026") in said
    assert ("Filter", "Country: United States") in said
    assert any(what == "Note" and "=1+1" in words for what, words in said)
    table = book["Table"]
    assert table.freeze_panes == "B2"
    shown = {cell.value: table.cell(2, cell.column).number_format for cell in table[1]}
    assert (shown["IPM"], shown["Installs"]) == ("#,##0.00", "#,##0")
    assert shown["Network id"] == "General"


def test_a_name_that_looks_like_a_formula_is_neutralised(viewer_client):
    assert "'=HYPERLINK(1)" in [line[0] for line in as_csv(viewer_client, "/", "")]


def test_an_unknown_kind_of_export_shows_the_page_and_says_so(viewer_client):
    answer = viewer_client.get("/?_export=exe")
    assert answer.context["filters"]["errors"][0].startswith("Export:")


def test_an_export_needs_a_login(client):
    assert client.get("/?_export=csv").status_code == 302


def test_parquet_holds_the_numbers_of_the_csv_each_with_its_type(viewer_client):
    reason = "Parquet is not tested: pip install -r requirements-parquet.txt"
    parquet = pytest.importorskip("pyarrow.parquet", reason=reason)

    def read(address):
        answer = viewer_client.get(f"{address}{RANGE}&_export=parquet")
        assert answer["Content-Disposition"].endswith('.parquet"')
        return parquet.read_table(BytesIO(answer.content))

    table, (head, *rows, _total) = read("/?"), as_csv(viewer_client, "/", "")
    assert table.column_names == head
    types = [str(table.schema.field(name).type) for name in ("Network", "IPM", "Installs", "Spend")]
    assert types == ["string", "double", "int64", "double"]
    found = [
        ["" if cell is None else str(cell) for cell in row.values()] for row in table.to_pylist()
    ]
    assert [list(map(number, row)) for row in found] == [
        [number(cell.lstrip("'")) for cell in row] for row in rows
    ]
    silent = next(row for row in table.to_pylist() if row["Network"] == "Silent")
    assert (silent["IPM"], silent["Impressions"], silent["Installs"]) == (None, None, 30)
    assert "=HYPERLINK(1)" in table.column("Network").to_pylist()
    about = dict(json.loads(table.schema.metadata[b"permille"])["about"])
    assert about["Page"] == "Overview" and str(LAST_DAY.year) in about["Days"]
    assert read("/trends/?by=day&").column("Day").to_pylist() == [LAST_DAY]


def test_parquet_is_offered_only_where_it_can_be_written(viewer_client):
    written = find_spec("pyarrow") is not None
    assert (b"_export=parquet" in viewer_client.get("/").content) == written
    answer = viewer_client.get("/?_export=parquet")
    assert answer["Content-Type"].startswith("text/html") != written
