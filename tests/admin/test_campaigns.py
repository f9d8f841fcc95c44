"""A campaign in the admin: its counts on the same page, and its status for many at once."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.admin.entry import NEWEST_ROWS
from campaigns.models import Campaign, CountRevision, DailyCount, ImportBatch, Network
from campaigns.reports import answers
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_creative, make_day

pytestmark = pytest.mark.django_db


def yesterday(back=0):
    return LAST_DAY - timedelta(days=back)


def url(model, page="changelist", *args):
    return reverse(f"admin:campaigns_{model}_{page}", args=args)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def save(staff_client):
    """Post a campaign's page with rows to add, and changes to its newest rows by their pk."""

    def post(campaign, add=(), change=None, delete=(), **said):
        page = url("campaign", "change", campaign.pk)
        shown = staff_client.get(page).context["inline_admin_formsets"][1].formset.forms
        data = {
            "network": campaign.network_id, "name": campaign.name, "status": "active",
            "confirm_odd": "", "new_counts-TOTAL_FORMS": len(add), "new_counts-INITIAL_FORMS": 0,
            "counts-TOTAL_FORMS": len(shown), "counts-INITIAL_FORMS": len(shown), **said,
        }  # fmt: skip
        for i, row in enumerate(add):
            empty = {"day": yesterday(), "country": "ZZ", "reported_by": "network"}
            data.update({f"new_counts-{i}-{k}": v for k, v in {**empty, **row}.items()})
        for i, form in enumerate(shown):
            row = form.instance
            values = {name: getattr(row, name) for name in form.fields if hasattr(row, name)}
            values |= {"id": row.pk, "campaign": campaign.pk, **(change or {}).get(row.pk, {})}
            data.update({f"counts-{i}-{k}": v for k, v in values.items() if v is not None})
            if row.pk in delete:
                data[f"counts-{i}-DELETE"] = "on"
        return staff_client.post(page, data)

    return post


def row_errors(response, inline):
    formset = response.context["inline_admin_formsets"][inline].formset
    return [dict(form.errors) for form in formset.forms if form.errors]


def test_rows_are_added_changed_and_deleted_with_the_campaign_in_one_batch(save, staff):
    old = make_day(day=yesterday(1), impressions=1000, installs=5)
    gone = make_day(day=yesterday(2), impressions=1000, installs=6)
    response = save(
        old.campaign,
        add=[{"impressions": 1000, "installs": 7}, {"impressions": 900, "country": "DE"}],
        change={old.pk: {"installs": 8}},
        delete=[gone.pk],
    )
    assert response.status_code == 302
    batch = ImportBatch.objects.get()
    assert (batch.created, batch.changed, batch.removed) == (2, 1, 1)
    assert (batch.source, batch.user) == ("admin", staff)
    assert set(CountRevision.objects.values_list("installs", "removed")) == {(5, False), (6, True)}
    stored = DailyCount.objects.values_list("day", "country", "impressions", "installs")
    assert set(stored) == {
        (yesterday(1), "US", 1000, 8),
        (yesterday(), "ZZ", 1000, 7),
        (yesterday(), "DE", 900, None),
    }


def test_counts_that_are_not_in_the_table_stay_as_they_are(save):
    row = make_day(day=yesterday(), installs=5, retained_d1=3, rejected_installs=2)
    save(row.campaign, change={row.pk: {"installs": 4}})
    row.refresh_from_db()
    assert (row.installs, row.retained_d1, row.rejected_installs) == (4, 3, 2)


def test_saving_a_campaign_alone_writes_no_counts(save):
    row = make_day(day=yesterday(), impressions=10, clicks=11)
    assert save(row.campaign, name="Broad US 2", add=[{}]).status_code == 302
    assert Campaign.objects.get().name == "Broad US 2"
    assert not ImportBatch.objects.exists()


def test_an_odd_row_in_a_campaign_waits_for_the_tick(save):
    row = make_day(day=yesterday(1), impressions=1000, installs=5)
    said = {
        "add": [{"impressions": 10, "clicks": 11}],
        "change": {row.pk: {"installs": 1001}},
    }
    response = save(row.campaign, **said)
    assert row_errors(response, 0) == [{"__all__": ["Clicks (11) are above impressions (10)."]}]
    assert row_errors(response, 1) == [
        {"__all__": ["Installs (1,001) are above impressions (1,000)."]}
    ]
    html = response.content.decode()
    assert 'type="checkbox" name="confirm_odd"' in html
    assert "Please correct the error" not in html
    assert not ImportBatch.objects.exists()
    assert save(row.campaign, **said, confirm_odd="on").status_code == 302
    assert DailyCount.objects.count() == 2


IMPOSSIBLE = {
    "future": ({"day": TODAY + timedelta(days=9), "installs": 1}, "day"),
    "negative": ({"installs": -1}, "installs"),
    "country": ({"installs": 1, "country": "XX"}, "country"),
    "view-through": ({"installs": 1, "view_through_installs": 2}, "view_through_installs"),
    "nothing": ({"country": "US"}, "__all__"),
}


