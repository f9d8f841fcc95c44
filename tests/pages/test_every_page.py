"""What holds on every page of reports: equal numbers wherever they stand, and no address that
breaks it."""

import csv
import os
import random
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import cycle
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from campaigns import formats
from campaigns.metrics import COUNTS, MONEY, RATIOS, Ratio
from campaigns.models import App, Campaign, Creative, DailyCount, Network, StorePage
from campaigns.reports import DIMENSIONS, report
from campaigns.ui import columns
from campaigns.ui.report_form import ReportForm
from tests.make import LAST_DAY, TODAY, make_app, make_day
from tests.worlds import made_once

TABLES = {
    "/": "network",
    "/networks/": "network",
    "/networks/{network}/": "country",
    "/quality/": "network",
    "/store-pages/": "store_page",
    "/trends/": "network",
    "/campaigns/": "campaign",
    "/campaigns/{campaign}/": "creative",
    "/creatives/": "creative",
    "/creatives/{creative}/": "network",
}
"""Pages with a table of a report, and what it is split by."""
PAGES = (*TABLES, "/why/", "/audience/", "/fraud/", "/experiments/", "/planner/")
COUNTRIES = ("US", "DE", "BR", "ZZ")
FORMATS = ("playable", "video", "")


@made_once
def world():
    """Two apps, three networks, one of them without impressions, some counts not reported."""
    dice = random.Random(4)
    for app in (make_app(target=6), make_app("Tile Garden", "ios")):
        for network in ("Lumio", "=Kite", "Circle"):
            for back in range(0, 40, 3):
                country, format = dice.choice(COUNTRIES), dice.choice(FORMATS)
                values = {name: dice.randrange(1, 900) for name in ("clicks", "installs", "spend")}
                if network != "Circle":
                    values["impressions"] = dice.randrange(20_000)
                if dice.random() < 0.6:
                    values |= {"retained_d1": 9, "retained_d7": 4, "revenue_d7": 31}
                make_day(
                    network, LAST_DAY - timedelta(days=back), app=app, country=country,
                    campaign=dice.choice("AB"), creative=f"Ad {format}", format=format, **values,
                )  # fmt: skip
    for place, campaign in enumerate(Campaign.objects.all()):
        Campaign.objects.filter(pk=campaign.pk).update(
            targeting=("broad", "")[place % 2], bid_type=("cpm", "cpi", "")[place % 3]
        )


def address(path: str) -> str:
    ids = {
        "network": Network.objects.get(name="Lumio").pk,
        "campaign": Campaign.objects.first().pk,
        "creative": Creative.objects.first().pk,
    }
    return path.format(**ids)


HOSTILE = int(os.environ.get("HOSTILE", 60))
"""Addresses tried in all, spread over the pages; `python -m tests.long addresses` tries more."""
QUESTIONS = HOSTILE // 30
"""Asked of each page, its files and the report."""
SEED = os.environ.get("SEED", "1")

# Equal numbers


def random_query(dice: random.Random) -> str:
    """A query that somebody might ask."""
    asked: list[tuple[str, object]] = []
    if dice.random() < 0.6:
        last = LAST_DAY - timedelta(days=dice.randrange(20))
        asked += [("from", last - timedelta(days=dice.randrange(30))), ("to", last)]
    for name, values in {
        "country": COUNTRIES,
        "platform": ("ios", "android"),
        "format": ("playable", "video", "not_stated"),
        "targeting": ("broad", "not_stated"),
        "network": list(Network.objects.values_list("pk", flat=True)),
        "store_page": list(StorePage.objects.values_list("pk", flat=True)),
    }.items():
        if dice.random() < 0.25:
            asked += [(name, value) for value in dice.sample(list(values), dice.randrange(1, 3))]
    asked.append(("compare", dice.choice(["previous", "week", "year", "none"])))
    asked.append(("sort", dice.choice(["ipm", "-installs", "cpi", "-spend", "nothing"])))
    columns = [*(ratio.name for ratio in RATIOS), "installs", "impressions", "clicks", "spend"]
    if dice.random() < 0.5:
        asked += [("columns", name) for name in dice.sample(columns, 6)]
    return urlencode(asked)


