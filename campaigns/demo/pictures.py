"""Pictures of the demo's creatives: flat shapes, written as PNG with nothing but zlib.

A scene is a ground and shapes in the colours of a palette; what is drawn follows the creative's
first tag that has a scene. Every picture says DEMO.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from math import sqrt
from struct import pack
from zlib import compress, crc32

from campaigns.demo.ads import Ad
from campaigns.filetypes.pictures import PNG

WIDTH, HEIGHT = 480, 270

PALETTES = (
    ((46, 111, 143), (30, 74, 98), (245, 201, 120), (255, 255, 255), (232, 130, 74)),
    ((107, 78, 148), (77, 52, 112), (244, 211, 94), (255, 255, 255), (238, 150, 160)),
    ((40, 128, 98), (26, 92, 72), (206, 234, 193), (255, 255, 255), (245, 200, 90)),
    ((66, 92, 128), (38, 54, 84), (190, 222, 240), (255, 255, 255), (250, 190, 88)),
    ((125, 45, 38), (92, 30, 26), (240, 168, 104), (255, 255, 255), (118, 160, 90)),
    ((200, 88, 62), (122, 46, 34), (246, 216, 190), (255, 255, 255), (60, 40, 40)),
)
"""Ground, darker, bright, white, accent. The colours of a picture are their places, 0 to 4."""

NIGHT = 3

LETTERS = {
    "D": ("110", "101", "101", "101", "110"),
    "E": ("111", "100", "110", "100", "111"),
    "M": ("101", "111", "111", "101", "101"),
    "O": ("111", "101", "101", "101", "111"),
}


class Canvas:
    """A raster of colour numbers, filled row by row."""

    def __init__(self) -> None:
        self.rows = [bytearray(WIDTH) for _ in range(HEIGHT)]

    def rect(self, x: float, y: float, width: float, height: float, colour: int) -> None:
        for row in range(max(0, int(y)), min(HEIGHT, int(y + height))):
            self._stretch(row, x, x + width, colour)

    def disc(self, x: float, y: float, radius: float, colour: int) -> None:
        for row in range(max(0, int(y - radius)), min(HEIGHT, int(y + radius) + 1)):
            half = sqrt(max(0.0, radius**2 - (row - y) ** 2))
            self._stretch(row, x - half, x + half, colour)

    def hill(self, x: float, y: float, width: float, colour: int) -> None:
        """A triangle with its tip at (x, y), down to the lower edge."""
        for row in range(max(0, int(y)), HEIGHT):
            half = width / 2 * (row - y) / (HEIGHT - y)
            self._stretch(row, x - half, x + half, colour)

    def _stretch(self, row: int, start: float, end: float, colour: int) -> None:
        first, last = max(0, int(start)), min(WIDTH, int(end))
        if first < last:
            self.rows[row][first:last] = bytes([colour]) * (last - first)


def _grid(canvas: Canvas, seed: Sequence[int]) -> None:
    """Tiles, one of them another one."""
    for place in range(15):
        x, y = 118 + place % 5 * 50, 60 + place // 5 * 50
        canvas.rect(x, y, 44, 44, (4 if place == seed[0] % 15 else 1 + seed[place] % 2))


def _hills(canvas: Canvas, seed: Sequence[int]) -> None:
    canvas.disc(90 + seed[0], 70, 30, 2)
    canvas.hill(150, 110 + seed[1] % 40, 420, 1)
    canvas.hill(360, 90 + seed[2] % 40, 360, 4)


def _night(canvas: Canvas, seed: Sequence[int]) -> None:
    for place in range(14):
        canvas.rect(seed[place] * 1.85, seed[-place - 1] / 2, 3, 3, 3)
    canvas.disc(360, 80, 36, 2)
    canvas.disc(376, 72, 32, 0)
    canvas.rect(0, 200, WIDTH, 70, 1)
    canvas.rect(110, 110, 34, 100, 3)
    canvas.rect(110, 140, 34, 18, 4)


def _split(canvas: Canvas, seed: Sequence[int]) -> None:
    """Before and after."""
    canvas.rect(WIDTH / 2, 0, WIDTH / 2, HEIGHT, 2)
    for left, colour in ((60, 1), (300, 3)):
        canvas.rect(left, 130, 120, 90, colour)
        for tower in range(3):
            canvas.rect(left + 46 * tower, 90 - 14 * (left > 99), 28, 60, colour)
    canvas.rect(WIDTH / 2 - 3, 0, 6, HEIGHT, 3)


def _bridge(canvas: Canvas, seed: Sequence[int]) -> None:
    canvas.disc(370, 70, 28, 2)
    canvas.rect(0, 150, 190, 120, 1)
    canvas.rect(300, 150, 180, 120, 1)
    canvas.rect(0, 140, 180, 14, 2)
    canvas.rect(310, 140, 170, 14, 2)
    canvas.rect(130, 96, 22, 44, 3)


def _choice(canvas: Canvas, seed: Sequence[int]) -> None:
    """Two cards, a cross and a hook."""
    canvas.rect(70, 50, 150, 170, 1)
    canvas.rect(260, 50, 150, 170, 2)
    for step in range(60):
        canvas.rect(112 + step, 106 + step, 12, 10, 4)
        canvas.rect(172 - step, 106 + step, 12, 10, 4)
    for step in range(26):
        canvas.rect(296 + step, 140 + step, 14, 12, 1)
    for step in range(58):
        canvas.rect(320 + step, 166 - step, 14, 12, 1)


def _face(canvas: Canvas, seed: Sequence[int]) -> None:
    canvas.disc(240, 300, 110, 1)
    canvas.disc(240, 120, 66, 2)
    canvas.disc(216, 112, 7, 4)
    canvas.disc(264, 112, 7, 4)
    canvas.disc(240, 150, 14, 4)


def _egg(canvas: Canvas, seed: Sequence[int]) -> None:
    canvas.disc(240, 160, 72, 2)
    canvas.disc(240, 130, 54, 2)
    for step in range(12):
        canvas.rect(180 + 10 * step, 150 + 12 * (step % 2), 11, 6, 0)
    canvas.disc(256, 66, 14, 4)


def _timer(canvas: Canvas, seed: Sequence[int]) -> None:
    canvas.disc(240, 140, 88, 3)
    canvas.disc(240, 140, 76, 1)
    canvas.rect(234, 76, 10, 68, 4)
    canvas.rect(240, 134, 48, 10, 2)


def _strip(canvas: Canvas, seed: Sequence[int]) -> None:
    """A banner."""
    canvas.rect(40, 100, 400, 72, 1)
    canvas.disc(84, 136, 24, 2)
    canvas.rect(124, 118, 150, 12, 3)
    canvas.rect(124, 142, 100, 12, 2)
    canvas.rect(330, 114, 90, 44, 4)


SCENES: dict[str, Callable[[Canvas, Sequence[int]], None]] = {
    "hook": _bridge,
    "rescue": _bridge,
    "before/after": _split,
    "ugc": _face,
    "dragon": _egg,
    "mood": _night,
    "timer": _timer,
    "logo": _strip,
    "fail": _choice,
    "question": _choice,
    "merge": _grid,
    "puzzle": _grid,
    "tutorial": _grid,
}


def picture(ad: Ad) -> bytes:
    """The picture of a creative as a PNG of 480 x 270, always the same for the same creative."""
    seed = sha256(f"{ad.app} {ad.name}".encode()).digest()
    canvas = Canvas()
    scene = next((SCENES[tag] for tag in ad.tags.split(", ") if tag in SCENES), _hills)
    scene(canvas, seed)
    _label(canvas)
    return _png(canvas, PALETTES[NIGHT if scene is _night else seed[-1] % len(PALETTES)])


def _label(canvas: Canvas) -> None:
    dot, left, top = 4, WIDTH - 84, HEIGHT - 36
    canvas.rect(left - 8, top - 8, 84, 36, 1)
    for number, letter in enumerate("DEMO"):
        for y, line in enumerate(LETTERS[letter]):
            for x, bit in enumerate(line):
                if bit == "1":
                    canvas.rect(left + 18 * number + dot * x, top + dot * y, dot, dot, 3)


def _png(canvas: Canvas, palette: Sequence[tuple[int, int, int]]) -> bytes:
    header = pack(">2I5B", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    pixels = compress(b"".join(b"\0" + row for row in canvas.rows))
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b""))
    return PNG + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", crc32(name + body)) for name, body in parts
    )
