"""The network table: what stands last, what the cells say, what a screen reader hears."""

import re
from dataclasses import replace

import pytest
from django.test import RequestFactory
from django.utils.html import conditional_escape
from django_tables2 import RequestConfig

from campaigns.judgement.networks.standing import Standing
from campaigns.metrics import Counts
from campaigns.ui.exports import lines
from campaigns.ui.network_tables import MARKS, OverviewTable
from campaigns.ui.report_form import ReportForm
from campaigns.ui.table_body import body
from tests.make import TODAY
from tests.ui.test_charts import make_overview, make_standing

DAYS = 14


def make_network(name: str, ipm: float | None, impressions=100_000, **changes) -> Standing:
    """A network with two weeks of steady days."""
    installs = 40 if ipm is None else round(impressions * ipm / 1000)
    if ipm is None:
        counts = Counts.of(installs=installs * DAYS, spend=100, clicks=900)
        standing = make_standing(name, [None] * DAYS, slot=None, mark="no_impressions")
        return replace(standing, counts=counts, target=None, **changes)
    return make_standing(
        name, [(impressions, installs + turn % 2) for turn in range(DAYS)], **changes
    )


FORM = ReportForm({}, today=TODAY)


def make_table(*networks, query="", silent=(), **changes) -> OverviewTable:
    page = make_overview(*networks, silent=silent, **changes)
    request = RequestFactory().get(f"/?{query}")
    table = OverviewTable(page, form=FORM)
    RequestConfig(request, paginate=False).configure(table)
    table.request = request
    return table


def names(table) -> list[str]:
    return [row.record.name for row in table.rows]


def html(table) -> str:
    return table.as_html(table.request)


LOW = make_network("Low", 3.0, 50_000, mark="below", reason="likely 2.9 to 3.1, target 6.0")
HIGH = make_network("High", 9.0, 300_000, slot=2)
NEW = make_network("New", 7.0, 2_000, slot=None, mark="too_little")
SILENT = make_network("Circle", None)
BEFORE = Counts.of(impressions=1000, installs=5)


def test_the_lowest_ipm_comes_first_and_the_silent_and_the_total_last():
    table = make_table(HIGH, NEW, LOW, silent=[SILENT])
    assert names(table) == ["Low", "New", "High", "Circle", "All networks"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("-ipm", "High"),
        ("impressions", "New"),
        ("-impressions", "High"),
        ("name", "High"),
        ("mark", "Low"),
        ("-interval", "High"),
        ("nonsense", "Low"),
    ],
)
def test_sorting_moves_networks_and_never_the_pinned_rows(sort, first):
    table = make_table(HIGH, NEW, LOW, silent=[SILENT], query=f"sort={sort}")
    assert names(table)[0] == first
    assert names(table)[-2:] == ["Circle", "All networks"]


