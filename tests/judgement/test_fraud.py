"""Signals and cases through their front doors: the command, the page, the import."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.importing.storing.names import default_page
from campaigns.judgement import thresholds
from campaigns.judgement.daily import judge
from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.words import case_sentence, note_sentence
from campaigns.models import (
    Annotation,
    Case,
    CaseNote,
    ClickTimeCount,
    DailyCount,
    Judged,
    Network,
    RejectedCount,
    SourceAppCount,
)
from campaigns.periods import Period
from campaigns.reports import report
from campaigns.stats.fraud.rules import RULES
from tests.importing.test_import import command
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_creative
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

WINDOW = Period.of_days(28, LAST_DAY - timedelta(days=3))
CLEAN = ("Alpha", "Beta", "Gamma", "Delta")
WAVE = (0, 3, -2, 4, -4, 7, 5)


def ordinary(place: int) -> dict:
    """A day of an ordinary network: CTR 4 %, CVR 12 %, a quarter stays, 2 % are rejected."""
    turn = WAVE[place % 7]
    installs = 51 + turn + place % 5
    return {
        "impressions": 10_000 + 10 * turn + place,
        "clicks": 401 + turn + place % 3,
        "installs": installs,
        "spend": 2 * installs,
        "retained_d1": installs // 4,
        "rejected_installs": 1,
    }


def live(network, *, app=None, days=WINDOW, **changed):
    """Days of a network; `changed` names a count and what it is: a number, or one of the place."""
    app = app or make_app()
    campaign, creative, page = (
        make_campaign(app, network, settle_days=3),
        make_creative(app),
        default_page(app),
    )
    rows = []
    for place, day in enumerate(days.days()):
        counts = ordinary(place)
        for name, value in changed.items():
            counts[name] = value(place) if callable(value) else value
        rows.append(
            DailyCount(
                day=day, campaign=campaign, creative=creative, country="US", store_page=page,
                **counts,
            )
        )  # fmt: skip
    DailyCount.objects.bulk_create(rows)
    return campaign


def click_times(campaign, buckets, source_app="", days=WINDOW):
    for day in days.days():
        counts = dict(zip(ClickTimeCount.COUNTS, buckets, strict=True))
        ClickTimeCount.objects.create(campaign=campaign, day=day, source_app=source_app, **counts)


@made_once
def clean():
    """Four ordinary networks in one app."""
    for name in CLEAN:
        live(name)
    return make_app()


FLOOD = {"clicks": 3_500}


def judged(*options, as_of=TODAY):
    out = StringIO()
    call_command("judge_fraud", "--as-of", as_of.isoformat(), "--json", *options, stdout=out)
    return json.loads(out.getvalue())["cases"]


# What is found


def test_clean_networks_have_no_case(clean):
    assert judged() == []


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("flooding", FLOOD),
        ("views", {"clicks": 4_200, "installs": lambda place: 513 + place, "retained_d1": 130}),
        ("stuffing", {"impressions": lambda place: (10_000 if place < 21 else 30_000) + place}),
        (
            "incentive",
            {"installs": lambda place: 160 + place % 7, "retained_d1": 14, "rejected_installs": 2},
        ),
        ("farm", {"retained_d1": 1}),
        ("rejected", {"rejected_installs": 12}),
        ("weekdays", {"installs": lambda place: 150 if place % 7 == 2 else 30}),
        ("copied", {"installs": lambda place: 50 + 10 * (place % 3)}),
    ],
)
def test_what_is_planted_is_found_with_the_right_reason_and_nothing_else(clean, kind, changed):
    live("Odd", app=clean, **changed)
    assert [(case["network"], case["signal"]) for case in judged()] == [("Odd", kind)]


def test_installs_seconds_after_the_click_are_found(clean):
    for name in CLEAN:
        click_times(make_campaign(clean, name), (0, 1, 30, 15, 4, 5))
    click_times(live("Odd", app=clean), (3, 5, 25, 14, 4, 4))
    (case,) = judged()
    assert (case["network"], case["signal"]) == ("Odd", "injection")
    assert case["evidence"][0]["own"] == pytest.approx(100 * 8 / 55)
    assert case["evidence"][0]["peers"] == pytest.approx(100 / 55)
    assert case["evidence"][0]["limit"] == pytest.approx(4 * 100 / 55)


def test_installs_long_after_the_click_are_click_flooding(clean):
    click_times(live("Odd", app=clean), (0, 0, 10, 10, 10, 25))
    (case,) = judged()
    assert (case["signal"], "more than a day after the click" in case["text"]) == (
        "flooding",
        True,
    )
    installs = sum(ordinary(place)["installs"] for place in range(28))
    assert case["installs"] == round(installs * 25 / 55)
    assert case["stake"] == pytest.approx(2 * installs * 25 / 55, abs=0.01)


def test_organic_installs_that_fall_while_a_network_rises_are_found(clean):
    live("Organic", app=clean, installs=lambda place: 100 if place < 14 else 60, impressions=None)
    live("Odd", app=clean, installs=lambda place: 51 if place < 14 else 91, retained_d1=20)
    assert [(case["network"], case["signal"]) for case in judged()] == [("Odd", "poaching")]


def test_more_installs_than_the_mmp_counts_are_found(clean):
    campaign = live("Odd", app=clean)
    rows = DailyCount.objects.filter(campaign=campaign)
    for row in rows:
        DailyCount.objects.create(
            day=row.day, campaign=campaign, creative=row.creative, country="US",
            store_page=row.store_page, reported_by="mmp", installs=round(row.installs / 1.4),
        )  # fmt: skip
    (case,) = judged()
    assert (case["network"], case["signal"]) == ("Odd", "over_reporting")
    assert case["evidence"][0]["own"] == pytest.approx(1.4, abs=0.02)


def test_what_skan_counts_beside_the_mmp_is_not_claimed_without_cover(clean):
    campaign = live("Odd", app=clean)
    DailyCount.objects.bulk_create(
        DailyCount(
            day=row.day, campaign=campaign, creative=row.creative, country="US",
            store_page=row.store_page, reported_by=by, installs=round(row.installs * part),
        )
        for row in DailyCount.objects.filter(campaign=campaign)
        for by, part in (("mmp", 0.5), ("skan", 0.7))
    )  # fmt: skip
    assert judged() == []


def test_a_sub_publisher_is_found_where_its_network_is_fine(clean):
    campaign = live("Odd", app=clean)
    for day in WINDOW.days():
        for name, clicks, installs in (("88213", 600, 4), ("55107", 130, 20)):
            SourceAppCount.objects.create(
                campaign=campaign, day=day, source_app=name, impressions=2_000, clicks=clicks,
                installs=installs, spend=installs * 2,
            )  # fmt: skip
    (case,) = judged()
    assert (case["network"], case["source_app"], case["signal"]) == ("Odd", "88213", "flooding")
    assert (case["installs"], case["stake"]) == (28 * 4, 28 * 8)


def test_rejected_installs_by_reason_stand_in_where_the_daily_counts_have_none(clean):
    campaign = live("Odd", app=clean, rejected_installs=None)
    for day in WINDOW.days():
        RejectedCount.objects.create(
            campaign=campaign, day=day, reason="Bots", rejected_installs=12
        )
    assert [(case["network"], case["signal"]) for case in judged()] == [("Odd", "rejected")]


def test_a_network_that_settles_slowly_is_judged_on_its_own_settled_days(clean):
    live("Odd", app=clean, clicks=lambda place: 401 if place < 20 else 60_000)
    Network.objects.filter(name="Odd").update(settle_days=11)
    assert judged() == []


def test_counts_that_end_weeks_ago_are_judged_on_their_last_28_days():
    days = Period.of_days(28, LAST_DAY - timedelta(days=60))
    for name in CLEAN:
        live(name, days=days)
    live("Odd", days=days, **FLOOD)
    (case,) = judged()
    assert (case["network"], case["from"], case["to"]) == (
        "Odd", days.first.isoformat(), days.last.isoformat()
    )  # fmt: skip


SMALL = {
    "flooding": {"clicks": 300, "installs": 1, "retained_d1": 0},
    "farm": {"clicks": 20, "installs": 3, "retained_d1": 0},
    "views": {"impressions": 300, "clicks": 200, "installs": 9, "rejected_installs": 0},
    "rejected": {"clicks": 30, "installs": 3, "retained_d1": 1, "rejected_installs": 2},
}


@pytest.mark.parametrize("kind", SMALL)
def test_below_the_minimum_volume_nothing_is_said(clean, kind):
    live("Odd", app=clean, **SMALL[kind])
    assert judged() == []


def test_every_rule_belongs_to_one_kind():
    assert sorted(rule for kind in KINDS.values() for rule in kind.rules) == sorted(RULES)


def test_a_changed_threshold_changes_what_is_found(clean):
    live("Odd", app=clean, clicks=1_200)
    assert judged() == []
    thresholds.change("flooding_own", 20, None)
    thresholds.change("flooding_times", 2.5, None)
    (case,) = judged()
    assert case["signal"] == "flooding"


# Cases


@made_once
def flooded(clean):
    live("Odd", app=clean, **FLOOD)
    judged()
    return Case.objects.get()


def test_a_signal_opens_a_case_with_its_numbers(flooded):
    assert (flooded.state, flooded.network.name, flooded.opened_on) == ("open", "Odd", TODAY)
    assert (flooded.first_day, flooded.last_day) == (WINDOW.first, WINDOW.last)
    clicks_per_install = flooded.evidence[0]
    installs = sum(ordinary(place)["installs"] for place in range(28))
    assert clicks_per_install["own"] == pytest.approx(28 * 3_500 / installs)
    assert flooded.stake == 2 * installs
    note = CaseNote.objects.get()
    assert (note.case, note.user, note.state) == (flooded, None, "open")


def test_a_second_run_of_the_day_changes_nothing(flooded):
    def stored():
        return list(Case.objects.values()), list(CaseNote.objects.values())

    before = stored()
    judged()
    assert stored() == before


def test_an_older_judgement_changes_nothing(flooded):
    before = Case.objects.values().get()
    judged(as_of=TODAY - timedelta(days=5))
    assert Case.objects.values().get() == before


def test_two_clear_weeks_close_a_case_and_one_does_not(flooded):
    DailyCount.objects.filter(campaign__network__name="Odd").update(clicks=401)
    judged()
    for name in (*CLEAN, "Odd"):
        live(name, days=Period.of_days(14, WINDOW.last + timedelta(days=14)))
    for ahead in range(1, 15):
        cases.judge_fraud(TODAY + timedelta(days=ahead))
        flooded.refresh_from_db()
        weeks = ahead // 7
        assert (flooded.clear_weeks, flooded.ongoing) == (weeks, weeks < 2), ahead
    assert (flooded.state, flooded.closed_on) == ("cleared", TODAY + timedelta(days=14))
    assert note_sentence(flooded.notes.last()) == "No signal for 2 weeks: closed by itself."


def test_a_new_signal_after_that_opens_a_new_case(flooded):
    Case.objects.update(state="cleared", closed_on=TODAY, clear_weeks=2)
    judged()
    assert Case.objects.filter(state="open").count() == 1
    assert Case.objects.count() == 2


def test_what_somebody_closed_is_not_asked_again_while_its_days_are_judged(flooded, staff):
    asked = {"state": "cleared", "note": "A test by the network.", "owner": ""}
    cases.answer(flooded.pk, staff, asked)
    judged()
    assert Case.objects.count() == 1
    later = Period(WINDOW.last + timedelta(days=1), WINDOW.last + timedelta(days=32))
    for name in CLEAN:
        live(name, days=later)
    live("Odd", days=later, **FLOOD)
    cases.judge_fraud(TODAY + timedelta(days=32))
    assert Case.objects.filter(state="open").count() == 1


def test_what_the_rules_cannot_judge_leaves_a_case_as_it_is(flooded):
    DailyCount.objects.filter(campaign__network__name="Odd").update(clicks=None)
    cases.judge_fraud(TODAY + timedelta(days=8))
    flooded.refresh_from_db()
    assert (flooded.state, flooded.clear_weeks) == ("open", 0)


def test_the_database_keeps_one_ongoing_case_of_a_signal(flooded):
    from django.db import IntegrityError, transaction

    values = Case.objects.values().get() | {"id": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(state="cleared")


def test_an_import_judges_and_opens_a_case(write):
    head = "day,network,campaign,impressions,clicks,installs,spend\n"
    days = Period.of_days(28, date(2026, 11, 20)).days()
    lines = [f"{day},Odd,C,20000,{6000 + 2 * i - 27},20,50\n" for i, day in enumerate(days)]
    assert command(write(head + "".join(lines)))[0] == 0
    case = Case.objects.get()
    assert (case.network.name, case.kind) == ("Odd", "flooding")
    assert case_sentence(case).startswith(
        "300 clicks per install over 28 days (168,000 clicks, 560 installs); 1 to 10 is plausible"
    )
    assert case.said == [{"rule": "flooding_a", "facts": {"clicks": 168_000, "installs": 560}}]
    assert case.text == ""


def test_the_command_says_what_it_found_and_refuses_what_it_cannot_judge(clean, capsys):
    live("Odd", app=clean, **FLOOD)
    call_command("judge_fraud", "--app", "merge harbor")
    assert "Odd, Merge Harbor (Android): Click flooding. 64 clicks" in capsys.readouterr().out
    for wrong in (["--app", "Nothing"], ["--as-of", "2099-01-01"], ["--as-of", "x"]):
        with pytest.raises(CommandError):
            call_command("judge_fraud", *wrong)


# The page


def test_the_page_opens_with_the_answer_and_says_that_it_convicts_nobody(viewer_client, flooded):
    page = viewer_client.get("/fraud/")
    text = page.content.decode()
    assert page.context["headline"].title == "One signal is worth a question."
    assert "a signal convicts nobody" in text
    row = list(page.context["table"].rows)[0]
    assert row.get_cell("network").count("Odd")
    assert (row.get_cell("own"), row.get_cell("limit")) == ("63.9", "over 36.9")
    assert f'href="/fraud/{flooded.pk}/"' in row.get_cell("state")
    said = (
        "Four networks show nothing unusual in what could be judged: Alpha, Beta, Delta and Gamma."
    )
    assert said in text


def test_the_row_of_a_signal_shows_the_number_that_crosses_its_limit(viewer_client, clean):
    click_times(live("Odd", app=clean), (0, 0, 10, 10, 10, 25))
    judged()
    row = list(viewer_client.get("/fraud/").context["table"].rows)[0]
    assert (row.get_cell("own"), row.get_cell("limit")) == ("45.5 %", "from 25.0")


def test_every_rule_says_its_source_and_what_it_lacks(viewer_client, flooded):
    page = viewer_client.get("/fraud/")
    text = page.content.decode()
    rows = {row.record.kind.key: row.record for row in page.context["rule_table"].rows}
    assert set(rows) == set(KINDS)
    assert rows["injection"].lacks == "click times (5 of 5)"
    assert rows["poaching"].lacks == "organic installs (5 of 5)"
    assert rows["flooding"].judged == "5 of 5"
    for kind in KINDS.values():
        assert kind.source.split(":")[0].split(".")[0].split("’")[0] in text
    assert "not imported, so not judged: organic poaching" in text


def test_without_signals_the_page_says_so(viewer_client, clean):
    page = viewer_client.get("/fraud/")
    title = "Four networks judged, none with a signal worth a question."
    assert page.context["headline"].title == title


def test_an_empty_database_says_what_to_do(viewer_client, staff_client):
    assert staff_client.get("/fraud/").context["empty"]["actions"][0]["label"] == "Import a report"
    assert viewer_client.get("/fraud/").context["headline"].title.startswith("There is nothing")


def test_filters_choose_what_is_shown_and_peers_stay(viewer_client, flooded):
    def shown(query):
        return [
            e.network_name for e in viewer_client.get(f"/fraud/?{query}").context["page"].entries
        ]

    other = Network.objects.get(name="Alpha").pk
    assert shown(f"network={flooded.network_id}") == ["Odd"]
    assert shown(f"network={other}") == shown("platform=ios") == []
    page = viewer_client.get("/fraud/?country=FR")
    assert len(page.context["page"].entries) == 1
    assert any("not applied here: country" in fact for fact in page.context["facts"])


def test_what_was_judged_is_shown_until_counts_or_evidence_change(viewer_client, flooded):
    """The stored answer is the one that the page finds by itself, and new click times end it."""

    def said():
        page = viewer_client.get("/fraud/").context["page"]
        return [(one.place, one.counts, one.traffic) for one in page.subjects]

    live_ones = said()
    judge(TODAY)
    assert Judged.objects.filter(kind="all fraud").exists()
    assert said() == live_ones
    click_times(flooded.network.campaigns.get(), (0, 0, 10, 10, 10, 25))
    times = [traffic.ctit for place, _, traffic in said() if place[1] == flooded.network_id]
    assert [found.installs for found in times] == [28 * 55]


def test_the_range_decides_which_28_days_are_judged(viewer_client, flooded):
    page = viewer_client.get("/fraud/?from=2026-10-01&to=2026-11-10").context["page"]
    assert page.window == Period.of_days(28, date(2026, 11, 10))


def test_a_case_without_the_signal_stays_and_says_how_long_it_has_been_clear(
    viewer_client, flooded
):
    DailyCount.objects.filter(campaign__network__name="Odd").update(clicks=401)
    text = viewer_client.get("/fraud/").content.decode()
    assert "no signal now, 0 of 2 clear weeks" in text


def test_the_table_can_be_exported_as_it_is_shown(viewer_client, flooded):
    answer = viewer_client.get("/fraud/?_export=csv").content.decode("utf-8-sig").splitlines()
    assert answer[0].startswith("Network,App,Signal,What is unusual,Network has,Peers")
    assert answer[1].startswith("Odd,Merge Harbor (Android),Click flooding,")
    assert len(answer) == 2


def test_a_note_about_the_network_stands_in_the_chart_of_its_case(viewer_client, flooded):
    Case.objects.update(kind="views")
    Annotation.objects.create(day=flooded.last_day, text="New placements", network=flooded.network)
    chart = viewer_client.get(f"/fraud/{flooded.pk}/").context["chart"]
    said = f"New placements ({flooded.network})"
    assert [note["words"].endswith(said) for note in chart.spec["notes"]] == [True]
    assert chart.heads[-1] == "Notes"
    assert chart.rows[-1][-1].endswith(said)


def test_the_bar_counts_the_cases_that_nobody_has_taken_to_the_network(viewer_client, flooded):
    def waits():
        pages = viewer_client.get("/fraud/").context["pages"]
        return next(page["waiting"] for page in pages if page["label"] == "Fraud")

    assert waits() == 1
    Case.objects.update(state="asked")
    assert waits() == 0


QUERIES_OF_FRAUD = 29


def test_the_pages_queries_do_not_grow_with_networks_and_cases(
    viewer_client, flooded, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        viewer_client.get("/fraud/")
    app = make_app("Tile Garden", "ios")
    for number in range(4):
        campaign = live(f"More {number}", app=app, **FLOOD)
        click_times(campaign, (3, 5, 25, 14, 4, 4), source_app="1402")
    judged()
    with CaptureQueriesContext(connection) as more:
        viewer_client.get("/fraud/")
    assert len(more) == len(few) <= QUERIES_OF_FRAUD


@pytest.mark.parametrize(
    "query",
    [
        "from=9999-12-31", "to=0001-01-01", "from=2007-01-02&to=2007-01-05", "network=-1",
        "network=999", "app=999&platform=ios", "sort=-nothing", "sort=stake", "sort=-network",
        "sort=label&sort=-state", "sort=installs", "sort=app", "compare=year", "country=FR",
        "_export=xlsx", "cases=x", "page=-4",
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(viewer_client, flooded, query):
    assert viewer_client.get(f"/fraud/?{query}").status_code == 200


def test_evidence_is_what_the_reports_say(flooded):
    from campaigns.reports import ReportQuery

    where = {"app": (flooded.app_id,), "network": (flooded.network_id,)}
    counts = report(ReportQuery(WINDOW, (), where))[0].counts
    evidence = {line["key"]: line["own"] for line in flooded.evidence}
    assert evidence["clicks_per_install"] == counts.clicks / counts.installs
    assert evidence["cvr"] == counts.cvr
    assert flooded.installs == counts.installs
    assert flooded.stake == counts.spend
