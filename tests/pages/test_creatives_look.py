"""The pages of creatives in a browser: what is uploaded shows and plays, and reaches nothing."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from campaigns.models import Creative
from tests import files
from tests.browser import LOOKS, drawn, faults, look
from tests.make import LAST_DAY, make_app, make_day

SHOWN = """() => [...document.images].every((one) => one.complete || one.loading === "lazy")
  && [...document.querySelectorAll("video")].every((one) => one.readyState >= 1)"""
HOSTILE = b"""<!doctype html><title>Play</title><p id="said">playing</p><script>
const tries = {
  cookie: () => document.cookie,
  storage: () => localStorage.setItem("a", "b"),
  parent: () => { if (parent !== self) return parent.document.title; throw Error("none"); },
  top: () => { if (top !== self) top.location = "/admin/"; else throw Error("none"); },
  opened: () => { if (!window.open("/admin/")) throw Error("none"); },
};
const may = (go) => { try { go(); return true; } catch { return false; } };
const done = Object.entries(tries).filter(([, go]) => may(go)).map(([name]) => name);
const answers = ["/creatives/", "/admin/"].map((path) => fetch(path).then(() => path, () => null));
const image = new Image();
answers.push(new Promise((tell) => {
  image.onload = () => tell("image");
  image.onerror = () => tell(null);
}));
image.src = "/favicon.ico";
Promise.all(answers).then((reached) => {
  const all = [...done, ...reached.filter(Boolean)].join(" ") || "nothing";
  document.querySelector("#said").textContent = `origin ${origin}, reached ${all}`;
});
</script>"""


def made_side_by_side(app):
    for back in range(3, 14):
        for name, installs in (("Picture", 90), ("Film", 60), ("Playable", 55), ("Nothing", 30)):
            for network in ("Lumio", "Kite", "Playgrid"):
                make_day(
                    network, LAST_DAY - timedelta(days=back), app=app, creative=name,
                    format="video", impressions=10_000, clicks=300, installs=installs + back % 3,
                    spend=90,
                )  # fmt: skip


@pytest.fixture
def shown(transactional_db):
    """Four creatives that ran side by side: a picture, a film, a hostile playable, no preview."""
    with transaction.atomic():
        made_side_by_side(make_app())
    sent = {
        "Picture": ("asset", files.png(32, 18)),
        "Film": ("asset", files.webm()),
        "Playable": ("asset", HOSTILE),
    }
    for creative in Creative.objects.all():
        if creative.name in sent:
            field, content = sent[creative.name]
            setattr(creative, field, ContentFile(content, "x.html"))
            creative.poster = ContentFile(files.png(), "x")
            creative.tags = "hook"
            creative.save()
    return {creative.name: creative.pk for creative in Creative.objects.all()}


def test_the_pages_of_creatives_are_accessible_and_never_scroll_sideways(
    open_as, page, axe, staff, shown
):
    """Of pages that differ by their preview alone one is looked at in all, the others in one."""
    wide, phone = LOOKS
    for path, some in (
        ("", LOOKS),
        ("?view=table", LOOKS),
        (f"{shown['Playable']}/", LOOKS),
        (f"{shown['Film']}/", [phone]),
        (f"{shown['Picture']}/", [wide]),
        (f"{shown['Nothing']}/", [wide]),
    ):
        open_as(staff, f"/creatives/{path}")
        page.wait_for_function(SHOWN)
        if path.endswith("/"):
            assert drawn(page) == [True]
        for one in some:
            look(page, *one)
            assert faults(page, axe) == [], (path, one)


def test_a_film_plays_and_seeks(open_as, page, viewer, shown):
    open_as(viewer, f"/creatives/{shown['Film']}/")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    assert page.evaluate("() => document.querySelector('video').duration") == pytest.approx(6)
    page.evaluate("() => { document.querySelector('video').currentTime = 4.5; }")
    page.wait_for_function(
        "() => { const v = document.querySelector('video');"
        " return v.readyState >= 2 && !v.seeking && v.currentTime === 4.5; }"
    )
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; v.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 4.8")


def test_a_playable_plays_and_reaches_nothing_of_ours(
    browser, live_server, staff_client, shown, settings
):
    context = browser.new_context()
    cookie = staff_client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    address = f"/creatives/{shown['Playable']}/"
    page.goto(live_server.url + address)
    assert not any("asset" in frame.url for frame in page.frames), "it loads before it is wanted"
    page.click("summary:has-text('Play it here')")
    inside = page.frame_locator("iframe")
    inside.locator("#said:has-text('reached')").wait_for()
    assert inside.locator("#said").inner_text() == "origin null, reached nothing"
    assert page.url.endswith(address)
    # opened by itself it has no origin of ours either
    page.goto(f"{live_server.url}{address}asset/")
    page.locator("#said:has-text('reached')").wait_for()
    assert page.locator("#said").inner_text() == "origin null, reached nothing"
    context.close()
