"""How much memory a large file takes: a million rows within 600 MB.

    python -m tests.import_size [--rows N] [--seed N] [--worker] [--xlsx]

The file is imported into a new SQLite file by a process of its own, which is measured: the command,
or a worker that finds it waiting. Exit code 1 where it took more.
"""

import argparse
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from tests.empty import copy_to

MOST = 600  # MB
FIRST = date(2026, 8, 1)
HEADER = (
    "day,app,platform,network,campaign,campaign_id,creative,creative_id,format,country,"
    "impressions,clicks,installs,spend,retained_d1,retained_d7,revenue_d7\n"
)
NETWORKS = [f"Network {letter}" for letter in "ABCDEFGH"]
COUNTRIES = ["US", "DE", "FR", "GB", "JP", "BR", "IN", "CA", "MX", "AU"]


def lines(rows: int, seed: int) -> Iterator[str]:
    """The lines of a report of all columns, day by day."""
    chance = random.Random(seed)
    places = [
        f"Merge Harbor,android,{network},Campaign {c} broad,{network[-1]}-{c},"
        f"Hook video {k} 30s,cr{k},video,{country}"
        for network in NETWORKS
        for c in range(25)
        for k in range(5)
        for country in COUNTRIES
    ]
    yield HEADER
    for row in range(rows):
        day = FIRST + timedelta(row // len(places))
        shown = chance.randrange(200, 90_000)
        installs = shown * chance.randrange(2, 12) // 1000
        spend, revenue = shown * chance.randrange(2, 9), installs * chance.randrange(1, 99)
        yield (
            f"{day},{places[row % len(places)]},{shown},{shown // 50},{installs},"
            f"{spend / 1000:.2f},{installs // 3},{installs // 9},{revenue / 100:.2f}\n"
        )


ENQUEUE = """
import os, sys, django
django.setup()
from campaigns.jobs import queue
options = dict.fromkeys(
    "app platform source network reported_by day date_order rate encoding".split(), ""
)
queue.enqueue_import(open(sys.argv[1], "rb").read(), os.path.basename(sys.argv[1]), options, None)
"""


def spreadsheet(path: Path, text: Iterator[str]) -> None:
    """The lines of a CSV as an XLSX, its counts as numbers."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Report")
    for row in csv.reader(text):
        sheet.append(
            [float(cell) if cell[:1].isdigit() and "-" not in cell else cell for cell in row]
        )
    book.save(path)


def measured(
    rows: int, seed: int, *, worker: bool = False, xlsx: bool = False
) -> tuple[int, float]:
    """The most memory in MB, and the seconds, that importing so many rows takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("large.xlsx" if xlsx else "large.csv")
        if xlsx:
            spreadsheet(path, lines(rows, seed))
        else:
            with path.open("w") as file:
                file.writelines(lines(rows, seed))
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "ipmsite.settings",
        }
        copy_to(Path(folder) / "db.sqlite3")
        manage = [sys.executable, "manage.py"]
        command = [*manage, "import_report", str(path), "--json"]
        if worker:
            enqueue = [sys.executable, "-c", ENQUEUE, str(path)]
            subprocess.run(enqueue, check=True, env=environment)
            command = [*manage, "worker", "--once"]
        begun = time.monotonic()
        most = most_of(command, environment)
        _check(environment, rows)
        return most, time.monotonic() - begun


METER = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


def most_of(command: list[str], environment: dict[str, str] | None = None) -> int:
    """The most memory in MB that a command takes.

    Linux counts what the parent holds as the child's own until the child starts its program, and
    keeps that peak: a small process stands between, that no large one is counted.
    """
    meter = [sys.executable, "-IS", "-c", METER, *command]
    done = subprocess.run(
        meter, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    *said, most = done.stderr.splitlines()
    assert done.returncode == 0, said
    return int(most) // 1024


def _check(environment: dict[str, str], rows: int) -> None:
    """That all rows are there."""
    with sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        found = database.execute("SELECT COUNT(*) FROM campaigns_dailycount").fetchone()
    assert found == (rows,)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker", action="store_true", help="by a worker, not by the command")
    parser.add_argument("--xlsx", action="store_true", help="as a spreadsheet")
    options = parser.parse_args()
    most, took = measured(options.rows, options.seed, worker=options.worker, xlsx=options.xlsx)
    print(f"{options.rows:,} rows: {most} MB at most, of {MOST}; {took:.0f} s")
    return most > MOST


if __name__ == "__main__":
    sys.exit(main())
