"""What `.ci/run` samples, in its full size.

    python -m tests.long NAME [--seed N]

NAME is a simulation of `tests/simulations/`, run at the number of repetitions that its bars are
stated for, or `addresses`: 2,000 random and hostile addresses on every page of reports.
Exit code 0 where all bars hold.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

SIMULATIONS = sorted(
    path.stem
    for path in (Path(__file__).parent / "simulations").glob("*.py")
    if "__main__" in path.read_text()
)
ADDRESSES = "2000"


def command(name: str, seed: int) -> tuple[list[str], dict[str, str]]:
    """The command that runs something in its full size, and what it adds to the environment."""
    if name == "addresses":
        tests = ["-m", "pytest", "-q", "tests/pages/test_every_page.py", "-k", "breaks"]
        return tests, {"HOSTILE": ADDRESSES, "SEED": str(seed)}
    return ["-m", f"tests.simulations.{name}", "--seed", str(seed)], {}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=[*SIMULATIONS, "addresses"])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    words, further = command(options.name, options.seed)
    return subprocess.run([sys.executable, *words], env=os.environ | further).returncode


if __name__ == "__main__":
    sys.exit(main())
