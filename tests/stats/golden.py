"""Known answers with their sources, one test per id of golden_stats.json."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parent / "golden_stats.json"
GOLDEN = {case["id"]: case for case in json.loads(FILE.read_text())}


def assert_known_answer(case_id: str, function: Callable[..., dict[str, Any]]) -> None:
    """Call a function with the inputs of a case and compare all its expected numbers."""
    case = GOLDEN[case_id]
    answer = function(**case["inputs"])
    assert answer.keys() == case["expected"].keys()
    for name, expected in case["expected"].items():
        assert answer[name] == pytest.approx(expected, rel=case["tolerance"], abs=1e-15), name
