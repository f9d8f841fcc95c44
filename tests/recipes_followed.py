"""What the recipes of campaigns/README.md must bring: run by test_recipes.py on a copy of the code
in which they were followed."""

import csv
from io import StringIO

import pytest

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.models import DailyCount, Network
from campaigns.reports import DIMENSIONS
from tests.make import TODAY, make_day

pytestmark = pytest.mark.django_db
SPLIT = ("/trends/", "/why/", "/audience/", "/quality/", "/networks/{}/")


@pytest.fixture
def counts():
    row = make_day(impressions=9000, clicks=40, installs=45, spend=10)
    Network.objects.update(kind=Network.Kind.SOCIAL)
    return row


@pytest.mark.parametrize("path", ["/networks/", "/campaigns/"])
def test_the_metric_is_a_column_of_page_and_export(viewer_client, counts, path):
    page = viewer_client.get(f"{path}?columns=cpc").content.decode()
    assert "CPC $" in page and "0.25" in page
    answer = viewer_client.get(f"{path}?columns=cpc&_export=csv")
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert rows[0][head.index("CPC $")] == "0.25"


@pytest.mark.parametrize("path", SPLIT)
def test_the_dimension_splits_every_page_that_can_be_split(viewer_client, counts, path):
    answer = viewer_client.get(f"{path.format(counts.campaign.network_id)}?by=network_kind")
    assert answer.status_code == 200
    assert DIMENSIONS["network_kind"].label in answer.content.decode()


def test_the_dimension_filters_every_page(viewer_client, counts):
    for kind, installs in (("social", "45"), ("dsp", "–")):
        answer = viewer_client.get(f"/?network_kind={kind}")
        assert {tile.key: tile.value for tile in answer.context["tiles"]}["installs"] == installs
        assert "Kind of network" in answer.content.decode()


def test_a_file_of_the_vendor_is_imported_as_what_it_is():
    content = b"Date,Campaign,Views,Taps,Installs,Spend\n2026-11-20,Broad,1000,30,5,12.50\n"
    result = import_file(
        content, "export.csv", Options(today=TODAY), app="Merge Harbor", platform="android"
    )
    assert not result.errors
    row = DailyCount.objects.get()
    assert (row.campaign.network.name, row.clicks, row.installs) == ("Adtile", 30, 5)
