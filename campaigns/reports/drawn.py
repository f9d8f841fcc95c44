"""Pages as they were drawn, for whoever opens one again while nothing has changed.

Once answers are kept, drawing is nearly all that a page costs: it is done once for an address, a
reader and a version of the data. What the key stands for is said where it is made,
`ipmsite/again.py`; nothing here looks into it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

MOST = 32 * 2**20
"""The bytes of bodies that a process keeps: of these the one that nobody opened for longest goes
first. A page has about 200 KB, so that is what some readers open in an hour, and little beside the
memory that drawing takes."""


@dataclass(frozen=True)
class Drawn:
    """A page without what is of one answer alone.

    Between two `pieces` of its body stands a token of forms, for which each answer has its own.
    `led` is the range asked for last, where the page shows it, else None. `noted` is the range that
    its reader is remembered by from then on, None where that stays as it was.
    """

    pieces: tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...]
    led: str | None
    noted: str | None

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self.pieces))


_drawn: OrderedDict[str, Drawn] = OrderedDict()
_lock = Lock()
_bytes = 0


def find(key: str) -> Drawn | None:
    """The page that was kept under a key."""
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
        return _drawn.get(key)


def keep(key: str, page: Drawn) -> None:
    """Keep a page, as long as there is room for it."""
    global _bytes
    with _lock:
        before = _drawn.pop(key, None)
        _drawn[key] = page
        _bytes += page.size - (before.size if before else 0)
        while _bytes > MOST:
            _bytes -= _drawn.popitem(last=False)[1].size


def forget() -> None:
    """Keep no page that was drawn so far."""
    global _bytes
    with _lock:
        _drawn.clear()
        _bytes = 0
