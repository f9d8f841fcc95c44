"""What a column's cells mean, decided for the column as a whole: numbers and names.

Every function works on the distinct values of a column, so that a million rows of a hundred
campaigns cost a hundred readings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from campaigns.importing.cells.currencies import currency_of_sign
from campaigns.importing.cells.text import tidy
from campaigns.importing.codes import Code, Said, as_said, words
from campaigns.importing.tables.files import Cell

MAX_COUNT = 10**12
SHORT = 12
"""So many digits are below it."""
MAX_MONEY = Decimal(10) ** 12
MAX_NAME = 200
MONEY = ("spend", "revenue_d7")
MILLIONTH = Decimal("0.000001")
UNKNOWN = frozenset(["", "-", "--", "---", "–", "—", "n/a", "#n/a", "na", "null", "none"])
NAMELESS = (
    UNKNOWN - {"na"}
    | {"restricted", "(restricted)", "undefined", "nan", "nil", "(none)"}
    | {
        *("[none]", "(null)", "not available", "not set", "(not set)", "not stated", "#ref!"),
        *("(not provided)", "unavailable", "redacted", "\\n"),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be read."""

    message: str
    code: Code = Code.UNREADABLE
    said: Said = ()

    @classmethod
    def of(cls, code: Code, **said: object) -> "Fault":
        """The fault of a code, in its words."""
        return cls(words(code, **said), code, as_said(said))


@dataclass
class Column:
    """Distinct cell -> what it says: None where unknown, Fault where it cannot be read.

    `faults` are those of the column: the cells they show in, and the reason; one error each.
    """

    values: dict[Cell, object] = field(default_factory=dict)
    faults: list[tuple[set[Cell], Fault]] = field(default_factory=list)
    how: str = ""
    mark: str = "."
    currencies: set[str] = field(default_factory=set)


def is_unknown(cell: Cell) -> bool:
    """Whether a cell says nothing: unknown is not zero."""
    if not isinstance(cell, str):
        return False
    text = cell.strip().casefold()
    return text in UNKNOWN or (text.startswith("<") and text[1:].strip().isdigit())


_SPACES = " '’\u00a0\u202f\u2009"
_SIGN = r"[^\d\s.,'’()+\-−<>%]{0,4}"
_SHAPE = re.compile(
    rf"(?P<minus>[+\-−]?)(?P<before>{_SIGN})\s?(?P<sign>[+\-−]?)"
    rf"(?P<digits>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?|[\d.,]*\d[.,]?)"
    rf"(?P<exponent>[eE][+\-]?\d{{1,3}})?\s?(?P<after>{_SIGN})",
    re.ASCII,
)
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}", re.ASCII),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII),
}
_MINUS = frozenset("-−")
_WITHOUT_SPACES = str.maketrans("", "", _SPACES)


@dataclass(frozen=True, slots=True)
class _Shape:
    digits: str
    negative: bool = False
    exponent: str = ""
    currency: str = ""


