"""The pages of signals and cases are drawn, accessible, and work in a browser."""

import pytest

from campaigns.judgement.fraud import cases
from campaigns.models import Case
from tests.browser import LOOKS, drawn, faults, faults_in_any_look, look, shut, unfold
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


def test_a_signal_is_followed_from_the_table_to_the_evidence_on_pages_fit_for_all(
    open_as, page, axe, staff, case
):
    def fine():
        unfold(page)
        assert faults_in_any_look(page, axe) == []
        look(page, *LOOKS[0])
        shut(page)

    open_as(staff, "/fraud/")
    fine()
    page.click(f"a[href='/fraud/{case.pk}/']")
    assert drawn(page) == [True]
    fine()
    page.fill("label:has-text('Note') + input", "Asked for the sub-publishers.")
    page.select_option("label:has-text('State') + select", "asked")
    page.click("button:has-text('Save')")
    assert page.locator(".strip [aria-current]").inner_text().startswith("Asked network")
    assert page.locator("dd:has-text('Asked for the sub-publishers.')").is_visible()
    page.click("a:has-text('Evidence pack')")
    assert page.locator("h2:has-text('Day by day')").is_visible()
    fine()
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator("button:has-text('Print')").is_visible()
    assert page.locator("#days .row--total").is_visible()


def test_the_marks_of_open_cases_are_accessible_where_the_ipm_stands(
    open_as, page, axe, viewer, case
):
    """They are the same in each table, and have most to fit in on a phone."""
    for path, some in (
        ("/?default=no", LOOKS),
        ("/networks/", LOOKS[1:]),
        (f"/networks/{case.network_id}/", LOOKS[1:]),
    ):
        open_as(viewer, path)
        look(page, *LOOKS[0])
        assert page.locator(".case-link").first.is_visible(), path
        for one in some:
            look(page, *one)
            assert faults(page, axe) == [], (path, one)
