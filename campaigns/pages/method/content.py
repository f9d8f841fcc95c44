"""What the method page says: its parts, and the numbers that their text names.

The text stands in templates/campaigns/method/, a file a part: `v` are the thresholds in force there
and `c` the constants that the code uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns import formats, periods
from campaigns.judgement import movement
from campaigns.judgement.creatives.standings import RANKED_DAYS, STOPPED_DAYS
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.subjects import WINDOW
from campaigns.judgement.moves import UNSURE
from campaigns.judgement.networks.expected import BAND
from campaigns.judgement.store_pages.changes import STAYS
from campaigns.judgement.thresholds import DEFINITIONS
from campaigns.metrics import MONEY_UNIT, RATIOS, Ratio
from campaigns.stats import intervals, pacing
from campaigns.stats.alerts import episodes, plain, usual
from campaigns.stats.alerts import periods as alert_periods
from campaigns.stats.changes import difference_in_differences, store_pages
from campaigns.stats.concepts import ledger
from campaigns.stats.creatives import bench, best, change, expected, levels, noise, pool, tired
from campaigns.stats.creatives.app import HISTORY
from campaigns.stats.creatives.like_for_like import MIN_COVER, SIGMA_CELL
from campaigns.stats.creatives.ranking import SHAPE_LIMITS
from campaigns.stats.fraud import traffic
from campaigns.stats.networks import creatives, decide, decide_money, decide_runs, peers, rule

NOUNS = {
    "click_installs": "installs after a click",
    "retained_d1": "users back on day 1",
    "retained_d7": "users back on day 7",
    "revenue_d7": "revenue by day 7",
    "mmp_installs": "installs that the MMP counted too",
}
TITLES = {
    "interval": "How sure an IPM is",
    "like-for-like": "What is expected, like for like",
    "score": "Since when, and how likely",
    "verdicts": "Act, watch, fine",
    "decide": "What to do with a network",
    "not-enough": "When there is no verdict",
    "floor": "The plain floor: an app’s target",
    "pictures": "The band and the funnel",
    "inside": "What drags a network down",
    "why": "Why IPM moved",
    "creatives": "Which creative is best",
    "fatigue": "Creative fatigue",
    "trend": "Rise or fall over a range",
    "experiments": "Experiments",
    "planner": "What impressions and installs may cost",
    "budgets": "Where a month ends against its plan",
    "fraud": "Signals that are worth a question",
    "today": "What Today shows first",
    "alerts": "When an alert tells you",
    "names": "How names are read",
    "concepts": "Which concept works",
    "left-out": "What is left out",
    "data": "Which days are here, and taking an import back",
    "maturity": "How soon days are complete, and what they will be",
    "ios": "Installs on iOS as a range",
}
CONSTANTS = {
    "alert_back": usual.BACK,
    "alert_newest": usual.NEWEST,
    "alert_least": usual.LEAST_DAYS,
    "alert_events": usual.LEAST_EVENTS,
    "alert_one": episodes.LIMITS[1],
    "alert_four": episodes.LIMITS[4],
    "alert_over": episodes.OVER_DAYS,
    "alert_sure": alert_periods.SURE,
    "alert_fixed": plain.LEAST_EVENTS,
    "budget_days": pacing.DAYS,
    "budget_least": pacing.LEAST,
    "concepts_clear": ledger.CLEAR,
    "concepts_leaning": ledger.LEANING,
    "concepts_smallest": ledger.SMALLEST,
    "concepts_fewest": ledger.FEWEST,
    "few_days": intervals.SHORT_DAYS - 1,
    "day_cv": intervals.DEFAULT_DAY_CV,
    "min_cover": rule.MIN_COVER,
    "min_days": rule.MIN_DAYS,
    "min_networks": rule.MIN_NETWORKS,
    "min_shared": creatives.MIN_SHARED,
    "rounds": peers.ROUNDS,
    "band": BAND,
    "level": formats.LEVEL,
    "sure_of_names": 1 - UNSURE,
    "default_days": periods.DEFAULT_DAYS,
    "least_apart": difference_in_differences.LEAST,
    "networks_apart": difference_in_differences.MIN_OTHERS + 1,
    "stays": STAYS,
    "page_days_most": store_pages.MAX_DAYS,
    "page_days_least": store_pages.MIN_DAYS,
    "ranked_days": RANKED_DAYS,
    "stopped_days": STOPPED_DAYS,
    "shape_lowest": SHAPE_LIMITS[0],
    "shape_highest": SHAPE_LIMITS[1],
    "behind_p": best.BEHIND_P,
    "max_sr": best.MAX_SR,
    "creatives_days": best.MIN_DAYS,
    "creatives_cover": MIN_COVER,
    "far_mix": best.FAR_MIX,
    "sigma_cell": SIGMA_CELL,
    "settled_from": change.SKIP + 1,
    "settled_to": change.SKIP + change.SETTLED,
    "settled_least": change.SETTLED_MIN,
    "settled_installs": change.MIN_SETTLED_INSTALLS,
    "recent_short": tired.SHORT,
    "recent_days": tired.LONG,
    "recent_expected": change.MIN_RECENT_EXPECTED,
    "history": HISTORY,
    "launch_counts": pool.LAUNCH + 1,
    "fatigue_days_on": tired.DAYS_ON,
    "fatigue_days_off": tired.DAYS_OFF,
    "fatigue_p_7": tired.BESIDE_P[tired.SHORT],
    "fatigue_p_14": tired.BESIDE_P[tired.LONG],
    "fatigue_own_p": tired.ALONE_P,
    "recovered": tired.RECOVERED,
    "noise_creatives": noise.CREATIVES,
    "noise_days": noise.DAYS,
    "pull_others": bench.MIN_OTHERS,
    "matched": expected.MIN_MATCHED,
    "matched_cover": expected.MIN_COVER,
    "large_creative": levels.LARGE,
    "decide_days": decide_money.DAYS,
    "decide_new": decide.NEW_DAYS,
    "decide_missing": decide.MOST_MISSING,
    "decide_late": decide.MOST_LATE,
    "decide_witness": decide.WITNESS_RHO,
    "decide_ask": decide.ASK_STAKE,
    "decide_sure": decide_runs.SURE,
    "decide_awful": decide_runs.AWFUL,
    "decide_poor": decide_runs.POOR,
    "decide_good": decide_runs.GOOD,
    "decide_on": decide_runs.DAYS_ON,
    "decide_off": decide_runs.DAYS_OFF,
    "trend_p": movement.SURE,
    "least_days": movement.LEAST_DAYS,
    "fraud_window": WINDOW,
    "fraud_peers": traffic.PEERS_MIN,
    "fraud_peer_installs": traffic.PEER_INSTALLS,
    "fraud_p": traffic.FRAUD_P,
    "design_effect": traffic.DESIGN_EFFECT,
}


@dataclass(frozen=True)
class MethodPart:
    """One part of the page, whose text is a template."""

    key: str
    title: str

    @property
    def template(self) -> str:
        return f"campaigns/method/_{self.key.replace('-', '_')}.html"


PARTS = [MethodPart(key, title) for key, title in TITLES.items()]


def words(values: Mapping[str, float]) -> dict[str, Any]:
    """All that the page and its parts name, with the thresholds in force."""
    return {
        "parts": PARTS,
        "v": values,
        "c": CONSTANTS,
        "kinds": [
            {
                "label": kind.label,
                "condition": kind.condition(values),
                "minimum": kind.minimum(values),
                "source": kind.source,
            }
            for kind in KINDS.values()
        ],
        "ratios": [
            {"label": r.label, "formula": formula(r), "unit": unit(r), "good": good(r)}
            for r in RATIOS
        ],
        "thresholds": rows(values),
    }


def formula(ratio: Ratio) -> str:
    """1,000 × installs ÷ impressions"""
    above = NOUNS.get(ratio.numerator, ratio.numerator.replace("_", " "))
    below = NOUNS.get(ratio.denominator, ratio.denominator.replace("_", " "))
    scale = "" if ratio.scale == 1 else f"{ratio.scale:,} × "
    return f"{scale}{above} ÷ {below}"


def unit(ratio: Ratio) -> str:
    """What the number counts in."""
    if ratio.unit == MONEY_UNIT:
        return settings.REPORTING_CURRENCY
    return ratio.unit or "per mille"


def good(ratio: Ratio) -> str:
    """Which way is good."""
    return {True: "up", False: "down", None: "neither"}[ratio.higher_is_better]


def number(value: float) -> str:
    """A threshold as a person writes it: 0.85, 28, 1,000"""
    return f"{value:,.0f}" if value == int(value) and value >= 1 else f"{value:g}"


def meaning(name: str) -> str:
    """What a threshold says, without the name that the code has for it."""
    return DEFINITIONS[name].meaning if name in DEFINITIONS else name


def rows(values: Mapping[str, float]) -> list[tuple[str, str, str, str, str, bool]]:
    """Name, value in force, default, meaning, who may change it, and whether it was changed."""
    return [
        (
            d.name,
            number(values[d.name]),
            number(d.default),
            d.meaning,
            f"Staff, {number(d.low)} to {number(d.high)}" if d.editable else "Nobody: calibrated",
            values[d.name] != d.default,
        )
        for d in DEFINITIONS.values()
    ]
