"""The page that says why IPM moved, read in a browser."""

from datetime import timedelta

import pytest

from tests.browser import SMALL_TARGETS, drawn, faults_in_any_look, look
from tests.make import TODAY, make_app, make_day


@pytest.fixture
def trap(db):
    """Two fortnights, settled, in which both platforms rise and the total falls."""
    last = TODAY - timedelta(days=6)
    for platform, before, now in (
        ("ios", (100_000, 800), (50_000, 425)),
        ("android", (100_000, 400), (250_000, 1_050)),
    ):
        app = make_app("Merge Harbor", platform)
        for ago, (impressions, installs) in ((14, before), (0, now)):
            for back in range(ago, ago + 14):
                make_day(
                    day=last - timedelta(days=back), app=app, impressions=impressions,
                    clicks=installs * 6, installs=installs,
                )  # fmt: skip
    return f"from={last - timedelta(days=13)}&to={last}"


def test_from_the_tile_to_the_trap_to_a_row_to_what_moved_inside_it(
    open_as, page, axe, viewer, trap
):
    open_as(viewer, f"/?{trap}")
    assert page.locator("a:has-text('Why')").count() >= 2
    look(page, 390, "light")
    assert page.evaluate(SMALL_TARGETS) == []
    look(page, 1440, "light")
    page.click(".tile--ipm a:has-text('Why?')")
    assert drawn(page) == [True]
    heading = page.locator("h1").inner_text()
    assert heading.startswith("IPM fell by 1.08, from 6.00 to 4.92, although every platform rose")
    page.click("summary:has-text('Show the numbers')")
    numbers = page.locator(".numbers__parts").inner_text()
    for shown in ("6.000", "4.917", "−1.383", "+0.300"):
        assert shown in numbers
    page.click("summary:has-text('Split by')")
    assert faults_in_any_look(page, axe) == []
    look(page, 1440, "light")
    assert page.locator("#movers tbody tr").count() == 3
    page.click("#movers a:has-text('Mix')")
    page.wait_for_url("**sort=mix**")
    assert page.locator("#movers tbody th").all_inner_texts() == ["iOS", "Android", "All"]
    page.click("#movers tbody a:has-text('iOS')")
    page.wait_for_url("**platform=ios**")
    assert page.locator("h1").inner_text().startswith("IPM rose by 0.50, from 8.00 to 8.50")
    page.click("summary:has-text('Split by')")
    page.select_option("label:has-text('Split by') select", "country")
    page.click("button:has-text('Split')")
    page.wait_for_url("**by=country**")
    assert page.locator("#movers tbody th").first.inner_text() == "United States"
