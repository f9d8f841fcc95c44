"""Tests hold on any day: all of a run, and what it starts, lives on one day."""

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.request import urlopen

from django.utils import timezone

from tests.make import NOW, TODAY

OWN_CLOCK = re.compile(r"""\blocaldate\b|\b(date|datetime)\.(today|now)\(|timezone\.now\b""")


def test_it_is_the_same_day_on_every_machine():
    assert timezone.localdate() == date.today() == TODAY
    assert timezone.now() > NOW


def test_time_runs_on():
    before = timezone.now()
    time.sleep(0.001)
    assert timezone.now() > before


def test_a_process_of_its_own_lives_on_the_same_day():
    code = "from datetime import date; print(date.today())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == (f"{TODAY}\n", "")


def test_the_server_of_browser_tests_lives_on_the_same_day(live_server):
    with urlopen(live_server.url + "/healthz") as answer:
        assert answer.headers["Date"].startswith(f"{TODAY:%a, %d %b %Y}")


def test_no_other_module_asks_or_replaces_the_clock():
    """Modules write `TODAY` and `LAST_DAY`, which are right before the clock is set, too."""
    tests = Path(__file__).parent
    asking = [
        f"{path.relative_to(tests)}: {found[0]}"
        for path in tests.rglob("*.py")
        if path != Path(__file__) and not path.name.startswith("bench")  # its account ends today
        for found in OWN_CLOCK.finditer(path.read_text())
    ]
    assert asking == []
