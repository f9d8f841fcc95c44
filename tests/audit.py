"""Known faults of the packages that the site installs, where the advisories can be reached.

    python -m tests.audit

Asks pip-audit of all files of locked Python packages at once, and npm of the browser files. Exit
code 1 with each fault and the version that mends it; where no advisory is to be had that is said
aloud.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SECONDS = 60


def python_faults(files: Sequence[Path]) -> tuple[int, list[str]]:
    """How many packages of files could be looked up, and what is known against them."""
    named = (word for file in files for word in ("-r", str(file)))
    asked = (*named, "--require-hashes", "--disable-pip", "-f", "json")
    found = _json(sys.executable, "-m", "pip_audit", *asked, "--progress-spinner", "off")
    known = [one for one in found.get("dependencies", ()) if "vulns" in one]
    return len(known), [
        f"{one['name']} {one['version']}: {fault['id']}, {_mended(fault['fix_versions'])}"
        for one in known
        for fault in one["vulns"]
    ]


def browser_faults() -> tuple[int, list[str]]:
    """The same of the browser files."""
    found = _json("npm", "audit", "--package-lock-only", "--json")
    if "vulnerabilities" not in found:
        return 0, []
    known = found["metadata"]["dependencies"]["total"]
    return known, [f"{name}: {one['severity']}" for name, one in found["vulnerabilities"].items()]


def _mended(versions: list[str]) -> str:
    return f"mended in {', '.join(versions)}" if versions else "not mended yet"


def _json(*command: str) -> dict[str, Any]:
    """What a command prints; nothing where it cannot be run or reaches nobody."""
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
        return json.loads(run.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {}


def _asked() -> Iterator[tuple[str, tuple[int, list[str]]]]:
    files = [file for file in sorted(ROOT.glob("requirements*.txt")) if "dev" not in file.name]
    yield ", ".join(file.name for file in files), python_faults(files)
    yield "package-lock.json", browser_faults()


def main() -> int:
    """Prints what is known of each file."""
    faults = 0
    for name, (known, found) in _asked():
        faults += len(found)
        if known:
            print(f"{name}: {known} packages looked up, {len(found) or 'no'} known faults")
        else:
            print(f"{name}: NOT audited, no advisories can be reached from here")
        print(*(f"  {fault}" for fault in found), sep="\n", end="\n" if found else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
