"""Planning a test: what it needs is computed from today's volume and shown before it is stored."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Experiment
from campaigns.reports import answers
from campaigns.stats.experiments.plan import plan
from tests.make import LAST_DAY, TODAY, make_app, make_creative
from tests.pages.test_experiments import make_test, runs
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
QUERIES = 26


@made_once
def asked():
    """The address of a plan: the control runs since 31 settled days, the challenger is new."""
    app = runs(("Old hook", 5.0, 1.0), days=31)
    control, challenger = make_creative(app, "Old hook"), make_creative(app, "New hook")
    return {
        "app": app.pk, "kind": "creative", "control": control.pk, "challengers": [challenger.pk],
        "lift": 20, "share": 50,
    }  # fmt: skip


def new(client, asked, **more) -> str:
    return client.get("/experiments/new/", asked | more).content.decode()


def test_a_plan_is_that_of_the_statistics_at_todays_volume(viewer_client, asked):
    html = new(viewer_client, asked)
    installs = 28 * (400 + 440) / 2
    needed = plan(installs / (28 * 80_000), 0.2, 40_000)
    assert needed.days == 21
    assert "+20 % can be found in 21 days at today’s volume." in html
    assert "40,000 impressions a day for the smallest arm, from 28 days" in html
    assert f"Each arm needs {needed.impressions:,.0f} impressions" in html
    assert not Experiment.objects.exists()


def test_an_uneven_split_is_planned_for_the_smaller_arm(viewer_client, asked):
    assert "16,000 impressions a day for the smallest arm" in new(viewer_client, asked, share=20)


def test_a_lift_that_days_hide_is_told_with_what_could_be_found(viewer_client, asked):
    html = new(viewer_client, asked, lift=2)
    assert "+2 % cannot be found in 84 days at any volume." in html
    assert "The smallest lift that today’s volume finds is +" in html
    assert "Store the plan" not in html


def test_a_control_that_does_not_run_cannot_be_planned_with(staff_client, asked):
    control, challenger = asked["challengers"][0], asked["control"]
    html = new(staff_client, asked, control=control, challengers=[challenger])
    assert "The control brought no installs that can be counted" in html
    assert "Store the plan" not in html


def test_a_plan_is_stored_and_runs_from_its_first_day(staff_client, asked):
    answer = staff_client.post("/experiments/new/", asked | {"name": "Hooks", "start": TODAY})
    made = Experiment.objects.get()
    assert answer["Location"] == f"/experiments/{made.pk}/"
    assert (made.status, made.start, made.planned_days) == ("running", TODAY, 21)
    assert [(arm.creative.name, arm.is_control) for arm in made.arms.all()] == [
        ("Old hook", True), ("New hook", False),
    ]  # fmt: skip


def test_a_challenger_that_is_named_twice_is_one_arm(staff_client, asked):
    twice = asked["challengers"] * 2
    staff_client.post(
        "/experiments/new/", asked | {"challengers": twice, "name": "Hooks", "start": TODAY}
    )
    made = Experiment.objects.get()
    assert (made.arms.count(), made.planned_days) == (2, 21)


def test_a_plan_for_later_waits_until_somebody_says_that_it_started(staff_client, asked):
    later = TODAY + timedelta(days=7)
    staff_client.post("/experiments/new/", asked | {"name": "Hooks", "start": later})
    made = Experiment.objects.get()
    assert (made.status, made.start) == ("planned", None)
    assert "Starts 1 Dec. It needs 21 days" in staff_client.get("/experiments/").content.decode()
    refused = staff_client.post(f"/experiments/{made.pk}/start/", {"day": later})
    assert refused.status_code == 400
    staff_client.post(f"/experiments/{made.pk}/start/", {"day": LAST_DAY})
    made.refresh_from_db()
    assert (made.status, made.start) == ("running", LAST_DAY)
    assert staff_client.post(f"/experiments/{made.pk}/start/", {"day": TODAY}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "Taken"}, "The app has an experiment of this name."),
        ({"start": "2031-01-01"}, "Choose a day within a year."),
        ({"lift": 2}, "There is no plan to store"),
        ({"challengers": []}, "This field is required."),
        ({"challengers": [10**9]}, "not one of the available choices"),
        ({"share": 99}, "less than or equal to 95"),
        ({"countries": ["XX"]}, "not one of the available choices"),
    ],
    ids=str,
)
def test_what_cannot_be_stored_is_said_at_its_field(staff_client, asked, wrong, said):
    make_test(make_app(), "Old hook", "New hook", name="Taken")
    answer = staff_client.post(
        "/experiments/new/", asked | {"name": "Hooks", "start": TODAY} | wrong
    )
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Experiment.objects.count() == 1


def test_the_control_is_not_its_own_challenger(viewer_client, asked):
    html = new(viewer_client, asked, challengers=[asked["control"]])
    assert "The control cannot be its own challenger." in html


def test_who_may_not_plan_sees_what_a_test_needs_but_stores_none(viewer_client, asked):
    assert "Store the plan" not in new(viewer_client, asked)
    answer = viewer_client.post("/experiments/new/", asked | {"name": "Hooks", "start": TODAY})
    assert answer.status_code == 403


def test_the_page_first_asks_what_is_tested(viewer_client, asked):
    html = viewer_client.get("/experiments/new/").content.decode()
    assert f"?app={asked['app']}&amp;kind=creative" in html
    assert "Creatives (2)" in html
    assert "Fewer than two store pages" in html


def test_a_plan_takes_the_same_queries_whatever_is_asked(viewer_client, asked):
    found = []
    for more in ({}, {"lift": 30, "countries": ["US"]}):
        answers.forget()
        with CaptureQueriesContext(connection) as queries:
            new(viewer_client, asked, **more)
        found.append(len(queries))
    assert found[0] == found[1] <= QUERIES


# By hand


def entered(app, arms, **more) -> dict:
    """The admin's form for a new experiment."""
    rows = {
        f"arms-{place}-{name}": value
        for place, arm in enumerate(arms)
        for name, value in arm.items()
    }
    return {
        "app": app.pk, "name": "By hand", "kind": "creative", "lift_percent": 15,
        "share_percent": 50, "planned_start": TODAY, "planned_days": 28,
        "planned_exposure": 1000, "status": "planned", "arms-TOTAL_FORMS": len(arms),
        "arms-INITIAL_FORMS": 0, **rows, **more,
    }  # fmt: skip


