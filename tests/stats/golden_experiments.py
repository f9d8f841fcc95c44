"""The known answers on experiments (job 4) through the functions of the product."""

from math import sqrt

from campaigns.stats.experiments.always_valid import always_valid, multiplier, tuned_rho2
from campaigns.stats.experiments.comparison import estimate
from campaigns.stats.experiments.plan import installs_needed
from campaigns.stats.special import normal_quantile
from tests.stats.textbook_ab import Sample, day_noise_variance, relative_lift, sequential_lift


def log_ratio_test(log_ratio, var, tau, alpha):
    result = always_valid(log_ratio, var, alpha, tau)
    fixed = normal_quantile(1 - alpha / 2) * sqrt(var)
    return {
        "lr": result.likelihood_ratio,
        "p_always_valid": result.p,
        "ci": [result.low, result.high],
        "ci_fixed": [log_ratio - fixed, log_ratio + fixed],
    }


def multipliers(alpha, n_over_nstar):
    return {
        "z": [multiplier(alpha, part) for part in n_over_nstar],
        "rho2_nstar": tuned_rho2(alpha),
    }


def lift_with_welch(successes, n):
    arms = [Sample.of_proportion(x, size) for x, size in zip(successes, n, strict=True)]
    result = relative_lift(*arms)
    return {"lift": result.lift, "se": result.se, "ci": [result.low, result.high], "p": result.p}


def lift_of_proportions(successes, n, n_star):
    return sequential(
        [Sample.of_proportion(x, size) for x, size in zip(successes, n, strict=True)], n_star
    )


def lift_of_means(sums, sum_squares, n, n_star):
    return sequential(
        [Sample.of_sums(*arm) for arm in zip(sums, sum_squares, n, strict=True)], n_star
    )


def sequential(arms, n_star):
    result = sequential_lift(*arms, n_star)
    return {"lift": result.lift, "se": result.se, "ci": [result.low, result.high]}


def paired_days(xa, na, xb, nb):
    result = estimate(list(zip(na, xa, strict=True)), list(zip(nb, xb, strict=True)))
    return {
        "log_ratio": result.delta,
        "var_clustered": result.clustered,
        "var_used": max(result.clustered, result.counting),
    }


def plan_with_day_noise(base_ipm, lift, day_cv, days, alpha, power):
    variance = day_noise_variance(lift, days, alpha, power)
    installs = installs_needed(variance, days, day_cv)
    return {
        "var_needed": variance,
        "installs": installs,
        "impressions": installs / base_ipm * 1000,
    }


CASES = {
    "growthbook_two_sided_relative": lift_with_welch,
    "growthbook_sequential_prop": lift_of_proportions,
    "growthbook_sequential_mean": lift_of_means,
    "msprt_log_ratio": log_ratio_test,
    "always_valid_multiplier": multipliers,
    "ab_log_ratio_day_paired": paired_days,
    "ab_plan_day_noise": plan_with_day_noise,
}
