"""The chart of a mail: IPM over time, drawn as SVG and turned into PNG, which mail clients show.

Lines and days stand in the picture and no words that people wrote: its font, which comes with
Pillow, has the letters of English alone.
"""

import base64
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from io import BytesIO
from itertools import groupby
from typing import IO

from django.utils.html import format_html, format_html_join
from PIL import Image, ImageFont

from campaigns import formats
from campaigns.judgement.breakdown import Measured
from campaigns.metrics import Counts
from campaigns.ui.charts import Axis, level, steps

try:
    from resvg_py import svg_to_bytes
except ImportError:  # mails then have their tables alone
    svg_to_bytes = None  # type: ignore[assignment]

SHARP, COLOURS = 2, 48
"""Pixels of a file to one of a screen, and how many colours a file knows: it stays small."""
LEFT, RIGHT, TOP, FOOT = 34, 46, 10, 24
GAP_OF_DAYS = 74
"""The room that the name of a day needs."""
Point = tuple[date, float | None, bool]
"""A day or the Monday of a week, its IPM, and whether it is settled."""


@dataclass(frozen=True)
class Look:
    """Size in pixels of a screen, and colours."""

    width: int
    height: int
    line: str
    words: str
    axis: str
    grid: str
    card: str


_light = partial(
    Look, line="#1f5fbf", words="#5a6478", axis="#8490a3", grid="#e3e7ed", card="#ffffff"
)
_dark = partial(
    Look, line="#8ab4ff", words="#a3adbf", axis="#6b7588", grid="#2b3344", card="#171d2b"
)
LOOKS = {
    "ipm": _light(600, 190),
    "ipm-dark": _dark(600, 190),
    "ipm-narrow": _light(330, 190),
    "ipm-narrow-dark": _dark(330, 190),
}
"""What a mail brings along of one chart, by the names under which its HTML part shows them."""


@dataclass(frozen=True)
class Line:
    """IPM over time: its points, the target and the days with a note."""

    points: Sequence[Point]
    target: float | None = None
    noted: Sequence[date] = ()

    @property
    def words(self) -> str:
        """What the picture shows, for whom does not see it; "" where there is no line."""
        known = [(ipm, day) for day, ipm, _ in self.points if ipm is not None]
        if len(known) < 2:
            return ""
        (first, start), (last, end), low, high = known[0], known[-1], min(known), max(known)
        said = [
            f"{word} {formats.ratio(Counts.ipm, ipm)} on {formats.day(day)}"
            for word, ipm, day in (("first", first, start), ("last", last, end),
                                   ("lowest", *low), ("highest", *high))
        ]  # fmt: skip
        settling = any(not settled for _, ipm, settled in self.points if ipm is not None)
        target = f" Target {level(self.target)}." if self.target is not None else ""
        tail = " Dashed days still settle." if settling else ""
        return f"{self.title}: {', '.join(said)}.{target}{tail}"

    @property
    def title(self) -> str:
        """IPM by day, or by week where days are many."""
        (one, _, _), (other, _, _) = self.points[:2]
        return "IPM by day" if (other - one).days < 7 else "IPM by week"


def line_of(total: Measured, noted: Sequence[date] = ()) -> Line:
    """The line of a query's total."""
    points = [(day, counts.ipm, settled) for day, counts, settled in steps(total.daily)]
    return Line(points, total.target, noted)


def pictures(line: Line) -> dict[str, str]:
    """PNG files in base64 by name; none where there is no line, or nothing that draws it."""
    if svg_to_bytes is None or not line.words:
        return {}
    return {name: _png(svg(line, look), look) for name, look in LOOKS.items()}


def _png(drawing: str, look: Look) -> str:
    made = svg_to_bytes(
        drawing, width=look.width * SHARP, font_files=[_font().name], skip_system_fonts=True
    )
    small, file = Image.open(BytesIO(bytes(made))).convert("RGB").quantize(COLOURS), BytesIO()
    small.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


