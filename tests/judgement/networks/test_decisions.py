"""Decide through its front doors: the command, the page of networks, its export, the admin."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F, Sum

from campaigns import formats
from campaigns.importing.storing.names import default_page
from campaigns.judgement.daily import judge
from campaigns.judgement.networks.decisions import decided, decision_of
from campaigns.models import App, Case, DailyCount, Decision, Network, NetworkTarget, Verdict
from tests.judgement.test_flags import FIVE, by_name
from tests.judgement.test_flags import judged as flags_judged
from tests.judgement.test_flags import world as flagged_world
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
COHORTS = (LAST_DAY - timedelta(days=34), LAST_DAY - timedelta(days=7))
"""The first and last of the days whose users have had seven whole days."""
PAYS = {"Alpha": 1.0, "Beta": 1.02, "Gamma": 1.0, "Rich": 1.8, "Poor": 0.3}
"""ROAS D7 over the target of 20 %."""


def world(pays, target="0.20", days=60, **counts):
    """Networks with the same IPM, CPI and cells, whose users bring back another part each."""
    app = make_app()
    app.target_roas_d7 = target and Decimal(target)
    app.save()
    page, creative, rows = default_page(app), make_creative(app, "Hook", "video"), []
    for name, rho in pays.items():
        campaign = make_campaign(app, name, settle_days=3)
        for country in ("US", "DE"):
            for back in range(days):
                installs = 63 + (back * back + 3 * len(name) + ord(country[0])) % 11
                spend = Decimal(installs) * 2
                told = {
                    "impressions": 10_000 + 13 * back,
                    "clicks": 400 + back,
                    "installs": installs,
                    "spend": spend,
                    "revenue_d7": spend * Decimal(str(0.2 * rho * (0.9 + back % 3 / 10))),
                }
                rows.append(
                    DailyCount(
                        day=LAST_DAY - timedelta(days=back), campaign=campaign, creative=creative,
                        country=country, store_page=page, **{**told, **counts},
                    )
                )  # fmt: skip
    DailyCount.objects.bulk_create(rows)
    return app


@made_once
def paying():
    """One network too good and one too bad, three between them."""
    return world(PAYS)


def open_case(app, network):
    line = {"key": "clicks_per_install", "label": "Clicks per install", "own": 90, "peers": 5}
    Case.objects.create(
        app=app, network=Network.objects.get(name=network), kind="flooding", installs=9,
        stake=900, first_day=COHORTS[0], last_day=COHORTS[1], judged_day=COHORTS[1],
        opened_on=COHORTS[1], week_from=COHORTS[1],
        evidence=[line | {"limit": 30, "word": "over", "unit": ""}],
    )  # fmt: skip


def judged(day=TODAY):
    return by_name(flags_judged(day=day))


@made_once
def told(paying):
    """What the command says of them."""
    return judged()


def words(found=None):
    """The word for each network, and why; by judging them now, unless that is done."""
    found = judged() if found is None else found
    return {name: (one["decision"], one["decision_reason"]) for name, one in found.items()}


def test_money_alone_scales_holds_and_cuts(told):
    said = words(told)
    assert said["Rich"] == ("scale", "money")
    assert said["Poor"] == ("cut", "money")
    assert {said[name] for name in ("Alpha", "Beta", "Gamma")} == {("hold", "fine")}
    out = StringIO()
    call_command("judge_networks", "--as-of", TODAY.isoformat(), stdout=out)
    lines = {tuple(line.split()[:3]) for line in out.getvalue().splitlines()}
    assert {("Scale", "Fine", "Rich,"), ("Cut", "Fine", "Poor,")} <= lines


def test_without_a_target_only_ask_watch_and_hold_are_said():
    world(PAYS, target=None)
    assert set(words().values()) == {("hold", "no_target")}


def test_a_target_of_one_network_stands_before_that_of_its_app(paying):
    app = paying
    NetworkTarget.objects.create(
        app=app, network=Network.objects.get(name="Poor"), target_roas_d7=Decimal("0.06")
    )
    assert words()["Poor"] == ("hold", "fine")


def test_a_network_with_days_missing_is_held_until_they_are_there(paying):
    gone = [LAST_DAY - timedelta(days=back) for back in range(5, 12)]
    DailyCount.objects.filter(campaign__network__name="Poor", day__in=gone).delete()
    assert words()["Poor"] == ("hold", "gaps")


def test_days_that_an_import_was_of_are_no_gap_also_without_counts(paying, write):
    gone = [LAST_DAY - timedelta(days=back) for back in range(5, 12)]
    DailyCount.objects.filter(campaign__network__name="Poor", day__in=gone).delete()
    empty = write("day,app,platform,network,campaign,impressions,installs\n")
    stated = ("--app", "Merge Harbor", "--platform", "android", "--network", "Poor")
    call_command("import_report", empty, *stated, "--complete", f"{gone[-1]}:{gone[0]}")
    assert words()["Poor"] == ("cut", "money")


def test_a_newest_day_that_an_import_was_of_is_not_late(paying, write):
    gone = [LAST_DAY - timedelta(days=back) for back in range(9)]
    DailyCount.objects.filter(campaign__network__name="Rich", day__in=gone).delete()
    assert words()["Rich"] == ("hold", "gaps")
    empty = write("day,app,platform,network,campaign,impressions,installs\n")
    stated = ("--app", "Merge Harbor", "--platform", "android", "--network", "Rich")
    call_command("import_report", empty, *stated, "--complete", f"{gone[-1]}:{gone[0]}")
    assert words()["Rich"][1] != "gaps"


def test_users_who_stay_stand_for_money_that_is_not_reported(paying, viewer_client):
    """A user who stays is worth what those elsewhere bring; Silent keeps a seventh as many."""
    for name, part in dict.fromkeys(PAYS, 0.2).items():
        stays(name, part)
    world({"Silent": 1.0}, revenue_d7=None)
    stays("Silent", 0.03)
    said = words()
    assert said["Silent"] == ("cut", "money")
    assert said["Alpha"] == ("hold", "fine")
    one = decision_of(Verdict.objects.get(network__name="Silent", superseded=False))
    assert one.money.retained
    whole = DailyCount.objects.filter(campaign__network__name__in=PAYS, day__gte=COHORTS[0])
    both = whole.filter(day__lte=COHORTS[1]).aggregate(r=Sum("revenue_d7"), s=Sum("retained_d7"))
    assert one.money.target == pytest.approx(0.2 / (float(both["r"]) / both["s"]))
    assert one.money.rho == pytest.approx(0.15, abs=0.03)
    page = viewer_client.get("/networks/").content.decode()
    cost, most = formats.money(1 / one.money.roas), formats.money(1 / one.money.target)
    assert f"A user who stays a week costs {cost}, {most} is affordable" in page


def test_without_any_revenue_nothing_says_what_a_user_who_stays_is_worth():
    world(PAYS, revenue_d7=None)
    for name in PAYS:
        stays(name, 0.2)
    assert set(words().values()) == {("hold", "no_money")}


def stays(network, part):
    """Let a part of every day's users of a network come back after seven days."""
    rows = DailyCount.objects.filter(campaign__network__name=network)
    for installs in set(rows.values_list("installs", flat=True)):
        rows.filter(installs=installs).update(retained_d7=round(part * installs))


