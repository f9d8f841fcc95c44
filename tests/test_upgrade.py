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


def told(folder: Path) -> dict:
    """What the site says after the upgrade; `python -m tests.long upgrade` asks PostgreSQL, too."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = f"sqlite:///{folder}/db.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgraded"], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_counts_words_decisions_and_rights_are_there(tmp_path):
    now = told(tmp_path)
    assert now["rows"] == 2 * 2 * DAYS and now["revisions"] == 2
    assert now["by_network"] == {
        name: [4000 * DAYS, installs * DAYS, installs / 4] for name, installs in NETWORKS.items()
    }, "the network is the one that counts"
    assert now["notes"] == ["Asked Lumio Ads", "Asked Playgrid"]
    assert now["aliases"] == ["Lumio Ads Inc\n", "Playgrid Inc\n"]
    assert now["verdicts"] == [["As usual.", 2.25], ["As usual.", 5.0]]
    numbers = {"lift": 0.3, "low": 0.1, "high": 0.5}
    assert now["decided"] == [
        ["case", "asked", "Sent", "2026-11-20", "ann", None],
        ["experiment", "beats", "Taken", "2026-11-20", "ann", numbers],
    ], "answers to cases and tests stand among decisions"
    assert now["roles"] == ["viewer"], "who could see pages before there were roles still can"
    assert set(now["pages"].values()) == {200} and len(now["pages"]) == 7
