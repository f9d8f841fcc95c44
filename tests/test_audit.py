"""Known faults of packages are told with what mends them, and what cannot be asked is said."""

import json

import pytest

from tests import audit

CLEAN = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "GHSA-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found"}
PYTHON = {"dependencies": [CLEAN, FAULTY, UNKNOWN]}
BROWSER = {
    "vulnerabilities": {"chart.js": {"severity": "high"}},
    "metadata": {"dependencies": {"total": 3}},
}


@pytest.fixture
def answer(monkeypatch):
    """Let the tools print something."""

    def printing(python, browser):
        def run(command, **_):
            said = browser if command[0] == "npm" else python
            return type("Run", (), {"stdout": json.dumps(said)})

        monkeypatch.setattr(audit.subprocess, "run", run)

    return printing


def test_a_known_fault_fails_with_what_mends_it(answer, capsys):
    answer(PYTHON, BROWSER)
    assert audit.main() == 1
    said = capsys.readouterr().out
    assert (
        "requirements.txt: 2 packages looked up, 1 known faults\n  b 2: GHSA-1, mended in 2.1"
        in said
    )
    assert "package-lock.json: 3 packages looked up, 1 known faults\n  chart.js: high" in said


def test_without_advisories_it_says_so_and_holds_nobody_up(answer, capsys):
    answer({"dependencies": [UNKNOWN]}, {"error": {"summary": "405"}})
    assert audit.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said and all("NOT audited, no advisories can be reached" in line for line in said)


def test_packages_without_faults_pass(answer, capsys):
    answer({"dependencies": [CLEAN]}, {"vulnerabilities": {}, **{"metadata": BROWSER["metadata"]}})
    assert audit.main() == 0
    assert "1 packages looked up, no known faults" in capsys.readouterr().out