def test_a_new_network_is_held_as_new(paying):
    for back in range(9):
        make_day("Fresh", LAST_DAY - timedelta(days=back), impressions=9000, installs=50, spend=90)
    assert words()["Fresh"] == ("hold", "new")


def test_what_is_stored_says_what_was_decided(told):
    verdict = Verdict.objects.get(network__name="Poor", superseded=False)
    one = decision_of(verdict)
    assert (one.word, one.reason) == ("cut", "money")
    assert one.money.rho == pytest.approx(0.3, rel=0.01)
    assert one.facts.spend == float(
        sum(
            row.spend
            for row in DailyCount.objects.filter(campaign__network__name="Poor")
            if LAST_DAY - timedelta(days=30) <= row.day <= LAST_DAY - timedelta(days=3)
        )
    )
    assert one.runs.cut.on


def test_a_word_of_money_stays_while_it_is_not_clearly_over(paying):
    judged(TODAY - timedelta(days=1))
    poor = DailyCount.objects.filter(campaign__network__name="Poor")
    poor.exclude(revenue_d7=None).update(revenue_d7=F("spend") * Decimal("0.2"))
    assert words()["Poor"] == ("cut", "money"), "one day without it does not end a word"


def test_the_page_says_the_words_of_the_command_with_the_same_spend(told, viewer_client):
    answer = viewer_client.get("/networks/?_export=csv&_table=decide")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Network"]: row["Do"].lower() for row in rows} == {
        name: one["decision"] for name, one in told.items()
    }
    page = viewer_client.get("/networks/")
    assert "cut Poor" in page.content.decode() or "Cut Poor" in page.content.decode()
    assert b"brings back less than half of the target" in page.content
    cells = {row.record.name: row.get_cell("then_installs") for row in page.context["decide"].rows}
    assert (cells["Rich"], cells["Alpha"]) == ("–", "as now"), "nobody knows what more spend buys"


