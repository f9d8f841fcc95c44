"""The page of names: a rule tried on the team's own names, kept, changed and taken back."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command

from campaigns.models import Creative, FieldValue, NameValue, NamingRule, Network
from campaigns.records import naming
from tests.make import LAST_DAY, make_app, make_campaign, make_day
from tests.pages.test_imports import upload
from tests.worlds import made_once

RULE = "{app}_{format}_{hook*}_{length?}_{size}_{version}"
pytestmark = pytest.mark.database


@made_once
def account():
    for number in range(6):
        hook = ["Fail", "Rescue_me"][number % 2]
        make_day(
            creative=f"MH_{['VID', 'PLA'][number % 2]}_{hook}_15s_9x16_v{number}",
            installs=10, impressions=1000, spend=100,
        )  # fmt: skip
    make_day(creative="MH_VID_fail_15s_9x16_v9", installs=1, impressions=10, spend=100)
    make_day(creative="final <b>cut</b>", installs=1, impressions=10, spend=300)
    make_day(creative="MH_VID_Fail_9x16_v1", format="playable", installs=1, impressions=10)


def text(response):
    return " ".join(response.content.decode().split())


def test_without_names_the_page_says_what_will_stand_there(viewer_client):
    assert "No names yet." in text(viewer_client.get("/names/"))


def test_without_rules_the_page_suggests_the_one_that_reads_the_names(viewer_client, account):
    said = text(viewer_client.get("/names/"))
    assert "The rule reads 8 of 9 names, 70 % of the spend." in said
    assert 'value="{app}_{format}_{concept*}_{length?}_{size}_{version}"' in said
    assert not NameValue.objects.exists()


def test_a_suggested_rule_can_be_saved_where_creatives_name_their_targeting(viewer_client):
    for place, targeting in enumerate(("broad", "lookalike", "broad", "interest") * 2):
        name = f"Hook {place % 3}_{targeting}_9x16_v{place}"
        make_day("Kite", creative=name, installs=1, impressions=9)
    said = text(viewer_client.get("/names/"))
    assert "{audience:targeting}" in said and "stands in names of" not in said


def test_a_template_is_tried_on_all_names_and_writes_nothing(viewer_client, account):
    said = text(viewer_client.get("/names/", {"template": RULE}))
    assert "1 fit no rule" in said
    assert "final &lt;b&gt;cut&lt;/b&gt;" in said
    assert "Fail and fail: one thing?" in said
    assert "says format VID, reported is Playable" in said
    assert not NameValue.objects.exists()


def test_beside_a_name_that_fits_no_rule_stands_why_by_the_rule_that_comes_nearest(
    viewer_client, account
):
    make_day(creative="MH_VID_Fail_9x16_v1_v2", installs=1, impressions=10)
    said = text(viewer_client.get("/names/", {"template": RULE}))
    assert '<span class="hint why">no separator “_”</span>' in said
    assert "one part too many: “_v2”" in said and '<span class="part part--odd">_v2</span>' in said
    naming.add_rule("creative", "TG_{app}_{hook}")
    naming.add_rule("creative", RULE, apps=[make_app("Tile Garden")])
    said = text(viewer_client.get("/names/"))
    assert "does not start with “TG_”" in said and "rule 2" not in said
    naming.add_rule("creative", "{app}/{hook}")
    assert "rule 3: no separator “/”" in text(viewer_client.get("/names/"))


def test_a_field_is_underlined_alike_in_template_names_and_key(viewer_client, account):
    said = text(viewer_client.get("/names/", {"template": RULE}))
    for words in ("{size}", "9x16", "Size"):
        assert re.search(rf'<span class="part part--5"[^>]*>{words}</span>', said), words
    assert re.search(r'<span class="part part--4"[^>]*>15s</span>', said)


def test_a_rule_is_measured_by_the_names_that_it_is_for(admin_client, account):
    """Of two apps and networks: a draft, a rule in use and one that is changed."""
    other = make_app("Tile Garden")
    make_day("Kite", app=other, creative="TG_VID_Fail_9x16_v1", installs=1, impressions=9)
    make_day("Kite", app=other, creative="loose", installs=1, impressions=9)
    kite = Network.objects.get(name="Kite").pk
    for limit in ({"apps": other.pk}, {"networks": kite}, {"apps": other.pk, "networks": kite}):
        said = text(admin_client.get("/names/", {"template": RULE} | limit))
        assert "The rule reads 1 of 2 names" in said and "1 fit no rule" in said, limit
        assert "final &lt;b&gt;cut" not in said
    assert "reads 9 of 11 names" in text(admin_client.get("/names/", {"template": RULE}))
    admin_client.post("/names/save/", {"level": "creative", "template": RULE, "networks": kite})
    said = text(admin_client.get("/names/"))
    assert "The rules read 1 of 11 names" in said and "fits 1 of 2 names; Kite" in said
    rule = NamingRule.objects.get().pk
    assert "The rule reads 1 of 2 names" in text(admin_client.get("/names/", {"rule": rule}))


def test_a_template_that_cannot_be_used_says_why(viewer_client, account):
    assert "touch: write what stands between" in text(
        viewer_client.get("/names/", {"template": "{a}{b}"})
    )


def test_the_kind_of_a_field_is_chosen_from_a_list(viewer_client, account):
    asked = {"template": "{app}_{kind}_{hook*}_{version}", "kind_kind": "format"}
    said = text(viewer_client.get("/names/", asked))
    assert "{app}_{kind:format}_{hook*}_{version}" in said


def test_a_rule_is_saved_changed_taken_away_and_brought_back(admin_client, account):
    admin_client.post("/names/save/", {"level": "creative", "template": RULE})
    rule = NamingRule.objects.get()
    values = NameValue.objects.count()
    assert values == 8 * 5 - 1
    admin_client.post("/names/save/", {"rule": rule.pk, "template": "{app}_{hook*}_{version}"})
    assert NameValue.objects.count() == 8 * 2
    admin_client.post(f"/names/rules/{rule.pk}/")
    assert not NameValue.objects.exists()
    said = text(admin_client.get("/names/"))
    assert "Bring back" in said and "Taken away" in said
    admin_client.post(f"/names/rules/{rule.pk}/", {"on": "1"})
    assert NameValue.objects.count() == 8 * 2


def test_of_many_names_a_rule_of_the_page_is_applied_later_and_one_of_the_command_at_once(
    admin_client, account, monkeypatch
):
    monkeypatch.setattr(naming, "READ_AT_ONCE", 3)
    asked = {"level": "creative", "template": RULE}
    answer = admin_client.post("/names/save/", asked, follow=True)
    assert "read in the background" in text(answer)
    assert NamingRule.objects.get().in_use and not NameValue.objects.exists()
    call_command("naming_rules", level="creative", add="{app}_{hook*}_{version}", stdout=StringIO())
    assert NameValue.objects.count() == 8 * 5 - 1


def test_two_spellings_are_merged_by_a_click(admin_client, account):
    naming.add_rule("creative", RULE)
    assert "Merge<" in text(admin_client.get("/names/"))
    admin_client.post("/names/merge/", {"field": "hook", "word": "fail", "value": "Fail"})
    said = text(admin_client.get("/names/"))
    assert "one thing?" not in said
    assert re.search(r"Values merged: <code>hook: fail</code> counts as <code>Fail</code>", said)
    admin_client.post("/names/merge/", {"field": "hook", "word": "fail"})
    said = text(admin_client.get("/names/"))
    assert "Fail and fail: one thing?" in said and "Part them" not in said


def test_a_word_that_a_list_lacks_is_added_where_a_name_does_not_fit(admin_client, account):
    make_day(creative="MH_SQV_Fail_9x16_v1", installs=1, impressions=10)
    naming.add_rule("creative", RULE)
    said = text(admin_client.get("/names/"))
    assert "“SQV” is no format" in said and '<option value="native">Native</option>' in said
    admin_client.post("/names/merge/", {"field": "format", "word": "SQV", "value": "native"})
    said = text(admin_client.get("/names/"))
    assert "“SQV” is no format" not in said and "reads 9 of 10" in said.replace("read ", "reads ")


def test_a_changed_rule_is_changed_back_and_one_that_stands_is_not_added_twice(
    admin_client, account
):
    asked = {"level": "creative", "template": RULE}
    admin_client.post("/names/save/", asked)
    answer = admin_client.post("/names/save/", asked)
    assert answer.status_code == 400 and "This rule is in use already." in text(answer)
    rule = NamingRule.objects.get()
    admin_client.post("/names/save/", {"rule": rule.pk, "template": "{app}_{hook*}_{version}"})
    said = text(admin_client.get("/names/"))
    assert f'name="template" value="{RULE}"><button class="button">Change back' in said
    admin_client.post("/names/save/", {"rule": rule.pk, "template": RULE})
    assert NamingRule.objects.get().template == RULE


def test_beside_rules_that_is_suggested_which_reads_the_names_that_they_leave(
    admin_client, account
):
    naming.add_rule("creative", RULE)
    assert "No convention shows in these." in text(admin_client.get("/names/", {"suggest": 1}))
    for number in range(4):
        make_day(creative=f"US - Harbor {number} - iOS", installs=1, impressions=10)
    said = text(admin_client.get("/names/", {"suggest": 1}))
    assert "made from the names that no rule reads" in said and " - {platform}" in said
    assert "csrfmiddlewaretoken=" not in said


def test_a_right_name_is_composed_of_its_parts(viewer_client, account):
    asked = {"template": RULE, "part_app": "MH", "part_format": "VID", "part_hook": "Win"}
    assert "Missing: Size, Version." in text(viewer_client.get("/names/", asked))
    asked |= {"part_size": "9x16", "part_version": "v1"}
    assert "MH_VID_Win_9x16_v1" in text(viewer_client.get("/names/", asked))
    assert '<option value="VID">' in text(viewer_client.get("/names/", asked))
    asked["part_size"] = "huge"
    assert "“huge” is no size" in text(viewer_client.get("/names/", asked))


@pytest.mark.parametrize("path", ["/names/save/", "/names/rules/1/", "/names/merge/"])
def test_only_who_may_change_rules_changes_them(viewer_client, path):
    assert viewer_client.post(path, {"template": RULE}).status_code == 403


def test_a_rule_that_cannot_be_saved_is_shown_again_with_why(admin_client, account):
    answer = admin_client.post("/names/save/", {"template": "{ipm}_{hook}"})
    assert answer.status_code == 400
    assert "means something else here" in text(answer)


def test_a_creative_says_that_its_format_is_from_its_name(viewer_client, account):
    naming.add_rule("creative", RULE)
    pk = Creative.objects.get(name="MH_VID_Fail_15s_9x16_v0").pk
    assert "Video, from the name" in text(viewer_client.get(f"/creatives/{pk}/"))
    stated = Creative.objects.exclude(format="").get().pk
    assert "from the name" not in text(viewer_client.get(f"/creatives/{stated}/"))


def test_a_field_of_names_splits_and_filters_every_report_page(viewer_client, account):
    naming.add_rule("creative", RULE)
    pk = FieldValue.objects.get(field__name="hook", value="Fail").pk
    for path in ("/", "/why/", "/trends/", "/campaigns/", "/audience/", "/quality/", "/creatives/"):
        assert viewer_client.get(f"{path}?by=hook&hook={pk}&hook=0").status_code == 200, path
    said = text(viewer_client.get("/audience/?by=hook"))
    assert "Rescue me" in said and "Not stated" in said and "more=size" in said
    file = viewer_client.get(f"/audience/?by=hook&hook={pk}&_export=csv").content.decode()
    assert "Fail" in file and "Rescue me" not in file


def test_a_name_that_several_networks_use_is_told_once_with_how_often(admin_client, account):
    naming.add_rule("campaign", "{geo}_{goal}")
    for network in ("Northlight", "Playgrid", "Vantage DSP"):
        make_campaign(network=network, name="Run of network")
    health = text(admin_client.get("/data/"))
    assert "“Run of network” (3 times)" in health and health.count("“Run of network”") == 1


def test_new_names_that_fit_no_rule_are_told_before_and_after_the_import_and_in_data_health(
    admin_client, account
):
    naming.add_rule("creative", RULE)
    name, days = "cut <i>7</i> final", "day,network,app,creative,impressions,installs\n"
    rows = [
        f"{LAST_DAY},Lumio Ads,Merge Harbor,{one},900,3" for one in (name, "MH_VID_Win_9x16_v8")
    ]
    before = upload(admin_client, days + "\n".join(rows) + "\n")
    told = "1 new name of a creative fits no rule.</b> “cut &lt;i&gt;7&lt;/i&gt; final”"
    way = 'href="/names/?level=creative&amp;all=1#unread-title"'
    assert told in text(before)
    (there,) = re.findall(r'href="(/names/[^"]+name=[^"]+)#new-title"', before.content.decode())
    editor = text(admin_client.get(unescape(there)))
    assert "New in the file" in editor and "cut &lt;i&gt;7&lt;/i&gt; final" in editor
    assert "New in the file" not in text(admin_client.get("/names/"))
    token = before.context["upload"].token
    after = admin_client.post(
        "/imports/confirm/", {"token": token, "replace_detail": "on"}, follow=True
    )
    assert "1 name of a creative fits no rule." in text(after) and way in text(after)
    health = text(admin_client.get("/data/"))
    assert "2 names of creatives fit no rule." in health and way in health
    NamingRule.objects.update(in_use=False)
    assert "no rule." not in text(admin_client.get("/data/"))
