"""A process that imports, takes back, merges or does jobs, to be killed: it says when it begins."""

import sys

import django
from django.core.management import call_command
from django.db import connection


def main(what: str, *words: str) -> None:
    connection.ensure_connection()
    print("ready", flush=True)
    if what == "worker":
        from campaigns.jobs import loop

        loop.run(once=not words, parent=int(words[0]) if words else None)
    elif what == "undo":
        call_command("undo_import", *words)
    elif what == "merge":
        from campaigns.importing.undoing.merging import merge
        from campaigns.models import Campaign

        merge(Campaign.objects.all(), Campaign.objects.get(pk=words[0]))
    else:
        call_command("import_report", *words, app="Merge Harbor", platform="android")


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
