"""The look holds: contrasts, no inline script or style, pages that work for everybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from campaigns.models import App
from tests.browser import SMALL_TARGETS, drawn, look, scriptless, settled_width, unfold
from tests.make import LAST_DAY, make_app, make_batch, make_day
from tests.pages.test_today import low
from tests.worlds import made_once

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted(
    file
    for file in (ROOT / "templates").rglob("*.html")
    if "mails" not in file.parts  # mail clients keep no other styles than those inline
)
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
THEMES = {"light": 0, "dark": 1}

# Colours


def tokens(theme: str) -> dict[str, str]:
    pairs = re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);",
        (ROOT / "static/css/tokens.css").read_text(),
    )
    return {name: pair[THEMES[theme]] for name, *pair in pairs}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_the_values_that_wcag_gives():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "accent") for ground in ("page", "card", "sunk")],
    *[(name, ground) for name in ("good", "bad", "watch") for ground in ("card", f"{name}-soft")],
    *[("ink", f"{name}-soft") for name in ("accent", "good", "bad", "watch")],
    *[(name, "sunk") for name in ("good", "bad")],
    ("accent", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_its_ground(theme):
    found = tokens(theme)
    pairs = {(ink, ground): contrast(found[ink], found[ground]) for ink, ground in TEXT}
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


MARKS = [*(f"series-{slot}" for slot in (1, 2, 3, 4, 5, 6, "others")), "edge", "accent", "bad"]


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_field_edges_stand_out_from_the_card(theme):
    found = tokens(theme)
    assert [mark for mark in MARKS if contrast(found[mark], found["card"]) < 3] == []


def test_every_colour_is_a_token():
    for path in STYLES:
        if path.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", path.read_text()), path.name


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"--([\w-]+):", "".join(style.read_text() for style in STYLES)))
    for path in (*STYLES, *SCRIPTS):
        used = set(re.findall(r"var\(--([\w-]+)[,)]", path.read_text()))
        assert used - defined == set(), path.name


# Templates


def found_in(paths: list[Path], pattern: str) -> list[str]:
    """What a pattern finds, with the file that it stands in."""
    return [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in paths
        for found in re.finditer(pattern, path.read_text(), re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "inline",
    [
        r"\sstyle\s*=",
        r"<style",
        r"<script(?![^>]*\s(?:src=|type=.application/json.))",
        r"\son\w+\s*=",
        r"javascript:",
    ],
    ids=["style attribute", "style block", "script block", "handler", "script address"],
)
def test_no_template_holds_what_the_content_policy_blocks(inline):
    assert len(TEMPLATES) > 50
    assert found_in(TEMPLATES, inline) == []


def test_no_template_asks_another_host():
    outside = found_in(TEMPLATES, r"(?:https?:)?//[\w.-]+")
    assert [address for address in outside if "www.w3.org" not in address] == []


def test_no_script_builds_script():
    assert len(SCRIPTS) > 5
    assert found_in(SCRIPTS, r"\beval\(|new Function|innerHTML|document\.write") == []


@pytest.mark.parametrize("name", ["403.html", "404.html", "500.html"])
def test_error_pages_need_no_context(name):
    html = render_to_string(name)
    assert "<h1>" in html
    assert 'href="/"' in html


# In a browser

SEEN = ((1440, "light"), (1440, "dark"), (768, "light"), (390, "dark"))
"""Widths and themes that the page is looked at in."""


@made_once
def counts():
    """Three weeks of three networks: one under target, one over, one without impressions."""
    app = make_app(target=6)
    for back in range(21):
        day = LAST_DAY - timedelta(days=back)
        for network, installs in (("Northlight", 400 + back), ("Playgrid", 900 - back)):
            make_day(
                network, day, app=app,
                impressions=100_000, clicks=4000, installs=installs, spend=installs * 2,
            )  # fmt: skip
        make_day("Circle Social", day, app=app, clicks=300, installs=40, spend=90)
    make_batch(is_demo=True)


def test_the_overview_is_drawn_accessible_and_never_scrolls_sideways_in_any_colours(
    open_as, page, axe, staff, counts
):
    page.emulate_media(forced_colors="active")
    open_as(staff, "/")
    colours = page.evaluate("Chart.getChart(document.querySelector('canvas')).$look.colours")
    assert colours["sunk"] == colours["card"] != colours["ink"]
    page.emulate_media(forced_colors="none")
    assert all(drawn(page))
    for width, theme in SEEN:
        look(page, width, theme)
        assert axe(page) == []
        assert settled_width(page) == width
    look(page, 1024, "dark")
    assert settled_width(page) == 1024


def test_a_chart_is_read_and_used_by_keyboard_and_a_chosen_theme_stays(
    open_as, page, staff, counts
):
    page.emulate_media(color_scheme="light")
    open_as(staff, "/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click(".account summary")
    page.click("button:has-text('Dark')")
    assert page.evaluate(ground) != light
    said = page.locator("p[role=status]")
    page.locator("canvas").focus()
    page.keyboard.press("Home")
    assert "Northlight" in said.inner_text() and "95 %: " in said.inner_text()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?from=*&to=*")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert all(drawn(page))
    page.locator("canvas").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    name = said.text_content().split("; ")[1].split("  ")[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**network=*")
    assert page.locator("#networks tbody th").all_inner_texts()[0].startswith(name)


def test_a_phone_shows_lines_that_open_and_a_thumb_hits_everything(open_as, page, staff, counts):
    for network in ("Northlight", "Playgrid"):
        low(App.objects.get(), network)
    look(page, 390, "light")
    open_as(staff, "/")

    # A row is a line that opens to its numbers.
    row = page.locator("#networks tbody tr", has_text="Northlight")
    shut, ctr = row.bounding_box()["height"], row.locator("[data-label='CTR %']")
    assert shut < 80
    assert row.locator("[data-label='IPM']").is_visible() and not ctr.is_visible()
    row.get_by_role("button", name="More of Northlight").click()
    assert ctr.is_visible() and row.bounding_box()["height"] > 2 * shut

    # Today shows the first thing, and a fold of each other.
    first, second, *_ = page.locator(".thing").all()
    assert (
        first.get_by_text("Snooze").is_visible() and not second.get_by_text("Snooze").is_visible()
    )
    assert second.locator("h3").is_visible() and second.locator("dd").first.is_visible()
    second.locator(".fold-more").click()
    assert second.get_by_text("Snooze").is_visible()

    for path in ("/", "/imports/", "/accounts/password_change/"):
        if path != "/":
            open_as(staff, path)
        unfold(page)
        assert page.evaluate(SMALL_TARGETS) == [], path


def test_a_changed_pill_is_applied_when_it_closes_and_without_script_by_its_button(
    open_as, page, staff, counts
):
    open_as(staff, "/")
    page.click("summary:has-text('Network')")
    page.check("label:has-text('Playgrid') input")
    page.keyboard.press("Escape")
    page.wait_for_url("**/?network=*")
    assert page.locator("#networks tbody th").all_inner_texts()[0].startswith("Playgrid")
    assert "from=" not in page.url

    with scriptless(page):
        open_as(staff, "/?sort=-installs")
        page.locator("summary:has-text('Network')").click()
        page.check("label:has-text('Playgrid') input")
        page.locator("details[open] button:has-text('Apply')").click()
        page.wait_for_url("**network=**")
        assert "sort=-installs" in page.url
        page.locator("summary:has-text('Show the numbers')").click()
        assert page.locator("td:has-text('9.')").first.is_visible()
