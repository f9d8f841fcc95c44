"""The ledger of concepts as people meet it."""

from dataclasses import replace

import pytest

from campaigns.judgement import sizes
from campaigns.judgement.concepts import kept
from campaigns.judgement.concepts.judge import concepts
from campaigns.judgement.concepts.kept import ledger_of
from campaigns.judgement.daily import judge_pages
from campaigns.models import App, Creative
from campaigns.pages.concepts.words import headline
from campaigns.records import naming
from campaigns.records.stated_values import keep_tags
from campaigns.reports import last_days
from tests.make import LAST_DAY, TODAY, forget, make_app, make_day
from tests.worlds import made_once

RULE = "{app}_{format}_{hook*}_{length?}_{size}_{version}"
pytestmark = pytest.mark.database


@made_once
def account():
    """24 creatives on two networks; Fail wins half as much again, and runs where IPM is low."""
    from datetime import timedelta

    day = LAST_DAY - timedelta(days=10)
    for number in range(24):
        fail = number % 2 == 0
        name = f"MH_VID_{'Fail' if fail else 'Story'}_{(15, 30)[number // 2 % 2]}s_9x16_v{number}"
        for network in ("Lumio Ads", "Playgrid"):
            for country, rate, share in (("US", 8, 1), ("BR", 2, 4)):
                shown = 10_000 * (share if fail else 5 - share)
                won = round(shown / 1000 * rate * (1.5 if fail else 1) * (1 + number % 3 / 20))
                make_day(
                    network, day, creative=name, country=country, impressions=shown, installs=won,
                    clicks=won * 4, spend=10,
                )  # fmt: skip
    naming.add_rule("creative", RULE)


def text(response):
    return " ".join(response.content.decode().split())


def test_an_account_without_rules_is_led_to_the_names(viewer_client):
    make_day(impressions=1000, installs=5)
    said = text(viewer_client.get("/concepts/"))
    assert "Nothing to compare yet" in said and 'href="/names/"' in said


def test_the_page_says_what_works_like_for_like_and_what_raw_numbers_would_say(
    viewer_client, account
):
    said = text(viewer_client.get("/concepts/"))
    assert "Fail does 5" in said.split("<h1>")[1].split("</h1>")[0] or "Fail does 4" in said
    assert "better than other hooks, like for like" in said
    assert "% worse: its creatives ran where IPM is low." in said


@pytest.mark.parametrize(("low", "said"), [(-0.01, True), (0.01, False)])
def test_a_clear_value_whose_interval_reaches_no_effect_says_how_sure_it_is(account, low, said):
    found = concepts(last_days(28, TODAY), "ipm", TODAY)
    field = next(one for one in found.fields if one.clear)
    best = replace(field.clear[0], delta=0.14, low=low, high=0.28, wrong=0.03)
    told = headline(found, replace(field, values=[best])).more
    assert ("It is better with a chance of 97 %." in told) == said


def test_another_field_and_rate_are_a_click_away(viewer_client, account):
    said = text(viewer_client.get("/concepts/?field=length&rate=ctr"))
    assert "No length is clearly better on CTR, like for like." in said
    assert "no difference seen" in said


def test_a_row_leads_to_its_creatives_and_the_file_has_the_numbers(viewer_client, account):
    said = text(viewer_client.get("/concepts/"))
    assert "/creatives/?hook=" in said
    file = viewer_client.get("/concepts/?_export=csv").content.decode()
    head, *rows = file.lstrip("\ufeff").splitlines()
    assert head.split(",")[0] == "Hook"
    fail = next(row for row in rows if row.startswith("Fail"))
    assert 0.4 < float(fail.split(",")[head.split(",").index("Effect")]) < 0.6


def test_effects_do_not_change_with_the_order_of_a_table(viewer_client, account):
    assert viewer_client.get("/concepts/?sort=-raw").status_code == 200


def test_a_large_account_reads_the_ledger_that_was_judged(viewer_client, account, monkeypatch):
    asked = last_days(28, TODAY)
    fresh = concepts(asked, "ctr", TODAY)
    monkeypatch.setattr(sizes, "SMALL", 0)
    assert "being judged on its new counts" in text(viewer_client.get("/concepts/"))
    judge_pages(TODAY)
    forget()
    assert ledger_of(asked, "ctr", TODAY).concepts == fresh
    said = text(viewer_client.get("/concepts/"))
    assert "better than other hooks, like for like" in said
    said = text(viewer_client.get("/concepts/?country=US"))
    assert "Too much to compare while you wait." in said
    naming.merge_values("hook", "Story", "Tale")
    forget()
    assert "being judged on its new counts" in text(viewer_client.get("/concepts/"))


def test_a_part_of_a_large_account_is_judged_when_it_is_asked_for(account, monkeypatch):
    """48 of 96 rows pass the filter; all 96 are too many, and looked through where they are few
    enough for that."""
    asked = last_days(28, TODAY, {"country": ("US",)})
    monkeypatch.setattr(sizes, "SMALL", 48)
    assert ledger_of(asked, "ipm", TODAY).concepts == concepts(asked, "ipm", TODAY)
    assert ledger_of(last_days(28, TODAY), "ipm", TODAY).being_judged
    monkeypatch.setattr(kept, "LOOKED_THROUGH", 95)
    assert ledger_of(asked, "ipm", TODAY).aside


def test_sets_of_tags_are_compared_without_taking_from_what_names_say(account):
    before = concepts(last_days(28, TODAY), "ipm", TODAY)
    Creative.objects.filter(name__contains="_Fail_").update(tags="fail, hook")
    Creative.objects.filter(name__contains="_Story_").update(tags="story")
    keep_tags()
    forget()
    after = concepts(last_days(28, TODAY), "ipm", TODAY)
    (tags,) = [one.values for one in after.fields if one.field == "tags"]
    assert [(one.value, one.creatives) for one in tags] == [("fail + hook", 12), ("story", 12)]
    assert after.field("hook") == before.field("hook") == after.field("")


def test_all_apps_are_one_ledger_and_each_has_its_own(account, monkeypatch):
    make_day(
        app=make_app("Tile Garden"), creative="TG_VID_Fail_30s_9x16_v1", impressions=9, installs=1
    )
    one = App.objects.exclude(name="Tile Garden").get().pk
    whole = concepts(last_days(28, TODAY), "ipm", TODAY)
    alone = concepts(last_days(28, TODAY, {"app": (one,)}), "ipm", TODAY)
    monkeypatch.setattr(sizes, "SMALL", 0)
    judge_pages(TODAY)
    forget()
    assert ledger_of(last_days(28, TODAY), "ipm", TODAY).concepts == whole != alone
    assert ledger_of(last_days(28, TODAY, {"app": (one,)}), "ipm", TODAY).concepts == alone