def test_an_experiment_is_entered_in_the_admin(staff_client, asked):
    app = make_app()
    arms = [
        {"creative": asked["control"], "is_control": "on"},
        {"creative": asked["challengers"][0]},
    ]
    answer = staff_client.post("/admin/campaigns/experiment/add/", entered(app, arms))
    assert answer.status_code == 302
    made = Experiment.objects.get()
    assert staff_client.get(f"/experiments/{made.pk}/").status_code == 200
    change = f"/admin/campaigns/experiment/{made.pk}/change/"
    assert staff_client.get(change).status_code == 200
    assert "By hand" in staff_client.get("/admin/campaigns/experiment/").content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"arms-1-is_control": "on"}, "one control and at least one challenger"),
        ({"arms-1-creative": ""}, "one control and at least one challenger"),
        ({"kind": "store_page"}, "This experiment compares store pages."),
        ({"status": "running"}, "Say on which day it started."),
        ({"decision": "beats"}, "Only a decided experiment has a decision"),
        ({"countries": "US, XX"}, "No country has the code XX."),
    ],
    ids=str,
)
def test_the_admin_refuses_what_does_not_fit_together(staff_client, asked, more, said):
    arms = [
        {"creative": asked["control"], "is_control": "on"},
        {"creative": asked["challengers"][0]},
    ]
    answer = staff_client.post(
        "/admin/campaigns/experiment/add/", entered(make_app(), arms, **more)
    )
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Experiment.objects.exists()
