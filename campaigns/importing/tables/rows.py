"""The records of a table in little memory: a million rows of twenty columns in some 100 MB."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, islice, pairwise
from struct import iter_unpack
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from campaigns.importing.tables.files import Cell, Cells

Row = tuple[int, "Cells"]
AT_ONCE = 250_000
RECORDS_AT_ONCE = 64


class Rows(Sequence[Row]):
    """Line numbers and cells. Equal cells are kept once; a row is the places of its cells.

    Rows are made anew whenever they are asked for: what needs one column asks for that.
    """

    def __init__(
        self, pool: Sequence["Cell"], flat: array, starts: array, numbers: array | Sequence[int]
    ) -> None:
        self._pool, self._flat, self._starts, self.numbers = pool, flat, starts, numbers
        self.width = self._common_width()
        """The number of cells of every row, None where they differ."""

    @classmethod
    def of(cls, records: Iterable[tuple[int, Iterable["Cell"]]]) -> "Rows":
        """Keep records as they come."""
        places: defaultdict[Cell, int] = defaultdict()
        places.default_factory = places.__len__
        flat, starts, numbers = array("I"), array("Q", [0]), array("I")
        place, left = places.__getitem__, iter(records)
        while some := list(islice(left, RECORDS_AT_ONCE)):
            of_some, cells = zip(*some, strict=True)
            numbers.extend(of_some)
            flat.extend(map(place, chain.from_iterable(cells)))
            starts.extend(accumulate(map(len, cells), initial=starts.pop()))
        return cls(list(places), flat, starts, numbers)

    def _common_width(self) -> int | None:
        count = len(self.numbers)
        if not count:
            return 0
        first, width = self._starts[0], self._starts[1] - self._starts[0]
        if not width:
            return None
        even = array("Q", range(first, first + count * width + 1, width))
        return width if even == self._starts else None

    def __len__(self) -> int:
        return len(self.numbers)

    def cells(self, place: int) -> "Cells":
        """The cells of a row by its place."""
        some = self._flat[self._starts[place] : self._starts[place + 1]]
        return tuple(map(self._pool.__getitem__, some))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        return self.numbers[place], self.cells(place)

    def __iter__(self) -> Iterator[Row]:
        return zip(self.numbers, self.each(), strict=True)

    def each(self) -> Iterator["Cells"]:
        """The cells of every row."""
        flat, cell = self._flat, self._pool.__getitem__
        for start, end in pairwise(self._starts):
            yield tuple(map(cell, flat[start:end]))

    def column(self, index: int) -> "Cells":
        """The cells of a column. All rows must be of one width."""
        return tuple(map(self._pool.__getitem__, self._places(index)))

    def distinct(self, index: int) -> set["Cell"]:
        """The different cells of a column. All rows must be of one width."""
        return set(map(self._pool.__getitem__, set(self._places(index))))

    def turned(self, index: int, values: Mapping["Cell", Any]) -> list:
        """What the cells of a column are in `values`, row by row, None where they are not."""
        return list(map(values.get, map(self._pool.__getitem__, self._places(index))))

    def _places(self, index: int) -> array:
        assert self.width is not None
        if not len(self):
            return array("I")
        return self._flat[self._starts[0] + index : self._starts[-1] : self.width]

    def after(self, line: int) -> "Rows":
        """The rows that begin after a line."""
        first = bisect_right(self.numbers, line)
        return self._part(first, len(self))

    def _part(self, first: int, end: int) -> "Rows":
        """The rows from one place to another, in the same memory."""
        starts = self._starts[first : end + 1]
        return Rows(self._pool, self._flat, starts, self.numbers[first:end])

    def kept(self, kept: Sequence[bool]) -> "Rows":
        """The rows for which it is true."""
        rest = kept.count(True)
        first = kept.index(True) if rest else 0
        if all(kept[first : first + rest]):
            return self._part(first, first + rest)
        flat, starts = array("I"), array("Q", [0])
        for start, end in compress(pairwise(self._starts), kept):
            flat.extend(self._flat[start:end])
            starts.append(len(flat))
        return Rows(self._pool, flat, starts, array("I", compress(self.numbers, kept)))

    def said(self, words: Mapping[int, Mapping["Cell", "Cell"]]) -> "Rows":
        """The rows with other words in some columns, by what stands there now."""
        pool = list(self._pool)
        places: dict[Any, int] = {}
        flat = array("I", self._flat)
        for index, column in words.items():
            asked = self._places(index)
            turned = {}
            for place in set(asked):
                word = column[self._pool[place]]
                if word not in places:
                    places[word] = len(pool)
                    pool.append(word)
                turned[place] = places[word]
            end = self._starts[-1]
            flat[self._starts[0] + index : end : self.width] = array(
                "I", map(turned.__getitem__, asked)
            )
        return Rows(pool, flat, self._starts, self.numbers)

    def repeated(self) -> list[int]:
        """The places of rows whose very cells stand in an earlier row."""
        hashes = array("q", map(hash, self._keys()))
        alike: set[int] = set()
        parts = 1 + len(hashes) // AT_ONCE  # a set of a million numbers would take 70 MB
        for part in range(parts):
            seen: set[int] = set()
            for one in hashes:
                if one % parts == part:
                    (alike if one in seen else seen).add(one)
        if not alike:
            return []
        keys: set[bytes] = set()
        found = []
        for place in compress(range(len(self)), map(alike.__contains__, hashes)):
            key = self._flat[self._starts[place] : self._starts[place + 1]].tobytes()
            if key in keys:
                found.append(place)
            keys.add(key)
        return found

    def _keys(self) -> Iterator[Any]:
        """Of every row something that equal rows have alike."""
        if not self.width:
            return (self._flat[start:end].tobytes() for start, end in pairwise(self._starts))
        flat = memoryview(self._flat)[self._starts[0] : self._starts[-1]]
        return iter_unpack(f"{self.width * flat.itemsize}s", flat)
