"""The pages of signals and cases are drawn, accessible, and work in a browser."""

import pytest

from campaigns.judgement.fraud import cases
from campaigns.models import Case
from tests.browser import drawn, faults_in_any_look, unfold
from tests.judgement.test_fraud import CLEAN, FLOOD, click_times, live
from tests.make import TODAY, make_app


@pytest.fixture
def case(db):
    """A network on which two signals are live, as of today."""
    for name in CLEAN:
        click_times(live(name), (0, 1, 30, 15, 4, 5))
    click_times(live("Odd", app=make_app(), **FLOOD), (3, 5, 25, 14, 4, 4))
    cases.judge_fraud(TODAY)
    return Case.objects.get(kind="injection")


def test_the_pages_are_drawn_accessible_and_never_scroll_sideways(open_as, page, axe, staff, case):
    for path in ("/fraud/", f"/fraud/{case.pk}/", f"/fraud/{case.pk}/pack/"):
        open_as(staff, path)
        if path.endswith(f"{case.pk}/"):
            assert drawn(page) == [True]
        unfold(page)
        assert faults_in_any_look(page, axe) == [], path


def test_the_marks_of_open_cases_are_accessible_where_the_ipm_stands(
    open_as, page, axe, viewer, case
):
    for path in ("/?default=no", "/networks/", f"/networks/{case.network_id}/"):
        open_as(viewer, path)
        assert page.locator(".case-link").first.is_visible(), path
        assert faults_in_any_look(page, axe) == [], path


def test_a_signal_is_followed_from_the_table_to_the_evidence(open_as, page, staff, case):
    open_as(staff, "/fraud/")
    page.click(f"a[href='/fraud/{case.pk}/']")
    page.fill("label:has-text('Note') + input", "Asked for the sub-publishers.")
    page.select_option("label:has-text('State') + select", "asked")
    page.click("button:has-text('Save')")
    assert page.locator(".strip [aria-current]").inner_text().startswith("Asked network")
    assert page.locator("dd:has-text('Asked for the sub-publishers.')").is_visible()
    page.click("a:has-text('Evidence pack')")
    assert page.locator("h2:has-text('Day by day')").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator("button:has-text('Print')").is_visible()
    assert page.locator("#days .row--total").is_visible()
