"""Two spellings of one thing become one: totals stay, their names mean it, and it can be undone."""

from random import Random

import pytest

from campaigns.importing.storing.counts import remove, replace_days
from campaigns.importing.undoing.merging import MergeRefused, merge
from campaigns.importing.undoing.undo import UndoRefused, take_back
from campaigns.models import Campaign, Creative, DailyCount, Network, SourceAppCount
from campaigns.models.keeping import faults
from campaigns.reports import ReportQuery, report
from tests.importing.test_undo import ALL_DAYS, HEAD, bring, line, state
from tests.make import make_app, make_batch, make_day
from tests.reports.test_rollups import keyed
from tests.reports.world import make_catalogue, random_rows

pytestmark = pytest.mark.django_db


def named(model, name):
    return model.objects.get(name=name)


def test_counts_of_both_campaigns_are_one_and_undo_tells_them_apart_again():
    bring(HEAD + line(5, campaign="Brod") + line(7, campaign="Broad"))
    before = state()
    batch = merge([named(Campaign, "Brod")], named(Campaign, "Broad"))
    row = DailyCount.objects.get()
    assert (row.campaign.name, row.impressions, row.installs) == ("Broad", 2000, 12)
    assert not Campaign.objects.filter(name="Brod").exists()
    assert Campaign.everything.get(name="Brod").merged_into.name == "Broad"
    take_back(batch)
    assert state() == before


def test_what_a_report_calls_by_the_old_name_means_the_new_one():
    bring(HEAD + line(5, campaign="Brod") + line(7, campaign="Broad"))
    merge([named(Campaign, "Brod")], named(Campaign, "Broad"))
    bring(HEAD + line(3, campaign="Brod", day="2026-11-21"))
    assert set(DailyCount.objects.values_list("campaign__name", flat=True)) == {"Broad"}


def test_a_network_takes_the_campaigns_of_its_other_spelling():
    bring(HEAD + line(5, network="Kite Ads") + line(7, network="Kitely", campaign="Narrow"))
    bring(HEAD + line(6, network="Kitely", day="2026-11-21"))
    before = state()
    batch = merge([named(Network, "Kitely")], named(Network, "Kite Ads"))
    assert {c.network.name for c in Campaign.objects.all()} == {"Kite Ads"}
    assert sorted(c.name for c in Campaign.objects.all()) == ["Broad", "Narrow"]
    assert DailyCount.objects.count() == 3 and faults(ALL_DAYS) == set()
    bring(HEAD + line(9, network="Kitely", day="2026-11-22"))
    assert not Network.objects.filter(name="Kitely").exists()
    take_back(batch)
    DailyCount.objects.filter(day="2026-11-22").delete()
    assert state() == before


def test_evidence_moves_with_its_campaign():
    head = "day,app,platform,network,campaign,source_app,impressions,clicks,installs,spend\n"
    row = "2026-11-20,Merge Harbor,android,Kite,{},s1,1000,50,{},12.5\n"
    bring(head + row.format("Broad", 5) + row.format("Brod", 6), source="source_apps")
    before = list(SourceAppCount.objects.order_by("installs").values_list("campaign", "installs"))
    batch = merge([named(Campaign, "Brod")], named(Campaign, "Broad"))
    assert SourceAppCount.objects.get().installs == 11
    take_back(batch)
    now = list(SourceAppCount.objects.order_by("installs").values_list("campaign", "installs"))
    assert now == before


def test_things_of_different_apps_are_not_one():
    bring(HEAD + line(5) + line(6, app="Other"))
    one, other = Campaign.objects.order_by("pk")
    with pytest.raises(MergeRefused, match="different apps or networks"):
        merge([one], other)


@pytest.mark.parametrize("seed", range(4))
def test_a_merge_changes_no_total_and_undo_gives_all_back(seed):
    random = Random(seed)
    make_catalogue()
    replace_days(keyed(random_rows(random, 60)), make_batch())
    before, totals = state(), sums()
    app = Campaign.objects.order_by("pk").first().app_id
    one, other = random.sample(list(Creative.objects.filter(app=app)), 2)
    batches = [merge([one], other)]
    networks = random.sample(list(Network.objects.exclude(name="Organic")), 2)
    first, second = list(Campaign.objects.filter(app=app, network=networks[0]))[:2]
    batches.append(merge([first], second))
    assert sums() == totals and faults(ALL_DAYS) == set()
    for batch in reversed(batches):
        take_back(batch)
    assert state() == before and faults(ALL_DAYS) == set()


def sums():
    return [
        row.counts.installs
        for by in ((), ("app",), ("day",))
        for row in report(ReportQuery(ALL_DAYS, by=by, counts=("installs",)))
    ]


def test_the_admin_asks_which_one_stays_and_merges(staff_client):
    bring(HEAD + line(5, network="Kite") + line(6, network="Kyte", day="2026-11-21"))
    ids = [named(Network, name).pk for name in ("Kite", "Kyte")]
    chosen = {"action": "merge_chosen", "_selected_action": ids}
    page = "/admin/campaigns/network/"
    asked = staff_client.post(page, chosen).content.decode()
    assert "Which one stays?" in asked and Network.objects.count() == 2
    assert "Kyte</label>: 1 daily count, 21 Nov 2026" in asked
    answer = staff_client.post(page, chosen | {"into": ids[0]}, follow=True).content.decode()
    assert "Merge of Kyte into Kite: done. It can be" in answer
    assert Network.objects.get().name == "Kite"


def test_who_merges_spellings_that_different_reporters_count_is_told_that_the_total_changes(
    staff_client,
):
    one = make_day("Kite Ads", impressions=1000, installs=10)
    make_day("Kitely", app=one.campaign.app, installs=8, reported_by="mmp")
    ids = "&".join(f"id={pk}" for pk in Network.objects.values_list("pk", flat=True))
    page = staff_client.get(f"/admin/campaigns/network/merge/?{ids}").content.decode()
    assert "On 1 day one of them is counted by its own report" in page
    other = make_day("Kite Ads", app=make_app("Merge Harbour"), installs=8, reported_by="mmp")
    ids = f"id={one.campaign.app_id}&id={other.campaign.app_id}"
    page = staff_client.get(f"/admin/campaigns/app/merge/?{ids}").content.decode()
    assert "On 1 day one of them is counted by its own report" in page
    alone = staff_client.get("/admin/campaigns/network/merge/?id=0").content.decode()
    assert "counted by its own report" not in alone


def test_three_spellings_with_rows_of_the_same_day_become_one_at_once():
    for name in ("Kite", "Kite Ads", "Kyte"):
        make_day(name, campaign="Broad", impressions=1000, installs=5)
    before = state()
    batch = merge(Network.objects.all(), Network.objects.get(name="Kite"))
    assert [row.installs for row in DailyCount.objects.all()] == [15]
    assert (Network.objects.count(), Campaign.objects.count()) == (1, 1)
    take_back(batch)
    assert state() == before


def test_what_was_removed_from_a_merged_one_comes_back_only_with_what_was_merged():
    bring(
        HEAD + line(5) + line(7, campaign="Broad 2") + line(8, campaign="Broad 2", day="2026-11-21")
    )
    going = named(Campaign, "Broad 2")
    before = state()
    removal = make_batch(source="admin")
    remove(keyed(DailyCount.objects.filter(campaign=going, installs=7)), removal)
    merged = merge([going], named(Campaign, "Broad"))
    with pytest.raises(UndoRefused) as refused:
        take_back(removal)
    assert refused.value.later == [merged]
    take_back(removal, with_later=True)
    assert state() == before