def plain(cell):
    try:
        return f"{float(cell):.12g}"
    except (TypeError, ValueError):
        return "" if cell is None else str(cell)


def shown(name: str, value: float | None) -> str:
    """What the page writes for a value."""
    ratio = next((r for r in RATIOS if r.name == name), None)
    if value is None:
        return formats.NO_DATA
    return formats.ratio(ratio, float(value)) if ratio else formats.count(float(value))


@pytest.mark.slow
@pytest.mark.parametrize("path", TABLES)
def test_page_csv_xlsx_and_report_hold_equal_numbers(viewer_client, world, path):
    dice = random.Random(f"numbers {path} {SEED}")
    compared = 0
    for _ in range(QUESTIONS):
        query = f"{random_query(dice)}&by={splits_of(path)[-1]}{all_apps(path)}"
        table = viewer_client.get(f"{address(path)}?{query}").context.get("table")
        if table is None:
            continue
        as_csv = viewer_client.get(f"{address(path)}?{query}&_export=csv").content
        lines = list(csv.reader(StringIO(as_csv.decode("utf-8-sig"))))
        as_xlsx = viewer_client.get(f"{address(path)}?{query}&_export=xlsx").content
        sheet = load_workbook(BytesIO(as_xlsx)).active.values
        assert [list(map(plain, row)) for row in sheet] == [list(map(plain, row)) for row in lines]
        said = said_by_the_report(path, query)
        heads = {c.name: c.column.export_head or str(c.header) for c in table.columns}
        for row, line in zip(table.rows, lines[1:], strict=True):
            counts = row.record.counts
            assert counts in said, f"a row of {query} that the report does not know"
            told = dict(zip(lines[0], line, strict=True))
            for name in heads.keys() & {*COUNTS, *(ratio.name for ratio in RATIOS)}:
                known = getattr(counts, name)
                value = told[heads[name]]
                assert (value == "") == (known is None)
                assert known is None or float(value) == pytest.approx(float(known), rel=1e-5)
                words = re.sub(r"\s+", " ", strip_tags(str(row.get_cell(name)))).split()
                assert shown(name, known) in words
                compared += 1
    assert compared > 15


def all_apps(path: str) -> str:
    """The page of a network is of one app, unless several are asked for."""
    apps = App.objects.values_list("pk", flat=True) if path == "/networks/{network}/" else ()
    return "".join(f"&app={app}" for app in apps)


def splits_of(path: str) -> tuple[str, ...]:
    """The dimensions of the page's rows, the last of them as `by=` asks for it."""
    one = TABLES[path]
    return ("store_page", "app", "network") if one == "store_page" else (one,)


def said_by_the_report(path: str, query: str) -> list:
    """Counts of every value of the page's split, and of all together."""
    form = ReportForm(QueryDict(query), today=TODAY)
    where = dict(form.where)
    for subject in re.findall(r"{(\w+)}", path):
        where[subject] = (int(address(path).split("/")[2]),)
    by = splits_of(path)
    asked = replace(form.query(), where=where)
    return [row.counts for split in (by, ()) for row in report(replace(asked, by=split))]


def test_money_and_counts_are_all_there_is():
    """A new count must join the columns of the equality test above."""
    assert set(MONEY) < set(COUNTS)
    assert set(DIMENSIONS) > {"country", "network", "store_page"}


# Addresses

NASTY = (
    "", "0", "-1", "1.5", "9" * 40, "null", "None", "\x00", "'", '"', "<script>", "../..", "%",
    "%00", "🙂", "٣", "a" * 3000, "[]", "{}", "1;drop table", "__proto__", "true", "NaN", "inf",
    "1e9", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-23", "20261123", "23/11/2026",
)  # fmt: skip


