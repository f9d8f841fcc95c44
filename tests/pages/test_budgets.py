"""`/budgets/`: plans of a month, where it ends, what is off pace, and Today about it."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.judgement import budget_words
from campaigns.judgement.budgets import paced
from campaigns.judgement.thresholds import change
from campaigns.models import Budget, DailyCount, Network, RowAccess
from campaigns.periods import Period
from campaigns.reports import ReportQuery, report
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
MONTH = TODAY.replace(day=1)
DAY = timedelta(days=1)


@made_once
def four_weeks():
    """Lumio spends 100 a day, ten more and ten less by turns; Kite 50 on every day."""
    app = make_app()
    for back in range(28):
        spend = 110 if back % 2 else 90
        make_day("Lumio", LAST_DAY - back * DAY, app=app, impressions=9000, installs=50,
                 spend=spend)  # fmt: skip
        make_day("Kite", LAST_DAY - back * DAY, app=app, impressions=9000, installs=50, spend=50)
    return app


def plan(amount, month=MONTH, **of):
    return Budget.objects.create(month=month, amount=amount, **of)


def network(name):
    return Network.objects.get(name=name)


def one(month=MONTH):
    (found,) = paced(month, TODAY)
    return found


def test_a_month_ends_at_the_pace_of_its_days(four_weeks):
    plan(3000, app=four_weeks)
    found = one()
    # 23 days of November at 150, of which Lumio's odd ones have 10 more; 7 days are left.
    assert (found.spent, found.known, found.left) == (23 * 150 - 10, 23, 7)
    assert found.forecast.value == pytest.approx(float(found.spent) + 7 * 150)
    assert found.forecast.low < found.forecast.value < found.forecast.high
    assert found.state == "over" and found.off == pytest.approx(4490 / 3000 - 1)
    assert found.runs_out == date(2026, 11, 20)  # 20 days at 150
    assert found.installs == pytest.approx(found.worth / 1.5)


def test_what_is_spent_is_what_the_report_says(four_weeks):
    plan(3000, network=network("Lumio"))
    days = Period(MONTH, LAST_DAY)
    (row,) = report(ReportQuery(days, (), {"network": (network("Lumio").pk,)}))
    assert one().spent == row.counts.spend


def test_the_page_of_what_a_plan_is_of_says_the_same_spend(viewer_client, four_weeks):
    plan(3000, network=network("Lumio"))
    (path,) = re.findall(r'href="(/networks/\d+/\?from[^"]*)"', page_of(viewer_client))
    tiles = viewer_client.get(unescape(path)).context["tiles"]
    (spend,) = [tile.value for tile in tiles if tile.key == "spend"]
    assert spend == budget_words.money(float(one().spent)) == "$2,290"


def page_of(client):
    return client.get("/budgets/").content.decode()


@pytest.mark.parametrize(
    ("amount", "state"), [(1500, "on"), (1450, "on"), (1250, "over"), (1800, "under")]
)
def test_a_plan_is_flagged_from_a_tenth_on(four_weeks, amount, state):
    plan(amount, network=network("Kite"))  # 1,500 in 30 days
    assert one().state == state


def test_the_limit_is_a_threshold(four_weeks):
    plan(1250, network=network("Kite"))
    change("budget_off", 0.25, make_user("chief"))
    assert one().state == "on"


def test_what_lies_within_the_noise_of_days_is_not_flagged():
    app = make_app()
    for back in range(14):
        make_day("Wild", LAST_DAY - back * DAY, app=app, spend=(5, 10, 400)[back % 3])
    plan(2400, app=app)
    found = one()
    assert abs(found.off) > 0.1 and found.state == "unsure"


def test_a_plan_runs_out_on_the_day_that_the_pace_reaches_it(four_weeks):
    plan(1290, network=network("Kite"))  # 1,150 are spent: two days have 50, the third 40
    assert one().runs_out == date(2026, 11, 26)


def test_days_that_settle_count_and_are_said(four_weeks, viewer_client):
    Network.objects.filter(name="Kite").update(settle_days=3)
    plan(1250, network=network("Kite"))
    assert (one().settling, one().spent) == (150, 1150)
    page = viewer_client.get("/budgets/").content.decode()
    assert "150 settling" in page and "$150 of Kite may change" in page


def test_a_day_without_counts_is_no_day_without_spend(four_weeks):
    DailyCount.objects.filter(campaign__network__name="Kite", day=LAST_DAY - 5 * DAY).delete()
    plan(1500, network=network("Kite"))
    assert (one().spent, one().left) == (1100, 8)
    assert one().forecast.value == 1500


def test_a_campaign_that_reports_nothing_beside_others_spent_nothing(four_weeks):
    for back in range(0, 14, 2):
        make_day("Kite", LAST_DAY - back * DAY, app=four_weeks, campaign="Half", spend=20)
    plan(1000, campaign=make_campaign(four_weeks, "Kite", "Half"))
    assert one().forecast.per_day == 10
    assert one().left == 7


def test_months_that_are_over_or_not_begun_have_no_pace(four_weeks):
    plan(200, month=date(2026, 10, 1), network=network("Kite"))
    plan(200, month=date(2026, 12, 1), network=network("Kite"))
    assert one(date(2026, 12, 1)).state == "early"
    assert one(date(2026, 10, 1)).spent == 250  # from 27 Oct on


def test_an_empty_page_says_what_plans_are_for(viewer_client, staff_client):
    page = viewer_client.get("/budgets/").content.decode()
    assert "No plan for November 2026." in page and "Set this plan" not in page
    assert "Set this plan" in staff_client.get("/budgets/").content.decode()


def test_the_page_and_its_file_say_the_same(viewer_client, four_weeks):
    plan(1000, network=network("Kite"))
    plan(3000, network=network("Lumio"))
    answer = viewer_client.get("/budgets/")
    assert answer.context["title"] == "1 of 2 plans for November 2026 is off pace."
    assert "Kite misses its plan by most: $500 over it." in answer.context["text"]
    file = viewer_client.get("/budgets/?_export=csv").content.decode("utf-8-sig")
    first, second = csv.DictReader(StringIO(file))
    assert (first["Plan of"], first["Kind"], first["Runs out"]) == ("Kite", "network", "2026-11-20")
    assert float(first["Month’s end $"]) == 1500
    low, high = (float(second[f"Month’s end, {end}"]) for end in ("low", "high"))
    assert low < float(second["Month’s end $"]) < high


def test_today_tells_what_is_off_pace_with_its_worth(viewer_client, four_weeks):
    plan(1000, network=network("Kite"))
    plan(3000, network=network("Lumio"))
    (card,) = viewer_client.get("/").context["today"].cards
    assert card.title == "Kite heads for $1,500, 50\N{NO-BREAK SPACE}% over its plan"
    assert card.worth == [("500", "installs more at its CPI"), ("$500", "over plan")]
    assert viewer_client.get(card.url.partition("#")[0]).status_code == 200
    lumio = network("Lumio").pk
    assert viewer_client.get(f"/?network={lumio}").context["today"].cards == []


# Setting plans


def send(client, **said):
    return client.post("/budgets/set/", said, follow=True).content.decode()


def plans_file(text):
    return SimpleUploadedFile("plans.csv", text.encode())


def test_a_typed_plan_stands_is_replaced_and_is_taken_away(staff_client, four_weeks):
    said = {"month": "2026-11", "network": "Kite", "app": "", "campaign": ""}
    assert "The plan stands." in send(staff_client, plan="900", **said)
    assert "The plan stands." in send(staff_client, plan="950.50", **said)
    assert Budget.objects.get().amount == Decimal("950.5")
    assert "nothing changed" in send(staff_client, plan="950.50", **said)
    away = {"month": "2026-11", "network": network("Kite").pk, "away": "1"}
    assert "taken away" in send(staff_client, **away)
    assert not Budget.objects.exists()


def test_a_file_of_plans_is_set_whole_or_not_at_all(staff_client, four_weeks):
    make_app("Tile Garden", "ios"), make_app("Tile Garden", "android")
    good = (
        "month,app,network,campaign,plan\n2026-11,Tile Garden (iOS),,,900\n"
        "2026-12,,kite,,800\n2026-12-15,Merge Harbor,Lumio,Broad US,70.5\n"
    )
    assert "3 plans stand." in send(staff_client, file=plans_file(good))
    assert {(b.kind, b.amount) for b in Budget.objects.all()} == {
        ("app", 900), ("network", 800), ("campaign", Decimal("70.5")),
    }  # fmt: skip
    bad = (
        "month,app,network,campaign,plan,currency\n13.11.2026,,Kite,,900,\n2026-11,,Kitte,,900,\n"
        "2026-11,Tile Garden,,,900,\n2026-11,,,Broad US,900,\n2026-11,,Kite,,nine,USD\n"
        "2026-11,,Kite,,9,EUR\n2026-11,Merge Harbor,Kite,,9,\n2026-11,,Kite,,-9,\n"
    )
    said = send(staff_client, file=plans_file(bad))
    for words in (
        "Line 2, month: 13.11.2026 is no month",
        "Line 3, network: There is no network Kitte.",
        "Line 4, app: Tile Garden is on two platforms",
        "Line 5, campaign: 2 campaigns are called Broad US: name app and network.",
        "Line 6, plan: nine is no number",
        "Line 7, currency: EUR. Plans are in USD",
        "Line 8, app: It names an app and a network",
        "Line 9, plan: -9 is not between 0 and",
    ):
        assert words in said, words
    assert Budget.objects.count() == 3
    assert "There is no column plan." in send(staff_client, file=plans_file("month,app\n"))


def test_the_admin_takes_a_plan_of_one_thing(admin_client, four_weeks):
    said = {"month": "2026-11-15", "amount": "500", "app": "", "campaign": ""}
    kite = network("Kite").pk
    page = admin_client.post(
        "/admin/campaigns/budget/add/", {**said, "app": four_weeks.pk, "network": kite}
    )
    assert "Choose one: an app, a network or a campaign." in page.content.decode()
    admin_client.post("/admin/campaigns/budget/add/", {**said, "network": kite})
    assert Budget.objects.get().month == MONTH


def test_who_is_limited_sees_the_plans_of_which_all_is_theirs(client, four_weeks):
    plan(1000, network=network("Kite"))
    plan(1000, app=four_weeks)
    plan(1000, campaign=make_campaign(four_weeks, "Kite"))
    plan(1000, campaign=make_campaign(four_weeks, "Lumio"))
    user = make_user("limited", "manager")
    access = RowAccess.objects.create(user=user)
    access.networks.set([network("Kite")])
    client.force_login(user)
    kinds = sorted(one.budget.kind for one in client.get("/budgets/").context["found"])
    assert kinds == ["campaign", "network"]
    assert client.post("/budgets/set/", {}).status_code == 403
    access.apps.set([four_weeks])
    assert [one.budget.kind for one in client.get("/budgets/").context["found"]] == ["campaign"]


def test_its_queries_do_not_grow_with_the_plans(viewer_client, four_weeks, queries_of):
    plan(1000, campaign=make_campaign(four_weeks, "Kite"))
    before = queries_of(viewer_client, "/budgets/")
    for name in ("Lumio", "Kite"):
        plan(1000, network=network(name))
        make_day(name, app=four_weeks, campaign="More", spend=3)
        plan(1000, campaign=make_campaign(four_weeks, name, "More"))
    assert queries_of(viewer_client, "/budgets/") == before


# Deciding


def test_a_decision_on_a_plan_keeps_its_numbers(staff_client, viewer_client, four_weeks):
    made = plan(1000, network=network("Kite"))
    path = f"/budgets/{made.pk}/decide/"
    page = staff_client.get(path).content.decode()
    assert "Kite heads for $1,500" in page and "It ran out on 20 Nov" in page
    said = staff_client.post(path, {"word": "slow", "note": "Bid lowered"}, follow=True)
    assert "Spend less, 24 Nov." in said.content.decode()
    row = viewer_client.get("/decisions/").content.decode()
    assert "$1,150 of $1,000 spent, heading for $1,500" in row and "Bid lowered" in row
    assert viewer_client.get(path).status_code == 403
