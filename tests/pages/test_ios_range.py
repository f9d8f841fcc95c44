"""`/data/reporters/` on iOS: installs as a range, weeks first."""

from datetime import timedelta

import pytest

from campaigns.models import CoveredDays, DailyCount, Network
from tests.make import LAST_DAY, make_app, make_batch, make_day
from tests.worlds import made_once

DAYS = 30
ADDRESS = f"/data/reporters/?from={LAST_DAY - timedelta(days=20)}&to={LAST_DAY}"
pytestmark = pytest.mark.django_db


@made_once
def three_reporters():
    """Kite on iOS claims 130 a day, the MMP has 40, SKAN 90 by arrival, 30 of them the MMP's."""
    app = make_app("Tile Garden", platform="ios")
    for ago in range(DAYS):
        day = LAST_DAY - timedelta(days=ago)
        make_day("Kite", day, app=app, impressions=30_000, installs=130)
        make_day("Kite", day, app=app, reported_by="mmp", installs=40)
        make_day("Kite", day, app=app, reported_by="skan", installs=90, mmp_installs=30)
    Network.objects.update(includes_skan=True)
    batch = make_batch()
    batch.day_kind, batch.index_told, batch.versions = "arrival", True, ["4.0"]
    batch.save()
    CoveredDays.objects.create(
        batch=batch, app=app, network=Network.objects.get(), reported_by="skan",
        first_day=LAST_DAY - timedelta(days=DAYS), last_day=LAST_DAY,
    )  # fmt: skip


def _rows(client, address: str = ADDRESS):
    return client.get(address).context["ios"]


def test_a_week_of_which_all_postbacks_are_here_has_both_ends(viewer_client, three_reporters):
    whole = next(row for row in _rows(viewer_client) if row.installs.count("to"))
    low, high = (int(end.replace(",", "")) for end in whole.installs.split(" to "))
    assert 7 * 95 < low < 7 * 100 < 7 * 140 <= high < 7 * 146
    ends = [float(end) for end in whole.ipm.split(" to ")]
    assert ends == pytest.approx([low / 210, high / 210], abs=0.01)
    assert "proven, MMP and Apple at most" in whole.words


def test_a_week_whose_postbacks_are_still_to_come_is_open_above(viewer_client, three_reporters):
    newest = _rows(viewer_client)[0]
    assert newest.installs.startswith("from ")
    assert f"postbacks until {LAST_DAY.day} Nov are here" in newest.words


def test_weeks_stand_newest_first_and_it_is_said_whose_impressions_divide(
    viewer_client, three_reporters
):
    days = [row.days for row in _rows(viewer_client)]
    assert len(days) == 4 and "23 Nov" in days[0]
    text = viewer_client.get(ADDRESS).content.decode()
    assert "Only this range divides installs of one reporter by impressions of another" in text


def test_overlaps_that_are_not_known_leave_it_wide(viewer_client, three_reporters):
    DailyCount.objects.filter(reported_by="skan").update(mmp_installs=None)
    Network.objects.update(includes_skan=None)
    row = next(row for row in _rows(viewer_client) if row.installs.count("to"))
    low, high = (int(end.replace(",", "")) for end in row.installs.split(" to "))
    assert low < 7 * 90 and high > 7 * 255


def test_android_has_no_range(viewer_client):
    make_day("Kite", impressions=1000, installs=10)
    make_day("Kite", reported_by="mmp", installs=8)
    assert _rows(viewer_client) == []
