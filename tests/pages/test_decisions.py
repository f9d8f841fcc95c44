"""`/decisions/`: what was decided, on which numbers, and what IPM did afterwards."""

import csv
from datetime import timedelta
from io import StringIO
from math import exp, sqrt

import pytest

from campaigns.judgement.afterwards import afterwards
from campaigns.models import Budget, Campaign, Case, Creative, Decision, RowAccess
from campaigns.stats.special import t_quantile
from tests.make import (
    LAST_DAY,
    TODAY,
    make_app,
    make_campaign,
    make_case,
    make_day,
    make_user,
)
from tests.pages.test_experiments import EVEN, make_test, runs
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


def decide(app, network, *, back, word="ask", **more):
    return Decision.objects.create(
        app=app, network=network, word=word, day=LAST_DAY - timedelta(days=back), **more
    )


@made_once
def fallen():
    """Lumio had 8 installs per mille until its decision twelve days ago and has 6 since."""
    app = make_app()
    network = make_campaign(app, "Lumio").network
    for back in range(41):
        installs = (80 if back >= 12 else 60) + (4 if back % 2 else -4)
        make_day("Lumio", LAST_DAY - timedelta(days=back), app=app, impressions=10_000,
                 installs=installs)  # fmt: skip
    numbers = {"installs": 2240, "impressions": 280_000}
    return decide(app, network, back=12, note="Asked for placements", numbers=numbers)


def test_what_followed_is_the_rate_since_over_the_rate_before_with_the_noise_of_days(fallen):
    (one,) = afterwards({}, TODAY)
    assert (one.before.ipm, one.since.ipm, one.days) == (8.0, 6.0, 12)
    # Days of 10,000 impressions that lie 4 installs off their mean: 12/11 x 12 x 16 / 720^2 is
    # under the counting noise 1 / 720, so that stands (Cochran 1977, 6.3, floored at Poisson).
    variance = 1 / one.before.installs + 1 / 720
    reach = t_quantile(0.975, 11) * sqrt(variance)
    assert one.moved.value == pytest.approx(6 / one.before.ipm - 1)
    assert one.moved.low == pytest.approx((1 + one.moved.value) * exp(-reach) - 1)
    assert one.moved.high == pytest.approx((1 + one.moved.value) * exp(reach) - 1)
    assert one.moved.sure


def test_the_time_after_a_decision_ends_with_the_next_one_and_with_what_has_settled(fallen):
    later = decide(fallen.app, fallen.network, back=5, word="cap")
    newest = decide(fallen.app, fallen.network, back=1, word="cut")
    told = {one.decision.pk: one for one in afterwards({}, TODAY)}
    assert [told[one.pk].days for one in (fallen, later, newest)] == [7, 4, 1]
    assert told[newest.pk].moved is None
    fallen.network.settle_days = 3
    fallen.network.save()
    assert {one.decision.pk: one.days for one in afterwards({}, TODAY)}[newest.pk] == 0


def test_a_decision_that_the_next_one_overtook_is_not_called_early(staff_client, fallen):
    decide(fallen.app, fallen.network, back=10, word="cap")
    decide(fallen.app, fallen.network, back=5, word="", note="Seen")
    said = [row["Measured on"] for row in lines(staff_client)]
    assert [words.split()[0] for words in said] == ["5", "10", "decided"]
    page = staff_client.get("/decisions/").content.decode()
    assert "decided again too soon: 2 settled days" in page and "1 was decided again" in page


def test_the_page_says_it_and_the_file_has_the_numbers(viewer_client, fallen):
    answer = viewer_client.get("/decisions/")
    assert answer.context["title"] == "Of 1 decision, 1 followed by a lower IPM: Lumio."
    page = answer.content.decode()
    assert "Asked for placements" in page and "IPM 8.00, 2,240 installs" in page
    assert f"app={fallen.app_id}&amp;as_of={fallen.day}" in page
    file = viewer_client.get("/decisions/?_export=csv").content.decode("utf-8-sig")
    (told,) = csv.DictReader(StringIO(file))
    assert float(told["IPM since"]) == pytest.approx(-0.25, abs=0.01)
    assert float(told["IPM since, low"]) < -0.2 < float(told["IPM since, high"]) < 0


