"""Experiments in a browser: planned, looked at and decided, drawn and accessible."""

import pytest

from campaigns.models import Experiment
from tests.browser import LOOKS, drawn, faults, faults_in_any_look, look
from tests.pages.test_experiments import EVEN, make_test, runs


@pytest.fixture
def recent(db):
    """A test of two creatives whose counts end yesterday."""
    return make_test(runs(*EVEN), "Old hook", "New hook")


def test_a_test_is_planned_looked_at_and_decided(open_as, page, axe, staff, recent):
    def fine():
        assert faults_in_any_look(page, axe) == []

    open_as(staff, "/experiments/new/")
    look(page, *LOOKS[1])
    assert faults(page, axe) == []
    page.click("a:has-text('Creatives (2)')")
    page.select_option("select[name=control]", label="Old hook")
    page.check("label:has-text('New hook') input[name=challengers]")
    page.click("button:has-text('What does it need?')")
    assert page.locator("h1").inner_text().startswith("+15 % can be found in")
    fine()
    page.fill("input[name=name]", "Hooks again")
    page.click("button:has-text('Store the plan')")
    page.wait_for_url("**/experiments/*/")
    page.goto(page.url.split("/experiments/")[0] + "/experiments/")
    fine()
    page.click("a:has-text('Hook test')")
    page.wait_for_url("**/experiments/*/")
    assert drawn(page) == [True]
    page.click("summary:has-text('Show the numbers')")
    page.click("summary:has-text('Decide')")
    fine()
    page.click("form button:has-text('Decide')")
    page.locator("text=New hook beats the control.").wait_for()
    assert Experiment.objects.get(name="Hook test").agreed
