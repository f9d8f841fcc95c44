"""A long table shows its first rows until all are asked for; sentences keep long names short."""

import pytest

from campaigns.formats import brief
from tests.browser import look
from tests.make import make_day
from tests.worlds import made_once

LONG = "Northlight_broad_lookalike-purchasers_US+CA+GB+AU_playable"


@made_once
def networks():
    for number in range(30):
        make_day(f"Network {number:02}", impressions=1000 + number, clicks=50, installs=5)


@pytest.mark.browser
@pytest.mark.django_db
def test_a_long_table_shows_its_first_rows_on_a_phone_and_all_when_asked(
    open_as, page, viewer, networks
):
    open_as(viewer, "/networks/?days=7")
    look(page, 390, "light")
    rows = page.locator("#networks tbody tr:not(.row--total) th").filter(visible=True)
    assert rows.count() == 10
    assert page.locator("#networks .row--total").is_visible()
    page.locator(".show-all", has_text="Show all 30 rows").last.click()
    assert rows.count() == 30
    page.reload()
    page.emulate_media(media="print")
    assert rows.count() == 30


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            f"Ask {LONG}, then Kite: 5 % below.",
            "Ask Northlight_broad_looka…A+GB+AU_playable, then Kite: 5 % below.",
        ),
        ("Ask Northlight, then Kite: 27 % below.", "Ask Northlight, then Kite: 27 % below."),
        (f"“{'a' * 44}”, then ({'b' * 43}).", f"“{'a' * 44}”, then ({'b' * 43})."),
        (f"Is {'a' * 44}’s IPM low?", f"Is {'a' * 44}’s IPM low?"),
        (f"“{'a' * 45}”’s IPM", f"“{'a' * 22}…{'a' * 16}”’s IPM"),
    ],
)
def test_a_name_without_a_space_loses_its_middle_in_a_sentence(said, shown):
    assert brief(said) == shown
