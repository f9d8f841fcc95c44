"""What browser tests share: a page that waits for where a click leads, and looks at a page."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import TimeoutError

LOOKS = ((1440, "light"), (390, "dark"))
"""Widths and themes that every page is looked at in; `test_look` looks at one page in all."""

SMALL_TARGETS = """() =>
    [...document.querySelectorAll("a, button, summary, select, label:has(input)")]
    .filter((e) => e.checkVisibility() && !e.matches(".skip, .visually-hidden *"))
    .filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => e.textContent.trim())"""

# Menus of a bar lie over each other once all are open; people see one at a time. On a phone they
# stand one under the other.
_MENUS = """(wide) => {
  const open = document.querySelectorAll(".pill[open]");
  if (wide) [...open].slice(1).forEach((menu) => { menu.open = false; menu.dataset.shut = ""; });
  else document.querySelectorAll(".pill[data-shut]").forEach((menu) => { menu.open = true; });
}"""

# Runs in every document before its own scripts; last at the window, so that it knows what they did.
_SAYS_WHETHER_IT_LEAVES = """
const leaves = (event) => {
  if (event.defaultPrevented) return false;
  if (event.type === "submit") return true;
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download")) return false;
  return link.href.split("#")[0] !== location.href.split("#")[0] || !link.href.includes("#");
};
for (const kind of ["click", "submit"]) {
  addEventListener(kind, (event) => { if (leaves(event)) window.isLeaving = true; });
}
"""


def patient(page):
    """Return the page, whose clicks and keys wait until the page that they lead to is there.

    Playwright goes on at once; a slow machine would then read the page before.
    """
    page.add_init_script(_SAYS_WHETHER_IT_LEAVES)

    def waiting(act):
        def then_wait(*args, **kwargs):
            act(*args, **kwargs)
            arrive(page)

        return then_wait

    page.click = waiting(page.click)
    page.keyboard.press = waiting(page.keyboard.press)
    return page


def arrive(page) -> None:
    """Wait until the page that a click or a key has asked for is loaded."""
    page.wait_for_function(
        "() => !window.isLeaving && document.readyState === 'complete'"
        " && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
    )


def look(page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)


def looks(page) -> Iterator[int]:
    """Look at the page that is open in every width and theme; yield the width in pixels."""
    for width, theme in LOOKS:
        look(page, width, theme)
        yield width


@contextmanager
def scriptless(page) -> Iterator[None]:
    """The page runs no scripts; its locators are clicked, as `page.click` asks a script."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    devtools.send("Emulation.setScriptExecutionDisabled", {"value": False})
    devtools.detach()


def drawn(page) -> list[bool]:
    """Whether each canvas of the page has a chart with ink on it."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('canvas[data-chart]')].every(c => Chart.getChart(c))"
    )
    return page.evaluate(
        "() => [...document.querySelectorAll('canvas')].map(c => c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data.some(Boolean))"
    )


def unfold(page) -> None:
    """Open whatever is folded, also what closes when another opens."""
    page.evaluate(
        "() => { for (const d of document.querySelectorAll('details'))"
        " { d.removeAttribute('name'); d.open = true; }"
        " for (const b of document.querySelectorAll('[aria-expanded=false]'))"
        " if (b.matches('.fold-more, .show-all')) b.click(); }"
    )


def shut(page) -> None:
    """Close all menus, so that nothing lies over the page."""
    page.evaluate(
        "() => document.querySelectorAll('.pill').forEach((one) => { one.open = false; })"
    )


def settled_width(page) -> int:
    """How wide the page is once its charts have followed the window, in pixels."""
    fits = "() => document.documentElement.scrollWidth <= innerWidth"
    with suppress(TimeoutError):
        page.wait_for_function(fits, timeout=5000)
    return page.evaluate("() => document.documentElement.scrollWidth")


def faults(page, axe) -> list:
    """What is wrong with the page: rules of axe, sideways scrolling, targets under 44 pixels."""
    width = page.viewport_size["width"]
    page.evaluate(_MENUS, width > 700)
    wide = settled_width(page)
    found = list(axe(page))
    found += [f"{wide} pixels wide in {width}"] if wide != width else []
    return found + (page.evaluate(SMALL_TARGETS) if width == 390 else [])


def faults_in_any_look(page, axe) -> list:
    """The faults of the page that is open, in every width and theme."""
    return [fault for _ in looks(page) for fault in faults(page, axe)]


PAPER = 1046
"""Pixels between the margins of A4 across."""
# Charts are measured as the browser would scale them down where no script fits them.
_PAPER_FAULTS = """() => {
  const shown = (e) => e.checkVisibility() && !e.closest(".visually-hidden, .skip")
    && e.getBoundingClientRect().width > 0;
  const all = [...document.querySelectorAll("body *")].filter(shown);
  const style = (e) => getComputedStyle(e);
  const faults = {
    "wider than the paper": (e) => !e.closest("svg")
      && e.getBoundingClientRect().right > innerWidth + 1,
    "cut": (e) => style(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1,
    "a control": (e) => e.matches("button, input:not([type=hidden]), select, textarea, .button"),
    "sticks": (e) => ["sticky", "fixed"].includes(style(e).position),
  };
  return Object.entries(faults).flatMap(([fault, holds]) => all.filter(holds).slice(0, 3)
    .map((e) => `${fault}: ${e.tagName.toLowerCase()} ${e.textContent.trim().slice(0, 30)}`));
}"""


def faults_on_paper(page) -> list[str]:
    """What of the page that is open would be cut, stick or be a control on A4 paper."""
    page.set_viewport_size({"width": PAPER, "height": 740})
    page.emulate_media(media="print")
    found = page.evaluate(_PAPER_FAULTS)
    page.emulate_media(media="null")
    return found
