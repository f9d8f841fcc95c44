"""Experiments: what runs, whether it is fair, how it is decided, and the ledger of decisions."""

import csv
from copy import copy
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.models import Arm, DailyCount, Experiment
from tests.make import (
    LAST_DAY,
    make_app,
    make_campaign,
    make_creative,
    make_day,
    make_store_page,
)

SETTLED = date(2026, 11, 20)
QUERIES = 20


def runs(*arms, days=24, kind="creative", network="Lumio Ads", country="US"):
    """Counts of arms that ran side by side until yesterday, (name, rate per mille, exposure).

    The rate is that of installs by impression; for store pages that by click, 25 impressions each.
    Every other day is better by a tenth for all arms.
    """
    per_click = 25 if kind == "store_page" else 1
    rows = []
    make_campaign(network=network, settle_days=3)
    for name, rate, part in arms:
        exposure = round(80_000 * part)
        first = make_day(
            network, LAST_DAY, app=make_app(), country=country, **{kind: name},
            impressions=per_click * exposure, clicks=exposure // (25 // per_click), spend=100,
            installs=round(exposure * rate / 1000),
        )  # fmt: skip
        for back in range(1, days):
            row = copy(first)
            row.pk, row.day = None, LAST_DAY - timedelta(days=back)
            row.installs = round(first.installs * (1.1 if back % 2 else 1))
            rows.append(row)
    DailyCount.objects.bulk_create(rows)
    return make_app()


def make_test(
    app, *parts, kind="creative", days=24, status="running", name="Hook test", **fields
) -> Experiment:
    """A stored experiment that began as many days ago; the control comes first."""
    start = LAST_DAY - timedelta(days=days - 1)
    made = Experiment.objects.create(
        **{
            "app": app, "name": name, "kind": kind, "lift_percent": 15, "planned_start": start,
            "planned_days": 28, "planned_exposure": 1_500_000, "status": status,
            "start": None if status == "planned" else start,
        }
        | fields
    )  # fmt: skip
    make = {"creative": make_creative, "store_page": make_store_page}[kind]
    for place, part in enumerate(parts):
        Arm.objects.create(experiment=made, is_control=not place, **{kind: make(app, part)})
    return made


EVEN = (("Old hook", 5.0, 0.5), ("New hook", 6.5, 0.5))
EQUAL = (("Old hook", 5.0, 0.5), ("New hook", 5.05, 0.5))


def page(client, made) -> str:
    return client.get(f"/experiments/{made.pk}/").content.decode()


def decide(client, made, **asked):
    return client.post(f"/experiments/{made.pk}/decide/", asked)


def rows(client, path, **more) -> list[list[str]]:
    answer = client.get(path, {"_export": "csv", **more})
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


# What the counts say


def test_a_better_challenger_beats_the_control_from_day_14_on(viewer_client, db):
    made = make_test(runs(*EVEN), "Old hook", "New hook")
    html = page(viewer_client, made)
    assert "New hook is 30 % better" in html
    assert "it beats the control, clear since day 14." in html
    assert "The counts carry a decision" in html
    assert "IPM is 5.26 for Old hook and 6.84 for New hook, on 21 settled days" in html
    assert "3 days are left out, because a network may still change them." in html
    assert "31 Oct to 20 Nov 2026" in html


def test_nothing_is_decided_before_day_14(viewer_client, db):
    made = make_test(runs(*EVEN, days=16), "Old hook", "New hook", days=16)
    html = page(viewer_client, made)
    assert "not decided" in html
    assert "Day 13 is too early to say. A winner can be named from day 14" in html


def test_equal_arms_are_told_apart_from_better_ones(viewer_client, db):
    made = make_test(runs(*EQUAL, days=40), "Old hook", "New hook", days=40)
    assert "no difference of the planned size" in page(viewer_client, made)


def test_a_test_without_counts_says_so_and_draws_nothing(viewer_client, db):
    made = make_test(make_app(), "Old hook", "New hook")
    html = page(viewer_client, made)
    assert "Too few installs to compare." in html
    assert "<canvas" not in html


