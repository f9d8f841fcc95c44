"""`manage.py import_folder DIR`: import every report in a folder and sort them by how it went."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.importing.archives import members
from campaigns.importing.lines import FileFault
from campaigns.management.import_words import as_json
from campaigns.management.importing import Unreadable, add_options, import_one, judge, read

REPORT = ".report.json"


class Command(BaseCommand):
    """Exit 0: all went in. Exit 1: some are in failed/, or the database could not answer."""

    help = "Import the reports in a folder: to done/ or failed/, a report beside each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="the folder; its own folders are left alone")
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        apps: set[int] = set()
        failed = 0
        for path in sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != "."):
            answers, good = self._import(path, options, apps)
            place = _moved(path, folder / ("done" if good else "failed"))
            place.with_name(place.name + REPORT).write_text(json.dumps(answers, indent=1) + "\n")
            failed += not good
            self.stdout.write(f"{path.name}: {'done' if good else 'failed'}")
        judge(apps)
        if failed:
            sys.exit(1)

    def _import(
        self, path: Path, options: dict[str, Any], apps: set[int]
    ) -> tuple[list[dict[str, Any]], bool]:
        """The answers to a file, one for each of a ZIP, and whether all of it went in.

        Raises CommandError where the database cannot: the file then stays where it is.
        """
        answers, good = [], True
        try:
            for name, content in members(read(path), path.name):
                result = import_one(content, name, options)
                answers.append({"file": name, **as_json(result)})
                good &= not result.errors
                apps |= set(result.apps) if result.batch else set()
        except (Unreadable, FileFault) as fault:
            said = getattr(fault, "message", str(fault))
            answers.append(
                {"file": path.name, "errors": [{"line": 0, "field": "file", "message": said}]}
            )
            good = False
        return answers, good


def _moved(path: Path, folder: Path) -> Path:
    """Move a file into a folder, under another name where that is taken."""
    folder.mkdir(exist_ok=True)
    place, number = folder / path.name, 1
    while place.exists() or place.with_name(place.name + REPORT).exists():
        number += 1
        place = folder / f"{path.stem}-{number}{path.suffix}"
    return path.rename(place)
