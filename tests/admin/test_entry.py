"""Counts entered by hand: what is impossible is refused, what is odd waits for a tick."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from campaigns.importing.storing.names import default_page
from campaigns.models import CountRevision, DailyCount, ImportBatch, StorePage
from campaigns.models.choices import NOT_STATED
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

ADD = reverse("admin:campaigns_dailycount_add")
ALL = reverse("admin:campaigns_dailycount_changelist")
COUNTS = (
    "impressions", "clicks", "installs", "view_through_installs", "rejected_installs",
    "spend", "retained_d1", "retained_d7", "revenue_d7",
)  # fmt: skip
BOX = 'type="checkbox" name="confirm_odd"'


def page_of(row):
    return reverse("admin:campaigns_dailycount_change", args=[row.pk])


@made_once
def campaign():
    return make_campaign(make_app())


@pytest.fixture
def enter(staff_client, campaign):
    """Post the add form, or a row's page; what is not said is as the empty form has it."""

    def post(row=None, **said):
        empty = {
            "campaign": campaign.pk, "day": LAST_DAY, "creative": "", "country": "ZZ",
            "store_page": "", "reported_by": "network", "confirm_odd": "",
        }  # fmt: skip
        data = {**(empty if row is None else {}), **dict.fromkeys(COUNTS, ""), **said}
        return staff_client.post(ADD if row is None else page_of(row), data)

    return post


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# Through the door


def test_a_row_entered_by_hand_is_written_by_a_batch_of_its_own(enter, staff, campaign):
    response = enter(impressions=1000, installs=5, spend="12.345678")
    assert response.url == ALL
    row, batch = DailyCount.objects.get(), ImportBatch.objects.get()
    assert (row.campaign, row.day, row.impressions) == (campaign, LAST_DAY, 1000)
    assert (row.installs, row.clicks, row.spend) == (5, None, Decimal("12.345678"))
    assert row.batch == batch
    assert (batch.source, batch.file_name, batch.user) == ("admin", "Entered by hand", staff)
    assert (batch.created, batch.first_day) == (1, LAST_DAY)
    assert LogEntry.objects.get().object_id == str(row.pk)


def test_what_is_left_empty_becomes_not_stated_and_the_default_page(enter, campaign):
    enter(installs=5)
    row = DailyCount.objects.get()
    assert (row.creative.name, row.creative.format, row.country) == (NOT_STATED, "", "ZZ")
    assert row.store_page == default_page(campaign.app)


def test_a_refused_row_leaves_nothing_behind(enter, campaign):
    assert enter(installs=-5).status_code == 200
    assert not DailyCount.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not campaign.app.creatives.exists()
    assert not campaign.app.store_pages.exists()


def test_a_change_keeps_the_old_counts(enter):
    row = make_day(day=LAST_DAY, impressions=1000, installs=5)
    assert enter(row, impressions=1000, installs=7).url == ALL
    row.refresh_from_db()
    kept, batch = CountRevision.objects.get(), ImportBatch.objects.get()
    assert (row.installs, row.batch) == (7, batch)
    assert (kept.installs, kept.removed, kept.batch) == (5, False, batch)


def test_saving_a_row_unchanged_writes_nothing(enter):
    row = make_day(day=LAST_DAY, impressions=1000, installs=5, spend=Decimal("1.5"))
    assert enter(row, impressions=1000, installs=5, spend="1.50").url == ALL
    assert not ImportBatch.objects.exists()


def test_the_key_of_a_stored_row_cannot_be_changed(enter):
    row = make_day(day=LAST_DAY, impressions=1000, installs=5, country="US")
    enter(row, impressions=1000, installs=6, country="DE", day="2020-01-01", reported_by="mmp")
    stored = DailyCount.objects.get()
    assert stored.installs == 6
    assert (stored.country, stored.day, stored.reported_by) == ("US", LAST_DAY, "network")


def test_a_deleted_row_is_kept_as_a_revision(staff_client):
    row = make_day(day=LAST_DAY, impressions=1000, installs=5)
    url = reverse("admin:campaigns_dailycount_delete", args=[row.pk])
    assert "1,000 impressions, 5 installs" in staff_client.get(url).content.decode()
    staff_client.post(url, {"post": "yes"})
    kept = CountRevision.objects.get()
    assert not DailyCount.objects.exists()
    assert (kept.installs, kept.removed, kept.batch.source) == (5, True, "admin")


def test_chosen_rows_are_deleted_through_the_door_after_a_confirmation(staff_client):
    rows = [make_day(day=LAST_DAY, country=code, installs=5) for code in ("US", "DE", "FR")]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows[:2]]}
    asked = staff_client.post(ALL, chosen)
    assert "Are you sure" in asked.content.decode()
    assert DailyCount.objects.count() == 3
    staff_client.post(ALL, {**chosen, "post": "yes"})
    assert DailyCount.objects.get() == rows[2]
    assert set(CountRevision.objects.values_list("country", "removed")) == {
        ("US", True), ("DE", True),
    }  # fmt: skip
    assert ImportBatch.objects.get().removed == 2


