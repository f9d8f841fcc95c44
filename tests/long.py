"""What `.ci/run` samples, in its full size.

    python -m tests.long NAME [--seed N]

NAME is a simulation of `tests/simulations/`, run at the number of repetitions that its bars are
stated for, or
- `addresses`: 2,000 hostile addresses on pages of reports, 660 questions to pages and files,
- `kills`: 20 imports, workers and senders killed at random moments, on SQLite and on PostgreSQL,
- `fuzz`: 2,000 broken files through the command,
- `names`: 10,000 hostile templates and names,
- `dropped`: 300 broken files through the page, answered and confirmed at random,
- `evenings`: 40 random histories, each asked `as_of` every evening of it, on both,
- `sequences`: 100 random sequences of imports, merges, rates and undos, all undone, on both,
- `schemathesis`: 100 questions, and 100 wrong ones, to every operation of the API,
- `upgrade`: a site with the first tables and data in them, brought up to date, on both,
- `briefs`: 1,000 mailed reports of random views, each number held against `report()`,
- `import_size`: the memory that a file of a million rows takes.
Exit code 0 where all bars hold.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.cluster import postgres

SIMULATIONS = sorted(
    path.stem
    for path in (Path(__file__).parent / "simulations").glob("*.py")
    if "__main__" in path.read_text()
)
ADDRESSES = "2000"
KILLS = "20"
NAMES = "10000"
DROPPED = "300"
SEQUENCES = "100"
EXAMPLES = "100"
BRIEFS = "1000"
EVENINGS = "40"
OTHERS = (
    "addresses",
    "briefs",
    "dropped",
    "evenings",
    "kills",
    "fuzz",
    "import_size",
    "names",
    "schemathesis",
    "sequences",
    "upgrade",
)


def command(name: str, seed: int) -> tuple[list[str], dict[str, str]]:
    """The command that runs something in its full size, and what it adds to the environment."""
    if name == "addresses":
        tests = ["-m", "pytest", "-q", "tests/pages/test_every_page.py", "-k", "breaks or equal"]
        return tests, {"HOSTILE": ADDRESSES, "SEED": str(seed)}
    if name == "kills":
        tests = ["-m", "pytest", "-q", "-p", "no:xdist", "tests/jobs/test_kills.py"]
        return tests, {"KILLS": KILLS, "SEED": str(seed)}
    if name == "evenings":
        tests = ["-m", "pytest", "-q", "tests/reports/test_as_known.py", "-k", "showed_on_that_day"]
        return tests, {"EVENINGS": EVENINGS, "SEED": str(seed)}
    if name == "sequences":
        tests = ["-m", "pytest", "-q", "-p", "no:xdist", "tests/importing/test_any_sequence.py"]
        return tests, {"SEQUENCES": SEQUENCES, "SEED": str(seed)}
    if name == "dropped":
        tests = ["-m", "pytest", "-q", "tests/pages/test_imports_broken.py"]
        return tests, {"BROKEN": DROPPED, "SEED": str(seed)}
    if name == "schemathesis":
        tests = ["-m", "pytest", "-q", "-p", "no:xdist", "tests/api/test_schemathesis.py"]
        return tests, {"EXAMPLES": EXAMPLES, "SEED": str(seed)}
    if name == "names":
        tests = ["-m", "pytest", "-q", "-p", "no:xdist", "tests/naming/test_hostile.py"]
        return tests, {"NAMES": NAMES, "SEED": str(seed)}
    if name == "upgrade":
        return ["-m", "pytest", "-q", "-p", "no:xdist", "tests/test_upgrade.py"], {}
    if name == "briefs":
        tests = ["-m", "pytest", "-q", "-p", "no:xdist", "tests/telling/test_briefs.py"]
        return tests, {"BRIEFS": BRIEFS, "SEED": str(seed)}
    if name in OTHERS:
        return ["-m", f"tests.{name}", "--seed", str(seed)], {}
    return ["-m", f"tests.simulations.{name}", "--seed", str(seed)], {}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=[*SIMULATIONS, *OTHERS])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    words, further = command(options.name, options.seed)
    code = subprocess.run([sys.executable, *words], env=os.environ | further).returncode
    if options.name in ("evenings", "kills", "sequences", "upgrade") and not code:
        with postgres() as url:
            further["DATABASE_URL"] = url
            code = subprocess.run([sys.executable, *words], env=os.environ | further).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