def test_the_overview_says_the_same_words(told, viewer_client):
    title = viewer_client.get("/networks/").content.decode()
    said = viewer_client.get("/").context["headline"].more
    assert "ut Poor" in said[-1]
    assert said[-1] in title


@pytest.mark.parametrize("page", ["quality", "planner"])
def test_quality_and_planner_say_the_same_word(told, viewer_client, page):
    answer = viewer_client.get(f"/{page}/?_export=csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Network"]: row["Do"].lower() for row in rows if row["Network"] != "Total"} == {
        name: one["decision"] for name, one in told.items()
    }
    shown = viewer_client.get(f"/{page}/").content
    assert b"brings back under half" in shown and b"on target, nothing to mend" in shown
    if page == "quality":
        assert "Do" not in viewer_client.get("/quality/?by=country&_export=csv").content.decode()


def test_fraud_says_the_same_word_and_names_those_that_are_questioned(paying, viewer_client):
    app = paying
    for name in ("Poor", "Alpha"):
        open_case(app, name)
    said = judged()
    answer = viewer_client.get("/fraud/")
    rows = answer.context["judged_table"].rows
    assert {r.record.network_name: r.get_cell_value("do").lower() for r in rows} == {
        name: one["decision"] for name, one in said.items()
    }
    assert "Cut Poor and ask Alpha." in answer.context["headline"].more


def test_cutting_says_what_is_left_of_the_whole(viewer_client):
    world({"Alpha": 1.0, "Beta": 1.0, "Gamma": 1.0, "Poor": 0.3})
    judged()
    answer = viewer_client.get("/networks/?_export=csv&_table=decide")
    rows = {
        row["Network"]: row for row in csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    }
    installs = sum(
        row.installs
        for row in DailyCount.objects.all()
        if LAST_DAY - timedelta(days=30) <= row.day <= LAST_DAY - timedelta(days=3)
    )
    assert float(rows["Poor"]["Installs if done"]) == pytest.approx(installs)
    assert rows["Alpha"]["Installs if done"] in ("", "–")