def test_more_rows_than_a_page_can_send_back_are_not_deleted_at_once(staff_client, monkeypatch):
    monkeypatch.setattr("campaigns.admin.counts.DELETE_AT_ONCE", 1)
    rows = [make_day(day=LAST_DAY, country=code, installs=5) for code in ("US", "DE")]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    asked = staff_client.post(ALL, {**chosen, "post": "yes"})
    assert "2 daily counts are chosen; delete 1 at a time" in asked.content.decode()
    assert DailyCount.objects.count() == 2


# Impossible


IMPOSSIBLE = {
    "negative": ({"clicks": -1}, "clicks", "It cannot be negative."),
    "negative money": ({"spend": "-0.01"}, "spend", "It cannot be negative."),
    "fraction": ({"installs": "1.5"}, "installs", "Enter a whole number."),
    "country": ({"installs": 1, "country": "XX"}, "country", "“XX” is not a country."),
    "view-through": (
        {"installs": 5, "view_through_installs": 6},
        "view_through_installs",
        "View-through installs (6) cannot be above installs (5).",
    ),
    "D1": (
        {"installs": 1000, "retained_d1": 1001},
        "retained_d1",
        "Retained D1 (1,001) cannot be above installs (1,000).",
    ),
    "D7": (
        {"installs": 0, "retained_d7": 1},
        "retained_d7",
        "Retained D7 (1) cannot be above installs (0).",
    ),
    "nothing": (
        {},
        "__all__",
        "Write at least one count. 0 is a count, empty is not reported.",
    ),
}