def test_uneven_delivery_is_no_fair_comparison_and_says_why(viewer_client, db):
    app = runs(("Old hook", 5.0, 0.7), ("New hook", 6.5, 0.3))
    made = make_test(app, "Old hook", "New hook")
    html = page(viewer_client, made)
    assert "Not a fair comparison: the arms did not get the planned shares" in html
    assert "Shares: New hook got 30 % a day, 50 % planned" in html
    made.share_percent = 30
    made.save()
    assert "it beats the control" in page(viewer_client, made)


def test_arms_in_different_countries_are_no_fair_comparison(viewer_client, db):
    runs(("Old hook", 5.0, 0.5), country="US")
    app = runs(("New hook", 6.5, 0.5), country="BR")
    html = page(viewer_client, make_test(app, "Old hook", "New hook"))
    assert "the arms ran in different countries or networks" in html
    assert "100.0 % of one arm lies elsewhere than the other (10 % at most)" in html


def test_a_silent_arm_is_no_fair_comparison(viewer_client, db):
    runs(("Old hook", 5.0, 0.5))
    app = runs(("New hook", 6.5, 0.5), days=12)
    html = page(viewer_client, make_test(app, "Old hook", "New hook"))
    assert "one arm was silent on more than a fifth of the days" in html
    assert "Both arms ran on 9 of 21 days" in html


def test_only_the_networks_and_countries_of_the_test_count(viewer_client, db):
    app = runs(*EVEN)
    runs(("Old hook", 50.0, 0.5), network="Playgrid")
    runs(("New hook", 90.0, 0.5), country="BR")
    made = make_test(app, "Old hook", "New hook", countries="us, CA")
    made.networks.set([make_day("Lumio Ads", date(2020, 1, 1), app=app).campaign.network])
    assert "New hook is 30 % better" in page(viewer_client, made)


def test_store_pages_are_compared_by_what_follows_the_click(viewer_client, db):
    app = runs(("", 200, 0.05), ("Tour", 260, 0.05), kind="store_page")
    html = page(viewer_client, make_test(app, "", "Tour", kind="store_page"))
    assert "Tour is 30 % better" in html
    assert "CVR is 21.0 % for Default page and 27.4 % for Tour" in html


def test_several_challengers_must_each_be_surer(viewer_client, db):
    app = runs(*EQUAL, ("Third hook", 6.5, 0.5))
    html = page(viewer_client, make_test(app, "Old hook", "New hook", "Third hook"))
    assert "With 2 challengers each one must be surer" in html
    assert html.count("<canvas") == 2
    assert "<h1" in html and "Third hook is 30 % better" in html


def test_the_arms_add_up_and_can_be_exported(viewer_client, db):
    made = make_test(runs(*EVEN), "Old hook", "New hook")
    head, control, challenger, everything = rows(viewer_client, f"/experiments/{made.pk}/")
    place = head.index("Impressions")
    assert [row[place] for row in (control, challenger, everything)] == [
        "840000", "840000", "1680000",
    ]  # fmt: skip
    installs = head.index("Installs")
    assert int(control[installs]) + int(challenger[installs]) == int(everything[installs])
    ipm = 1000 * int(everything[installs]) / 1_680_000
    assert float(everything[head.index("IPM")]) == pytest.approx(ipm)


# Deciding


def test_a_decision_that_the_counts_carry_is_stored_with_what_they_said(staff_client, staff, db):
    made = make_test(runs(*EVEN), "Old hook", "New hook")
    assert decide(staff_client, made, decision="beats").status_code == 302
    made.refresh_from_db()
    assert (made.status, made.decision, made.agreed) == ("decided", "beats", True)
    assert (made.decided_by, made.end, made.seen) == (staff, SETTLED, "beats")
    assert made.seen_lift == pytest.approx(0.3, abs=0.01)
    assert [arm.creative.name for arm in made.arms.filter(won=True)] == ["New hook"]
    assert "Decided 24 Nov 2026 by staff: New hook beats the control." in page(staff_client, made)


