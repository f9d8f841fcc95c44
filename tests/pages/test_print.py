"""On paper: A4 across, nothing cut, no controls, the same tables as on a wide screen."""

import struct
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser import faults_on_paper
from tests.conftest import VIEWPORT
from tests.make import LAST_DAY, make_day
from tests.pages.test_every_page import address, world
from tests.pages.test_fraud_look import case

__all__ = ["case", "world"]

RANGE = f"from={LAST_DAY - timedelta(days=27)}&to={LAST_DAY}"
PAGES = (
    *(f"/?{RANGE}", "/why/", "/networks/", "/networks/{network}/", "/campaigns/", "/creatives/"),
    *("/audience/", "/quality/", "/data/", "/planner/"),
)
"""Every kind of table and chart; the evidence pack beside them. The first gives its chart."""
LONG = "MH_RV_Dragon_hatch_15s_9x16_EN_v2_" * 3 + "and words between them"


@pytest.mark.django_db(transaction=True)
def test_pages_fit_on_a4_show_no_control_and_give_their_chart_as_a_picture(
    open_as, page, staff, world, case
):
    make_day(LONG, campaign=LONG, creative=LONG, format="video", impressions=9000, installs=40)
    open_as(staff, address(PAGES[0]))
    faults = {PAGES[0]: faults_on_paper(page)}
    page.set_viewport_size(VIEWPORT)
    with page.expect_download() as taken:
        page.locator("[data-picture]").click()
    name = taken.value.suggested_filename
    assert name == "permille-overview-2026-10-27-to-2026-11-23-made-2026-11-24-trend.png"
    content = Path(taken.value.path()).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) > 5000
    width, height = struct.unpack(">II", content[16:24])
    chart = page.locator("canvas").bounding_box()
    assert width > chart["width"] and height > chart["height"]

    for path in (*map(address, PAGES[1:]), f"/fraud/{case.pk}/pack/"):
        open_as(staff, path)
        faults[path] = faults_on_paper(page)
    assert {path: found for path, found in faults.items() if found} == {}
    printed = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 841" in printed
