"""The known answers on trends (job 5) through the functions of the product."""

from math import log

from campaigns.stats.changes.trend import poisson_trend
from tests.stats.textbook import theil_sen


def slope(installs, impressions):
    trend = poisson_trend(installs, impressions)
    return {
        "slope": trend.slope,
        "se": trend.se,
        "phi": trend.phi,
        "p": trend.p,
        "drop": trend.drop,
    }


def rank_slope(installs, impressions):
    logs = [log((x + 0.5) / n) for x, n in zip(installs, impressions, strict=True)]
    result = theil_sen(logs)
    return {"slope": result.slope, "S": result.s, "z": result.z}


CASES = {"fatigue_slope": slope, "theil_sen_mk": rank_slope}
