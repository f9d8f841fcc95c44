"""What people come for on a Monday, in a browser, with at most so many clicks."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from campaigns.models import Decision, Verdict
from tests.browser import arrive
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
DAY = timedelta(days=1)


@made_once
def account():
    """Kite fell by half four weeks ago and has a flag; a playable on Lumio rose a fortnight ago."""
    app = make_app("Tile Garden", "ios")
    for back in range(56):
        day = LAST_DAY - back * DAY
        for network, installs in (("Lumio", 70), ("Kite", 40 if back < 28 else 80)):
            make_day(
                network, day, app=app, creative="Ten seconds", format="video",
                campaign=f"Broad {network}", impressions=10_000, clicks=300, installs=installs,
                spend=90,
            )  # fmt: skip
        if back < 28:
            make_day(
                "Lumio", day, app=app, creative="Clear the pond", format="playable",
                campaign="Broad Lumio", impressions=5_000, clicks=200,
                installs=50 if back < 14 else 40, spend=60,
            )  # fmt: skip
    Verdict.objects.create(
        app=app, network=make_campaign(app, "Kite").network, verdict="act", judged=True,
        condition="", low_since=LAST_DAY - 9 * DAY, act_run=5, watch_run=5, calm_run=0,
        impressions=280_000, installs=1120, ipm=4, expected_ipm=7, ratio=0.57, low_ratio=0.57,
        missing=840, first_day=LAST_DAY - 27 * DAY, day=LAST_DAY, flagged=LAST_DAY,
    )  # fmt: skip
    return app


class Hand:
    """A hand that counts its clicks since it began the task on the overview."""

    def __init__(self, page, url: str) -> None:
        self.page, self.url, self.clicks = page, url, 0

    def begin(self) -> None:
        self.page.goto(f"{self.url}/?default=no")
        self.clicks = 0

    def click(self, found) -> None:
        self.clicks += 1
        found.click()
        arrive(self.page)

    def search(self, words: str) -> None:
        """Type into the search, which one click opens."""
        self.click(self.page.get_by_role("link", name="Search", exact=True))
        self.page.keyboard.type(words)


def test_each_task_of_a_monday_takes_no_more_clicks_than_in_the_best_of_the_field(
    open_as, page, staff, live_server, account
):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_as(staff, "/?default=no")
    hand = Hand(page, live_server.url)

    # Acknowledge a flag, and take it back.
    thing = page.locator(".thing", has=page.locator("h3", has_text="Kite:"))
    hand.click(thing.locator("summary", has_text="Snooze"))
    hand.click(thing.get_by_role("button", name="7 days"))
    page.get_by_text("Kite: quiet until 1 Dec.").wait_for()
    assert Decision.objects.get().snoozed_until == TODAY + 7 * DAY and hand.clicks <= 2
    hand.click(page.get_by_role("button", name="Undo"))
    page.get_by_text("Taken back").wait_for()
    assert not Decision.objects.exists()

    # Playables in the US on iOS, 14 days against 14, by creative, to Excel.
    hand.clicks = 0
    hand.search("playables us ios 14d vs before by creative")
    excel = page.locator("#palette a:has-text('The same, as Excel')")
    excel.wait_for()
    with page.expect_download() as coming:
        hand.clicks += 1
        excel.click()
    assert hand.clicks <= 6
    read_file(Path(coming.value.path()).read_bytes())

    # Find a campaign.
    hand.begin()
    hand.search("broad kite")
    line = page.locator("#palette a:has-text('Broad Kite')").first
    line.wait_for()
    hand.click(line)
    page.wait_for_url("**/campaigns/*/**")
    assert "Broad Kite" in page.title() and hand.clicks <= 2

    # Is IPM fine, and who is to blame? The overview says it; why is a click away.
    hand.begin()
    assert "IPM" in page.locator("h1").inner_text()
    hand.click(page.get_by_role("link", name="Why it changed"))
    assert "Kite" in page.locator("main").inner_text() and hand.clicks == 1

    # A range of one's own.
    hand.begin()
    hand.click(page.locator("#pill-days"))
    page.locator("[name=typed]").fill("1 nov - 12 nov")
    hand.click(page.get_by_role("button", name="Show these days"))
    page.locator("#pill-days", has_text="12 Nov").wait_for()
    assert hand.clicks <= 3

    # Share it.
    seen, hand.clicks = page.url, 0
    hand.click(page.get_by_text("Share", exact=True))
    hand.click(page.get_by_role("button", name="Copy link", exact=True))
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == seen and hand.clicks <= 2

    # Set a target.
    hand.begin()
    hand.click(page.get_by_role("link", name="Set a target").last)
    page.get_by_label("Target IPM").fill("6.5")
    hand.click(page.get_by_role("button", name="Set targets"))
    page.get_by_text("Targets of Tile Garden (iOS) set.").wait_for()
    account.refresh_from_db()
    assert float(account.target_ipm) == 6.5 and hand.clicks <= 3


def read_file(content: bytes) -> None:
    """The sheet holds the one playable with its installs, IPM, IPM before and change."""
    about, *sheets = load_workbook(BytesIO(content)).worksheets
    said = [str(cell.value) for row in about.iter_rows() for cell in row]
    assert any("Playable" in words for words in said), said
    head, first, *_ = [[cell.value for cell in row] for row in sheets[0].iter_rows()]
    row = dict(zip(head, first, strict=True))
    assert row["Installs"] == 14 * 50
    assert row["IPM"] == pytest.approx(10)
    assert row["IPM before"] == pytest.approx(8)
    assert row["Change"] == pytest.approx(0.25)
