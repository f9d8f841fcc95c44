"""Known answers of every step and of whole accounts, written down with the rule."""

from statistics import median

import pytest

from campaigns.stats.networks.day_noise import day_noise
from campaigns.stats.networks.judge import judge
from campaigns.stats.networks.levels import Days, level
from campaigns.stats.networks.main_effects import main_effects
from campaigns.stats.networks.shared_days import shared_days
from campaigns.stats.networks.table import Table
from campaigns.stats.networks.typical import Typical
from tests.stats.golden import assert_known_answer
from tests.stats.networks.regular import regular

PROMOTION = [[180 if 10 <= day < 14 else 100 for day in range(28)]] * 4
EVEN = [[100] * 28] * 4
ALL = [True] * 4


def near(value, digits=6):
    return pytest.approx(value, abs=0.6 * 10**-digits)


def test_plain_main_effects_are_those_of_a_poisson_regression():
    def fitted(impressions, installs):
        counts = {
            m: {(c,): [pair] for c, pair in enumerate(zip(n, x, strict=True))}
            for m, (n, x) in enumerate(zip(impressions, installs, strict=True))
        }
        table = Table(counts)
        theta = main_effects(table.cells, table.lines(), smoothing=0).theta
        centre = median(theta)
        return {
            "ratio": [own / centre for own in theta],
            "raw_ipm": [1000 * sum(x) / sum(n) for n, x in zip(impressions, installs, strict=True)],
        }

    assert_known_answer("joint_standardisation_glm", fitted)


def test_level_of_28_even_days():
    d, variance = Days([70] * 28, [100] * 28, own=0.0625, wide=1).level(0, 28)
    assert d == near(-0.32667995, 8)
    assert variance == near(0.00191988, 8)


def test_since_when_a_network_is_low():
    found = level(Days([100] * 16 + [70] * 12, [100] * 28, own=0.0625, wide=1.1))
    assert [k for k, _ in found.chances] == [7, 10, 14, 21, 28]
    p = [0.094700, 0.154193, 0.138694, 0.024933, 0.587479]
    assert [chance for _, chance in found.chances] == near(p)
    assert (found.d, found.variance, found.since) == (near(-0.202224), near(0.011339), 28)


LEVELS = [(-0.34, 0.08), (0.02, 0.06), (0.05, 0.10), (-0.06, 0.07), (0.10, 0.30)]


@pytest.mark.parametrize(
    ("levels", "chances", "shrunk"),
    [
        (
            LEVELS,
            [0.009069, 0.675211, 0.686619, 0.405706, 0.553332],
            [0.747244, 1.039900, 1.046669, 0.980626, 1.016863],
        ),
        (LEVELS[:3], [0.021851, 0.657267, 0.684371], [0.749591, 1.047386, 1.056343]),
    ],
    ids=["five", "three"],
)
def test_chance_to_be_typical(levels, chances, shrunk):
    typical = Typical(levels)
    found = [typical.judge(number) for number in range(len(levels))]
    assert [chance for chance, _ in found] == near(chances)
    assert [ratio for _, ratio in found] == near(shrunk)


def test_days_shared_by_the_app():
    found = shared_days(PROMOTION, EVEN, 0.0625, ALL)
    for factors in found.others:
        assert factors[:10] + factors[14:] == near([0.907477] * 24)
        assert factors[10:14] == near([1.555253] * 4)


def test_one_network_alone_shares_no_days():
    assert shared_days(PROMOTION[:1], EVEN[:1], 0.0625, ALL[:1]) is None


def test_noise_of_days_with_a_promotion_in_them():
    noise = day_noise(PROMOTION, EVEN, ALL)
    assert noise.own == near([0.047172] * 4)
    assert (noise.c2, noise.a) == (near(0.047172), 0.6)
    assert noise.wide == pytest.approx([1.6 / 0.4 * (1 + 3 / 46)] * 4)


def test_a_whole_account():
    counts = regular()
    verdicts = judge(counts)
    a, c, d = (verdicts.of(name) for name in "ACD")
    assert (a.window.impressions, a.window.installs) == (1_112_000, 5_418)
    assert (c.window.impressions, c.window.installs) == (1_112_000, 2_020)
    assert c.window.expected / verdicts.typical["C"] == near(2872.130875)
    assert (c.level.d, c.sr, c.own) == (near(-0.322722), near(0.059825), near(0.012137))
    assert (c.level.variance + c.sr**2) ** 0.5 == near(0.065668)
    assert (c.chance, c.shrunk, c.condition) == (near(0.007431), near(0.732965), "act")
    assert d.window.expected / verdicts.typical["D"] == near(4923.020295)
    assert (d.chance, d.shrunk, d.condition) == (near(0.441111), near(0.989233), "fine")


def test_a_whole_account_in_which_one_fell():
    verdicts = judge(regular(56, low_days=12))
    c, typical = verdicts.of("C"), verdicts.typical["C"]
    assert (c.window.expected / typical, c.window.installs) == (near(2967.077888), 2562)
    assert (c.level.d, c.level.since) == (near(-0.321755), 14)
    assert (c.level.variance + c.sr**2) ** 0.5 == near(0.076244)
    assert (c.chance, c.shrunk, c.condition) == (near(0.015697), near(0.767528), "act")
    assert c.window.ratio * typical == near(0.863, 3)
