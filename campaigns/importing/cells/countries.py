"""Countries as reports write them -> ISO 3166 alpha-2, `ZZ` where there is none."""

import unicodedata
from functools import cache

import pycountry

UNKNOWN = "ZZ"
NOT_STATED = frozenset(
    ["", "zz", "xx", "n/a", "-", "--", "null", "none", "unknown", "not stated", "(not set)"]
    + ["all", "other", "others", "worldwide", "global", "ww", "all countries"]
)
USUAL_NAMES = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "usa": "US",
    "america": "US",
    "united states of america": "US",
    "south korea": "KR",
    "korea": "KR",
    "republic of korea": "KR",
    "korea republic of": "KR",
    "north korea": "KP",
    "russia": "RU",
    "turkey": "TR",
    "turkiye": "TR",
    "czech republic": "CZ",
    "ivory coast": "CI",
    "macedonia": "MK",
    "swaziland": "SZ",
    "burma": "MM",
    "cape verde": "CV",
    "macau": "MO",
    "macao": "MO",
    "hong kong sar china": "HK",
    "hong kong china": "HK",
    "macao sar china": "MO",
    "china mainland": "CN",
    "mainland china": "CN",
    "taiwan china": "TW",
    "palestine": "PS",
    "palestinian territories": "PS",
    "vatican": "VA",
    "vatican city": "VA",
    "brunei": "BN",
    "syria": "SY",
    "micronesia": "FM",
    "east timor": "TL",
    "democratic republic of the congo": "CD",
    "dr congo": "CD",
    "congo kinshasa": "CD",
    "republic of the congo": "CG",
    "congo brazzaville": "CG",
    "congo democratic republic of the": "CD",
    "congo republic of": "CG",
    "congo republic of the": "CG",
    "the gambia": "GM",
    "gambia the": "GM",
    "bahamas the": "BS",
    "turks and caicos": "TC",
    "the bahamas": "BS",
    "the netherlands": "NL",
    "holland": "NL",
    "the philippines": "PH",
    "uae": "AE",
    "ksa": "SA",
    "reunion": "RE",
    "saint helena": "SH",
    "falkland islands": "FK",
    "british virgin islands": "VG",
    "us virgin islands": "VI",
    "st kitts and nevis": "KN",
    "st lucia": "LC",
    "st vincent and the grenadines": "VC",
}


def country_code(text: str) -> str | None:
    """The alpha-2 code; `ZZ` where the report states no country; None where it is not known.

    Takes alpha-2 in either case, alpha-3 and English names. Lists of countries are not known.
    """
    text = text.strip()
    folded = text.casefold()
    if folded in NOT_STATED:
        return UNKNOWN
    return _codes().get(folded) or _codes().get(_plain(folded))


@cache
def _codes() -> dict[str, str]:
    codes = {}
    for country in pycountry.countries:
        names = [country.name, getattr(country, "common_name", ""), country.alpha_3]
        names.append(getattr(country, "official_name", ""))
        before, comma, after = country.name.partition(", ")
        if comma:
            names.append(f"{after} {before}")
        for name in filter(None, names):
            codes[_plain(name.casefold())] = country.alpha_2
    codes |= USUAL_NAMES
    return codes | {country.alpha_2.casefold(): country.alpha_2 for country in pycountry.countries}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).replace("&", " and ")
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())
