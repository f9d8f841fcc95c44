"""The bars of the simulation of decisions in a short seeded run, and the worth it measures by."""

import subprocess
import sys

import pytest

from tests.simulations.decide_worlds import Truth


def truth(rho, **changes):
    return Truth("", spend=100.0, cpi=1.0, ipm=5.0, seen=rho, rho=rho, **changes)


@pytest.mark.parametrize(
    ("rho", "best"), [(0.3, "cut"), (1.0, "hold"), (1.6, "scale"), (0.8, "cap")]
)
def test_the_best_word_is_the_one_that_a_marketer_would_want(rho, best):
    network = truth(rho)
    words = {word: network.margin(word, rho) for word in ("cut", "cap", "hold", "ask", "scale")}
    assert network.best == max(words.values())
    assert words[best] >= network.best - 0.05 * network.spend


def test_a_network_on_target_earns_nothing_and_a_cut_one_costs_the_change():
    assert truth(1.0).margin("hold") == pytest.approx(0)
    assert truth(1.5).margin("cut") == pytest.approx(-3)


def test_a_bid_at_what_an_install_is_worth_loses_only_the_change():
    assert truth(0.6).margin("cap", 0.6) == pytest.approx(-3)


def test_asking_recovers_a_part_of_fraud_and_of_missing_installs():
    assert truth(0.8, fraud=0.3).margin("ask") == pytest.approx(-20 + 18 - 1)
    assert truth(1.2, low=True).margin("ask") > truth(1.2).margin("ask")


@pytest.mark.slow
def test_a_short_simulation_holds_its_bars():
    command = [sys.executable, "-m", "tests.simulations.decide", "--repetitions", "6"]
    run = subprocess.run([*command, "--seed", "7"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
