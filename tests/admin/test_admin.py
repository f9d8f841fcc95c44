"""The pages of the admin: who may, what lists show and what they ask of the database."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from urllib.parse import parse_qsl

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CountRevision, DailyCount, ImportBatch
from tests.browser import settled_width
from tests.make import LAST_DAY, TODAY, make_app, make_batch, make_campaign, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

MODELS = (
    "app", "network", "storepage", "campaign", "creative", "dailycount", "importbatch",
    "countrevision",
)  # fmt: skip
READ_ONLY = ("importbatch", "countrevision")


def yesterday(back=0):
    return LAST_DAY - timedelta(days=back)


def url(model, page="changelist", *args):
    return reverse(f"admin:campaigns_{model}_{page}", args=args)


@made_once
def rows():
    """Rows of two networks and two apps, and one revision."""
    for app in (make_app(), make_app(platform="ios")):
        for network in ("Lumio Ads", "Northlight"):
            make_day(
                network, yesterday(), app=app, creative="Hook A", format="video",
                impressions=1000, clicks=50, installs=6, spend=Decimal("12"),
            )  # fmt: skip
    row = DailyCount.objects.first()
    key = {name: getattr(row, name) for name in DailyCount.KEY}
    CountRevision.objects.create(**key, installs=5, removed=False, batch=make_batch(changed=1))
    return list(DailyCount.objects.order_by("pk"))


# What a form or an address may hold

ODD = ("2026-11-20", "9" * 5000, "-1", str(2**63), "\0", "1e5")


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_row_is_refused_and_breaks_nothing(admin_client, rows, odd):
    for model, has in admin.site._registry.items():
        if model._meta.app_label != "campaigns":
            continue
        chosen = {"action": "merge_chosen", "_selected_action": odd, "into": odd}
        found = admin_client.post(url(model._meta.model_name), chosen).status_code
        assert found == 400, model
        if not has.autocomplete_fields:  # it chooses no row
            continue
        names = [*has.autocomplete_fields, "owner", "decided_by", "user"]
        sent = dict.fromkeys(names, odd)
        inlines = ("arm_set", "new", "counts")
        sent |= {f"{name}-{kind}_FORMS": "0" for name in inlines for kind in ("TOTAL", "INITIAL")}
        added = admin_client.post(url(model._meta.model_name, "add"), sent).status_code
        assert added in (200, 302, 403), model
    merging = reverse("admin:campaigns_network_merge")
    assert admin_client.get(merging, {"id": [odd, odd]}).status_code == 302


# Who may


def test_people_who_only_browse_are_sent_to_the_login(viewer_client):
    for model in MODELS:
        response = viewer_client.get(url(model))
        assert response.status_code == 302, model
        assert response.url.startswith(reverse("admin:login")), model


def test_staff_without_permission_are_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new", is_staff=True))
    for model in MODELS:
        assert client.get(url(model)).status_code == 403, model


def test_someone_who_may_only_look_sees_a_campaign_without_fields(client, django_user_model, rows):
    from django.contrib.auth.models import Permission

    looker = django_user_model.objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(looker)
    page = url("campaign", "change", rows[0].campaign_id)
    html = client.get(page).content.decode()
    assert "Hook A" in html
    assert 'name="_save"' not in html
    assert client.post(page, {}).status_code == 403


# Every page


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_page_answers(staff_client, rows, model):
    listed = staff_client.get(url(model))
    assert listed.status_code == 200
    found = listed.context["cl"].result_list[0]
    assert staff_client.get(url(model, "change", found.pk)).status_code == 200
    assert staff_client.get(url(model, "history", found.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_every_column_can_be_sorted_by(staff_client, rows, model):
    columns = range(len(staff_client.get(url(model)).context["cl"].list_display))
    for sign in ("", "-"):
        by_all = ".".join(f"{sign}{column}" for column in columns)
        assert staff_client.get(url(model), {"o": by_all}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_every_filter_can_be_chosen(staff_client, rows, model):
    cl = staff_client.get(url(model)).context["cl"]
    choices = [
        [
            dict(parse_qsl(one["query_string"][1:], keep_blank_values=True))
            for one in spec.choices(cl)
        ]
        for spec in cl.filter_specs
    ]
    for one_of_each in zip_longest(*choices, fillvalue={}):
        asked = {name: value for one in one_of_each for name, value in one.items()}
        assert staff_client.get(url(model), asked).status_code == 200


@pytest.mark.parametrize("model", [m for m in MODELS if m not in READ_ONLY])
def test_add_pages_answer(staff_client, model):
    assert staff_client.get(url(model, "add")).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY)
def test_history_cannot_be_written(staff_client, rows, model):
    first = {"importbatch": ImportBatch, "countrevision": CountRevision}[model].objects.first()
    assert staff_client.get(url(model, "add")).status_code == 403
    assert staff_client.post(url(model, "change", first.pk), {}).status_code == 403
    assert staff_client.post(url(model, "delete", first.pk), {"post": "yes"}).status_code == 403
    actions = set(
        re.findall(r'<option value="(\w+)">', staff_client.get(url(model)).content.decode())
    )
    assert actions <= {"take_back_chosen"}


def test_uploads_that_wait_for_confirmation_are_not_shown(staff_client):
    assert "pending" not in staff_client.get(reverse("admin:index")).content.decode().lower()


def test_the_admin_says_what_it_is_and_leads_back_to_the_dashboard(staff_client):
    html = staff_client.get(reverse("admin:index")).content.decode()
    assert "Permille data" in html
    assert '<a class="to-dashboard" href="/">' in html


# Lists


def test_a_longer_list_asks_no_more_of_the_database(staff_client, rows, queries_of):
    queries_of(staff_client, url("app"))  # what a first request asks once
    few = {model: queries_of(staff_client, url(model)) for model in MODELS}
    for number in range(12):
        app = make_app(f"App {number}")
        row = make_day(
            f"Network {number}", yesterday(number), app=app, campaign=f"C {number}",
            creative=f"Creative {number}", impressions=1000, installs=number,
        )  # fmt: skip
        key = {name: getattr(row, name) for name in DailyCount.KEY}
        CountRevision.objects.create(**key, removed=True, batch=make_batch())
    assert {model: queries_of(staff_client, url(model)) for model in MODELS} == few
    assert max(few.values()) <= 14


@pytest.mark.parametrize("model", MODELS)
def test_no_list_asks_facts_from_within_a_dimension(staff_client, rows, model):
    with CaptureQueriesContext(connection) as asked:
        assert staff_client.get(url(model), {"q": "a"}).status_code == 200
    facts = [q["sql"] for q in asked if DailyCount._meta.db_table in q["sql"]]
    table = f'"{DailyCount._meta.db_table}"'
    assert not [sql for sql in facts if not sql.partition(" FROM ")[2].startswith(table)]


@pytest.mark.parametrize("model", ["app", "network", "storepage", "campaign", "creative"])
def test_lists_show_the_sums_of_the_last_28_days(staff_client, model):
    make_day(day=yesterday(), creative="Hook A", impressions=1000, installs=5)
    make_day(day=yesterday(27), creative="Hook A", impressions=3000, installs=5)
    make_day(day=yesterday(28), creative="Hook A", impressions=900_000, installs=9)
    make_day(day=TODAY, creative="Hook A", impressions=900_000, installs=9)
    html = staff_client.get(url(model)).content.decode()
    assert '<td class="field-recent_impressions">4,000</td>' in html
    assert '<td class="field-recent_installs">10</td>' in html
    assert '<td class="field-recent_ipm">2.50</td>' in html


def test_what_has_no_counts_shows_dashes(staff_client):
    make_campaign()
    html = staff_client.get(url("campaign")).content.decode()
    assert '<td class="field-recent_ipm">–</td>' in html


def test_the_list_of_counts_shows_numbers_as_people_read_them(staff_client):
    make_day(impressions=12345, installs=60, spend=Decimal("1234.5"), clicks=None)
    html = staff_client.get(url("dailycount")).content.decode()
    assert '<td class="field-shown_impressions">12,345</td>' in html
    assert '<td class="field-shown_clicks">–</td>' in html
    assert '<td class="field-shown_spend">$1,234.50</td>' in html
    assert '<td class="field-ipm">4.86</td>' in html


def test_an_ipm_without_impressions_is_a_dash(staff_client):
    make_day(installs=60)
    assert '<td class="field-ipm">–</td>' in staff_client.get(url("dailycount")).content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["2025", "2026"]),
        ({"day__year": 2026}, ["Jan 2026", "Feb 2026", "Mar 2026"]),
        ({"day__year": 2026, "day__month": 3}, ["2 Mar", "3 Mar"]),
        ({"q": "nothing has this name"}, []),
    ],
    ids=["years", "months", "days", "no rows"],
)
def test_days_are_walked_through_without_reading_every_row(staff_client, asked, shown):
    for day in (date(2025, 11, 5), date(2026, 1, 7), date(2026, 3, 2), date(2026, 3, 3)):
        make_day(day=day, installs=1)
    with CaptureQueriesContext(connection) as queries:
        html = staff_client.get(url("dailycount"), asked).content.decode()
    walk = re.search(r'<nav class="toplinks">(.*?)</nav>', html, re.DOTALL)
    links = re.findall(r'<a href="[^"]*">([^<]+)</a>', walk[1]) if walk else []
    assert links == shown
    assert not [query for query in queries if "DISTINCT" in query["sql"]]


# Choosing


def test_a_choice_of_campaigns_says_network_and_app(staff_client):
    make_campaign()
    asked = {"app_label": "campaigns", "model_name": "dailycount", "field_name": "campaign"}
    found = staff_client.get(reverse("admin:campaigns_pick"), {**asked, "term": "broad"}).json()
    assert [r["text"] for r in found["results"]] == [
        "Broad US · Lumio Ads · Merge Harbor (Android)"
    ]


def test_a_choice_of_creatives_stays_within_the_app(staff_client):
    campaign = make_campaign()
    make_creative(campaign.app, "Hook A", "video")
    make_creative(make_app(platform="ios"), "Hook A")
    asked = {"app_label": "campaigns", "model_name": "dailycount", "field_name": "creative"}
    pick = reverse("admin:campaigns_pick")
    within = staff_client.get(pick, {**asked, "term": "hook", "app": campaign.app_id}).json()
    assert [r["text"] for r in within["results"]] == ["Hook A · Video · Merge Harbor (Android)"]
    assert len(staff_client.get(pick, {**asked, "app": "nonsense"}).json()["results"]) == 2
    page = staff_client.get(url("dailycount", "add"), {"campaign": campaign.pk}).content.decode()
    assert page.count(f"{pick}?app={campaign.app_id}") == 2


# In a browser


def test_an_odd_row_is_entered_in_a_browser(open_as, page, staff):
    make_campaign()
    page.set_viewport_size({"width": 390, "height": 900})
    open_as(staff, url("dailycount", "add"))
    page.click("#id_campaign + .select2 .select2-selection")
    page.fill(".select2-search__field", "broad")
    page.click(".select2-results__option >> text=Lumio Ads")
    page.fill("#id_impressions", "1000")
    page.fill("#id_clicks", "1200")
    page.click("[name=_save]")
    assert "Clicks (1,200) are above impressions (1,000)." in page.inner_text(".field-confirm_odd")
    page.check("#id_confirm_odd")
    page.click("[name=_save]")
    page.wait_for_url("**/dailycount/")
    assert DailyCount.objects.get().clicks == 1200


def test_lists_and_pages_do_not_scroll_sideways(open_as, page, staff, rows):
    for model in ("campaign", "dailycount"):
        for path in (url(model), url(model, "change", rows[0].campaign_id)):
            page.set_viewport_size({"width": 1440, "height": 900})
            open_as(staff, path)
            assert settled_width(page) <= 1440, path
            page.set_viewport_size({"width": 390, "height": 900})
            assert settled_width(page) <= 390, path