def test_creatives_cases_and_tests_are_decided_on_their_pages_and_stand_there(staff_client, fallen):
    creative = Creative.objects.first()
    said = {"word": "replace", "note": "A new hook is made"}
    page = staff_client.post(f"/creatives/{creative.pk}/decide/", said, follow=True)
    assert "Replace, 24 Nov." in page.content.decode()
    case = make_case(fallen.app, "Lumio")
    Case.objects.filter(pk=case.pk).update(stake=70)
    staff_client.post(f"/fraud/{case.pk}/answer/", {"state": "asked", "note": "Sent", "owner": ""})
    test = make_test(runs(*EVEN), "Old hook", "New hook")
    (winner,) = test.arms.filter(is_control=False)
    asked = {"decision": "beats", "winner": winner.pk, "note": ""}
    staff_client.post(f"/experiments/{test.pk}/decide/", asked)
    found = {one.decision.kind: one for one in afterwards({}, TODAY)}
    assert {*found} == {"network", "creative", "case", "experiment"}
    rows = {row["Kind"]: row for row in lines(staff_client)}
    assert rows["creative"]["On these numbers"] == "IPM 6.29, 880 installs"  # 12 x 60 + 2 x 80
    assert rows["case"]["On these numbers"] == "9 installs in question, $70 paid"
    assert rows["experiment"]["On these numbers"].startswith("lift +30")
    assert {kind: row["Decided"] for kind, row in rows.items()} == {
        "network": "Ask", "creative": "Replace", "case": "Asked network", "experiment": "Take over",
    }  # fmt: skip
    page = staff_client.get("/decisions/").content.decode()
    for path in (f"/creatives/{creative.pk}/?as_of=", f"/experiments/{test.pk}/"):
        assert path in page and staff_client.get(path).status_code == 200


def lines(client):
    file = client.get("/decisions/?_export=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(file)))


def test_what_follows_a_creative_is_its_own_ipm_and_once_it_is_replaced_that_of_its_app(fallen):
    creative = Creative.objects.first()
    day = LAST_DAY - timedelta(days=12)
    other = make_day("Kite", LAST_DAY, app=fallen.app, creative="Other", impressions=5, installs=1)
    for word in ("keep", "replace"):
        Decision.objects.create(app=fallen.app, creative=creative, word=word, day=day)
    found = {one.decision.word: one for one in afterwards({}, TODAY)}
    assert found["keep"].moved == found["ask"].moved and found["keep"].measured == ""
    assert found["replace"].since.installs == found["keep"].since.installs + other.installs
    assert found["replace"].measured == "Merge Harbor"


def test_who_is_limited_sees_decisions_on_what_is_theirs(client, fallen):
    make_campaign(fallen.app, "Kite")
    case = make_case(fallen.app, "Kite")
    Decision.objects.create(app=fallen.app, case=case, word="asked")
    user = make_user("limited")
    RowAccess.objects.create(user=user).networks.set([fallen.network])
    client.force_login(user)
    assert [row["Kind"] for row in lines(client)] == ["network"]
    assert lines(client)[0]["About"] == "Lumio"


def test_a_case_that_is_open_again_takes_back_what_was_decided(staff_client, fallen):
    case = make_case(fallen.app, "Lumio")
    for state in ("asked", "open"):
        asked = {"state": state, "note": "", "owner": ""}
        staff_client.post(f"/fraud/{case.pk}/answer/", asked)
    assert not Decision.objects.filter(case=case).exists()


def test_without_decisions_it_says_how_one_is_made(viewer_client):
    page = viewer_client.get("/decisions/").content.decode()
    assert "Nothing has been decided yet." in page and "#decide" in page


def test_its_queries_do_not_grow_with_the_decisions(viewer_client, fallen, queries_of):
    before = queries_of(viewer_client, "/decisions/")
    for back in range(2, 9):
        decide(fallen.app, fallen.network, back=back)
    assert queries_of(viewer_client, "/decisions/") == before


def test_a_column_that_says_nothing_stands_in_the_file_alone(viewer_client, fallen):
    page = viewer_client.get("/decisions/").content.decode()
    assert ">Note<" in page and ">Looks after it<" not in page
    assert "Looks after it" in viewer_client.get("/decisions/?_export=csv").content.decode()


@pytest.mark.browser
def test_on_a_phone_no_word_reaches_into_the_next_column(open_as, viewer, fallen):
    case = make_case(fallen.app, "Lumio")
    Decision.objects.create(app=fallen.app, case=case, word="asked", day=LAST_DAY, note="Which?")
    page = open_as(viewer, "/decisions/")
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_selector("text='Asked network'")
    assert page.eval_on_selector_all(
        "#decisions td",
        "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)",
    ) == []  # fmt: skip


def test_the_plan_of_a_campaign_is_named_with_its_network(staff_client, fallen):
    plan = Budget.objects.create(
        month=LAST_DAY.replace(day=1), campaign=Campaign.objects.get(), amount=100
    )
    staff_client.post(f"/budgets/{plan.pk}/decide/", {"word": "keep", "note": ""})
    told = {row["Kind"]: row["About"] for row in lines(staff_client)}
    assert told["budget"] == f"{plan.campaign.name} (Lumio)"
