"""Installs of several attribution windows: one is chosen, or two that share nobody are added."""

import pytest

from campaigns.models import DailyCount
from tests.pages.test_imports import upload
from tests.pages.test_imports_ask import CASES, choose, question, take

pytestmark = pytest.mark.django_db


def test_attribution_windows_are_a_choice_that_says_what_ipm_would_be(staff_client):
    text = (CASES / "attribution_windows_only.csv").read_text()
    answer = upload(staff_client, text)
    assert question(answer).title == "Which column counts the installs?"
    click, view = "Mobile app installs [7-day click]", "Mobile app installs [1-day view]"
    assert [(one.label, one.hint) for one in question(answer).choices] == [
        (f"{click} and {view} together", "210 installs, 60 after a view, IPM 4.04"),
        (click, "150 installs, IPM 2.88"),
        (view, "60 installs, IPM 1.15"),
        ("None of these", "goes in without installs"),
    ]
    take(staff_client, choose(staff_client, answer, click))
    assert DailyCount.objects.get().installs == 150
    again = upload(staff_client, text.replace("2026-11-20", "2026-11-21"))
    assert question(again) is None and again.context["preview"].can_import


def test_a_window_of_clicks_and_one_of_views_are_added(staff_client):
    text = (CASES / "attribution_windows_only.csv").read_text()
    text += "2026-11-21,US AAA,1000,9,,5,1\n2026-11-22,US AAA,1000,9,,,1\n"
    text += ",,54000,718,60,155,612\n"
    answer = upload(staff_client, text)
    answer = choose(staff_client, answer, question(answer).choices[0].label)
    assert {one.meaning for one in answer.context["preview"].columns} >= {"view_installs"}
    take(staff_client, answer)
    stored = DailyCount.objects.order_by("day").values_list("installs", "view_through_installs")
    assert list(stored) == [(210, 60), (5, None), (None, None)]