@pytest.mark.parametrize(("row", "field"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_row_in_a_campaign_is_refused(save, row, field):
    response = save(make_campaign(), add=[row], confirm_odd="on")
    assert [list(errors) for errors in row_errors(response, 0)] == [[field]]
    assert not DailyCount.objects.exists()


def test_a_second_row_in_a_campaign_is_refused_with_a_link_to_the_first(save):
    row = make_day(day=yesterday(), country="ZZ", installs=5)
    (errors,) = row_errors(save(row.campaign, add=[{"installs": 6}]), 0)
    assert url("dailycount", "change", row.pk) in errors["__all__"][0]


@pytest.mark.parametrize("named", [False, True], ids=["left empty", "chosen as not stated"])
def test_two_new_rows_of_one_key_are_refused(save, named):
    campaign = make_campaign()
    creative = make_creative(campaign.app).pk if named else ""
    response = save(campaign, add=[{"installs": 5}, {"installs": 6, "creative": creative}])
    (errors,) = row_errors(response, 0)
    assert "A row above has the same day" in errors["__all__"][0]
    assert not DailyCount.objects.exists()


def test_a_creative_of_another_app_is_refused_in_a_campaign(save):
    other = make_creative(make_app(platform="ios"), "Hook A")
    (errors,) = row_errors(save(make_campaign(), add=[{"installs": 5, "creative": other.pk}]), 0)
    assert "belongs to Merge Harbor (iOS)" in errors["creative"][0]


def test_a_campaign_shows_its_newest_rows_and_the_way_to_all(staff_client):
    for back in range(NEWEST_ROWS + 5):
        row = make_day(day=yesterday(back), impressions=1000, installs=5)
    page = staff_client.get(url("campaign", "change", row.campaign_id))
    shown = page.context["inline_admin_formsets"][1].formset.forms
    assert [form.instance.day for form in shown] == [yesterday(n) for n in range(NEWEST_ROWS)]
    link = f"{url('dailycount')}?campaign__id__exact={row.campaign_id}"
    assert f'<a href="{link}">{NEWEST_ROWS + 5} daily counts</a>' in page.content.decode()
    assert staff_client.get(link).context["cl"].result_count == NEWEST_ROWS + 5


def test_rows_that_came_in_meanwhile_do_not_disturb_a_campaign_page(staff_client):
    row = make_day(day=yesterday(NEWEST_ROWS), impressions=1000, installs=5)
    data = {
        "network": row.campaign.network_id, "name": "Broad US", "status": "active",
        "new_counts-TOTAL_FORMS": 0, "new_counts-INITIAL_FORMS": 0,
        "counts-TOTAL_FORMS": 1, "counts-INITIAL_FORMS": 1, "counts-0-id": row.pk,
        "counts-0-campaign": row.campaign_id, "counts-0-impressions": 1000, "counts-0-installs": 9,
    }  # fmt: skip
    for back in range(NEWEST_ROWS):
        make_day(day=yesterday(back), installs=1)
    page = url("campaign", "change", row.campaign_id)
    assert staff_client.post(page, data).status_code == 302
    row.refresh_from_db()
    assert row.installs == 9


def test_a_campaign_page_asks_no_more_for_more_rows(staff_client, save):
    def queries():
        answers.forget()
        with CaptureQueriesContext(connection) as asked:
            staff_client.get(page)
        return len(asked)

    row = make_day(day=yesterday(), impressions=1000, installs=5)
    page = url("campaign", "change", row.campaign_id)
    queries()
    few = queries()
    for back in range(1, 20):
        make_day(day=yesterday(back), creative=f"C {back}", impressions=1000, installs=5)
    assert queries() == few


def test_saving_a_campaign_page_asks_little_per_row(save):
    for back in range(20):
        row = make_day(day=yesterday(back), impressions=1000, installs=5)
    with CaptureQueriesContext(connection) as asked:
        save(row.campaign, change={row.pk: {"installs": 6}})
    assert len(asked) < 100


def test_a_new_campaign_is_saved_before_it_gets_counts(staff_client):
    app, network = make_app(), Network.objects.create(name="Lumio Ads")
    page = staff_client.get(url("campaign", "add"))
    assert page.context["inline_admin_formsets"] == []
    said = {"app": app.pk, "network": network.pk, "name": "Broad US", "status": "active"}
    assert staff_client.post(url("campaign", "add"), said).status_code == 302
    assert Campaign.objects.get().app == app


def test_a_campaign_stays_with_its_app(save):
    campaign = make_campaign()
    save(campaign, app=make_app(platform="ios").pk)
    assert Campaign.objects.get().app == campaign.app


@pytest.mark.parametrize("status", ["paused", "ended", "active"])
def test_campaigns_change_status_together(staff_client, status):
    action = {"paused": "pause", "ended": "end", "active": "activate"}[status]
    campaigns = [make_campaign(name=name) for name in ("A", "B", "C")]
    Campaign.objects.exclude(name="C").update(status="paused" if status == "active" else "active")
    Campaign.objects.filter(name="C").update(status=status)
    chosen = {"action": action, "_selected_action": [c.pk for c in campaigns]}
    response = staff_client.post(url("campaign"), chosen, follow=True)
    assert set(Campaign.objects.values_list("status", flat=True)) == {status}
    assert messages_of(response) == [f"2 campaigns are now {status}."]
    assert LogEntry.objects.count() == 2
