"""Verdicts through their front doors: command, pages, admin."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Round
from time_machine import travel

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.storing.names import default_page
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.sentences import sentence
from campaigns.models import Campaign, DailyCount, Decision, Network, Verdict
from campaigns.periods import Period
from tests.make import LAST_DAY, NOW, TODAY, make_app, make_campaign, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
WINDOW = Period.of_days(28, LAST_DAY - timedelta(days=3))
CELLS = (("US", "video", 8), ("US", "playable", 12), ("BR", "video", 4), ("DE", "video", 6))


def world(levels, *, app=None, cells=CELLS, impressions=20_000, period=WINDOW, wobble=0.06):
    """Networks at a level of what a typical one gets in each country and format."""
    app = app or make_app()
    rows, page = [], default_page(app)
    for name, level in levels.items():
        campaign = make_campaign(app, name, settle_days=3)
        for country, format, ipm in cells:
            creative = make_creative(app, format, format)
            for place, day in enumerate(period.days()):
                turn = 1 + wobble * (1 if (place + len(name)) % 2 else -1)
                rows.append(
                    DailyCount(
                        day=day, campaign=campaign, creative=creative, country=country,
                        store_page=page, impressions=impressions,
                        installs=round(impressions * ipm * level * turn / 1000),
                    )
                )  # fmt: skip
    DailyCount.objects.bulk_create(rows)
    return app


FIVE = {"Alpha": 1, "Beta": 1.05, "Gamma": 0.97, "Delta": 1.02}


_runs = count()


def judged(*options, day=TODAY):
    """What the command prints of a day that is over: nothing is judged for pages."""
    out = StringIO()
    with travel(NOW + timedelta(days=1, minutes=next(_runs))):
        call_command("judge_networks", "--as-of", day.isoformat(), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def by_name(answer):
    return {entry["network"]: entry for entry in answer["networks"]}


@made_once
def one_low():
    """Four networks that are alike and one that is low."""
    return world({**FIVE, "Low": 0.6})


@made_once
def low(one_low):
    """What the command printed of them."""
    return judged()


def test_a_truly_low_network_is_on_act_with_its_numbers(low):
    answer = low
    assert (answer["from"], answer["to"]) == ("2026-10-24", "2026-11-20")
    entry = by_name(answer)["Low"]
    assert entry["verdict"] == "act"
    assert entry["ratio"] == pytest.approx(0.6, abs=0.03)
    assert entry["ipm"] == pytest.approx(30 * 0.6 / 4, abs=0.1)
    assert entry["ipm_low"] < entry["ipm"] < entry["ipm_high"]
    assert entry["impressions"] == 28 * 4 * 20_000
    said = entry["reason"].replace("\u00a0", " ")
    assert said.startswith(
        "39 % below like-for-like networks since 24 Oct (IPM 4.5 against 7.4 expected for its "
        "countries and formats). Allowing for the noise of days and for how few peers it has, our "
        "best guess is 39 % below; the chance that it is as good as a typical network is "
    )
    assert (entry["since"], entry["flagged"]) == ("2026-10-24", "2026-11-20")
    assert entry["chance"] < 0.05 and entry["ratio_shrunk"] == pytest.approx(
        entry["ratio"], abs=0.02
    )
    assert entry["expected_ipm"] * entry["ratio"] == pytest.approx(entry["ipm"])
    assert (entry["known_formats"], entry["known_countries"]) == (1, 1)
    assert (entry["from"], entry["to"]) == (answer["from"], answer["to"])
    assert (entry["decision"], entry["decision_reason"]) == ("ask", "ipm")
    assert {e["verdict"] for n, e in by_name(answer).items() if n != "Low"} == {"fine"}


def test_a_network_in_low_countries_at_its_peers_level_is_fine():
    app = world(FIVE)
    world({"Cheap": 1}, app=app, cells=CELLS[2:3], impressions=80_000)
    cheap = by_name(judged())["Cheap"]
    assert cheap["verdict"] == "fine"
    assert cheap["ipm"] == pytest.approx(4, abs=0.1)
    assert cheap["ratio"] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({"Alone": 1}, "nothing to compare it with"),
        ({"One": 1, "Two": 0.5}, "too few networks to say which one is odd"),
    ],
    ids=["one network", "two networks"],
)
def test_too_few_networks_are_not_judged_and_told_so(levels, words):
    world(levels)
    for entry in judged()["networks"]:
        assert entry["verdict"] == "not_enough"
        assert words in entry["reason"].lower()


def test_a_silent_network_has_no_data_and_zero_installs_are_an_act():
    app = world(FIVE)
    make_campaign(app, "Silent", settle_days=3)
    make_day("Silent", WINDOW.last, app=app, installs=40)
    world({"Dead": 0}, app=app)
    found = by_name(judged())
    assert (found["Silent"]["verdict"], found["Silent"]["ipm"]) == ("no_data", None)
    assert found["Dead"]["verdict"] == "act"
    assert "check tracking first" in found["Dead"]["reason"]


def test_a_network_alone_in_its_countries_has_no_peers():
    app = world(FIVE)
    world({"Far": 0.3}, app=app, cells=(("JP", "banner", 9),))
    far = by_name(judged())["Far"]
    assert far["verdict"] == "not_enough"
    assert "runs mostly where no other network runs" in far["reason"]


def test_an_empty_database_is_judged_without_a_crash():
    assert judged()["networks"] == []


def test_provisional_days_are_left_out():
    app = world({**FIVE, "Late": 1})
    for back in range(3):
        day = LAST_DAY - timedelta(days=back)
        make_day("Late", day, app=app, country="US", impressions=10**7, installs=1)
    assert by_name(judged())["Late"]["verdict"] == "fine"


def test_a_second_run_of_the_day_changes_nothing(low):
    before = list(Verdict.objects.order_by("pk").values())
    assert judged() == low
    assert list(Verdict.objects.order_by("pk").values()) == before


def test_restated_data_is_judged_again_and_both_are_kept(low):
    own = DailyCount.objects.filter(campaign__network__name="Low")
    own.update(installs=Round(F("installs") / 0.6))
    judged()
    old, new = Verdict.objects.filter(network__name="Low").order_by("pk")
    assert (old.verdict, old.superseded, new.restated) == ("act", True, True)
    assert new.ratio == pytest.approx(1, abs=0.05)
    assert [v.pk for v in flags.history(new.network_id)] == [new.pk, old.pk]


def test_a_flag_does_not_flap():
    """Up after five low days in a row, and dated by the day on which it fell."""
    app = world(FIVE)
    world({"Sometimes": 1}, app=app)
    flags.judge_days([TODAY])
    DailyCount.objects.filter(campaign__network__name="Sometimes").update(installs=30)
    runs = []
    for ahead in range(1, 10):
        world({"Sometimes": 0}, app=app, period=Period.of_days(1, WINDOW.last + timedelta(ahead)))
        flags.judge_days([TODAY + timedelta(days=ahead)])
        runs.append(Verdict.objects.filter(network__name="Sometimes").latest("pk").verdict)
    assert runs == ["fine"] * 4 + ["act"] * 5


def test_an_import_judges_the_networks_of_its_app(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("day,network,campaign,impressions,installs\n2026-11-01,A,C,1000,5\n")
    call_command("import_report", str(path), "--app", "X", "--platform", "ios", stdout=StringIO())
    assert Verdict.objects.get().network.name == "A"


def test_a_dry_run_judges_nothing():
    text = b"day,network,campaign,impressions,installs\n2026-11-01,A,C,1000,5\n"
    result = import_file(text, "r.csv", Options(), app="X", platform="ios", dry_run=True)
    assert not result.errors and not Verdict.objects.exists()


def test_a_network_without_counts_on_settled_days_has_not_enough_and_not_no_impressions():
    app = world(FIVE)
    make_campaign(app, "Young", settle_days=3)
    for back in range(3):
        make_day("Young", LAST_DAY - timedelta(days=back), app=app, impressions=9000, installs=50)
    young = by_name(judged())["Young"]
    assert young["verdict"] == "not_enough"
    assert young["reason"] == "No counts on settled days from 24 Oct to 20 Nov 2026."


def test_a_network_that_settles_slowly_is_judged_on_its_own_settled_days_alone():
    world({**FIVE, "Slow": 1})
    Network.objects.filter(name="Slow").update(settle_days=10)
    for back in range(3, 10):
        day = LAST_DAY - timedelta(days=back)
        DailyCount.objects.filter(campaign__network__name="Slow", day=day).update(installs=0)
    answer = judged()
    assert answer["to"] == "2026-11-20"
    assert by_name(answer)["Slow"]["verdict"] == "fine"
    assert by_name(answer)["Slow"]["impressions"] == 21 * 4 * 20_000


def test_a_flag_ends_with_the_last_campaign_of_its_network(low):
    assert flags.waiting() == 1
    DailyCount.objects.filter(campaign__network__name="Low").delete()
    Campaign.objects.filter(network__name="Low").delete()
    assert flags.waiting() == 0


def test_a_range_that_ends_before_the_verdict_does_not_show_it(viewer_client, low):
    page = viewer_client.get("/?from=2026-10-24&to=2026-11-10")
    assert all(s.flag is None for s in page.context["table"].data)


def test_filters_survive_from_page_to_page(viewer_client, flagged):
    state = f"?from=2026-10-24&to=2026-11-23&app={flagged.app_id}"
    for path in ("/", "/networks/", f"/networks/{flagged.network_id}/", "/method/"):
        text = viewer_client.get(path + state).content.decode()
        for address in ("/", "/networks/", "/method/"):
            assert f'href="{address}{state.replace("&", "&amp;")}"' in text, (path, address)


# Answers of people


@made_once
def flagged(one_low):
    flags.judge_days([TODAY])
    return Verdict.objects.get(network__name="Low")


def answer(client, flag, **fields):
    data = {"app": flag.app_id, "note": "Asked for the placement list.", **fields}
    return client.post(f"/networks/{flag.network_id}/respond/", data)


def test_a_flag_is_acknowledged_with_a_note_and_an_owner(staff_client, staff, flagged):
    assert flags.waiting() == 1
    assert answer(staff_client, flagged, owner=staff.pk).status_code == 302
    kept = Decision.objects.get()
    assert (kept.user, kept.owner, kept.note) == (staff, staff, "Asked for the placement list.")
    assert flags.waiting() == 0
    page = staff_client.get(f"/networks/{flagged.network_id}/").content.decode()
    assert "Asked for the placement list." in page


def test_a_flag_is_quiet_until_a_day_that_is_to_come(staff_client, flagged):
    answer(staff_client, flagged, snoozed_until="2026-12-01")
    (flag,) = flags.flags({"network": (flagged.network_id,)})
    assert flag.snoozed and flag.answered
    ended = replace(flag, today=LAST_DAY + timedelta(days=8))
    assert not ended.snoozed and not ended.answered
    assert answer(staff_client, flagged, snoozed_until="2020-01-01").status_code == 400


def test_a_flag_waits_again_when_its_snooze_has_ended(staff_client, flagged, time_machine):
    answer(staff_client, flagged, snoozed_until="2026-12-01")
    assert flags.waiting() == 0
    time_machine.move_to(TODAY + timedelta(days=7))
    assert flags.waiting() == 1


def test_one_answer_is_about_all_apps_with_a_flag_and_needs_no_note(staff_client, flagged):
    other = make_app("Other app")
    make_campaign(other, "Low")
    again = Verdict.objects.get(pk=flagged.pk)
    again.pk, again.app = None, other
    again.save()
    page = staff_client.get(f"/networks/{flagged.network_id}/").content.decode()
    assert "All 2 apps with a flag" in page
    answer(staff_client, flagged, app="", note="", days=7)
    made = Decision.objects.all()
    assert {one.app_id for one in made} == {flagged.app_id, other.pk}
    assert {one.snoozed_until for one in made} == {TODAY + timedelta(days=7)}
    (told,) = staff_client.get(f"/networks/{flagged.network_id}/").context["messages"]
    assert "quiet until 1 Dec" in str(told)
    token = told.extra_tags.removeprefix("undo ")
    staff_client.post("/answers/undo/", {"given": token})
    assert not Decision.objects.exists()


def test_a_viewer_may_not_answer(viewer_client, flagged):
    assert answer(viewer_client, flagged).status_code == 403


def test_nobody_answers_a_flag_that_is_not_there(staff_client, flagged):
    lost = make_app("Other")
    data = {"app": lost.pk, "note": "x"}
    url = f"/networks/{flagged.network_id}/respond/"
    assert staff_client.post(url, data).status_code == 404


# Pages


def test_the_network_page_names_the_reason_the_cells_and_the_way_out(viewer_client, flagged):
    page = viewer_client.get(f"/networks/{flagged.network_id}/")
    text = page.content.decode()
    assert "39\u00a0% below like-for-like networks" in text
    assert "IPM above " in text and "over 28 settled days" in text
    assert "low since 24 Oct, flagged 20 Nov" in text
    assert "United States" in text
    assert page.context["page"].apps[0].cells[0].missing > 0


def test_the_overview_shows_the_verdict_and_says_who_it_is(viewer_client, flagged):
    page = viewer_client.get("/")
    low = next(s for s in page.context["table"].data if s.name == "Low")
    assert low.flag.verdict == flagged
    assert low.expected_ipm == pytest.approx(flagged.expected_ipm)
    assert any(
        sentence.startswith("Low is 39 % below like-for-like networks")
        and "since 24 Oct" in sentence
        for sentence in page.context["headline"].more
    )


def test_campaigns_and_creatives_are_judged_by_the_same_machinery(viewer_client, flagged):
    app = flagged.app
    for name, level in {"Good": 1, "Fair": 1.02, "Bad": 0.4}.items():
        campaign = make_campaign(app, "Low", name)
        for day in WINDOW.days():
            make_day(
                "Low", day, app=app, campaign=campaign.name, country="US", creative="video",
                format="video", impressions=50_000, installs=round(50 * 8 * level),
            )  # fmt: skip
    page = viewer_client.get(f"/networks/{flagged.network_id}/").context["page"]
    worst = page.apps[0].campaigns[0]
    assert worst.name == "Bad" and worst.judgement.condition in ("watch", "act")


def test_an_unknown_network_is_not_found(viewer_client):
    assert viewer_client.get("/networks/999/").status_code == 404


def test_pages_of_networks_ask_a_constant_number_of_queries(viewer_client, flagged, queries_of):
    pages = ("/networks/", f"/networks/{flagged.network_id}/", "/method/")
    few = [queries_of(viewer_client, page) for page in pages]
    world({f"N{number}": 1 for number in range(3)}, app=flagged.app, cells=CELLS[:2])
    flags.judge_days([TODAY])
    assert [queries_of(viewer_client, page) for page in pages] == few


def test_a_distance_that_is_no_news_says_why():
    def said(ratio, chance, condition="fine"):
        verdict = Verdict(
            verdict="fine", condition=condition, ratio=ratio, chance=chance, impressions=5407
        )
        return sentence(verdict, {"days_on": 5}).replace("\u00a0", " ")

    words = " like-for-like networks"
    assert said(1.3, 0.67) == f"30 % above{words}, within what varies anyway, 5,407 impressions."
    assert said(1.3, 0.95) == f"30 % above{words}, 5,407 impressions."
    assert said(0.88, 0.31) == f"12 % below{words}, within what varies anyway, 5,407 impressions."
    keep = f"21 % below{words}, not surely enough for a flag, 5,407 impressions."
    assert said(0.79, 0.16, "keep") == keep
    assert said(1.002, 0.5) == f"Level with{words}, 5,407 impressions."
