"""The files that wait: what each says in its line, and which of them comes next."""

from collections.abc import Iterable

from campaigns import formats
from campaigns.english import listed
from campaigns.importing.import_file import ImportResult
from campaigns.importing.uploads import State
from campaigns.models import PendingUpload
from campaigns.pages.imports.questions import faults, networks_of, question

TURN = (State.ASKS, State.ODD, State.UNSEEN, State.READY, State.REFUSED)
MOST_NAMES = 3


def looked(upload: PendingUpload, result: ImportResult) -> tuple[State, str]:
    """What a dry run says of a file in one line."""
    if found := faults(result):
        more = len(found) - 1
        others = f" So on {formats.count(more)} more." if more else ""
        return State.REFUSED, found[0].message + others
    if asked := question(result, upload):
        return State.ASKS, asked.title
    if result.errors:
        return State.ODD, result.errors[0].message
    return State.READY, f"{_of(result)}. Ready."


def _of(result: ImportResult) -> str:
    networks = sorted(networks_of(result))
    apps = sorted(result.apps.values())
    rows = formats.count(result.reading.rows)
    lines = "1 line" if rows == "1" else f"{rows} lines"
    return ", ".join(filter(None, (_some(networks), _some(apps), lines)))


def _some(names: list[str]) -> str:
    named = [name for name in names if name]
    if len(named) <= MOST_NAMES:
        return listed(named) if named else ""
    return f"{', '.join(named[:MOST_NAMES])} and {len(named) - MOST_NAMES} more"


def next_of(waiting: Iterable[PendingUpload]) -> PendingUpload | None:
    """The file to go on with: one that asks, then an odd one, then one that is ready."""
    return min(
        waiting, key=lambda upload: (TURN.index(State(upload.state)), upload.pk), default=None
    )


def ready(waiting: Iterable[PendingUpload]) -> list[PendingUpload]:
    """The files that can go in as they are."""
    return [upload for upload in waiting if upload.state == State.READY]


def same_question(waiting: Iterable[PendingUpload], upload: PendingUpload) -> list[PendingUpload]:
    """The other files that ask the same."""
    return [
        other
        for other in waiting
        if other.state == State.ASKS and other.says == upload.says and other.pk != upload.pk
    ]
