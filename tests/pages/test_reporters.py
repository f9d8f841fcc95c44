"""`/data/reporters/`: network, MMP and SKAN side by side, the furthest apart first."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from campaigns.judgement.reporters import reported
from campaigns.models import Network
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from tests.make import LAST_DAY, make_day

pytestmark = pytest.mark.django_db
WEEK = Period.of_days(7, LAST_DAY)


@pytest.fixture
def told():
    """Brisk is 40 % apart, Lumio 5 %, Kite has one reporter."""
    for network, own, mmp in (("Lumio", 100, 105), ("Brisk", 100, 60), ("Kite", 100, None)):
        make_day(network, impressions=10_000, installs=own, spend=50)
        if mmp:
            make_day(network, reported_by="mmp", installs=mmp, spend=50)
    make_day("Brisk", reported_by="skan", installs=90)


def rows(**kwargs):
    return reported(ReportQuery(WEEK), **kwargs)


def test_outside_stands_first_and_differences_are_of_the_networks_count(told):
    found = [(row.network, row.outside, row.apart and round(row.apart, 4)) for row in rows()]
    assert found == [("Brisk", True, -0.4), ("Lumio", False, 0.05), ("Kite", False, None)]
    brisk = rows()[0]
    assert [brisk.count(one) for one in ("network", "mmp", "skan")] == [100, 60, 90]
    assert round(brisk.differs("skan"), 4) == -0.1
    assert brisk.differs("network") is None


def test_the_tolerance_is_the_networks_own(told):
    Network.objects.filter(name="Brisk").update(tolerance=50)
    Network.objects.filter(name="Lumio").update(tolerance=2)
    assert [(row.network, row.outside) for row in rows()][:2] == [("Lumio", True), ("Brisk", False)]


def test_which_reporter_enters_ipm_follows_the_days(told):
    make_day("Kite", LAST_DAY - timedelta(days=1), reported_by="mmp", installs=7)
    found = {row.network: row.shown for row in rows()}
    assert found == {"Brisk": ("network",), "Lumio": ("network",), "Kite": ("network", "mmp")}


def test_weeks_and_days_are_told_apart(told):
    make_day("Lumio", LAST_DAY - timedelta(days=1), reported_by="mmp", installs=7)
    days = [row.when for row in rows(when="day") if row.network == "Lumio"]
    assert set(days) == {LAST_DAY, LAST_DAY - timedelta(days=1)}


def test_the_page_says_who_is_apart_and_is_exported(viewer_client, told):
    page = viewer_client.get("/data/reporters/").content.decode()
    assert "Reporters of Brisk are further apart than is tolerated." in page
    assert "Over 10 %" in page and "Within 10 %" in page and "One reporter" in page
    answer = viewer_client.get("/data/reporters/", {"_export": "csv"}).content.decode("utf-8-sig")
    head, first, *_ = csv.reader(StringIO(answer))
    row = dict(zip(head, first, strict=True))
    assert (row["Network"], row["Installs, Network"], row["Installs, MMP"]) == (
        "Brisk",
        "100",
        "60",
    )


def test_where_one_reports_nothing_is_compared(viewer_client):
    make_day("Kite", impressions=1000, installs=5)
    page = viewer_client.get("/data/reporters/?by=day").content.decode()
    assert "Nobody else reports what a network reports" in page
    assert viewer_client.get("/data/reporters/?by=week&network=99").status_code == 200
