"""`/help/`: eight plain questions before the method, and its paragraphs beside a page."""

import re

import pytest

from campaigns.judgement import thresholds
from tests.browser import faults_in_any_look

pytestmark = pytest.mark.django_db


def test_eight_questions_are_answered_with_the_thresholds_in_force(viewer_client):
    page = viewer_client.get("/help/").content.decode()
    asked = re.findall(r"<h2 [^>]*>(.*?)</h2>", page[page.index("<main") :])
    assert len(asked) == 8 and "Why is my number different from the MMP’s?" in asked
    days = thresholds.current()
    assert f"for {days['days_on']:.0f} days in a row" in page
    assert f"after {days['days_off']:.0f} calm days" in page


def test_each_link_of_help_leads_to_a_paragraph_of_the_method(viewer_client):
    page = viewer_client.get("/help/").content.decode()
    method = viewer_client.get("/method/").content.decode()
    anchors = set(re.findall(r'href="/method/#([a-z-]+)"', page))
    assert len(anchors) > 5
    assert not [one for one in anchors if f'id="{one}"' not in method]


@pytest.mark.browser
def test_how_it_is_calculated_opens_beside_the_page(open_as, page, axe, viewer, live_server):
    open_as(viewer, "/help/")
    assert faults_in_any_look(page, axe) == []
    page.locator("#like a").click()
    page.locator("dialog.paragraph[open] h2").get_by_text("like for like").wait_for()
    assert page.url == f"{live_server.url}/help/"
    assert faults_in_any_look(page, axe) == []
    page.get_by_role("button", name="Close").click()
    assert page.locator("dialog.paragraph[open]").count() == 0
