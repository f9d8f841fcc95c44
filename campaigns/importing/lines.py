"""What a report says: checked lines, or the errors that name every bad one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from itertools import compress, repeat
from typing import Any

from campaigns.importing.codes import Code, Said, as_said, words

LONGEST_MESSAGE = 600
"""Characters of what is said of one line."""


@dataclass(unsafe_hash=True)
class LineError(Exception):
    """What is wrong in which line and field; `value` is what stands there in the file.

    Field "file" and line 1 where the file as a whole cannot be read. `said` are the names and
    values that its words are about.
    """

    line: int
    field: str
    message: str
    value: str = ""
    code: Code = Code.UNREADABLE
    said: Said = ()

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST_MESSAGE:
            self.message = f"{self.message[: LONGEST_MESSAGE - 1]}…"

    @classmethod
    def of(
        cls, code: Code, line: int, field: str, value: str = "", /, **said: object
    ) -> "LineError":
        """The error of a code, in its words."""
        return cls(line, field, words(code, **said), value, code, as_said(said))


class FileFault(Exception):
    """The file as a whole cannot be read, from `line` on."""

    def __init__(
        self,
        message: str,
        line: int = 1,
        field: str = "file",
        code: Code = Code.UNREADABLE,
        said: Said = (),
    ) -> None:
        super().__init__(message)
        self.message, self.line, self.field, self.code = message, line, field, code
        self.said = said

    @classmethod
    def of(cls, code: Code, line: int, field: str, /, **said: object) -> "FileFault":
        """The fault of a code, in its words."""
        return cls(words(code, **said), line, field, code, as_said(said))

    def as_error(self) -> LineError:
        """The fault among the errors of lines."""
        return LineError(self.line, self.field, self.message, code=self.code, said=self.said)


@dataclass(frozen=True)
class Doubt:
    """The file contradicts itself or what is stored: nothing is written until it is confirmed.

    `point` is one of `codes.POINTS`; `line` is 0 where it is about the whole file.
    """

    point: Code
    message: str
    line: int = 0
    said: Said = ()

    @classmethod
    def of(cls, point: Code, line: int = 0, /, **said: object) -> "Doubt":
        """The doubt of a point, in its words."""
        return cls(point, words(point, **said), line, as_said(said))


@dataclass(slots=True)  # frozen, making one would take three times as long
class Line:
    """One record of a report. A count is None where the report does not state it.

    Money is in the reporting currency, to a millionth; where it was converted, the amounts that the
    report states and their currency stand beside. Country `ZZ` and "" are "not stated".
    `number` is the physical line (or sheet row) on which the record starts.
    """

    number: int
    day: date
    app: str = ""
    store_id: str = ""
    platform: str = ""
    network: str = ""
    campaign: str = ""
    campaign_id: str = ""
    targeting: str = ""
    bid_type: str = ""
    ad_group: str = ""
    ad_group_id: str = ""
    creative: str = ""
    creative_id: str = ""
    format: str = ""
    country: str = "ZZ"
    store_page: str = ""
    reported_by: str = ""
    impressions: int | None = None
    clicks: int | None = None
    installs: int | None = None
    view_through_installs: int | None = None
    rejected_installs: int | None = None
    spend: Decimal | None = None
    retained_d1: int | None = None
    retained_d7: int | None = None
    revenue_d7: Decimal | None = None
    mmp_installs: int | None = None
    currency: str | None = None
    original_spend: Decimal | None = None
    original_revenue_d7: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record of a report that only the fraud rules read, by campaign or sub-publisher."""

    number: int
    day: date
    app: str = ""
    store_id: str = ""
    platform: str = ""
    network: str = ""
    campaign: str = ""
    campaign_id: str = ""
    targeting: str = ""
    bid_type: str = ""
    source_app: str = ""
    reason: str = ""
    impressions: int | None = None
    clicks: int | None = None
    installs: int | None = None
    spend: Decimal | None = None
    rejected_installs: int | None = None
    ctit_under_5s: int | None = None
    ctit_5_10s: int | None = None
    ctit_10_60s: int | None = None
    ctit_1_60m: int | None = None
    ctit_1_24h: int | None = None
    ctit_over_24h: int | None = None


