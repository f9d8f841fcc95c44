"""Fields of names, tags and ad groups can be chosen as columns where rows are creatives or
campaigns, and stand in files."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Creative, FieldValue, NameField
from campaigns.periods import Period
from campaigns.records import naming
from campaigns.reports import ReportQuery, report
from tests.make import LAST_DAY, make_day
from tests.records.test_stated_values import bring_in
from tests.worlds import made_once

pytestmark = pytest.mark.database
DAYS = f"from={LAST_DAY}&to={LAST_DAY}"


@made_once
def account():
    """Two creatives of a convention in a campaign, one beside it in another; tags and ad groups."""
    bring_in(
        f"{LAST_DAY},Lumio Ads,US,Adults,MH_Fail_mood1,1000,10",
        f"{LAST_DAY},Lumio Ads,US,Teens,MH_Win_mood2,1000,20",
        f"{LAST_DAY},Lumio Ads,DE,Teens,MH_Fail_mood1,1000,5",
    )
    make_day(campaign="DE", creative="final cut", impressions=9, installs=1)
    naming.add_rule("creative", "{app}_{hook}_{rank}")
    naming.add_rule("campaign", "{geo}")
    one = Creative.objects.get(name="MH_Fail_mood1")
    one.tags = "ugc, story"
    one.save()


def lines(client, path, columns):
    named = "&".join(f"columns=named_{name}" for name in columns)
    text = client.get(f"{path}?{DAYS}&view=table&{named}&_export=csv").content.decode("utf-8-sig")
    return {next(iter(row.values())): row for row in csv.DictReader(StringIO(text))}


def test_a_field_is_offered_chosen_and_marked_where_names_say_it(account, viewer_client):
    page = viewer_client.get(f"/creatives/?{DAYS}&view=table")
    offered = {one["name"]: one["chosen"] for one in page.context["table"].choices}
    wanted = ("named_hook", "named_rank", "named_geo", "named_ad_group")
    assert [offered[name] for name in wanted] == [False] * 4 and "named_tags" not in offered
    assert b"from the name" not in page.content
    page = viewer_client.get(f"/creatives/?{DAYS}&view=table&columns=named_hook&columns=tags")
    assert page.content.count(b"from the name") == 1
    assert [c.header for c in page.context["table"].columns] == ["Creative", "Tags", "Hook"]


def test_a_file_has_the_chosen_fields_of_creatives_and_of_campaigns(account, viewer_client):
    found = lines(viewer_client, "/creatives/", ["hook", "rank", "geo", "ad_group"])
    fail = found["MH_Fail_mood1"]
    names = ("Hook, from the name", "Rank, from the name", "Geo, from the name", "Ad group")
    assert [fail[name] for name in names] == ["Fail", "mood1", "Several", "Several"]
    assert [found["final cut"][name] for name in names] == ["Not stated"] * 2 + ["DE", "Not stated"]
    found = lines(viewer_client, "/campaigns/", ["hook", "geo", "tags", "ad_group"])
    names = ("Hook, from the name", "Geo, from the name", "Tags", "Ad group")
    assert [found["US"][name] for name in names] == ["Several", "US", "story + ugc", "Several"]
    assert found["Total"]["Tags"] == ""


def test_parts_of_a_campaign_and_of_a_creative_have_them_and_sort_by_them(account, viewer_client):
    campaign = Campaign.objects.get(name="US")
    found = lines(viewer_client, f"/campaigns/{campaign.pk}/", ["hook", "tags"])
    assert found["MH_Fail_mood1"]["Tags"] == "story + ugc"
    creative = Creative.objects.get(name="MH_Fail_mood1")
    path = (
        f"/creatives/{creative.pk}/?{DAYS}&by=campaign&columns=named_ad_group&sort=named_ad_group"
    )
    rows = [row.record.name for row in viewer_client.get(path).context["table"].rows]
    assert rows[:2] == ["US", "DE"]


def test_who_does_not_choose_a_field_reads_no_value_of_it(account, viewer_client):
    with CaptureQueriesContext(connection) as asked:
        viewer_client.get(f"/campaigns/?{DAYS}&columns=ipm")
    assert not [one["sql"] for one in asked if "namevalue" in one["sql"]]
    with CaptureQueriesContext(connection) as asked:
        viewer_client.get(f"/campaigns/?{DAYS}&columns=ipm&columns=named_hook")
    assert len([one["sql"] for one in asked if "namevalue" in one["sql"]]) == 1


SPLIT = ("/creatives/", "/quality/", "/networks/{network}/", "/campaigns/{campaign}/")
"""Pages that can be split by a field."""


def test_parts_of_every_field_add_up_to_the_total_of_page_and_file(account, viewer_client):
    fields = set(NameField.objects.values_list("name", flat=True))
    assert fields == {"hook", "rank", "geo", "tags", "ad_group"}
    campaign = Campaign.objects.get(name="DE")
    for path in SPLIT:
        path = path.format(network=campaign.network_id, campaign=campaign.pk)
        for name in sorted(fields):
            address = f"{path}?{DAYS}&by={name}"
            table = viewer_client.get(address).context["table"]
            *parts, _ = [row.record.counts.installs for row in table.rows]
            whole = 6 if "campaigns" in path else 36
            assert table.row_header == name or "quality" in path, address
            assert sum(parts) == table.total.counts.installs == whole, address
            if name != "tags" and not path.startswith("/networks/"):
                continue  # the file of each field, and of each page
            text = viewer_client.get(f"{address}&_export=csv").content.decode("utf-8-sig")
            *parts, total = [int(row["Installs"]) for row in csv.DictReader(StringIO(text))]
            assert sum(parts) == total == whole, address


def test_creatives_can_be_summed_by_a_field_and_a_value_leads_to_its_creatives(
    account, viewer_client
):
    assert "By" in viewer_client.get(f"/creatives/?{DAYS}").content.decode()
    page = viewer_client.get(f"/creatives/?{DAYS}&by=tags")
    assert "under all its tags together" in page.content.decode()
    value = FieldValue.objects.get(value="story + ugc")
    text = page.content.decode().replace("&amp;", "&")
    assert f"tags={value.pk}" in text
    found = viewer_client.get(f"/creatives/?{DAYS}&view=table&tags={value.pk}")
    assert [row.record.name for row in found.context["table"].rows] == ["MH_Fail_mood1", "Total"]
    listed = viewer_client.get("/creatives/?by=nothing_of_that_name")
    assert "gallery" in listed.context


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is told by SQLite")
def test_the_value_of_a_row_is_found_by_the_index_of_one_value_a_field(account):
    """Else every row of counts goes through all values of the field."""
    period = Period(LAST_DAY, LAST_DAY)
    for name in ("hook", "geo"):
        with CaptureQueriesContext(connection) as asked:
            report(ReportQuery(period, (name,)))
        sums = next(one["sql"] for one in asked if "sum_installs" in one["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sums}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "_id=? AND field_id=?)" in plan
