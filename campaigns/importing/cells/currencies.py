"""Which currency a file's money is in: by a sign, a code in a header, a column or a title row."""

import re
from functools import cache

import pycountry

_SIGNS = {
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "r$": "BRL",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "₪": "ILS",
    "₫": "VND",
    "฿": "THB",
    "₴": "UAH",
    "zł": "PLN",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "cn¥": "CNY",
    "jp¥": "JPY",
}
DOLLARS = frozenset(["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS"])
SHARED_SIGNS = {"$": DOLLARS, "¥": frozenset(["JPY", "CNY"]), "￥": frozenset(["JPY", "CNY"])}
WHOLE_CURRENCIES = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"]
    + ["VUV", "XAF", "XOF", "XPF"]
)
"""Currencies without a smaller unit (ISO 4217: minor unit 0), so that amounts have no fraction."""
_BRACKETS = re.compile(r"[(\[]\s*([A-Z]{3})\s*[)\]]\s*$")
_WORDS = frozenset(["ALL", "TOP", "TRY", "CUP"])
_SUFFIX = re.compile(r"(.+?)(?:[\s_]in)?[\s_]([A-Za-z]{3})")
_TITLE = re.compile(r"^\W*currency\W+([A-Za-z]{3})\W*$", re.IGNORECASE)


@cache
def codes() -> frozenset[str]:
    """ISO 4217 codes."""
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def currency_of_sign(sign: str) -> str | None:
    """The code that a sign beside an amount means; the sign itself where several use it."""
    if sign in SHARED_SIGNS:
        return sign
    return _SIGNS.get(sign.casefold()) or (sign.upper() if sign.upper() in codes() else None)


def currency_in_header(header: str) -> tuple[str, str]:
    """`Amount spent (EUR)` -> ("Amount spent", "EUR"), `cost_in_usd` -> ("cost", "USD").

    The header itself and "" where it states none.
    """
    header = header.strip()
    if (found := _BRACKETS.search(header)) and found[1] in codes():
        return header[: found.start()], found[1]
    if found := _SUFFIX.fullmatch(header):
        code = found[2].upper()
        if code in codes() - _WORDS:
            return found[1], code
    return header, ""


def currency_in_title(cell: str) -> str:
    """`Currency: AUD` -> AUD; "" where a title row states none."""
    found = _TITLE.match(cell)
    code = found[1].upper() if found else ""
    return code if code in codes() else ""
