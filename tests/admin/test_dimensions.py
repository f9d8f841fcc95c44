"""Apps, networks, store pages and creatives in the admin: what is protected and what is refused."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.importing.storing.counts import remove
from campaigns.importing.undoing.counts import KEY
from campaigns.importing.undoing.undo import take_back
from campaigns.models import (
    App,
    Campaign,
    CountRevision,
    Creative,
    DailyCount,
    ImportBatch,
    Network,
    StorePage,
)
from tests import files
from tests.importing.test_undo import bring
from tests.make import LAST_DAY, make_app, make_batch, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


def yesterday(back=0):
    return LAST_DAY - timedelta(days=back)


def url(model, page="changelist", *args):
    return reverse(f"admin:campaigns_{model}_{page}", args=args)


def form_errors(response):
    return dict(response.context["adminform"].form.errors)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


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


# What is protected


@pytest.mark.parametrize("model", ["app", "network", "campaign", "creative"])
def test_what_has_counts_is_not_deleted_and_says_how_many(staff_client, rows, model):
    campaign = rows[0].campaign
    obj = {
        "app": campaign.app, "network": campaign.network, "campaign": campaign,
        "creative": rows[0].creative,
    }[model]  # fmt: skip
    count = 1 if model == "campaign" else 2
    for page, data in (
        (url(model, "delete", obj.pk), {"post": "yes"}),
        (url(model), {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"}),
    ):
        html = staff_client.post(page, data).content.decode()
        assert f"{count} daily count" in html
        assert type(obj).objects.filter(pk=obj.pk).exists()
    assert DailyCount.objects.count() == 4


def test_the_way_from_a_refusal_leads_to_the_counts(staff_client, rows):
    html = staff_client.get(url("app", "delete", rows[0].campaign.app_id)).content.decode()
    (link,) = re.findall(r'href="([^"]*__id__exact[^"]*)"', html)
    assert staff_client.get(link).context["cl"].result_count == 2


def test_what_has_no_counts_any_more_is_hidden_with_its_history_and_can_come_back(
    staff_client, rows
):
    campaign = CountRevision.objects.get().campaign
    DailyCount.objects.all().delete()
    page = url("campaign", "delete", campaign.pk)
    assert "with 1 earlier counts that are kept" in staff_client.get(page).content.decode()
    assert staff_client.post(page, {"post": "yes"}).status_code == 302
    assert not Campaign.objects.filter(pk=campaign.pk).exists()
    assert CountRevision.objects.get().campaign == campaign
    batch = ImportBatch.objects.get(file_name="Deleted by hand")
    staff_client.post(f"/imports/{batch.pk}/undo/")
    assert Campaign.objects.filter(pk=campaign.pk).exists()


def test_a_refusal_leads_to_taking_the_import_back(staff_client):
    row = make_day(impressions=1000, installs=5)
    batch = make_batch(file_name="wrong.csv")
    DailyCount.objects.update(batch=batch)
    html = staff_client.get(url("campaign", "delete", row.campaign_id)).content.decode()
    assert f'<a href="/imports/{batch.pk}/undo/">wrong.csv' in html


def test_the_default_page_stays(staff_client):
    page = StorePage.objects.get(pk=make_day().store_page_id)
    DailyCount.objects.all().delete()
    html = staff_client.post(url("storepage", "delete", page.pk), {"post": "yes"}).content.decode()
    assert "every app keeps its default page" in html
    assert StorePage.objects.get() == page


def test_the_default_page_stays_the_default_page(staff_client):
    page = StorePage.objects.get(pk=make_day().store_page_id)
    staff_client.post(url("storepage", "change", page.pk), {"name": "Main", "kind": "custom"})
    page.refresh_from_db()
    assert (page.name, page.kind) == ("Main", "default")


def test_no_second_default_page_can_be_made(staff_client):
    app = make_app()
    said = {"app": app.pk, "name": "Other", "kind": "default"}
    assert "kind" in form_errors(staff_client.post(url("storepage", "add"), said))


# Dimensions


def test_a_new_app_comes_with_its_default_page(staff_client):
    said = {"name": "Merge Harbor", "platform": "ios", "target_ipm": "6"}
    assert staff_client.post(url("app", "add"), said).status_code == 302
    assert StorePage.objects.get().kind == "default"
    assert App.objects.get().target_ipm == 6


@pytest.mark.parametrize("target", ["0", "-1"])
def test_a_target_is_above_zero(staff_client, target):
    said = {"name": "Merge Harbor", "platform": "ios", "target_ipm": target}
    errors = form_errors(staff_client.post(url("app", "add"), said))
    assert list(errors) == ["target_ipm"]


@pytest.mark.parametrize(
    ("name", "aliases", "field"),
    [
        ("Other", "Lumio\nlumio-ads int", "aliases"),
        ("Other", "LUMIO ADS", "aliases"),
        ("lumio ads", "", "name"),
        ("Lumio Ads Int", "", "name"),
    ],
    ids=["an alias", "its name", "a name", "a name that is an alias"],
)
def test_a_name_that_means_another_network_is_refused_and_says_which(
    staff_client, name, aliases, field
):
    Network.objects.create(name="Lumio Ads", aliases="Lumio Ads Int\nLumioAds (video)")
    said = {"name": name, "kind": "sdk", "settle_days": 3, "tolerance": 9, "aliases": aliases}
    errors = form_errors(staff_client.post(url("network", "add"), said))
    assert list(errors) == [field]
    assert "already means the network Lumio Ads." in errors[field][0]


def test_a_network_keeps_its_own_names(staff_client):
    network = Network.objects.create(name="Lumio Ads", aliases="Lumio")
    said = {
        "name": "Lumio Ads",
        "kind": "sdk",
        "settle_days": 3,
        "tolerance": 9,
        "aliases": " Lumio \n\nLumio\nL2",
    }
    assert staff_client.post(url("network", "change", network.pk), said).status_code == 302
    network.refresh_from_db()
    assert network.aliases == "Lumio\nL2"


def test_a_store_page_cannot_end_before_it_starts(staff_client):
    said = {"app": make_app().pk, "name": "Autumn", "kind": "custom",
            "live_from": "2026-11-02", "live_to": "2026-11-01"}  # fmt: skip
    errors = form_errors(staff_client.post(url("storepage", "add"), said))
    assert errors == {"live_to": ["It ends before it starts."]}


def test_creatives_get_a_format_together_where_nothing_stands_in_the_way(staff_client):
    app = make_app()
    free, taken, unstated = (
        make_creative(app, "Free"), make_creative(app, "Taken"), make_creative(app),
    )  # fmt: skip
    make_creative(app, "Taken", "playable")
    chosen = {"action": "set_playable", "_selected_action": [free.pk, taken.pk, unstated.pk]}
    response = staff_client.post(url("creative"), chosen, follow=True)
    formats = dict(Creative.objects.values_list("pk", "format"))
    assert [formats[c.pk] for c in (free, taken, unstated)] == ["playable", "", ""]
    said, left = messages_of(response)
    assert said == "1 creative is now playable."
    assert left.startswith("2 left as they were: Not stated, Taken.")


def test_what_stands_for_no_creative_keeps_its_name(staff_client):
    creative = make_creative(make_app())
    said = {"name": "Hook A", "format": "video", "tags": "old"}
    staff_client.post(url("creative", "change", creative.pk), said)
    creative.refresh_from_db()
    assert (creative.name, creative.format, creative.tags) == ("Not stated", "", "old")


def test_what_is_added_under_a_hidden_name_is_shown_again(staff_client):
    hidden = Network.objects.create(name="Kite", hidden=True)
    said = {"name": "Kite", "kind": "sdk", "aliases": "", "settle_days": 3, "tolerance": 10}
    answer = staff_client.post(url("network", "add"), said)
    assert answer.status_code == 302, form_errors(answer)
    assert (Network.objects.get().pk, Network.objects.get().kind) == (hidden.pk, "sdk")


def test_a_creative_that_is_only_hidden_keeps_its_file_and_comes_back_with_it(
    staff_client, django_capture_on_commit_callbacks
):
    row = make_day(creative="Hook A", format="banner", impressions=1000, installs=6)
    kept, gone = row.creative, make_creative(row.campaign.app, "Never counted", "banner")
    for creative in (kept, gone):
        creative.asset.save("a.png", ContentFile(files.png()))
    remove([tuple(getattr(row, name) for name in KEY)], make_batch())
    chosen = {"action": "delete_selected", "_selected_action": [kept.pk, gone.pk], "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(url("creative"), chosen)
    assert list(Creative.everything.filter(name__in=[kept.name, gone.name])) == [kept]
    assert kept.asset.storage.exists(kept.asset.name)
    assert not gone.asset.storage.exists(gone.asset.name)
    take_back(ImportBatch.objects.get(file_name="Deleted by hand"))
    assert Creative.objects.get(name="Hook A").asset.name == kept.asset.name


# Names of networks


def test_an_alias_of_the_wrong_network_is_moved_and_what_it_brought_is_said(staff_client):
    wrong = Network.objects.create(name="Wrong", aliases="Kitely\nWrong Ads")
    right = Network.objects.create(name="Right")
    head = "day,app,platform,network,campaign,impressions,installs\n"
    brought = bring(head + f"{yesterday()},Merge Harbor,android,Kitely,Broad,1000,5\n")
    page = url("network", "change", right.pk)
    said = {"name": "Right", "kind": "sdk", "settle_days": 3, "tolerance": 10, "aliases": "Kitely"}
    refused = form_errors(staff_client.post(page, said))
    assert "Tick “Move names from other networks”" in refused["aliases"][0]
    answer = staff_client.post(page, said | {"move": "on"}, follow=True)
    told = " ".join(messages_of(answer))
    assert "Kitely moved from Wrong to Right" in told and "1 import brought counts there" in told
    assert f"/imports/{brought.pk}/undo/" in told
    assert aliases() == {"Wrong": "Wrong Ads", "Right": "Kitely"}
    bring(head + f"{yesterday(1)},Merge Harbor,android,Kitely,Broad,1000,5\n")
    assert DailyCount.objects.get(day=yesterday(1)).campaign.network == right
    assert DailyCount.objects.get(day=yesterday()).campaign.network == wrong
    take_back(ImportBatch.objects.get(source="alias"))
    assert aliases() == {"Wrong": "Kitely\nWrong Ads", "Right": ""}


def aliases():
    return dict(Network.objects.values_list("name", "aliases"))