@cache
def _font() -> IO[bytes]:
    """A font as a file, which stands while this process does."""
    file = tempfile.NamedTemporaryFile(suffix=".ttf")  # noqa: SIM115
    file.write(ImageFont.load_default(12).font_bytes)  # type: ignore[union-attr]
    file.flush()
    return file


def svg(line: Line, look: Look) -> str:
    """The drawing."""
    axis = Axis.over([*(ipm for _, ipm, _ in line.points), line.target], ticks=3)
    bottom, right = look.height - FOOT, look.width - RIGHT
    wide = (right - LEFT) / max(1, len(line.points) - 1)

    def x(place: int) -> float:
        return round(LEFT + place * wide, 1)

    def y(ipm: float) -> float:
        return round(bottom - ipm / axis.end * (bottom - TOP), 1)

    parts = [*_scale(axis, y, look), *_days(line.points, x, look), *_notes(line, x, look)]
    if line.target is not None:
        at = y(line.target)
        parts.append(_stroke(f"M{LEFT} {at}H{right}", look.line, 1.5, dashes="2 3"))
        parts.append(_word(right + 5, at + 4, "target", look.line, "start"))
    for path, settled in _strokes(line.points, x, y):
        parts.append(_stroke(path, look.line, 2.5, dashes="" if settled else "5 4"))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="{}"'
        ' font-size="12"><rect width="100%" height="100%" fill="{}"/>{}</svg>',
        look.width, look.height, "Aileron", look.card,
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _scale(axis: Axis, y: Callable[[float], float], look: Look) -> Iterator[str]:
    """Lines across, and their numbers."""
    for number in range(round(axis.end / axis.step) + 1):
        value = number * axis.step
        yield _stroke(f"M{LEFT} {y(value)}H{look.width - RIGHT}", look.grid if value else look.axis)
        yield _word(LEFT - 7, y(value) + 4, f"{value:g}", look.words, "end")


def _days(points: Sequence[Point], x: Callable[[int], float], look: Look) -> Iterator[str]:
    """The names of some days: of weeks where weeks have room for them."""
    room = max(1, round(GAP_OF_DAYS * (len(points) - 1) / (look.width - LEFT - RIGHT) + 0.5))
    every = next((n for n in (1, 2, 3, 7, 14, 28) if n >= room), room)
    for place in range(0, len(points), every):
        anchor = "middle" if place else "start"
        yield _word(x(place), look.height - 7, formats.day(points[place][0]), look.words, anchor)


def _notes(line: Line, x: Callable[[int], float], look: Look) -> Iterator[str]:
    days = [day for day, _, _ in line.points]
    for place in {max(0, sum(day <= noted for day in days) - 1) for noted in line.noted}:
        yield _stroke(f"M{x(place)} {TOP}V{look.height - FOOT}", look.words)


def _strokes(
    points: Sequence[Point], x: Callable[[int], float], y: Callable[[float], float]
) -> Iterator[tuple[str, bool]]:
    """The paths between neighbours: one for all settled, one for those that still settle. A gap
    breaks a line; a day between gaps is a dot."""
    for known, run in groupby(enumerate(points), key=lambda one: one[1][1] is not None):
        if not known:
            continue
        marks = [(x(place), y(ipm or 0), settled) for place, (_, ipm, settled) in run]
        firm = [mark for mark in marks if mark[2]]
        loose = marks[max(0, len(firm) - 1) :] if len(firm) < len(marks) else []
        for some, settled in ((firm, True), (loose, False)):
            if some:
                ends = some if len(some) > 1 else [some[0], (some[0][0] + 0.1, *some[0][1:])]
                yield "M" + "L".join(f"{left} {top}" for left, top, _ in ends), settled


def _stroke(path: str, colour: str, width: float = 1, dashes: str = "") -> str:
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>',
        path, colour, width, dashes or "none",
    )  # fmt: skip


def _word(x: float, y: float, word: str, colour: str, anchor: str) -> str:
    return format_html(
        '<text x="{}" y="{}" fill="{}" text-anchor="{}">{}</text>', x, y, colour, anchor, word
    )
