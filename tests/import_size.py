"""How much memory a large file takes: a million rows within 600 MB.

    python -m tests.import_size [--rows N] [--seed N]

The file is imported by the command into a new SQLite file, by a process of its own, which is
measured. Exit code 1 where it took more.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

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


def measured(rows: int, seed: int) -> tuple[int, float]:
    """The most memory in MB, and the seconds, that importing so many rows takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        with path.open("w") as file:
            file.writelines(lines(rows, seed))
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "-v0"], check=True, env=environment)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        begun = time.monotonic()
        command = [*manage, "import_report", str(path), "--json"]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        took = time.monotonic() - begun
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        assert most >= before
        return most // 1024, took


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    most, took = measured(options.rows, options.seed)
    print(f"{options.rows:,} rows: {most} MB at most, of {MOST}; {took:.0f} s")
    return most > MOST


if __name__ == "__main__":
    sys.exit(main())
