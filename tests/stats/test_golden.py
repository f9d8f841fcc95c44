import pytest

from campaigns.stats.intervals import dispersion, garwood, interval, wilson
from campaigns.stats.special import normal_quantile
from tests.stats.golden import GOLDEN, assert_known_answer
from tests.stats.golden_decompose import CASES as DECOMPOSE
from tests.stats.golden_experiments import CASES as EXPERIMENTS
from tests.stats.golden_fatigue import CASES as FATIGUE
from tests.stats.golden_flags import CASES as FLAGS
from tests.stats.golden_fraud import CASES as FRAUD
from tests.stats.golden_ranking import CASES as RANKING
from tests.stats.textbook import (
    clopper_pearson,
    jeffreys,
    poisson_means_test,
    two_proportion_z,
)


def wilson_limits(x, n, conf):
    return {"ci": wilson(x, n, normal_quantile(0.5 + conf / 2))}


def funnel_limits(E, conf):
    return {"limits": [limit / E for limit in garwood(E, conf)]}


def quasi_wilson(installs, impressions, conf):
    result = interval(installs, impressions, conf)
    naive = wilson(sum(installs), sum(impressions), normal_quantile(0.5 + conf / 2))
    return {
        "ipm": 1000 * result.value,
        "phi": dispersion(installs, impressions),
        "ipm_ci": [1000 * result.low, 1000 * result.high],
        "ipm_ci_naive": [1000 * limit for limit in naive],
    }


CASES = {
    **dict.fromkeys(
        (
            "wilson_81_263",
            "wilson_15_148",
            "wilson_0_20",
            "wilson_1_29",
            "wilson_phe_65_100",
            "wilson_phe_1045_5000",
            "wilson_R_4_200",
        ),
        wilson_limits,
    ),
    "clopper_7_50": lambda **counts: {"ci": clopper_pearson(**counts)},
    "jeffreys_25_5000": lambda **counts: {"ci": jeffreys(**counts)},
    "funnel_poisson_limits_E15": funnel_limits,
    "funnel_poisson_limits_E30": funnel_limits,
    "funnel_poisson_limits_998_E15": funnel_limits,
    "quasi_wilson_7days": quasi_wilson,
    "two_proportion_z": lambda **x: dict(zip("zp", two_proportion_z(**x), strict=True)),
    "poisson_means_test": lambda **x: dict(
        zip(("stat", "p"), poisson_means_test(**x), strict=True)
    ),
}


CASES |= FLAGS | DECOMPOSE | RANKING | FATIGUE | EXPERIMENTS | FRAUD


@pytest.mark.parametrize("case_id", CASES)
def test_known_answer(case_id):
    assert_known_answer(case_id, CASES[case_id])


def test_every_known_answer_is_asked_for():
    assert GOLDEN.keys() == CASES.keys()
