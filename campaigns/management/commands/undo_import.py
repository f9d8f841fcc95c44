"""`manage.py undo_import ID`: take an import back."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime

from campaigns.importing.undoing.undo import Undone, UndoRefused, take_back
from campaigns.management.database import told_in_words
from campaigns.management.importing import judge
from campaigns.models import ImportBatch

ROWS = ("created", "changed", "removed")


class Command(BaseCommand):
    """Exit 0: all is as before. Exit 1: it says why, and nothing was changed."""

    help = "Take an import back: counts, evidence and the names that only it created."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="the number of the import")
        parser.add_argument(
            "--with-later",
            action="store_true",
            help="take later imports of the same rows back, too",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @told_in_words()
    def handle(self, *args: Any, **options: Any) -> None:
        number, as_json = options["batch"], options["json"]
        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            self._refuse(UndoRefused(f"There is no import {number}."), as_json=as_json)
        else:
            try:
                undone = take_back(batch, with_later=options["with_later"])
            except UndoRefused as refused:
                self._refuse(refused, as_json=as_json)
            else:
                judge(undone.apps)
                self._tell(undone, as_json=as_json)

    def _tell(self, undone: Undone, *, as_json: bool) -> None:
        rows = {name: sum(getattr(by, name) for by in undone.by) for name in ROWS}
        if as_json:
            answer = {"batch": undone.by[-1].pk, "undone": _listed(undone.undone), **rows}
            self.stdout.write(json.dumps({**answer, "later": [], "errors": []}))
            return
        for batch in undone.undone:
            self.stdout.write(f"Taken back: {_named(batch)}")
        said = ", ".join(f"{number:,} {name}" for name, number in rows.items())
        self.stdout.write(f"Rows: {said}. To bring it back: undo_import {undone.by[-1].pk}")

    def _refuse(self, refused: UndoRefused, *, as_json: bool) -> None:
        if as_json:
            answer: dict[str, Any] = {"batch": None, "undone": [], **dict.fromkeys(ROWS, 0)}
            later = _listed(refused.later)
            self.stdout.write(json.dumps({**answer, "later": later, "errors": [refused.message]}))
        else:
            self.stderr.write(refused.message)
            for batch in refused.later:
                self.stderr.write(f"  {_named(batch)}")
            if refused.later:
                self.stderr.write("Add --with-later to take them back, too. Nothing was changed.")
        sys.exit(1)


def _named(batch: ImportBatch) -> str:
    return f"{batch.pk}, {batch.file_name}, {localtime(batch.created_at):%Y-%m-%d %H:%M}"


def _listed(batches: Iterable[ImportBatch]) -> list[dict[str, Any]]:
    return [
        {
            "batch": batch.pk,
            "file_name": batch.file_name,
            "created_at": batch.created_at.isoformat(),
        }
        for batch in batches
    ]