@dataclass(frozen=True, slots=True)
class StoreLine:
    """One record of what a store's console reports of an app."""

    number: int
    day: date
    app: str = ""
    store_id: str = ""
    platform: str = ""
    country: str = "ZZ"
    report: str = ""
    store_impressions: int | None = None
    page_views: int | None = None
    taps: int | None = None
    installs: int | None = None
    updates: int | None = None


class Lines(Sequence[Any]):
    """The lines of a report, each made when it is asked for.

    `columns` have the values of some of a line's fields, line by line; other fields say nothing.
    """

    def __init__(self, line: type, columns: Mapping[str, Sequence[Any]]) -> None:
        self.line, self.columns = line, columns

    def __len__(self) -> int:
        return len(self.columns["number"])

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        return self.line(**{name: column[place] for name, column in self.columns.items()})

    def __iter__(self) -> Iterator[Any]:
        return map(self.line, *self.of(*(one.name for one in fields(self.line))))

    def of(self, *names: str) -> Iterator["Sequence[Any] | Same"]:
        """The columns of some fields; where nothing is said, what a line says then."""
        default = {one.name: one.default for one in fields(self.line)}
        for name in names:
            said = self.columns.get(name)
            yield Same(default[name], len(self)) if said is None else said

    def kept(self, kept: Sequence[bool]) -> "Lines":
        """The lines for which it is true."""
        columns = {name: list(compress(column, kept)) for name, column in self.columns.items()}
        return Lines(self.line, columns)


@dataclass(frozen=True)
class Same:
    """One value many times, as a column."""

    value: Any
    times: int

    def __len__(self) -> int:
        return self.times

    def __getitem__(self, place: int) -> Any:
        return self.value

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self.times)


TOTALS = ("impressions", "clicks", "installs", "spend")


@dataclass(frozen=True)
class Options:
    """What the importer knows that the file may not say.

    `rate` is reporting currency per unit of the file's currency; without it each line takes that of
    its day from `rates`, by currency, the oldest day first. `zone` is the time zone of the file's
    days. `day` dates a report of one day that has no date column, `day_first` settles 03/04/2026.
    `today` is for tests, `newest` the newest day that has begun anywhere. `encoding` is one of
    `tables.encodings.CODECS`. A `complete` file is everything of what it covers, so that one
    without lines is an answer, too. `columns` says by name what columns mean, `remembered` the
    same by the fingerprint of a header. `apps` has the name, platform and store ID of what the
    file calls an app by name or store ID, `networks` the name of what it calls a network.
    """

    source: str | None = None
    network: str | None = None
    day: date | None = None
    day_first: bool | None = None
    rate: Decimal | None = None
    rates: Mapping[str, Sequence[tuple[date, Decimal]]] = field(default_factory=dict)
    zone: str = ""
    currency: str = "USD"
    reported_by: str | None = None
    today: date | None = None
    newest: date | None = None
    encoding: str = ""
    complete: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    apps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The columns of a table as they stand in the file, with what each is taken for.

    `means` has for each of `names` a field, or "" where the column is left out; `meanings` are the
    fields that it may be. `said` are the columns that a person chose, `open` those that one should
    look at, by index. `would_be` are the installs of a column that may count them, and the
    impressions of the same lines.
    """

    line: int
    names: tuple[str, ...]
    means: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    said: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()
    would_be: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Skan:
    """What a report of SKAdNetwork tells: whether its days are of installs or of the arrival of
    postbacks, whether it tells first postbacks from later ones, and the versions of its postbacks.
    """

    day_kind: str
    index_told: bool
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was read, and how, so that a person can see it before it counts.

    With errors there are no lines and no totals. A total is None where the file states no such
    count. `rows` are the data rows without totals and blank ones. `also` is what the same file
    tells beside that, for a table of its own. `head` is None where no table was found.
    """

    source: str
    label: str
    reported_by: str
    columns: dict[str, str]
    unused: tuple[str, ...]
    reads_as: str
    lines: "Lines | Sequence[Line | EvidenceLine | StoreLine]"
    warnings: list[str]
    errors: list[LineError]
    totals: dict[str, int | Decimal | None]
    rows: int
    also: "Reading | None" = None
    doubts: list[Doubt] = field(default_factory=list)
    head: Head | None = None
    skan: Skan | None = None
    currencies: tuple[str, ...] = ()
    """Those from which money was converted."""
    zone: str = ""
    """The time zone of the days, "" where nothing tells it."""
