"""Kinds of fields: which parts of a name are of a kind, and the value that a part then has."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import pycountry

PLATFORMS = {
    "android": "android and aos gp googleplay",
    "ios": "ios iphone ipad apple",
}
FORMATS = {
    "rewarded_video": "rewarded rewardedvideo rv rew",
    "video": "video vid videos mp4",
    "playable": "playable playables pla play html5 interactive",
    "interstitial": "interstitial inter int static",
    "banner": "banner ban mrec img image pic picture display",
    "native": "native nat",
    "text": "text txt",
    "search": "search sea",
    "other": "other oth",
}
GOALS = {
    "install": "install installs cpi mai downloads download app",
    "event": "event cpa cpe aeo purchase purchases tcpa conversion conversions",
    "value": "value roas troas vo revenue ltv iap iaproas adroas",
    "retention": "retention ret tret engagement",
    "reach": "reach cpm awareness brand",
    "clicks": "clicks click cpc traffic",
}
AREAS = frozenset(
    ["WW", "T1", "T2", "T3", "EU", "EMEA", "MENA", "LATAM", "APAC", "SEA", "ROW", "GLOBAL"]
    + ["NORDICS", "DACH"]
)
"""What stands for several countries in names; no country of ISO 3166 is called so."""

TARGETINGS = {
    "broad": "broad open run ron ua",
    "lookalike": "lookalike lookalikes lal lla similar",
    "interest": "interest interests int",
    "retargeting": "retargeting reengagement remarketing ret rt",
    "keyword": "keyword keywords kw search",
}

_SIZE = re.compile(r"([1-9]\d{0,4})\s?[xX:×*]\s?([1-9]\d{0,4})")
_LENGTH = re.compile(r"(\d{1,3})\s?(?:s|sec|secs|seconds)", re.IGNORECASE)
_VERSION = re.compile(r"v(?:er|ersion)?[ .-]?0*(\d{1,5}(?:\.\d{1,3})*)", re.IGNORECASE)
_DATE = re.compile(r"(\d{2,4})([-./]?)(\d{2})\2(\d{2,4})")


def words(lists: Mapping[str, str]) -> dict[str, str]:
    """The value of each word, from lists of words by value."""
    return {word: value for value, all_of in lists.items() for word in all_of.split()}


def folded(part: str) -> str:
    """A part for looking it up: lower case, letters and digits only, where any are left."""
    return re.sub(r"[\W_]+", "", part.casefold()) or part.casefold()


def _text(part: str) -> str | None:
    return part


@cache
def _countries() -> dict[str, str]:
    found = {c.alpha_2.casefold(): c.alpha_2 for c in pycountry.countries}
    found |= {c.alpha_3.casefold(): c.alpha_2 for c in pycountry.countries}
    return found | {area.casefold(): area for area in AREAS} | {"uk": "GB"}


@cache
def _languages() -> dict[str, str]:
    known = [(one, one.alpha_2) for one in pycountry.languages if hasattr(one, "alpha_2")]
    found = {one.name.casefold(): short for one, short in known}
    found |= {one.alpha_3.casefold(): short for one, short in known}
    return found | {short: short for _, short in known}


def _geo(part: str) -> str | None:
    return _countries().get(part.casefold())


def _language(part: str) -> str | None:
    """A language, also with its country: pt-BR."""
    language, mark, country = part.casefold().partition("-")
    if mark and country not in _countries():
        return None
    found = _languages().get(language)
    return f"{found}-{country}" if found and mark else found


def _size(part: str) -> str | None:
    found = _SIZE.fullmatch(part)
    return f"{found[1]}x{found[2]}" if found else None


def _length(part: str) -> str | None:
    """Seconds, without leading zeros."""
    found = _LENGTH.fullmatch(part)
    return str(int(found[1])) if found and found[1].isascii() else None


def _version(part: str) -> str | None:
    found = _VERSION.fullmatch(part)
    return found[1] if found and found[1].isascii() else None


def _date(part: str) -> str | None:
    """A day: 2026-11-24, 20261124, 24.11.2026, 261124, 24.11.26; in six digits the year first."""
    found = _DATE.fullmatch(part)
    if found is None or not part.isascii():
        return None
    first, mark, month, last = found[1], found[2], found[3], found[4]
    year, day = (last, first) if mark == "." and len(first) == 2 else (first, last)
    if len(day) != 2 or len(year) not in (2, 4):
        return None
    year = year if len(year) == 4 else f"20{year}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _listed(lists: Mapping[str, str]) -> Callable[[str], str | None]:
    known = words(lists)
    return lambda part: known.get(folded(part))


KINDS: dict[str, Callable[[str], str | None]] = {
    "text": _text,
    "geo": _geo,
    "language": _language,
    "platform": _listed(PLATFORMS),
    "format": _listed(FORMATS),
    "goal": _listed(GOALS),
    "targeting": _listed(TARGETINGS),
    "size": _size,
    "length": _length,
    "version": _version,
    "date": _date,
}
"""What a part of each kind is worth, None where it is none of its kind."""
SAMPLES = {
    "geo": "US",
    "language": "EN",
    "platform": "iOS",
    "format": "VID",
    "goal": "ROAS",
    "targeting": "broad",
    "size": "9x16",
    "length": "30s",
    "version": "v1",
    "date": "20261124",
}
"""A part of each kind that has words of its own, for who composes a name."""
USUAL = {
    "country": "geo",
    "lang": "language",
    "os": "platform",
    "objective": "goal",
    "duration": "length",
    "ratio": "size",
}
"""The kinds of fields that are called otherwise than their kind."""


def usual_kind(field: str) -> str:
    """The kind of a field for which none is stated: that of its name, else text."""
    return field if field in KINDS else USUAL.get(field, "text")


def value_of(kind: str, part: str, own: Mapping[str, str]) -> str | None:
    """What a part is worth: by the words that staff added, else by its kind; None if neither."""
    return (own and own.get(folded(part))) or KINDS[kind](part)
