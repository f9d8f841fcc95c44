"""The page of a network with several apps: its tabs, and the word over all of them."""

import pytest

from campaigns.judgement.daily import judge
from campaigns.models import App, DailyCount, Decision, Verdict
from tests.browser import look
from tests.judgement.test_flags import FIVE, world
from tests.make import TODAY, make_app
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def low():
    """On act in one app, fine in the other."""
    world({**FIVE, "Low": 0.6})
    world({**FIVE, "Low": 1.0}, app=make_app("Tile Garden", "ios"))
    DailyCount.objects.all().update(spend=50)
    judge(TODAY)
    return Verdict.objects.get(network__name="Low", verdict="act")


def tabs(page):
    return {tab.label: (tab.verdict, tab.active) for tab in page["about"]["tabs"]}


def test_the_app_that_needs_somebody_opens_first_and_all_numbers_are_of_it(viewer_client, low):
    path = f"/networks/{low.network_id}/"
    page = viewer_client.get(path).context
    assert tabs(page) == {
        "Merge Harbor": ("act", True),
        "Tile Garden": ("fine", False),
        "All apps": ("", False),
    }
    assert [view.app.app for view in page["page"].apps] == [low.app_id]
    whole = page["table"].total.counts.installs
    other = App.objects.get(name="Tile Garden")
    second = viewer_client.get(f"{path}?app={other.pk}").context
    assert second["page"].apps[0].verdict == "fine"
    assert tabs(second)["Tile Garden"] == ("fine", True)
    together = viewer_client.get(f"{path}?app={low.app_id}&app={other.pk}").context
    assert together["table"].total.counts.installs == whole + second["table"].total.counts.installs
    assert together["views"] == []


def test_a_platform_leaves_its_apps_and_a_network_in_one_app_has_no_tabs(viewer_client, low):
    path = f"/networks/{low.network_id}/?platform=ios"
    page = viewer_client.get(path).context
    assert page["page"].apps[0].verdict == "fine"
    assert tabs(page) == {}


def test_the_word_is_that_of_all_apps_in_every_tab_and_is_noted_with_a_note(staff_client, low):
    path = f"/networks/{low.network_id}/"
    for app in ("", *(f"?app={app.pk}" for app in App.objects.all())):
        assert staff_client.get(path + app).context["about"]["word"]["headed"] == "Ask Low"
    page = staff_client.get(path).content.decode()
    assert "<h1>Ask Low</h1>" in page
    answer = staff_client.post(f"{path}decide/?from=2026-11-01&to=2026-11-20", {"note": "Mailed."})
    assert answer.url == f"{path}?from=2026-11-01&to=2026-11-20"
    kept = Decision.objects.get()
    assert (kept.word, kept.note, kept.app) == ("ask", "Mailed.", low.app)
    after = staff_client.get(path).content.decode()
    assert "Done 24 Nov, staff: Mailed." in after
    assert "Ask, done by staff: Mailed." in after
    staff_client.post(f"{path}decide/", {"note": "x" * 501})
    assert Decision.objects.count() == 1


def test_on_a_phone_the_page_is_short(open_as, page, viewer, low):
    look(page, 390, "light")
    open_as(viewer, f"/networks/{low.network_id}/")
    assert page.evaluate("document.documentElement.scrollHeight") < 5000
    page.click(".tabs a:has-text('Tile Garden')")
    page.wait_for_load_state()
    assert page.locator("h2:has-text('in Tile Garden')").is_visible()
