"""The draws behind the simulations, and each simulation's bars in a short seeded run."""

import subprocess
import sys
from random import Random
from statistics import fmean, pvariance

import pytest

from tests.simulations.noise import Bar, binomial, lognormal_factors, poisson

DRAWS = 20_000


@pytest.mark.parametrize("mean", [0.4, 5.0, 11.9, 12.1, 60.0, 3000.0])
def test_poisson_draws_have_their_mean_as_variance(mean):
    random = Random(1)
    draws = [poisson(random, mean) for _ in range(DRAWS)]
    assert fmean(draws) == pytest.approx(mean, rel=5 / (mean * DRAWS) ** 0.5)
    assert pvariance(draws) == pytest.approx(mean, rel=0.06)


@pytest.mark.parametrize(("trials", "chance"), [(40, 0.3), (5000, 0.002), (5000, 0.25)])
def test_binomial_draws_have_their_mean_and_variance(trials, chance):
    random = Random(1)
    draws = [binomial(random, trials, chance) for _ in range(DRAWS)]
    assert fmean(draws) == pytest.approx(trials * chance, rel=0.01)
    assert pvariance(draws) == pytest.approx(trials * chance * (1 - chance), rel=0.06)


def test_lasting_noise_has_mean_one_and_the_asked_spread():
    factors = lognormal_factors(Random(1), DRAWS, cv=0.2, rho=0.5)
    assert fmean(factors) == pytest.approx(1, abs=0.01)
    assert pvariance(factors) ** 0.5 == pytest.approx(0.2, abs=0.01)
    pairs = zip(factors, factors[1:], strict=False)
    lag = fmean((a - 1) * (b - 1) for a, b in pairs) / pvariance(factors)
    assert lag == pytest.approx(0.5, abs=0.03)


def test_a_short_run_allows_for_its_own_error():
    bar = Bar("false alarms", share=0.03, count=100, high=0.02)
    assert bar.missed()
    assert not bar.missed(slack=3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reps", "only"),
    [
        ("intervals", 1000, ""),
        ("ranking", 3, ""),
        ("fatigue", 60, "flat, weekly launches twice"),
        ("fatigue", 32, "falling, -40 %"),
        ("fatigue", 18, "class, after a launch"),
        ("ab", 40, ""),
        ("fraud", 1, ""),
        ("concepts", 2, ""),
        ("alerts", 2, "100 a day, CV .10"),
    ],
)
def test_a_short_simulation_holds_its_bars(name, reps, only):
    command = [
        sys.executable,
        "-m",
        f"tests.simulations.{name}",
        "--repetitions",
        str(reps),
        "--seed",
        "7",
        *(("--only", only) if only else ()),
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