@pytest.mark.parametrize(("said", "field", "message"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_is_impossible_is_refused_even_when_the_box_is_ticked(enter, said, field, message):
    response = enter(**said, confirm_odd="on")
    assert errors(response) == {field: [message]}
    assert not DailyCount.objects.exists()


def test_a_day_in_the_future_is_refused_and_today_is_not(enter):
    tomorrow = TODAY + timedelta(days=1)
    (message,) = errors(enter(day=tomorrow, installs=1))["day"]
    assert message == f"{tomorrow.day} {tomorrow:%b %Y} is in the future."
    assert enter(day=TODAY, installs=1).status_code == 302


def test_creatives_and_pages_of_another_app_are_refused_by_name(enter):
    other = make_app(platform="ios")
    response = enter(
        installs=1, creative=make_creative(other, "Hook A").pk, store_page=default_page(other).pk
    )
    belongs = "belongs to Merge Harbor (iOS), the campaign to Merge Harbor (Android)."
    assert errors(response) == {
        "creative": [f"“Hook A” {belongs}"],
        "store_page": [f"“Default page” {belongs}"],
    }


@pytest.mark.parametrize("stated", [True, False], ids=["parts stated", "parts left empty"])
def test_a_second_row_is_refused_with_what_the_first_holds_and_a_link_to_it(
    enter, campaign, stated
):
    held = {"impressions": 1000, "installs": 5, "spend": Decimal("15.74")}
    row = make_day(day=LAST_DAY, country="ZZ", **held)
    parts = {"creative": row.creative_id, "store_page": row.store_page_id} if stated else {}
    (message,) = errors(enter(installs=7, **parts, confirm_odd="on"))["__all__"]
    assert "Broad US at Lumio Ads, creative Not stated" in message
    assert "1,000 impressions, 5 installs" in message and "$15.74 spend" in message
    assert f'<a href="{page_of(row)}">Change that row</a>' in message
    assert DailyCount.objects.get().installs == 5


@pytest.mark.parametrize(
    "part", [{"country": "US"}, {"reported_by": "mmp"}, {"installs": 5}], ids=str
)
def test_only_the_very_same_key_is_a_second_row(enter, part):
    make_day(day=LAST_DAY, country="ZZ", creative="Hook A", impressions=1000, installs=5)
    assert enter(**{"installs": 5, **part}).status_code == 302


# Odd

ODD = {
    "clicks": (
        {"impressions": 1000, "clicks": 1001},
        ["Clicks (1,001) are above impressions (1,000)."],
    ),
    "installs without view-through": (
        {"impressions": 1000, "clicks": 10, "installs": 11},
        ["Installs (11) are above clicks (10), and no view-through installs are stated."],
    ),
    "installs with too few view-through": (
        {"impressions": 1000, "clicks": 10, "installs": 13, "view_through_installs": 2},
        ["Installs after a click (11) are above clicks (10)."],
    ),
    "installs": (
        {"impressions": 10, "installs": 11},
        ["Installs (11) are above impressions (10)."],
    ),
    "IPM": ({"impressions": 1000, "installs": 201}, ["IPM is 201.00, above 200."]),
    "rejected": (
        {"installs": 1, "rejected_installs": 2},
        ["Rejected installs (2) are above installs (1)."],
    ),
    "several": (
        {"impressions": 1000, "clicks": 1001, "installs": 500},
        ["Clicks (1,001) are above impressions (1,000).", "IPM is 500.00, above 200."],
    ),
}


@pytest.mark.parametrize(("said", "warnings"), ODD.values(), ids=ODD)
def test_what_is_odd_is_saved_only_after_the_box_is_ticked(enter, said, warnings):
    response = enter(**said)
    html = response.content.decode()
    assert errors(response) == {"confirm_odd": warnings}
    assert BOX in html
    assert "Nothing is saved yet" in html
    assert "Please correct the error" not in html
    assert not DailyCount.objects.exists()
    assert enter(**said, confirm_odd="on").status_code == 302
    assert DailyCount.objects.count() == 1


USUAL = {
    "at the limits": {"impressions": 1000, "clicks": 1000, "installs": 200},
    "view-through explains it": {
        "impressions": 1000, "clicks": 10, "installs": 11, "view_through_installs": 1,
    },
    "no impressions": {"clicks": 10, "installs": 10},
    "zeros": {"impressions": 0, "clicks": 0, "installs": 0},
    "all retained": {"installs": 5, "retained_d1": 5, "retained_d7": 5},
}  # fmt: skip


@pytest.mark.parametrize("said", USUAL.values(), ids=USUAL)
def test_what_is_usual_needs_no_tick(enter, said):
    assert enter(**said).status_code == 302


def test_the_box_is_hidden_until_something_is_odd(staff_client, enter):
    assert BOX not in staff_client.get(ADD).content.decode()
    assert BOX not in enter(installs=-1).content.decode()


def test_a_tick_stays_in_sight_while_something_else_is_wrong(enter):
    html = enter(impressions=10, clicks=11, installs=-1, confirm_odd="on").content.decode()
    assert BOX in html


def test_a_stored_odd_row_is_argued_about_only_when_it_changes(enter):
    row = make_day(day=LAST_DAY, impressions=10, clicks=11)
    assert enter(row, impressions=10, clicks=11).status_code == 302
    assert "confirm_odd" in errors(enter(row, impressions=10, clicks=12))
    assert enter(row, impressions=10, clicks=12, confirm_odd="on").status_code == 302
    assert DailyCount.objects.get().clicks == 12


# Ease


def test_the_form_starts_with_yesterday_and_the_usual_choices(staff_client):
    form = staff_client.get(ADD).context["adminform"].form
    values = {name: form[name].value() for name in ("day", "country", "reported_by")}
    assert values == {"day": LAST_DAY, "country": "ZZ", "reported_by": "network"}
    assert not form.fields["creative"].required
    assert not form.fields["store_page"].required


def test_adding_another_row_keeps_campaign_day_and_country(enter, staff_client, campaign):
    response = enter(installs=5, country="DE", _addanother="1")
    form = staff_client.get(response.url).context["adminform"].form
    assert form["campaign"].value() == str(campaign.pk)
    assert form["day"].value() == LAST_DAY.isoformat()
    assert form["country"].value() == "DE"


def test_money_is_shown_in_cents_and_finer_only_where_it_is(staff_client):
    row = make_day(day=LAST_DAY, installs=1, spend=Decimal("12.5"), revenue_d7=Decimal("0.1234"))
    form = staff_client.get(page_of(row)).context["adminform"].form
    assert (str(form["spend"].value()), str(form["revenue_d7"].value())) == ("12.50", "0.1234")


def test_a_row_tells_its_ipm_who_wrote_it_and_what_it_held_before(enter, staff_client):
    row = make_day(day=LAST_DAY, impressions=1000, installs=5)
    enter(row, impressions=1000, installs=7)
    html = staff_client.get(page_of(row)).content.decode()
    assert "7.00" in html
    assert (
        reverse("admin:campaigns_importbatch_change", args=[ImportBatch.objects.get().pk]) in html
    )
    assert "1 kept" in html


def test_a_store_page_chosen_by_hand_is_kept(enter, campaign):
    page = StorePage.objects.create(app=campaign.app, name="Autumn")
    enter(installs=5, store_page=page.pk)
    assert DailyCount.objects.get().store_page == page


@pytest.mark.parametrize("value", ["abc", "²", "9" * 20, "1%00", ""])
def test_a_strange_address_does_not_break_the_form(staff_client, value):
    parts = "&".join(f"{name}={value}" for name in ("campaign", "creative", "store_page"))
    assert staff_client.get(f"{ADD}?{parts}").status_code == 200
    assert staff_client.post(ADD, {"campaign": value}).status_code == 200
