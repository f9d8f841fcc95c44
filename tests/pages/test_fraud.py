"""Case pages: states, notes, owner, and the evidence for the network."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client

from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.words import case_sentence
from campaigns.models import BUCKETS, Case, CaseNote, ClickTimeCount, DailyCount, SourceAppCount
from campaigns.reports import ReportQuery, report
from tests.judgement.test_fraud import CLEAN, FLOOD, WINDOW, clean, click_times, live  # noqa: F401
from tests.make import LAST_DAY, TODAY, make_app, make_campaign
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def case(clean):  # noqa: F811
    live("Odd", app=clean, **FLOOD)
    cases.judge_fraud(TODAY)
    return Case.objects.get()


def answer(client, case, **fields):
    data = {"state": case.state, "owner": "", "note": "", **fields}
    return client.post(f"/fraud/{case.pk}/answer/", data)


def test_a_case_tells_its_finding_evidence_and_what_is_at_stake(viewer_client, case):
    page = viewer_client.get(f"/fraud/{case.pk}/")
    text = page.content.decode()
    assert "<h1>Odd: click flooding</h1>" in text
    assert case_sentence(case) in text
    assert f"${case.stake:,.2f} was spent on the {case.installs:,} installs concerned." in text
    rows = [list(row.cells) for row in page.context["evidence_table"].rows]
    assert [str(cell) for cell in rows[0]] == ["Clicks per install", "63.9", "7.38", "over 36.9"]
    assert "Kochava" in text


def test_a_state_is_set_with_a_note_and_an_owner_and_kept_with_who_and_when(
    staff_client, staff, case
):
    said = {"state": "asked", "note": "Asked for the placements.", "owner": staff.pk}
    assert answer(staff_client, case, **said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.owner, case.closed_on) == ("asked", staff, None)
    note = CaseNote.objects.last()
    assert (note.user, note.day, note.state, note.note) == (
        staff, TODAY, "asked", "Asked for the placements."
    )  # fmt: skip
    page = staff_client.get(f"/fraud/{case.pk}/")
    strip = [(step.label, step.day, step.here) for step in page.context["words"].steps]
    assert strip == [
        ("Open", "24 Nov", False), ("Asked network", "24 Nov", True), ("Cleared", "", False),
        ("Refunded", "", False),
    ]  # fmt: skip
    assert "Asked for the placements." in page.content.decode()
    headline = staff_client.get("/fraud/").context["headline"].title
    assert headline == "One signal is worth a question; it has been asked."


def test_a_closed_case_moves_to_the_closed_ones_and_opens_again(staff_client, case):
    answer(staff_client, case, state="refunded", note="Credit note 118.")
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("refunded", TODAY)
    page = staff_client.get("/fraud/").context["page"]
    assert (page.entries, page.closed) == ([], [case])
    answer(staff_client, case, state="open")
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("open", None)


def test_a_case_cannot_open_again_beside_a_newer_one_of_its_signal(staff_client, case):
    Case.objects.update(state="cleared", closed_on=LAST_DAY - timedelta(days=90), clear_weeks=2)
    cases.judge_fraud(TODAY)
    answer(staff_client, case, state="open")
    case.refresh_from_db()
    assert case.state == "cleared"
    assert b"A newer case of the same signal is open." in staff_client.get("/fraud/").content


@pytest.mark.parametrize(
    "fields", [{"state": "guilty"}, {"owner": "999"}, {"note": "x" * 1001}, {"state": ""}]
)
def test_an_answer_that_cannot_be_is_refused_with_its_reason(staff_client, case, fields):
    page = answer(staff_client, case, **fields)
    assert page.status_code == 400
    assert b"errorlist" in page.content
    assert CaseNote.objects.count() == 1


def test_only_who_may_change_cases_answers_and_never_without_a_token(viewer_client, staff, case):
    assert answer(viewer_client, case, note="x").status_code == 403
    assert b"<form class" not in viewer_client.get(f"/fraud/{case.pk}/").content
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    assert answer(strict, case, note="x").status_code == 403
    assert strict.get(f"/fraud/{case.pk}/answer/").status_code == 405
    assert CaseNote.objects.count() == 1


@pytest.mark.parametrize("path", ["/fraud/99/", "/fraud/99/pack/"])
def test_a_case_that_is_not_there_is_not_found(viewer_client, path):
    assert viewer_client.get(path).status_code == 404


# Evidence


def pack(client, case):
    text = client.get(f"/fraud/{case.pk}/pack/?_export=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_numbers_of_the_pack_are_those_of_the_report(viewer_client, case):
    *days, whole = pack(viewer_client, case)
    where = {"app": (case.app_id,), "network": (case.network_id,)}
    rows = report(ReportQuery(WINDOW, ("day",), where))
    assert [day["Day"] for day in days] == [row.keys["day"].isoformat() for row in rows]
    for name, count in (("Clicks", "clicks"), ("Installs", "installs"), ("Spend", "spend")):
        assert [float(day[name]) for day in days] == [getattr(r.counts, count) for r in rows]
    everything = report(ReportQuery(WINDOW, (), where))[0].counts
    assert whole["Day"] == "All days"
    assert int(whole["Impressions"]) == everything.impressions
    assert int(whole["Rejected"]) == everything.rejected_installs
    assert float(whole["CVR %"]) == pytest.approx(everything.cvr, rel=1e-5)
    assert float(whole["CPI $"]) == pytest.approx(everything.cpi, rel=1e-5)
    evidence = {line["key"]: line["own"] for line in case.evidence}
    assert evidence["cvr"] == pytest.approx(float(whole["CVR %"]), rel=1e-5)
    assert evidence["clicks_per_install"] == int(whole["Clicks"]) / int(whole["Installs"])
    assert case.stake == everything.spend


def test_the_printed_pack_shows_the_same_numbers(viewer_client, case):
    page = viewer_client.get(f"/fraud/{case.pk}/pack/")
    text = page.content.decode()
    counts = page.context["dossier"].total.counts
    assert f"{counts.clicks:,}" in text and f"{counts.installs:,}" in text
    assert "They prove nothing by themselves" in text


def test_the_pack_of_a_sub_publisher_holds_its_own_counts_alone(viewer_client, clean):  # noqa: F811
    campaign = live("Odd", app=clean)
    for day in WINDOW.days():
        SourceAppCount.objects.create(
            campaign=campaign, day=day, source_app="88213", clicks=600, installs=4, spend=8
        )
    click_times(campaign, (0, 1, 1, 1, 0, 1), source_app="88213")
    click_times(campaign, (9, 9, 9, 9, 9, 9))
    cases.judge_fraud(TODAY)
    case = Case.objects.get(source_app="88213", kind="flooding")
    *days, whole = pack(viewer_client, case)
    assert (whole["Clicks"], whole["Installs"], whole["Spend $"]) == ("16800", "112", "224.0")
    assert whole["Over 24 h"] == "28"
    assert len(days) == 28


def test_click_times_of_the_pack_are_what_was_imported(viewer_client, clean):  # noqa: F811
    for name in CLEAN:
        click_times(make_campaign(clean, name), (0, 1, 30, 15, 4, 5))
    click_times(live("Odd", app=clean), (3, 5, 25, 14, 4, 4))
    cases.judge_fraud(TODAY)
    case = Case.objects.get()
    *_, whole = pack(viewer_client, case)
    stored = ClickTimeCount.objects.filter(campaign__network=case.network_id)
    for name, words in BUCKETS.items():
        assert int(whole[words.capitalize()]) == sum(stored.values_list(name, flat=True))
    chart = viewer_client.get(f"/fraud/{case.pk}/").context["chart"]
    own, peers = (series["points"] for series in chart.spec["series"])
    assert own[0] == pytest.approx(100 * 3 / 55, abs=1e-4)
    assert peers[0] == 0


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("views", {"clicks": 4_200, "installs": lambda place: 513 + place, "retained_d1": 130}),
        ("stuffing", {"impressions": lambda place: (10_000 if place < 21 else 30_000) + place}),
        ("farm", {"retained_d1": 1}),
        ("rejected", {"rejected_installs": 12}),
        ("weekdays", {"installs": lambda place: 150 if place % 7 == 2 else 30}),
        ("copied", {"installs": lambda place: 50 + 10 * (place % 3)}),
    ],
)
def test_every_kind_of_case_has_its_chart_with_numbers(viewer_client, clean, kind, changed):  # noqa: F811
    live("Odd", app=clean, **changed)
    cases.judge_fraud(TODAY)
    case = Case.objects.get(kind=kind)
    chart = viewer_client.get(f"/fraud/{case.pk}/").context["chart"]
    assert chart.rows and any(p is not None for p in chart.spec["series"][0]["points"])
    assert {len(row) for row in chart.rows} == {len(chart.heads)}


def test_a_case_whose_counts_are_gone_keeps_its_evidence(viewer_client, case):
    DailyCount.objects.all().delete()
    page = viewer_client.get(f"/fraud/{case.pk}/")
    assert page.context["chart"] is None
    assert b"Clicks per install" in page.content
    assert viewer_client.get(f"/fraud/{case.pk}/pack/").status_code == 200


def test_case_pages_ask_a_constant_number_of_queries(viewer_client, case):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            viewer_client.get(path.format(case.pk))
        return len(queries)

    paths = ("/fraud/{}/", "/fraud/{}/pack/")
    few = [asked(path) for path in paths]
    for number in range(3):
        live(f"More {number}", app=make_app())
    cases.answer(case.pk, None, {"state": "asked", "owner": "", "note": "x"})
    assert [asked(path) for path in paths] == few
    assert max(few) <= 26