@pytest.mark.parametrize("column", ["cpi", "change", "ctr"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_are_last_in_both_directions(column, sign):
    counts = Counts.of(impressions=1000, installs=6, clicks=50, spend=12)
    full = replace(HIGH, counts=counts, previous=BEFORE)
    fuller = replace(
        LOW, counts=counts + counts + Counts.of(clicks=9, impressions=9), previous=BEFORE
    )
    table = make_table(NEW, full, fuller, query=f"sort={sign}{column}")
    assert names(table)[2] == "New"


@pytest.mark.parametrize("column", ["name", *OverviewTable.usual])
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_column_can_be_asked_for(column, sign):
    table = make_table(HIGH, NEW, LOW, silent=[SILENT], query=f"sort={sign}{column}")
    assert "All networks" in html(table)


def test_the_sorted_column_is_announced_and_links_keep_the_filters():
    page = html(make_table(HIGH, LOW, query="network=3&network=4&sort=-installs"))
    assert page.count("aria-sort") == 1
    assert re.search(r'aria-sort="descending">\s*<a href="[^"]*sort=installs#networks"', page)
    links = re.findall(r'<th role="columnheader"[^>]*>\s*<a href="([^"]+)"', page)
    assert len(links) > 5
    assert all("network=3&amp;network=4&amp;sort=" in link for link in links)
    assert all(link.endswith("#networks") for link in links)


def test_every_row_has_a_header_and_the_table_a_caption():
    page = html(make_table(HIGH, LOW, silent=[SILENT]))
    assert page.count('scope="row"') == 4
    assert "<caption" in page


def test_a_row_below_its_target_is_marked_on_the_interval_and_has_no_badge():
    page = html(make_table(LOW))
    row = page[page.index("<tbody") :]
    assert "Below target, likely 2.9 to 3.1, target 6.0" in row
    assert 'class="below"' in row
    assert "badge" not in row


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_has_a_word(mark):
    assert MARKS[mark] in html(make_table(replace(HIGH, mark=mark)))


def test_a_network_without_impressions_shows_dashes_and_no_interval():
    page = html(make_table(HIGH, silent=[SILENT]))
    row = page[page.index("row--silent") : page.index("row--total")]
    assert row.count("–") >= 4
    assert "range-row" not in row
    assert "560" in row


@pytest.mark.parametrize("before", [None, Counts()], ids=["not asked for", "no data then"])
def test_the_change_is_left_out_where_nothing_is_compared(before):
    compared = make_overview(replace(HIGH, previous=BEFORE))
    alone = replace(compared, total=replace(compared.total, previous=before))
    assert "change" in OverviewTable(compared, form=FORM).columns.names()
    assert "change" not in OverviewTable(alone, form=FORM).columns.names()


def test_the_small_chart_of_a_long_range_says_that_it_is_weekly():
    long = make_standing("Lumio", [(1000, 6)] * 130)
    assert "Weekly IPM" in html(make_table(long))
    assert "Daily IPM" in html(make_table(HIGH))


def change_cell(**changes) -> str:
    table = OverviewTable(make_overview(replace(HIGH, **changes)), form=FORM)
    return table.rows[0].get_cell("change")


def test_a_network_that_was_not_there_before_is_new():
    assert "new" in change_cell(previous=Counts())


def test_a_change_within_the_noise_of_days_is_level():
    interval = HIGH.interval
    noisy = replace(interval, phi=5000.0)
    assert "level" in change_cell(
        previous=Counts.of(impressions=1000, installs=8), interval=noisy, before=noisy
    )


def test_a_fall_is_told_to_eye_and_ear():
    before = make_network("High", 12.0, 300_000).interval
    cell = change_cell(previous=Counts.of(impressions=1000, installs=12), before=before)
    assert "change--bad" in cell
    assert '<span class="visually-hidden">down</span>' in cell
    assert "25 %" in cell


def test_a_fall_that_noise_cannot_be_told_from_has_no_tone():
    cell = change_cell(previous=Counts.of(impressions=1000, installs=12), before=None)
    assert "25 %" in cell and "change--bad" not in cell


def test_all_rows_share_one_axis_and_too_little_data_does_not_stretch_it():
    wild = replace(NEW, interval=replace(NEW.interval, high=400.0, label="too_little"))
    table = make_table(HIGH, wild)
    assert table.axis.end == 10
    assert 'x2="95.0%"' in html(table)


def test_an_export_has_plain_values():
    head, *rows = lines(make_table(HIGH, LOW, silent=[SILENT]))
    assert head[:5] == ["Network", "IPM", "IPM low", "IPM high", "Verdict"]
    assert "Daily IPM" not in head
    assert rows[0][0] == "Low"
    assert rows[0][1] == pytest.approx(3, rel=0.01)
    assert not any("<" in str(value) for row in rows for value in row)


def test_numbers_of_a_million_are_short_on_phones_and_whole_elsewhere():
    page = html(make_table(HIGH))
    assert '<span class="wide">4,200,000</span><span class="narrow">4.2 M</span>' in page


def test_a_name_cannot_bring_markup():
    assert "<b>x</b>" not in html(make_table(replace(HIGH, names={"network": "<b>x</b>"})))


def test_cells_are_those_that_the_library_draws():
    table = make_table(make_network("Lumio & Co", 5), silent=(make_network("Circle", None),))
    drawn = [
        (str(conditional_escape(cell)), column.attrs["td"].as_html())
        for row in table.paginated_rows
        for column, cell in row.items()
    ]
    found = re.findall(
        r'<t[hd] role="\w+"(?: scope="row")? ([^>]*)>(.*?)</t[hd]>', body(table), re.S
    )
    assert [(cell, attrs) for attrs, cell in found] == drawn
    assert len(drawn) == 3 * len(list(table.columns))