def test_a_decision_against_the_counts_takes_a_tick_and_a_reason(staff_client, db):
    made = make_test(runs(*EVEN, days=16), "Old hook", "New hook", days=16)
    refused = decide(staff_client, made, decision="beats")
    assert refused.status_code == 400
    assert "The counts do not say so. New hook is 30 % better" in refused.content.decode()
    refused = decide(staff_client, made, decision="beats", against="on")
    assert "Say why you decide otherwise than the counts." in refused.content.decode()
    made.refresh_from_db()
    assert made.status == "running"
    decide(staff_client, made, decision="beats", against="on", note="The season ends.")
    made.refresh_from_db()
    assert (made.decision, made.agreed, made.seen) == ("beats", False, "running")
    assert "The counts said otherwise then: Not decided." in page(staff_client, made)
    assert "against the counts" in staff_client.get("/experiments/").content.decode()


def test_the_challenger_that_is_taken_over_must_be_the_one_that_beats(staff_client, db):
    app = runs(*EQUAL, ("Third hook", 6.5, 0.5))
    made = make_test(app, "Old hook", "New hook", "Third hook")
    new, third = made.arms.filter(is_control=False).order_by("pk")
    assert decide(staff_client, made, decision="beats", winner=new.pk).status_code == 400
    assert decide(staff_client, made, decision="beats", winner=third.pk).status_code == 302
    third.refresh_from_db()
    assert third.won


def test_an_uneven_test_is_decided_as_invalid_and_does_not_count(staff_client, db):
    app = runs(("Old hook", 5.0, 0.7), ("New hook", 6.5, 0.3))
    made = make_test(app, "Old hook", "New hook")
    assert decide(staff_client, made, decision="invalid").status_code == 302
    html = staff_client.get("/experiments/").content.decode()
    assert "No decided test counts yet; 1 more does not count." in html


def test_counts_that_change_after_the_decision_are_told(staff_client, db):
    app = runs(*EVEN)
    made = make_test(app, "Old hook", "New hook")
    decide(staff_client, made, decision="beats")
    assert decide(staff_client, made, decision="beats").status_code == 404, "it is decided"
    DailyCount.objects.filter(creative__name="New hook").update(installs=200)
    html = page(staff_client, made)
    assert "The counts have changed since and say" in html
    assert rows(staff_client, "/experiments/")[1][1] == "A challenger beats the control"


def test_who_may_not_change_experiments_changes_none(viewer_client, db):
    made = make_test(runs(*EVEN), "Old hook", "New hook")
    for what in ("decide", "start"):
        path = f"/experiments/{made.pk}/{what}/"
        assert viewer_client.post(path, {"decision": "beats"}).status_code == 403
    assert ">Decide<" not in page(viewer_client, made)


def test_a_decision_needs_its_token(staff, db):
    from django.test import Client

    made = make_test(runs(*EVEN), "Old hook", "New hook")
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    assert decide(client, made, decision="beats").status_code == 403


# The list and the ledger


def past(app, name, decision, day, agreed=True):
    """A test that was decided on a day."""
    start = day - timedelta(days=20)
    return make_test(
        app, "Old hook", "New hook", name=name, status="decided", decision=decision, start=start,
        end=day, planned_start=start, agreed=agreed, seen=decision,
        decided_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        seen_impressions=1_000_000, seen_clicks=40_000, seen_installs=5_000,
        seen_lift=0.1, seen_low=0.02, seen_high=0.2,
    )  # fmt: skip


