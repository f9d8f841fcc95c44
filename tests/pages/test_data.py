"""`/data/`: six states of a day, told apart by sign and words; an empty day is no zero day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.importing.storing.counts import replace_days
from campaigns.importing.undoing.undo import take_back
from campaigns.judgement.data_health import DayState, data_health
from campaigns.models import DailyCount, ImportBatch, Job, JobFile
from tests.make import LAST_DAY, NOW, TODAY, make_app, make_batch, make_campaign, make_day
from tests.reports.test_rollups import keyed

pytestmark = pytest.mark.django_db


def days_ago(number):
    return LAST_DAY - timedelta(days=number)


def fill(network="Kite", *, but=(), days=20, **kwargs):
    make_campaign(kwargs.get("app"), network, settle_days=3)
    for number in range(days):
        if number not in but:
            make_day(network, days_ago(number), impressions=1000, installs=5, **kwargs)


def states(network="Kite"):
    """The states of a network's days, the newest first."""
    (row,) = [row for row in data_health(TODAY).rows if row.network == network]
    return row.states[::-1]


def test_a_day_is_settling_then_imported():
    fill()
    found = states()
    assert found[:3] == (DayState.SETTLING,) * 3
    assert found[3:20] == (DayState.IMPORTED,) * 17
    assert set(found[20:]) == {DayState.NOTHING}


def test_days_missing_between_others_are_gaps():
    fill(but=(8, 9))
    assert [n for n, state in enumerate(states()) if state == DayState.GAP] == [8, 9]


def test_the_newest_days_are_late_once_they_usually_are_here():
    fill(but=(0, 1))
    assert states()[:3] == (DayState.NOTHING, DayState.LATE, DayState.SETTLING)


def test_what_usually_comes_later_is_not_late_earlier():
    fill(but=(0, 1))
    for number in range(2, 8):
        batch = make_batch()
        rows = DailyCount.objects.filter(day=days_ago(number))
        replace_days(keyed(rows), batch)
        at = timezone.make_aware(
            timezone.datetime.combine(days_ago(number - 3), timezone.datetime.min.time())
        )
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=at)
    assert states()[:2] == (DayState.NOTHING, DayState.NOTHING)


def test_a_network_that_ended_is_not_waited_for():
    fill(but=range(16), days=25)
    assert DayState.LATE not in states()


def test_a_day_of_which_the_file_says_0_is_a_zero_day():
    fill(but=(5,))
    make_day("Kite", days_ago(5), impressions=0, installs=0)
    assert states()[5] == DayState.ZERO


def test_a_day_that_an_import_covered_without_a_row_is_a_zero_day_until_it_is_taken_back():
    fill(but=(5,))
    campaign = make_campaign(network="Kite")
    batch = make_batch()
    batch.covered.create(
        app=campaign.app, network=campaign.network, reported_by="network",
        first_day=days_ago(5), last_day=days_ago(5),
    )  # fmt: skip
    assert states()[5] == DayState.ZERO
    take_back(batch)
    assert states()[5] == DayState.GAP


def test_a_settled_day_that_changed_lately_is_restated():
    fill()
    rows = DailyCount.objects.filter(day__in=(days_ago(1), days_ago(6)))
    for row in rows:
        row.installs = 6
    replace_days(keyed(rows), make_batch())
    assert (states()[1], states()[6]) == (DayState.SETTLING, DayState.RESTATED)


def test_what_was_not_reported_before_or_is_of_a_week_still_running_is_not_restated():
    fill()
    DailyCount.objects.filter(day=days_ago(7)).update(retained_d7=1)
    rows = {row.day: row for row in DailyCount.objects.all()}
    rows[days_ago(6)].installs = 6
    rows[days_ago(7)].retained_d7 = 2
    rows[days_ago(8)].revenue_d7 = 3
    replace_days(keyed([rows[days_ago(back)] for back in (6, 7, 8)]), make_batch())
    found = states()
    assert [found[back] for back in (6, 7, 8)] == [
        DayState.RESTATED, DayState.IMPORTED, DayState.IMPORTED,
    ]  # fmt: skip


