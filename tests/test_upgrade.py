"""Who has run the site since its first tables loses nothing by an upgrade."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.upgraded import DAYS, NETWORKS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the site says after the upgrade; `python -m tests.long upgrade` asks PostgreSQL, too."""
    url = os.environ.get("DATABASE_URL", "")
    folder = tmp_path_factory.mktemp("upgrade")
    if not url.startswith("postgres"):
        url = f"sqlite:///{folder}/db.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgraded"], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_every_count_is_there_and_the_network_is_the_one_that_counts(told):
    assert told["rows"] == 2 * 2 * DAYS and told["revisions"] == 2
    assert told["by_network"] == {
        name: [4000 * DAYS, installs * DAYS, installs / 4] for name, installs in NETWORKS.items()
    }


def test_what_people_wrote_and_what_was_judged_is_there(told):
    assert told["notes"] == ["Asked Lumio Ads", "Asked Playgrid"]
    assert told["aliases"] == ["Lumio Ads Inc\n", "Playgrid Inc\n"]
    assert told["verdicts"] == [["As usual.", 2.25], ["As usual.", 5.0]]


def test_what_was_decided_in_cases_and_tests_stands_among_decisions(told):
    numbers = {"lift": 0.3, "low": 0.1, "high": 0.5}
    assert told["decided"] == [
        ["case", "asked", "Sent", "2026-11-20", "ann", None],
        ["experiment", "beats", "Taken", "2026-11-20", "ann", numbers],
    ]


def test_who_could_see_pages_before_there_were_roles_still_can(told):
    assert told["roles"] == ["viewer"]
    assert set(told["pages"].values()) == {200} and len(told["pages"]) == 7
