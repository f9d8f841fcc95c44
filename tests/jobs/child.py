"""Processes that import, take back, merge, tell or do jobs, to be killed.

`python -m tests.jobs.child` imports the site once and reads words of such processes, a JSON list a
line. It forks each, says "ready" and its number when it begins, and in the end "ended" and its
exit code, negative where it was killed by a signal.
"""

import json
import os
import sys
import traceback
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work(json.loads(line))
        _, status = os.waitpid(child, 0)
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


def _work(words: Sequence[str]) -> None:
    """Do it, and end the process."""
    code = 1
    try:
        connection.ensure_connection()
        print("ready", os.getpid(), flush=True)
        sys.stdout = sys.stderr
        do(*words)
        connection.close()
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def do(what: str, *words: str) -> None:
    if what == "worker":
        loop.run(once=not words, parent=int(words[0]) if words else None)
    elif what == "tell":
        tell_all()
    elif what == "undo":
        call_command("undo_import", *words)
    elif what == "merge":
        merge(Campaign.objects.all(), Campaign.objects.get(pk=words[0]))
    else:
        call_command("import_report", *words, app="Merge Harbor", platform="android")


if __name__ == "__main__":
    django.setup()
    from campaigns.importing.undoing.merging import merge
    from campaigns.jobs import loop
    from campaigns.models import Campaign
    from campaigns.telling.nightly import tell_all

    main()