def nasty_query(dice: random.Random) -> str:
    """Any parameters, known or not, with values that are right, wrong or hostile."""
    names = [
        *DIMENSIONS, "from", "to", "compare", "compare_from", "compare_to", "by", "columns", "sort",
        "page", "per_page", "view", "_export", "split", "per", "state", "tab", "parts-sort", "x",
    ]  # fmt: skip
    right = {
        "by": tuple(DIMENSIONS), "compare": ("previous", "week", "year", "range", "none"),
        "country": COUNTRIES, "platform": ("ios", "android"), "sort": ("ipm", "-installs", "-name"),
        "columns": ("ipm", "spend", "daily"), "page": ("2", "99999"), "_export": ("csv", "xlsx"),
        "view": ("table", "gallery"), "network": ("1", "2"), "format": ("video", "not_stated"),
        "from": ("2026-11-01", "2024-01-01"), "to": ("2026-11-20", "2026-11-23"),
        "compare_from": ("2026-10-01",), "compare_to": ("2026-10-09", "2026-09-01"),
        "per": ("week", "month"),
    }  # fmt: skip
    pairs = []
    for _ in range(dice.randrange(1, 10)):
        name = dice.choice(names)
        pool = right.get(name, ()) if dice.random() < 0.6 else NASTY
        pairs.append((name, dice.choice(pool or NASTY)))
    query = urlencode(pairs)
    if dice.random() < 0.1:
        query += dice.choice(("&&&", "&=", "=", "&a", "%ZZ", quote("&from=x")))
    return query


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_leads_on_with_its_state(viewer_client, world, path):
    for query in ("country=US&platform=ios&compare=none", "from=2020-01-01&to=2020-01-09"):
        answer = viewer_client.get(f"{address(path)}?{query}")
        assert answer.status_code == 200
        links = [page["url"] for page in answer.context["pages"] if page["group"] == "look"]
        assert len(links) > 5
        assert all(query in link for link in links)


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_no_query_string_breaks_a_page(viewer_client, world, path):
    dice = random.Random(f"nasty {path} {SEED}")
    DailyCount.objects.filter(day__lt=LAST_DAY - timedelta(days=9)).delete()
    path = address(path)
    for _ in range(-(-HOSTILE // len(PAGES))):
        query = nasty_query(dice)
        assert viewer_client.get(f"{path}?{query}").status_code == 200, query


# What a new dimension or metric gets by itself


def test_every_dimension_splits_the_pages_that_can_be_split(viewer_client, world):
    """Each splits `/trends/`, `/why/` and one of those with a table of parts."""
    DailyCount.objects.filter(day__lt=LAST_DAY - timedelta(days=9)).delete()
    days = f"from={LAST_DAY - timedelta(days=6)}&to={LAST_DAY}"
    in_turn = cycle(("/audience/", address("/networks/{network}/"), "/quality/"))
    for dimension in DIMENSIONS:
        for path in ("/trends/", "/why/", next(in_turn)):
            answer = viewer_client.get(f"{path}?by={dimension}&{days}")
            assert answer.status_code == 200, (path, dimension)


@pytest.mark.parametrize("name", [n for n, one in DIMENSIONS.items() if one.page])
def test_the_page_of_a_dimension_exists(name):
    args = [1] if DIMENSIONS[name].own_page else []
    assert reverse(DIMENSIONS[name].page, args=args)


@pytest.mark.parametrize("path", ["/networks/", "/campaigns/"])
def test_every_ratio_is_a_column_that_can_be_chosen_and_exported(viewer_client, world, path):
    chosen = "?" + "&".join(f"columns={ratio.name}" for ratio in RATIOS)
    page = strip_tags(viewer_client.get(path + chosen).content.decode())
    exported = viewer_client.get(path + chosen + "&_export=csv").content.decode("utf-8-sig")
    for ratio in RATIOS:
        assert ratio.label in page
        assert ratio.label in exported.splitlines()[0]


def test_a_new_ratio_is_a_column_by_itself(monkeypatch):
    new = Ratio("Clicks per install", "clicks", per="installs")
    new.name = "clicks_per_install"
    monkeypatch.setattr(columns, "RATIOS", (*RATIOS, new))
    assert "clicks_per_install" in columns.of_measured()
