"""The known answers on fraud (job 8); they use plain tails, the product halves the counts."""

from campaigns.stats.fraud.traffic import total_variation
from campaigns.stats.intervals import wilson
from campaigns.stats.special import binomial_lower, binomial_upper, normal_quantile


def fast_share(fast, installs, baseline):
    return {
        "p": binomial_upper(fast, installs, baseline),
        "share": fast / installs,
        "wilson_lower": wilson(fast, installs, normal_quantile(0.975))[0],
    }


def retained_share(retained, installs, baseline):
    return {"p": binomial_lower(retained, installs, baseline)}


CASES = {
    "ctit_fast_share": fast_share,
    "retention_zero": retained_share,
    "ctit_flatness": lambda hist, peers: {"tv": total_variation(hist, peers)},
    "kochava_clicks_per_install": lambda clicks, installs: {
        "cti": clicks / installs,
        "cvr": installs / clicks,
    },
}
