"""The known answers on fraud (job 8); they use plain tails, the product halves the counts."""

from campaigns.stats.fraud.traffic import first_share, share_upper_limit, total_variation
from campaigns.stats.intervals import wilson
from campaigns.stats.special import binomial_lower, binomial_upper, normal_quantile


def fast_share(fast, installs, baseline):
    return {
        "p": binomial_upper(fast, installs, baseline),
        "share": fast / installs,
        "wilson_lower": wilson(fast, installs, normal_quantile(0.975))[0],
    }


def retained_share(retained, installs, baseline):
    return {
        "p": binomial_lower(retained, installs, baseline),
        "upper95": share_upper_limit(retained, installs),
    }


CASES = {
    "ctit_fast_share": fast_share,
    "retention_zero": retained_share,
    "ctit_flatness": lambda hist, peers: {
        "first_bin": first_share(hist),
        "tv": total_variation(hist, peers),
    },
    "kochava_clicks_per_install": lambda clicks, installs: {
        "cti": clicks / installs,
        "cvr": installs / clicks,
    },
}
