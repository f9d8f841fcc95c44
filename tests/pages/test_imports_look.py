"""The page that asks before an import is drawn, accessible, and its button waits for the tick."""

from campaigns.models import DailyCount
from tests.browser import faults_in_any_look

OFF = (
    "day,network,campaign,country,impressions,installs\n"
    "2026-11-01,L,B,US,1000,5\n2026-11-01,L,B,Nowhere,1000,5\nTotal,,,,3000,15\n"
)


def test_the_question_is_accessible_in_any_look_and_the_button_waits_for_every_tick(
    open_as, page, axe, staff
):
    open_as(staff, "/imports/")
    file = {"name": "lumio-2026-11.csv", "mimeType": "text/csv", "buffer": OFF.encode()}
    page.set_input_files("input[type=file]", file)
    page.wait_for_url("**/imports/preview/**")
    page.fill("input[name=app]", "Tile Garden")
    page.select_option("select[name=platform]", "ios")
    page.click("button:has-text('Use this app')")
    page.locator("h1:has-text('contradicts')").wait_for()
    assert (
        page.locator("h1").inner_text() == "The file contradicts itself, so nothing is written yet."
    )
    assert faults_in_any_look(page, axe) == []
    button = page.locator("button:has-text('Import lumio-2026-11.csv')")
    page.check("input[value=totals_differ]")
    button.click()
    assert "/imports/preview/" in page.url
    assert not DailyCount.objects.exists()
    page.check("input[value=odd_cells]")
    button.click()
    page.wait_for_url("**/imports/*/")
    assert sum(row.impressions for row in DailyCount.objects.all()) == 2000
