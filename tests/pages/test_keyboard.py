"""Keyboard alone works a page of reports, and Back restores what was seen."""

from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pytest

from tests.make import LAST_DAY, make_app, make_day


@pytest.fixture
def month(db):
    app = make_app(target=6)
    for back in range(28):
        for network, installs in (("Lumio", 70), ("Kite", 20)):
            make_day(
                network, LAST_DAY - timedelta(days=back), app=app, impressions=10_000, clicks=300,
                installs=installs, spend=90,
            )  # fmt: skip


SAYS = """() => {
  const at = document.activeElement;
  return at.matches("a, button, summary, input") ? `${at.innerText} ${at.value || ""}` : "";
}"""


def tab_to(page, words: str) -> None:
    """Press Tab until the link or control that has the focus says these words."""
    for _ in range(120):
        page.keyboard.down("Tab")  # unlike a press it waits for no other page
        page.keyboard.up("Tab")
        if words in page.evaluate(SAYS):
            return
    raise AssertionError(f"Tab never reached {words!r}")


def asked(page) -> dict:
    return parse_qs(urlparse(page.url).query)


def test_filter_columns_rows_and_back_by_keyboard_alone_and_rows_by_a_click(
    open_as, live_server, viewer, month
):
    page = open_as(viewer, "/networks/")
    tab_to(page, "Platform")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")  # a pill that was changed is applied when it closes
    page.wait_for_url(lambda url: "platform=android" in url)

    tab_to(page, "Columns")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # takes the first column out
    tab_to(page, "Show these")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "ipm" not in asked(page)["columns"] and "interval" in asked(page)["columns"]
    assert asked(page)["platform"] == ["android"]
    seen = page.url

    tab_to(page, "Installs")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").inner_text().startswith("Installs")

    tab_to(page, "Kite")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Kite" in page.title()
    assert asked(page)["platform"] == ["android"] and "columns" not in asked(page)

    page.go_back()
    page.go_back()
    assert page.url.split("#")[0] == seen
    assert page.locator(".pill--set").first.inner_text().endswith("Android")

    page.goto(f"{live_server.url}/networks/?country=US")
    with page.expect_navigation():  # a click anywhere on a row leads where its name leads
        page.locator("tbody tr", has_text="Kite").locator("td").nth(3).click()
    assert "Kite" in page.title()
    assert asked(page) == {"country": ["US"]}
