"""Numbers and dates as people read them. None, "no data", is a dash everywhere."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campaigns.metrics import MONEY_UNIT, Number, Ratio
from campaigns.periods import Period

TOO_EARLY = "too early for a range"
SAYS_LITTLE = 4
"""From an upper end this many times the lower one on, a range says nothing."""
LONGEST_NAME = 44
LONG_WORD = re.compile(rf"\S{{{LONGEST_NAME + 1},}}")
QUOTED = re.compile(r"([“\"(]*)(.+?)([”\")]*(?:’s?)?[”\")]*[,.:;!?]*)")
"""A name in a sentence, between what only quotes it or ends the clause."""
NO_DATA = "–"
MINUS = "−"
PERCENT = "\u00a0%"
"""The sign with a space that does not break."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
LEVEL = 0.01
"""Changes under one per cent read "level"."""


def count(value: Number | float | None) -> str:
    """36178206 -> 36,178,206"""
    return NO_DATA if value is None else f"{value:,.0f}".replace("-", MINUS)


def short(value: Number | float | None) -> str:
    """36178206 -> 36.2 M; under ten thousand the number stays whole."""
    if value is None:
        return NO_DATA
    size = abs(float(value))
    for limit, unit in ((1_000_000_000, "bn"), (1_000_000, "M"), (10_000, "k")):
        if size >= limit:
            return f"{float(value) / (1000 if unit == 'k' else limit):.1f} {unit}"
    return count(value)


def three_places(value: float | Decimal) -> str:
    """Three significant places, thousands separated: 0.0412, 2.33, 19.5, 1,234"""
    size = abs(float(value))
    if size >= 100:
        text = f"{value:,.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    elif size >= 1 or not size:
        text = f"{value:.2f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", MINUS)


def ratio(definition: Ratio, value: float | None) -> str:
    """A ratio without its unit, which stands in the heading: IPM 6.12, CTR 3.03"""
    if value is None:
        return NO_DATA
    two_places = definition.scale == 1000 or definition.unit == MONEY_UNIT
    return f"{value:,.2f}" if two_places else three_places(value)


def symbol(currency: str) -> str:
    """$ for USD; a currency without a symbol of its own is written out."""
    return SYMBOLS.get(currency, f"{currency} ")


def money(value: Decimal | float | None, currency: str = "USD", *, brief: bool = False) -> str:
    """1234.5 -> $1,234.50, or in brief $1,235"""
    if value is None:
        return NO_DATA
    sign = MINUS if value < 0 else ""
    text = short(value) if brief else f"{value:,.2f}"
    return sign + symbol(currency) + text.lstrip(f"-{MINUS}")


def unit(definition: Ratio, currency: str) -> str:
    """The unit for a heading: % for CTR, $ for CPI, nothing for IPM."""
    return symbol(currency).strip() if definition.unit == MONEY_UNIT else definition.unit


def says_little(low: float, high: float) -> bool:
    """Whether a range of ratios only says how little is known: its upper end is many times the
    lower one."""
    return high > SAYS_LITTLE * low


def percent(part: float) -> str:
    """A threshold as a rule states it: .05 -> 5 %, .0005 -> 0.05 %"""
    return f"{100 * part:g} %"


def signed_percent(part: float) -> str:
    """A distance as a whole percentage that never breaks over lines: -.28 -> −28 %, 0 -> 0 %"""
    whole = round(100 * part)
    return f"{whole:+d}{PERCENT}".replace("-", MINUS) if whole else f"0{PERCENT}"


@dataclass(frozen=True)
class Change:
    """How a number moved: text for the eye, word for the ear, tone only where a way is good."""

    text: str
    direction: str
    tone: str
    word: str


LEVEL_CHANGE = Change("level", "", "", "level")
NEW = Change("new", "", "", "new")


def change(
    now: Number | float | None, before: Number | float | None, better: bool | None
) -> Change | None:
    """The relative change from `before` to `now`.

    None where either is missing. From zero there is no per cent: "new". `better` says whether up
    is good (True), bad (False) or neither (None).
    """
    if now is None or before is None:
        return None
    if not before:
        return NEW if now else LEVEL_CHANGE
    part = float(now) / float(before) - 1
    if abs(part) < LEVEL:
        return LEVEL_CHANGE
    direction = "up" if part > 0 else "down"
    tone = "" if better is None else "good" if (part > 0) == better else "bad"
    return Change(f"{100 * abs(part):,.0f} %", direction, tone, direction)


def day(value: date, *, year: bool = False) -> str:
    """23 Nov, with the year 23 Nov 2026"""
    return f"{value.day} {value:%b}" + (f" {value.year}" if year else "")


def day_range(period: Period) -> str:
    """27 Oct to 23 Nov 2026; both years where they differ."""
    one, other = period.first, period.last
    if one == other:
        return day(other, year=True)
    if (one.year, one.month) == (other.year, other.month):
        return f"{one.day} to {day(other, year=True)}"
    first = day(one, year=one.year != other.year)
    return f"{first} to {day(period.last, year=True)}"


def cut(name: str) -> str:
    """A long name with its middle left out, for two lines of a column: 44 characters at most."""
    return name if len(name) <= LONGEST_NAME else "".join(halves(name))


def halves(name: str) -> tuple[str, str]:
    """How a long name begins, with what says that something is left out, and how it ends."""
    return f"{name[:23].rstrip()}…", name[-20:].lstrip()


def brief(text: str) -> str:
    """A sentence or a few words in which long names without a space have their middle left out."""
    return LONG_WORD.sub(_shortened, text) if len(text) > LONGEST_NAME else text


def _shortened(word: re.Match[str]) -> str:
    found = QUOTED.fullmatch(word[0])
    if not found or len(found[2]) <= LONGEST_NAME:
        return word[0]
    return f"{found[1]}{found[2][:22]}…{found[2][-16:]}{found[3]}"
