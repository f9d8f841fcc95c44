"""Rules read the names of an account: values become dimensions, counts stay as they are."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.importing.storing.ad_groups import keep_ad_groups as store_ad_groups
from campaigns.metrics import Counts
from campaigns.models import (
    Campaign,
    Creative,
    DailyCount,
    FieldValue,
    ImportBatch,
    NameField,
    NameValue,
)
from campaigns.naming.template import TemplateError
from campaigns.periods import Period
from campaigns.records import naming
from campaigns.records.stated_values import keep_ad_groups, keep_tags, tag_set
from campaigns.reports import ReportQuery, cells, options, report
from tests.make import LAST_DAY, forget, make_app, make_day
from tests.worlds import made_once

RULE = "{app}_{format}_{hook*}_{length?}_{size}_{version}"
DAY = Period(LAST_DAY, LAST_DAY)
pytestmark = pytest.mark.database


@made_once
def account():
    """Two creatives of one hook, one of another, one that fits nothing; format stated once."""
    make_day(creative="MH_VID_Fail_30s_9x16_v1", installs=10, impressions=1000)
    make_day(creative="MH_PLA_Fail_9x16_v2", installs=20, impressions=1000)
    make_day(
        creative="MH_VID_Rescue_me_15s_1200x628_v1",
        format="playable",
        installs=5,
        impressions=1000,
        campaign="MH_ios_US_ROAS_broad_v7",
    )
    make_day(creative="final cut", installs=1, impressions=1000)


def by(*names, **where):
    query = ReportQuery(DAY, by=names, where=where)
    return {tuple(row.names.values()): row.counts.installs for row in report(query)}


def test_a_field_of_names_splits_filters_and_says_what_is_not_stated(account):
    naming.add_rule("creative", RULE)
    assert by("hook") == {("Fail",): 30, ("Rescue me",): 5, ("Not stated",): 1}
    fail = FieldValue.objects.get(field__name="hook", value="Fail").pk
    assert by("length", hook=(fail,)) == {("30 s",): 10, ("Not stated",): 20}
    assert by(hook=(0,)) == {(): 1}
    assert dict(options("hook", DAY))[fail] == "Fail"


def test_what_a_report_states_beats_what_a_name_says_and_nothing_else_is_written(account):
    naming.add_rule("creative", RULE)
    assert by("format") == {("Playable",): 25, ("Video",): 10, ("Not stated",): 1}
    assert by("creative", "format")["MH_VID_Rescue_me_15s_1200x628_v1", "Playable"] == 5
    assert list(Creative.objects.exclude(format="").values_list("format", flat=True)) == [
        "playable"
    ]
    found = list(cells(ReportQuery(DAY, by=("format",), counts=("installs", "impressions"))))
    assert ("video", 10, 1000) in found


def test_a_field_in_names_of_both_is_the_creatives_before_the_campaigns(account):
    naming.add_rule("campaign", "{app}_{platform}_{geo}_{goal}_{audience}_{version}")
    assert by("version") == {("v7",): 5, ("Not stated",): 31}
    naming.add_rule("creative", RULE)
    assert by("version") == {("v1",): 15, ("v2",): 20, ("Not stated",): 1}
    assert by("goal", "geo") == {("value", "US"): 5, ("Not stated", "Not stated"): 31}


def test_the_first_rule_that_fits_wins_and_a_rule_limited_to_an_app_leaves_others(account):
    other = make_app("Tile Garden")
    make_day(app=other, campaign="x", creative="MH_VID_Fail_9x16_v1", installs=2, impressions=9)
    naming.add_rule("creative", "{app}_{kind:format}_{concept*}_{version}", apps=[other])
    naming.add_rule("creative", RULE)
    assert by("concept", app=(other.pk,)) == {("Fail 9x16",): 2}
    assert by("hook", app=(other.pk,)) == {("Not stated",): 2}
    assert by("concept") == {("Fail 9x16",): 2, ("Not stated",): 36}


def test_rules_come_and_go_and_no_total_moves(account):
    def stored():
        return (
            list(DailyCount.objects.order_by("pk").values()),
            list(Creative.objects.order_by("pk").values()),
            list(Campaign.objects.order_by("pk").values()),
            [row.counts for row in report(ReportQuery(DAY))],
        )

    before = stored()
    rule = naming.add_rule("creative", RULE)
    assert stored() == before
    naming.change_rule(rule, "{app}_{hook*}_{version}")
    assert stored() == before
    values = list(NameValue.objects.values_list("creative", "value__value"))
    naming.set_in_use(rule, False)
    assert not NameValue.objects.exists() and stored() == before
    naming.set_in_use(rule, True)
    assert sorted(NameValue.objects.values_list("creative", "value__value")) == sorted(values)
    assert naming.apply_rules() == 0


def test_values_that_are_one_thing_can_be_merged(account):
    make_day(creative="MH_VID_fail_9x16_v1", installs=3, impressions=9)
    naming.add_rule("creative", RULE)
    assert by("hook")["fail",] == 3
    naming.merge_values("hook", "fail", "Fail")
    assert by("hook") == {("Fail",): 33, ("Rescue me",): 5, ("Not stated",): 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{campaign}_{hook}", "means something else"),
        ("{day:date}_{hook}", "means something else"),
        ("{ipm}_{hook}", "means something else"),
        ("{format:text}_{hook}", "is of the kind format"),
        ("{targeting}_{hook}", "names of campaigns only"),
    ],
)
def test_words_that_are_taken_are_refused_with_words(db, text, why):
    with pytest.raises(TemplateError, match=why):
        naming.add_rule("creative", text)


def test_names_that_came_in_later_are_read_when_rules_are_applied_again(account):
    naming.add_rule("creative", RULE)
    make_day(creative="MH_VID_New_9x16_v1", installs=4, impressions=9)
    assert naming.apply_rules() == 4
    assert by("hook")["New",] == 4


NAMES = st.lists(
    st.one_of(
        st.sampled_from(["MH_VID_Fail_9x16_v1", "MH_PLA_Win_big_15s_9x16_v2", "x", "MH_VID_"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    ),
    max_size=8,
    unique_by=str.strip,
)


def test_parts_of_any_field_add_up_to_the_total(db):
    @given(NAMES, st.lists(st.sampled_from(["", "ugc", "ugc, mood"]), min_size=8, max_size=8))
    @settings(max_examples=12)
    def adds_up(names, tags):
        stated = set()
        with transaction.atomic():
            for number, name in enumerate(filter(str.strip, names), 1):
                row = make_day(creative=name.strip(), installs=number, impressions=100)
                Creative.objects.filter(pk=row.creative_id).update(tags=tags[number - 1])
                stated |= {
                    (row.campaign_id, row.creative_id, tag, "") for tag in tag_set(tags[-number])
                }
            store_ad_groups(stated, {}, ImportBatch.objects.create())
            keep_ad_groups()
            keep_tags()
            naming.add_rule("creative", RULE)
            total = report(ReportQuery(DAY))[0].counts
            for split in ("format", *NameField.objects.values_list("name", flat=True)):
                rows = report(ReportQuery(DAY, by=(split,)))
                assert sum((row.counts for row in rows), start=Counts()) == total
            transaction.set_rollback(True)
        forget()

    adds_up()


def command(*args):
    out = StringIO()
    call_command("naming_rules", *args, "--json", stdout=out)
    return json.loads(out.getvalue())["rules"]


def test_the_command_adds_lists_and_takes_away_rules(account):
    added = command("--level", "creative", "--add", RULE, "--app", "Merge Harbor")[0]
    assert (added["fits"], added["names"], added["apps"]) == (3, 4, ["Merge Harbor"])
    assert by("hook")["Fail",] == 30
    assert command("--list") == [added]
    command("--remove", str(added["id"]))
    assert command("--list") == [] and not NameValue.objects.exists()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--level", "creative", "--add", "{a}{b}"], "touch"),
        (["--add", "{a}"], "--level"),
        (["--level", "creative", "--add", "{a}", "--app", "Nope"], "no app Nope"),
        (["--remove", "77"], "no rule 77"),
    ],
)
def test_the_command_says_what_it_cannot_do(db, args, why):
    with pytest.raises(CommandError, match=why):
        command(*args)


def test_the_command_proposes_the_rule_that_reads_the_names(db):
    for number in range(12):
        name = f"MH_{['VID', 'PLA'][number % 2]}_Hook{number % 4}_9x16_v{number}"
        make_day(creative=name, installs=1, impressions=9, spend=10)
    make_day(creative="final cut", spend=120)
    best = command("--level", "creative", "--suggest")[0]
    assert best["template"] == "{app}_{format}_{concept}_{size}_{version}"
    assert (best["fits"], best["names"], best["share"]) == (12, 13, 0.5)
