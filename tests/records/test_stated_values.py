"""Tags that staff gives creatives, and ad groups that reports state, are dimensions."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.undoing.merging import merge
from campaigns.importing.undoing.undo import take_back
from campaigns.judgement.daily import judge_days
from campaigns.models import AdGroup, Campaign, Creative, ImportBatch, NameField, NameValue
from campaigns.periods import Period
from campaigns.records.stated_values import keep_ad_groups, keep_tags, tag_set
from campaigns.reports import ReportQuery, report
from tests.make import LAST_DAY, make_app, make_creative, make_day
from tests.worlds import made_once

DAY = Period(LAST_DAY, LAST_DAY)
pytestmark = pytest.mark.database


def by(*names, period=DAY, as_of=None, **where):
    query = ReportQuery(period, by=names, where=where, as_of=as_of)
    rows = report(query)
    return {"/".join(row.names.values()): row.counts.installs for row in rows}


def bring_in(*lines, head="Day,Network,Campaign,Ad set name,Ad,Impressions,Installs"):
    text = "\n".join((head, *lines)).encode()
    result = import_file(text, "a.csv", Options(), app="Merge Harbor", platform="android")
    assert not result.errors
    keep_ad_groups()
    return result.batch


@made_once
def tagged():
    """Two creatives of one set of tags, one of another, one of none."""
    app = make_app()
    for number, tags in enumerate(("ugc, reaction", "reaction,ugc,", "UGC", ""), 1):
        make_day(creative=f"C{number}", installs=number, impressions=1000)
        creative = make_creative(app, f"C{number}")
        creative.tags = tags
        creative.save()


def test_a_creatives_whole_set_of_tags_is_one_value_so_that_parts_add_up(tagged):
    assert by("tags") == {"reaction + ugc": 3, "UGC": 3, "Not stated": 4}
    (pk,) = NameValue.objects.filter(creative__name="C3").values_list("value", flat=True)
    assert by(tags=(pk,)) == {"": 3} and by(tags=(0,)) == {"": 4}
    assert tag_set(" b , A,b,, ") == ("A", "b")


def test_tags_follow_what_staff_writes_and_go_with_the_last_of_them(tagged, admin_client):
    one = Creative.objects.get(name="C3")
    said = {"app": one.app_id, "name": one.name, "format": "", "tags": "story", "external_id": ""}
    admin_client.post(f"/admin/campaigns/creative/{one.pk}/change/", said)
    assert by("tags")["story"] == 3
    Creative.objects.update(tags="")
    assert keep_tags() == 3 and not NameField.objects.exists()
    assert keep_tags() == 0


def test_an_ad_group_that_a_report_states_is_of_campaign_and_creative_together(db):
    bring_in(
        f"{LAST_DAY},Lumio Ads,US,Adults,Fail,1000,10",
        f"{LAST_DAY},Lumio Ads,US,Adults,Win,1000,20",
        f"{LAST_DAY},Lumio Ads,DE,Teens,Fail,1000,5",
        f"{LAST_DAY},Lumio Ads,DE,,Win,1000,7",
    )
    assert by("ad_group") == {"Adults": 30, "Teens": 5, "Not stated": 7}
    assert by("ad_group", "creative")["Teens/Fail"] == 5
    (pk,) = set(NameValue.objects.filter(value__value="Teens").values_list("value", flat=True))
    assert by("campaign", ad_group=(pk,)) == {"DE": 5}
    bring_in(f"{LAST_DAY},Lumio Ads,US,Seniors,Fail,1000,10")
    assert by("ad_group") == {"Several": 10, "Teens": 5, "Not stated": 7}


def test_ad_groups_go_and_come_with_the_imports_that_stated_them(db):
    yesterday = LAST_DAY - timedelta(days=1)
    days = Period(yesterday, LAST_DAY)
    first = bring_in(f"{yesterday},Lumio Ads,US,Adults,Fail,1000,10")
    second = bring_in(f"{LAST_DAY},Lumio Ads,US,Teens,Fail,1000,10")
    assert by("ad_group", period=days) == {"Several": 20}
    undo = take_back(first).by[0]
    keep_ad_groups()
    assert by("ad_group", period=days) == {"Teens": 10}
    take_back(undo)
    keep_ad_groups()
    assert by("ad_group", period=days) == {"Several": 20}
    again = bring_in(f"{LAST_DAY},Lumio Ads,US,Adults,Fail,1000,10")
    take_back(again)
    take_back(first)
    keep_ad_groups()
    assert by("ad_group") == {"Teens": 10}
    assert AdGroup.objects.count() == 2 and second.pk < again.pk


def test_ad_groups_follow_a_merge_and_its_undo_and_the_past_has_todays_names(db):
    bring_in(
        f"{LAST_DAY},Lumio Ads,US,Adults,Fail,1000,10",
        f"{LAST_DAY},Lumio Ads,US,Adults,Fail 2,1000,20",
        f"{LAST_DAY},Lumio Ads,US 2,Teens,Fail,1000,3",
    )
    one, other = Campaign.objects.order_by("name")
    merged = merge([other], one)
    keep_ad_groups()
    assert by("ad_group") == {"Several": 13, "Adults": 20}
    ImportBatch.objects.filter(pk=merged.pk).update(
        created_at=merged.created_at + timedelta(days=2)
    )
    assert by("ad_group", as_of=merged.created_at.date()) == {"Several": 13, "Adults": 20}
    take_back(merged)
    keep_ad_groups()
    assert by("ad_group") == {"Adults": 30, "Teens": 3}


def test_judging_keeps_what_is_stated_and_a_day_without_change_writes_nothing(tagged):
    judge_days([LAST_DAY], [])
    with CaptureQueriesContext(connection) as asked:
        assert keep_tags() == 0 and keep_ad_groups() == 0
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DEL"))]
    assert by("tags")["UGC"] == 3


BY_ID = "Day,Network,Campaign,Ad set ID,Ad,Impressions,Installs"
BY_BOTH = "Day,Network,Campaign,Ad set ID,Ad set name,Ad,Impressions,Installs"


def test_an_ad_group_stated_by_id_and_by_name_is_one_and_has_the_name_that_stands(db):
    """By id alone, with a name, with a newer one; taken back and redone in any order."""
    days = [LAST_DAY - timedelta(days=2 - number) for number in range(3)]
    pair, counts = "Lumio Ads,US", "Fail,1000,10"
    batches = [
        bring_in(f"{days[0]},{pair},7001,{counts}", head=BY_ID),
        bring_in(f"{days[1]},{pair},7001,Adults,{counts}", head=BY_BOTH),
        bring_in(f"{days[2]},{pair},7001,Grown-ups,{counts}", head=BY_BOTH),
    ]
    called, standing = ["7001", "Adults", "Grown-ups"], {0, 1, 2}
    period = Period(days[0], days[2])

    def holds():
        keep_ad_groups()
        assert by("ad_group", period=period) == {called[max(standing)]: 10 * len(standing)}, order

    for order in permutations(range(3), 2):
        holds()
        undone = []
        for place in order:
            undone.append(take_back(batches[place]).by[0])
            standing.remove(place)
            holds()
        for place, undo in zip(reversed(order), reversed(undone), strict=True):
            batches[place] = take_back(undo).by[0]
            standing.add(place)
            holds()


def test_a_name_alone_is_that_of_the_id_that_bore_it_and_ids_of_other_campaigns_are_others(db):
    days = Period(LAST_DAY - timedelta(days=2), LAST_DAY)
    one, two, three = days.days()
    bring_in(f"{one},Lumio Ads,US,Adults,Fail,1000,10")
    bring_in(f"{two},Lumio Ads,US,7001,Adults,Win,1000,10", head=BY_BOTH)
    bring_in(f"{three},Lumio Ads,US,7001,Grown-ups,Win,1000,10", head=BY_BOTH)
    bring_in(f"{three},Kite,DE,7001,Win,1000,5", head=BY_ID)
    assert by("ad_group", period=days) == {"Grown-ups": 30, "7001": 5}
    bring_in(f"{one},Lumio Ads,US,7002,Adults,Fail,1000,10", head=BY_BOTH)
    assert by("ad_group", period=days) == {"Adults": 10, "Grown-ups": 20, "7001": 5}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_ad_group_holds_while_any_import_that_stated_it_stands(db, order):
    """Three imports state it, each of a day of its own, and are taken back in any order."""
    days = Period(LAST_DAY - timedelta(days=2), LAST_DAY)
    line = "Lumio Ads,US,Adults,Fail,1000,10"
    batches = [bring_in(f"{day},{line}") for day in days.days()]
    make_day(day=LAST_DAY, campaign="DE", creative="final cut", impressions=9, installs=1)
    for place in order:
        assert by("ad_group", period=days).get("Adults", 0) > 0
        take_back(batches[place])
        keep_ad_groups()
    assert not NameField.objects.filter(name="ad_group").exists()