class NumberColumn:
    """A column of numbers whose decimal mark is found from all of its cells.

    First `proof`: the decimal marks that single cells prove. Then `read` with the mark that the
    rest of the file proves, for a column that proves none.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.whole: list[str] = []
        self.decimals: list[str] = []
        """The two usual shapes, 1204 and 1204.5, which are read without further ado."""
        self.others: list[Cell] = []
        self.shapes: dict[Cell, _Shape] = {}
        self.unreadable: set[str] = set()
        self.proof: dict[str, set[Cell]] = {}
        for cell in set(cells):
            if not isinstance(cell, str):
                self.others.append(cell)
            elif not cell.isascii():
                self._shape(cell)
            elif cell.isdigit():
                self.whole.append(cell)
            else:
                head, dot, tail = cell.partition(".")
                if dot and head.isdigit() and tail.isdigit():
                    mark = "?" if len(tail) == 3 and len(head) <= 3 and head[0] != "0" else "."
                    self.decimals.append(cell)
                    self.proof.setdefault(mark, set()).add(cell)
                else:
                    self._shape(cell)

    def _shape(self, cell: str) -> None:
        if is_unknown(cell):
            self.others.append(cell)
            return
        shape = _shape(cell)
        mark = _mark(shape.digits) if shape else None
        if shape is None or mark is None:
            self.unreadable.add(cell)
            return
        self.shapes[cell] = shape
        if mark:
            self.proof.setdefault(mark, set()).add(cell)

    def read(self, field: str, *, proven: str, micro: bool = False) -> Column:
        """The column as counts, or as money where `field` is money; `micro` money in millionths.

        `proven` is the decimal mark that other columns prove, "" where they do not.
        """
        column = Column()
        mark = column.mark = self._decimal_mark(column, proven, field)
        money = field in MONEY
        finish = _spend if field == "spend" else _money if money else _count
        for text in self.whole:
            short = finish is _count and len(text) <= SHORT
            column.values[text] = int(text) if short else finish(text, micro)
        if mark == ".":
            column.values.update({text: finish(text, micro) for text in self.decimals})
        else:
            self.shapes.update({text: _Shape(text) for text in self.decimals})
        for cell in self.others:
            if isinstance(cell, str):
                column.values[cell] = None
            elif isinstance(cell, int | Decimal):
                column.values[cell] = finish(str(cell), micro)
            else:
                column.values[cell] = Fault("This is a date, not a number.")
        for text in self.unreadable:
            column.values[text] = _not_a_number(text, money)
        for cell, shape in self.shapes.items():
            plain = _plain(shape.digits, mark)
            if plain is None:
                column.values[cell] = Fault(
                    "The digits are not grouped in threes: write them without separators, as 1204."
                )
            elif shape.currency and not money:
                column.values[cell] = Fault("This is money, not a count.")
            else:
                sign = "-" if shape.negative else ""
                column.values[cell] = finish(sign + plain + shape.exponent, micro)
                if shape.currency:
                    column.currencies.add(shape.currency)
        return column

    def _decimal_mark(self, column: Column, proven: str, field: str) -> str:
        dots, commas = self.proof.get(".", set()), self.proof.get(",", set())
        either = self.proof.get("?", set())
        if dots and commas:
            fewer, other = sorted((dots, commas), key=len)
            example = min(map(str, other))
            column.faults.append(
                (
                    fewer,
                    Fault(f"The decimal mark here is not that of {example} in the same column."),
                )
            )
        if dots or commas:
            return "," if len(commas) > len(dots) else "."
        if either and not proven:
            example = min(map(str, either))
            one, whole = example.replace(",", "."), example.replace(",", "").replace(".", "")
            column.faults.append(
                (
                    either,
                    Fault(
                        f"{example} can be {float(one):g} or {int(whole)}: write it without a "
                        f"thousands separator ({whole}), or one other number of the column with "
                        "two decimals."
                    ),
                )
            )
        return proven or "."


def _shape(text: str) -> _Shape | None:
    text = text.strip()
    negative = text.startswith("(") and text.endswith(")")
    found = _SHAPE.fullmatch(text[1:-1].strip() if negative else text)
    if not found:
        return None
    sign = found["before"] or found["after"]
    currency = currency_of_sign(sign) if sign else ""
    if currency is None or (found["before"] and found["after"]):
        return None
    negative ^= found["minus"] in _MINUS or found["sign"] in _MINUS
    return _Shape(
        found["digits"].translate(_WITHOUT_SPACES), negative, found["exponent"] or "", currency
    )


def _mark(digits: str) -> str | None:
    """The decimal mark that digits prove: ".", ",", "" for none, "?" for either, None for wrong."""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        mark = max(".,", key=digits.rindex)
        return mark if _plain(digits, mark) else None
    mark, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:
        return other if _plain(digits, other) else None
    head, _, tail = digits.partition(mark)
    return "?" if len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" else mark


def _plain(digits: str, mark: str) -> str | None:
    """Digits with a dot as decimal mark and no grouping; None where the grouping is wrong."""
    group = "," if mark == "." else "."
    head, dot, tail = digits.partition(mark)
    if group in tail or mark in tail:
        return None
    if group in head:
        if not _GROUPED[group].fullmatch(head):
            return None
        head = head.replace(group, "")
    return f"{head}.{tail}" if tail else head or None


_TOO_LARGE = Fault("This is too large to be a day's count.")
_LETTER = re.compile(r"[\d.,]*([OoIl])[\d.,OoIl]*", re.ASCII)


def _not_a_number(cell: str, money: bool) -> Fault:
    what, right = (
        ("Not an amount", "write it as 1204.50")
        if money
        else ("Not a whole number", "write digits only, as 1204")
    )
    found = _LETTER.fullmatch(cell.strip())
    if found and any(map(str.isdigit, cell)):
        return Fault(f"{what}: the letter {found[1]} stands among the digits; {right}.")
    return Fault(f"{what}: {right}.")


def _count(number: str, micro: bool = False) -> int | Fault:
    whole, _, fraction = number.partition(".")
    if "e" in number.casefold():
        return Fault("Written with an exponent, so that digits are lost: write the whole number.")
    if fraction.strip("0"):
        return Fault("A count cannot have a fraction.")
    if len(whole) > 20:
        return _TOO_LARGE
    count = int(whole or "0")
    if count < 0:
        return Fault("A count cannot be below zero.")
    return count if count <= MAX_COUNT else _TOO_LARGE


def _money(number: str, micro: bool = False) -> Decimal | Fault:
    amount = _spend(number, micro)
    if isinstance(amount, Decimal) and amount < 0:
        return Fault("Money cannot be below zero.")
    return amount


def _spend(number: str, micro: bool = False) -> Decimal | Fault:
    """Spend alone may be below zero: networks give credits."""
    money = Decimal(number)
    if micro:
        if money != money.to_integral_value():
            return Fault("Amounts in millionths are whole numbers.")
        money = money.scaleb(-6)
    if abs(money) >= MAX_MONEY:
        return Fault("This is too large to be a day's amount.")
    return exact(money)


def exact(money: Decimal) -> Decimal:
    """Money to a millionth."""
    return money.quantize(MILLIONTH, rounding=ROUND_HALF_EVEN)


_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_ROUNDED_ID = re.compile(r"\d([.,]\d+)?[eE]\+?\d+", re.ASCII)


def read_names(cells: Iterable[Cell], *, ids: bool = False) -> Column:
    """The column as text; "" where there is none. `ids` are numbers that must not be rounded."""
    column = Column()
    for cell in set(cells):
        text = tidy(str(cell))
        if ids:
            if found := _FORMULA_TEXT.fullmatch(text):
                text = found[1]
            if text.endswith(".0") and text[:-2].isdigit():
                text = text[:-2]
            rounded = isinstance(cell, int | Decimal) and not -(10**15) < cell < 10**15
            if rounded or _ROUNDED_ID.fullmatch(text):
                column.values[cell] = Fault(
                    "A spreadsheet has rounded this id: export it anew and do not open it there."
                )
                continue
        if text.casefold() in NAMELESS:
            text = ""
        if len(text) > MAX_NAME:
            column.values[cell] = Fault(f"This name is longer than {MAX_NAME} characters.")
        else:
            column.values[cell] = text
    return column