def test_the_win_rate_counts_fair_tests_that_were_decided_as_the_counts_said(viewer_client, db):
    app = make_app()
    past(app, "First", "beats", date(2026, 8, 3))
    past(app, "Second", "loses", date(2026, 8, 20))
    past(app, "Third", "invalid", date(2026, 9, 1))
    past(app, "Fourth", "beats", date(2026, 9, 9), agreed=False)
    past(app, "Fifth", "no_difference", date(2026, 9, 30))
    head, *lines = rows(viewer_client, "/experiments/")
    rate = head.index("Win rate so far %")
    assert {line[0].split(" (")[0]: line[rate] for line in lines} == {
        "Fifth": "33.3333",
        "Fourth": "",
        "Third": "",
        "Second": "50.0",
        "First": "100.0",
        "All decided tests": "33.3333",
    }
    assert lines[-1][head.index("Installs")] == "25000"
    html = viewer_client.get("/experiments/").content.decode()
    assert "1 of 3 decided tests found a better challenger (33 %); 2 more do not count." in html
    assert '"points": [50.0, 33.3]' in html


def test_the_list_opens_with_what_can_be_decided(viewer_client, db):
    app = runs(*EVEN, ("Third hook", 5.2, 0.5))
    make_test(app, "Old hook", "New hook")
    make_test(app, "Old hook", "Third hook", name="Third test", days=16)
    html = viewer_client.get("/experiments/").content.decode()
    assert "1 of 2 running tests can be decided: Hook test." in html
    assert html.index("Hook test</a>") < html.index("Third test</a>")


def test_without_any_test_the_page_says_how_to_begin(viewer_client, db):
    html = viewer_client.get("/experiments/").content.decode()
    assert "No test has been planned yet" in html
    assert html.count("<h1") == 1


def test_every_way_to_sort_the_ledger_works(viewer_client, db):
    past(make_app(), "First", "beats", date(2026, 8, 3))
    past(make_app(), "Second", "loses", date(2026, 9, 3))
    for name in ("name", "decision", "lift", "limits", "days", "impressions", "clicks",
                 "installs", "decided", "rate"):  # fmt: skip
        assert viewer_client.get("/experiments/", {"sort": f"-{name}"}).status_code == 200, name


def test_more_tests_take_no_more_queries(viewer_client, db):
    app = runs(*EVEN)
    found = []
    for place in range(2):
        made = make_test(app, "Old hook", "New hook", name=f"Test {place}")
        past(app, f"Past {place}", "beats", date(2026, 9, 1 + place))
        for path in ("/experiments/", f"/experiments/{made.pk}/"):
            with CaptureQueriesContext(connection) as asked:
                viewer_client.get(path)
            found.append(len(asked))
    assert found[:2] == found[2:]
    assert max(found) <= QUERIES


def test_no_address_breaks_a_page(viewer_client, db):
    made = make_test(runs(*EVEN, days=4), "Old hook", "New hook", days=4)
    for path in ("/experiments/", "/experiments/new/", f"/experiments/{made.pk}/"):
        for query in ("app=x&kind=y&sort=zz&_export=pdf", "app=1&kind=creative&control=x",
                      "app=999999999999999999999&kind=creative&from=x&to=2026-99-99"):  # fmt: skip
            assert viewer_client.get(f"{path}?{query}").status_code == 200, (path, query)


def test_a_test_that_is_not_there_is_not_found(viewer_client, db):
    assert viewer_client.get("/experiments/12345/").status_code == 404


# What the database holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "decided"},
        {"status": "planned"},
        {"decision": "beats"},
        {"start": None},
        {"end": date(2020, 1, 1)},
        {"lift_percent": 0},
        {"share_percent": 100},
        {"kind": "campaign"},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(db, wrong):
    made = make_test(make_app(), "Old hook", "New hook")
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(pk=made.pk).update(**wrong)


def test_a_test_has_one_control_and_each_creative_once(db):
    made = make_test(make_app(), "Old hook", "New hook")
    third = make_creative(made.app, "Third hook")
    page_too = make_store_page(made.app)
    for wrong in (
        {"creative": third, "is_control": True},
        {"creative": made.arms.last().creative},
        {"creative": third, "store_page": page_too},
        {},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arm.objects.create(experiment=made, **wrong)