def test_a_restated_number_leads_to_its_history_evening_by_evening(viewer_client, staff_client):
    fill()
    first = make_batch(file_name="first.csv")
    DailyCount.objects.update(batch=first)
    ImportBatch.objects.update(created_at=NOW - timedelta(days=5))
    (row,) = DailyCount.objects.filter(day=days_ago(6))
    row.installs = 6
    second = make_batch(file_name="corrected.csv")
    replace_days(keyed([row]), second)
    path = f"/data/{row.campaign.network_id}/{days_ago(6).isoformat()}/"
    assert f'href="{path}"' in viewer_client.get("/data/").content.decode()
    page = viewer_client.get(path)
    shown = page.context["versions"]
    assert [(one.installs, one.ipm) for one in shown] == [("5", "5.00"), ("6", "6.00")]
    assert [[batch.file_name for batch in one.imports] for one in shown] == [
        ["first.csv"], ["corrected.csv"],
    ]  # fmt: skip
    assert "IPM 5.00 at first, 6.00 now: written again once." in page.content.decode()
    assert f"/imports/{second.pk}/" not in page.content.decode()
    assert "corrected.csv</a>" in staff_client.get(path).content.decode()
    assert (
        "No import has counts"
        in viewer_client.get(
            f"/data/{row.campaign.network_id}/{days_ago(50).isoformat()}/"
        ).content.decode()
    )
    assert viewer_client.get(f"/data/{row.campaign.network_id}/yesterday/").status_code == 404


def test_apps_that_differ_have_a_row_each():
    fill()
    fill(app=make_app("Tile Garden", "ios"), but=(7,))
    found = [(row.app, DayState.GAP in row.states) for row in data_health(TODAY).rows]
    assert found == [("Merge Harbor (Android)", False), ("Tile Garden (iOS)", True)]


def test_the_page_says_what_is_missing_in_words_and_signs(viewer_client):
    fill(but=(8, 9))
    fill("Lumio")
    page = viewer_client.get("/data/").content.decode()
    assert "One network misses days; the other 1 is complete." in page
    assert "Kite misses 14 Nov and 15 Nov. An empty day is never counted as a zero day." in page
    assert page.count('<use href="#sign-gap"/>') == 4  # two days, the key, the list
    assert "Kite, 14 Nov: gap: days before and after are here" in page
    assert "2 gaps" in page and "Import them" not in page


def test_today_says_it_in_the_same_words(viewer_client):
    fill(but=(8,))
    assert "Kite misses 15 Nov</a>" in viewer_client.get("/").content.decode()


def test_nothing_is_said_where_nothing_is_missing(viewer_client):
    fill()
    assert "The one network is complete to 23 Nov." in viewer_client.get("/data/").content.decode()


def test_failed_files_stand_with_their_reason_and_what_to_do_until_one_of_their_name_is_in(
    staff_client, staff, viewer_client
):
    fill()
    buttons = {}
    for name, state, code, button in (
        ("circle.csv", "refused", "unreadable", "What to correct"),
        ("oval.csv", "refused", "app_new", "Answer"),
        ("square.csv", "failed", "job", "Try again"),
    ):
        said = f"The totals of {name} contradict its lines."
        error = {"line": 0, "field": "file", "message": said, "code": code}
        answer = {"errors": [error]}
        job = Job.objects.create(
            kind="import", state=state, user=staff, file_name=name, answer=answer
        )
        JobFile.of(job, b"day")
        buttons[name] = f'href="/imports/jobs/{job.pk}/">{button}'
    page = staff_client.get("/data/").content.decode()
    seen = viewer_client.get("/data/").content.decode()
    for name, button in buttons.items():
        assert f"{name} is not in: The totals of {name} contradict its lines." in page
        assert button in page and name not in seen
        ImportBatch.objects.create(file_name=name, source="generic")
    page = staff_client.get("/data/").content.decode()
    assert not [name for name in buttons if f"{name} is not in" in page]


def test_shares_that_reports_do_not_state_stand_there(viewer_client):
    fill(format="video", creative="A")
    make_day(
        "Kite",
        days_ago(4),
        country="ZZ",
        impressions=20_000,
        installs=5,
        format="video",
        creative="A",
    )
    page = viewer_client.get("/data/").content.decode()
    assert "Kite: 54 % of the impressions have no country." in page
    assert "have no format" not in page


def test_before_the_first_import_it_says_what_to_do(staff_client, viewer_client):
    assert "Import a report" in staff_client.get("/data/").content.decode()
    page = viewer_client.get("/data/").content.decode()
    assert "Ask somebody who may import reports" in page and 'href="/imports/"' not in page
