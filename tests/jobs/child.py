"""A process that imports, takes back or does jobs, to be killed: it says when it begins."""

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
    else:
        call_command("import_report", *words, app="Merge Harbor", platform="android")


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
