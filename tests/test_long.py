"""Full sizes are asked for by name; what they run is the same code that the suite samples."""

import sys
from importlib import import_module

import pytest

from tests import long


@pytest.mark.parametrize("name", long.SIMULATIONS)
def test_every_simulation_has_a_full_size_with_a_seed(name, monkeypatch, capsys):
    (_, module, *options), _ = long.command(name, 7)
    monkeypatch.setattr(sys, "argv", [module, *options, "--help"])
    with pytest.raises(SystemExit) as left:
        import_module(module).main()
    assert left.value.code == 0
    assert "--repetitions" in capsys.readouterr().out
    assert options == ["--seed", "7"]


def test_hostile_addresses_are_two_thousand():
    words, environment = long.command("addresses", 7)
    assert "tests/pages/test_every_page.py" in words
    assert environment == {"HOSTILE": "2000", "SEED": "7"}


def test_kills_are_twenty_of_imports_and_twenty_of_workers():
    words, environment = long.command("kills", 7)
    assert words[-1] == "tests/jobs/test_kills.py"
    assert environment == {"KILLS": "20", "SEED": "7"}


def test_dropped_files_are_three_hundred():
    words, environment = long.command("dropped", 7)
    assert words[-1] == "tests/pages/test_imports_broken.py"
    assert environment == {"BROKEN": "300", "SEED": "7"}


def test_questions_to_the_api_are_a_hundred_of_each_kind():
    words, environment = long.command("schemathesis", 7)
    assert words[-1] == "tests/api/test_schemathesis.py"
    assert environment == {"EXAMPLES": "100", "SEED": "7"}


@pytest.mark.parametrize("name", ["fuzz", "import_size"])
def test_the_others_have_a_seed_and_a_size(name, monkeypatch, capsys):
    (_, module, *options), _ = long.command(name, 7)
    assert options == ["--seed", "7"]
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    with pytest.raises(SystemExit):
        import_module(module).main()
    assert "--seed" in capsys.readouterr().out