def test_what_an_app_does_not_report_is_in_no_ratio_of_what_is_left(viewer_client):
    """Alpha has impressions and spend in another app, of which its report states no installs."""
    world({"Alpha": 1.0, "Beta": 1.0, "Gamma": 1.0, "Poor": 0.3})
    app = make_app("Silent", "ios")
    campaign, creative, page = make_campaign(app, "Alpha"), make_creative(app), default_page(app)
    DailyCount.objects.bulk_create(
        DailyCount(
            day=LAST_DAY - timedelta(days=back), campaign=campaign, creative=creative,
            country="US", store_page=page, impressions=50_000, spend=90,
        )
        for back in range(40)
    )  # fmt: skip
    judged()
    page = viewer_client.get("/networks/")
    (then,) = (row.record.then for row in page.context["decide"].rows if row.record.name == "Poor")
    shown = page.context["page"].total.counts
    assert (then.now.ipm, then.now.cpi) == pytest.approx((shown.ipm, shown.cpi))
    page = viewer_client.get(f"/networks/{campaign.network_id}/?app={app.pk}")
    assert "It reports no installs, so IPM cannot be computed" in page.content.decode()


def test_a_word_that_is_followed_is_noted_with_its_numbers_then(
    told, staff_client, staff, viewer_client
):
    poor = Network.objects.get(name="Poor")
    assert viewer_client.post(f"/networks/{poor.pk}/decide/").status_code == 403
    for _ in range(2):  # a button pressed twice
        page = staff_client.post(f"/networks/{poor.pk}/decide/", follow=True).content.decode()
    assert "Noted: cut Poor, with its numbers today." in page
    assert "Done 24 Nov, staff" in page
    kept = Decision.objects.get()
    assert (kept.word, kept.day, kept.user, kept.network) == ("cut", TODAY, staff, poor)
    assert kept.numbers["money"]["target"] == 0.2
    assert f"/networks/{poor.pk}/decide/" not in page, "it is done"
    assert "ut Poor" not in " ".join(viewer_client.get("/").context["headline"].more)
    nothing = Network.objects.create(name="Nothing")
    assert staff_client.post(f"/networks/{nothing.pk}/decide/").status_code == 404


def test_the_target_is_set_in_the_admin_and_zero_is_refused(admin_client):
    app = make_app()
    address = f"/admin/campaigns/app/{app.pk}/change/"
    sent = {"name": app.name, "platform": app.platform}
    refused = admin_client.post(address, {**sent, "target_roas_d7": "0"})
    assert b"A target is above 0" in refused.content
    admin_client.post(address, {**sent, "target_roas_d7": "0.2"})
    assert App.objects.get().target_roas_d7 == Decimal("0.2")


def test_before_anything_is_judged_the_page_has_no_words(paying, viewer_client):
    assert b"decide-title" not in viewer_client.get("/networks/").content


def test_pages_name_the_same_app_first_where_no_spend_says_which(viewer_client):
    """Odd is low in two apps, most in the second one, and reports no spend."""
    for name, level in (("Merge Harbor", 0.7), ("Tile Garden", 0.5)):
        flagged_world({**FIVE, "Odd": level}, app=make_app(name))
    judged()
    (odd,) = [one for one in decided({}) if one.name == "Odd"]
    page = viewer_client.get("/networks/").context
    (said,) = [row.record.why for row in page["decide"].rows if row.record.name == "Odd"]
    about = viewer_client.get(f"/networks/{odd.network}/").context["about"]
    assert said.startswith("Tile Garden")
    assert about["word"]["why"] == said


def test_the_word_of_an_evening_is_that_of_then(paying, viewer_client):
    evening = TODAY - timedelta(days=1)
    judge(evening)
    App.objects.update(target_roas_d7=None)
    judge(TODAY)
    for page in ("quality", "planner"):
        asked = viewer_client.get(f"/{page}/?_export=csv&as_of={evening}").content
        rows = csv.DictReader(StringIO(asked.decode("utf-8-sig")))
        assert {row["Network"]: row["Do"] for row in rows}["Poor"] == "Cut", page
    poor = Network.objects.get(name="Poor").pk
    about = viewer_client.get(f"/networks/{poor}/?as_of={evening}").context
    assert about["about"]["word"]["headed"] == "Cut Poor"
