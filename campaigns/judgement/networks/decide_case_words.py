"""Cases of fraud within a decision's sentence, by the keys of their signals and measures."""

from campaigns import formats
from campaigns.stats.networks.decide import OpenCase

NAMED = {
    "flooding": "installs with flooded clicks",
    "injection": "injected installs",
    "views": "views sent as clicks",
    "stuffing": "stuffed impressions",
    "incentive": "incentivised installs",
    "farm": "users who do not stay",
    "rejected": "rejected installs",
    "poaching": "poached organic installs",
    "over_reporting": "installs that the MMP does not count",
    "weekdays": "installs on odd weekdays",
    "copied": "round or copied numbers",
}
EVIDENCE = {
    "clicks_per_install": "{own} clicks per install",
    "cvr": "{own} % of clicks install",
    "late": "{own} % of installs come over a day after the click",
    "fast": "{own} % of installs come within 10 s of the click",
    "ctr": "{own} % of impressions are clicked",
    "impressions_growth": "{own} times the impressions of before, with no more installs",
    "retention_d1": "{own} % stay the first day",
    "ipm": "IPM is {own}",
    "rejected": "{own} % of installs are rejected",
    "organic_left": "organic installs are down to {own} % of before",
    "claimed": "it claims {own} times the MMP’s installs",
    "weekday_distance": "{own} % of installs fall on other weekdays",
    "tens": "installs are a multiple of ten on {own} days",
}
WHOLE = ("clicks_per_install", "retention_d1", "fast", "late", "rejected", "organic_left", "tens")
"""Measures of which a fraction says nothing, from 2 on."""


def named(kind: str) -> str:
    """What the money of a case was paid for: "injected installs"."""
    return NAMED.get(kind, "suspect installs")


def evidence(case: OpenCase) -> str:
    """The first evidence: "4 % stay the first day (others 27 %)"; else what the case is named."""
    where = f" in sub-publisher {case.source_app}" if case.source_app else ""
    if case.own is None or case.measure not in EVIDENCE:
        return named(case.kind) + where
    text = EVIDENCE[case.measure]
    told = text.format(own=_number(case.measure, case.own)) + where
    if case.peers is None:
        return told
    unit = " %" if "{own} %" in text else ""
    return f"{told} (others {_number(case.measure, case.peers)}{unit})"


def _number(measure: str, value: float) -> str:
    if measure in WHOLE and value >= 2:
        return formats.count(round(value))
    return formats.three_places(value)
