"""A query in parts: what a row says, which columns stand there, where a row leads."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from campaigns.judgement.breakdown import breakdown
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery, report
from campaigns.ui.page import PER_PAGE
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_weeks")]
PERIOD = Period.of_days(14, LAST_DAY)


@made_once
def two_weeks():
    app = make_app()
    for back in range(28):
        day = LAST_DAY - timedelta(days=back)
        for country, installs in (("US", 70), ("DE", 20 + back % 3)):
            make_day(
                day=day, app=app, country=country, impressions=10_000, clicks=300,
                installs=installs, spend=90,
            )  # fmt: skip
    make_day("Circle", app=app, country="FR", installs=40)
    return app


def parts(*by, **where):
    return breakdown(
        ReportQuery(PERIOD, where=where, compare=PERIOD.previous(), today=TODAY), by, TODAY
    )


@pytest.mark.parametrize(
    "by", ["country", "network", "campaign", "app", "platform", "format", "creative", "store_page",
           "targeting", "bid_type", "reported_by", "day", "week", "month"],
)  # fmt: skip
def test_parts_hold_what_the_report_says_and_add_up_to_the_total(by):
    found = parts(by)
    said = {tuple(r.keys.values()): r.counts for r in report(ReportQuery(PERIOD, by=(by,)))}
    assert {tuple(part.keys.values()): part.counts for part in found.parts} == said
    assert found.total.counts == report(ReportQuery(PERIOD))[0].counts


def test_a_part_is_compared_with_its_own_past():
    found = {part.name: part for part in parts("country").parts}
    assert found["United States"].previous == Counts.of(
        impressions=140_000, clicks=4200, installs=980, spend=1260
    )
    assert found["France"].previous == Counts()
    assert parts("country").total.previous.installs == 980 + 20 * 14 + sum(
        back % 3 for back in range(14, 28)
    )


def test_what_a_network_without_impressions_brought_is_said(viewer_client):
    answer = viewer_client.get(f"/networks/{make_campaign().network_id}/?compare=none")
    assert not any("Circle" in note for note in answer.context["footnotes"])
    assert {source.name for source in parts("country").everyone} == {"Lumio Ads", "Circle"}


def lines(client, query):
    answer = client.get(f"/networks/{make_campaign().network_id}/?{query}&_export=csv")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_reader_chooses_the_columns_of_page_and_export(viewer_client):
    head, *rows = lines(viewer_client, "columns=spend&columns=ctr&columns=nonsense&columns=<b>")
    assert head[:3] == ["Country", "Spend", "CTR %"] and "IPM" not in head
    assert rows[-1][:3] == ["Total", "5040.0", "3.0"]
    usual = lines(viewer_client, "columns=nonsense")[0]
    assert usual.index("IPM") < usual.index("Spend"), "the counts that a file always has come last"


@pytest.mark.parametrize("split", ["country", "format", "campaign", "creative", "app", "day"])
def test_a_networks_page_splits_it_by_anything(viewer_client, split):
    head, *rows, total = lines(viewer_client, f"by={split}&columns=installs&from={LAST_DAY}")
    place = head.index("Installs")
    assert sum(int(row[place]) for row in rows) == int(total[place]) == 90


def test_a_filter_says_not_stated_in_words(viewer_client):
    answer = viewer_client.get("/networks/?targeting=not_stated")
    pill = next(p for p in answer.context["filters"]["pills"] if p["name"] == "targeting")
    assert pill["value"] == "Not stated"
    assert answer.context["page"].total.counts.installs > 0
    assert viewer_client.get("/networks/?targeting=broad").context["empty"]


def test_as_many_parts_as_a_page_holds_have_no_second_page_for_the_total(viewer_client):
    for number in range(PER_PAGE - 1):  # and the campaign that is there
        make_day(campaign=f"Campaign {number}", impressions=1000 + number, installs=3)
    answer = viewer_client.get(f"/networks/{make_campaign().network_id}/?by=campaign")
    assert len(list(answer.context["table"].paginated_rows)) == PER_PAGE + 1
    assert b"Page 1 of" not in answer.content


def test_many_parts_are_turned_page_by_page_and_exported_whole(viewer_client):
    for number in range(60):
        make_day(campaign=f"Campaign {number}", impressions=1000 + number, installs=3)
    answer = viewer_client.get(f"/networks/{make_campaign().network_id}/?by=campaign&page=2")
    shown = [row.record.name for row in answer.context["table"].paginated_rows]
    assert (len(shown), shown[-1]) == (12, "Total")
    assert b"Page 2 of 2" in answer.content
    assert len(lines(viewer_client, "by=campaign")) == 1 + 61 + 1
