"""What was judged goes with its app or network; a judgement alone stays."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaigns.models import App, Budget, DailyCount, Decision, Experiment, Network, Verdict
from tests.make import LAST_DAY, make_app, make_day

pytestmark = pytest.mark.django_db


def url(model, page="changelist", *args):
    return reverse(f"admin:campaigns_{model}_{page}", args=args)


@pytest.fixture
def judged(staff):
    """A verdict and an answer to it, about an app and network that have no counts any more."""
    row = make_day()
    about = {"app": row.campaign.app, "network": row.campaign.network}
    verdict = Verdict.objects.create(
        **about, first_day=LAST_DAY - timedelta(days=27), day=LAST_DAY, verdict="act",
        condition="act", judged=True, act_run=3, watch_run=3, calm_run=0, impressions=1000,
        installs=5, reason="40 % below",
    )  # fmt: skip
    Decision.objects.create(**about, user=staff, note="Asked them.")
    DailyCount.objects.all().delete()
    return verdict


@pytest.mark.parametrize("model", ["app", "network"])
def test_what_was_judged_is_deleted_with_its_verdicts_and_answers(staff_client, judged, model):
    page = url(model, "delete", getattr(judged, f"{model}_id"))
    html = staff_client.get(page).content.decode()
    assert "Verdicts: 1" in html and "Decisions: 1" in html
    assert staff_client.post(page, {"post": "yes"}).status_code == 302
    assert not {"app": App, "network": Network}[model].objects.exists()
    assert not Verdict.objects.exists() and not Decision.objects.exists()


@pytest.mark.parametrize("model", ["app", "network"])
def test_what_was_judged_is_deleted_from_its_list(staff_client, judged, model):
    pk = getattr(judged, f"{model}_id")
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    assert staff_client.post(url(model), chosen).status_code == 302
    assert not Verdict.objects.exists() and not Decision.objects.exists()


@pytest.mark.parametrize("model", ["app", "network"])
def test_what_was_judged_and_has_counts_stays_with_its_verdicts(staff_client, judged, model):
    make_day()
    page = url(model, "delete", getattr(judged, f"{model}_id"))
    html = staff_client.post(page, {"post": "yes"}).content.decode()
    assert "1 daily count" in html
    assert Verdict.objects.exists() and Decision.objects.exists()


@pytest.mark.parametrize("model", ["experiment", "budget"])
def test_what_was_decided_about_something_goes_with_it_and_the_page_says_so(
    staff_client, staff, model
):
    app = make_app()
    if model == "experiment":
        plan = {
            "kind": "creative",
            "lift_percent": 20,
            "planned_start": LAST_DAY,
            "planned_days": 14,
        }
        subject = Experiment.objects.create(app=app, name="Hook", planned_exposure=900, **plan)
    else:
        subject = Budget.objects.create(app=app, month="2026-11-01", amount=900)
    Decision.objects.create(**{model: subject}, user=staff)
    page = url(model, "delete", subject.pk)
    html = staff_client.get(page).content.decode()
    assert "Decisions: 1" in html and "permission" not in html
    assert staff_client.post(page, {"post": "yes"}).status_code == 302
    assert not Decision.objects.exists() and not type(subject).objects.exists()


@pytest.mark.parametrize("model", [Verdict, Decision])
def test_a_judgement_is_not_deleted_by_itself(staff_client, judged, model):
    name = model._meta.model_name
    pk = model.objects.get().pk
    assert staff_client.post(url(name, "delete", pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    staff_client.post(url(name), chosen)
    assert 'name="action"' not in staff_client.get(url(name)).content.decode()
    assert "deletelink" not in staff_client.get(url(name, "change", pk)).content.decode()
    assert model.objects.filter(pk=pk).exists()


def test_who_may_not_delete_apps_deletes_no_judgement_with_one(django_user_model, judged):
    user = django_user_model.objects.create_user("looks", is_staff=True)
    names = ("view_app", "view_verdict", "delete_verdict", "delete_response")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    page = url("app", "delete", judged.app_id)
    assert client.post(page, {"post": "yes"}).status_code == 403
    assert Verdict.objects.exists()
