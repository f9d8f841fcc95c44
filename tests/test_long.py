"""Full sizes are asked for by name; what they run is the same code that the suite samples."""

import subprocess
import sys

import pytest

from tests import long


@pytest.mark.parametrize("name", long.SIMULATIONS)
def test_every_simulation_has_a_full_size_with_a_seed(name):
    words, _ = long.command(name, 7)
    usage = subprocess.run([sys.executable, *words[:2], "--help"], capture_output=True, text=True)
    assert usage.returncode == 0
    assert "--repetitions" in usage.stdout
    assert words[2:] == ["--seed", "7"]


def test_hostile_addresses_are_two_thousand():
    words, environment = long.command("addresses", 7)
    assert "tests/pages/test_every_page.py" in words
    assert environment == {"HOSTILE": "2000", "SEED": "7"}
