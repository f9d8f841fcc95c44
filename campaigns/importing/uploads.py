"""Files between preview and confirmation: what was said of them, and what they are waiting for."""

import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from campaigns.importing.cells.text import tidy
from campaigns.importing.import_file import ImportResult, import_file
from campaigns.importing.lines import Options
from campaigns.importing.tables.files import Progress
from campaigns.importing.undoing.earlier import import_instead
from campaigns.models import PendingUpload
from campaigns.periods import newest_day

KEEP = timedelta(days=1)
MOST_SECONDS = 20
"""How long one request imports many files."""
State = PendingUpload.State
Looked = Callable[[PendingUpload, ImportResult], tuple[State, str]]
"""A dry run -> whether the file is ready, and what is said of it in its line."""
UNSAID: dict[str, Any] = {
    "app": "",
    "platform": "",
    "source": "",
    "network": "",
    "reported_by": "",
    "day": "",
    "date_order": "",
    "rate": "",
    "encoding": "",
    "columns": {},
    "apps": {},
    "networks": {},
}
"""What can be said of a file, as JSON: nothing yet."""


def keep(user: User, files: Iterable[tuple[str, bytes]]) -> list[PendingUpload]:
    """Store files, name and bytes, until each is confirmed; old uploads go after a day."""
    forget_uploads()
    return [
        PendingUpload.objects.create(
            token=uuid.uuid4(),
            user=user,
            file_name=name[:255],
            content=content,
            options=UNSAID,
        )
        for name, content in files
    ]


def forget_uploads() -> None:
    """Let go what nobody confirmed for a day."""
    PendingUpload.objects.filter(created_at__lt=timezone.now() - KEEP).delete()


def waiting(user: User) -> list[PendingUpload]:
    """The user's files that are not confirmed yet, in the order they came; without their bytes."""
    return list(PendingUpload.objects.filter(user=user).defer("content").order_by("pk"))


def find(user: User, token: str | uuid.UUID) -> PendingUpload | None:
    """The user's own upload, or None where there is none (any more)."""
    try:
        return PendingUpload.objects.filter(token=uuid.UUID(str(token)), user=user).first()
    except ValueError:
        return None


def say(uploads: Iterable[PendingUpload], said: Mapping[str, Any]) -> None:
    """Keep files with what was said about them; names and columns are added to those before."""
    for upload in uploads:
        upload.options = with_said(upload.options, said)
        upload.state, upload.says = State.UNSEEN, ""
        upload.save(update_fields=["options", "state", "says"])


def with_said(options: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a file and what is said now; of names and columns one by one."""
    found = {**UNSAID, **options}
    for name, value in said.items():
        found[name] = found[name] | value if isinstance(value, dict) else value
    return found


def look(upload: PendingUpload, looked: Looked) -> ImportResult:
    """Try a file in a dry run, and note what came of it."""
    result = import_asked(
        bytes(upload.content), upload.file_name, upload.options, upload.user, dry_run=True
    )
    upload.state, upload.says = looked(upload, result)
    upload.rows = result.reading.rows
    upload.save(update_fields=["state", "says", "rows"])
    return result


def look_at_new(user: User, looked: Looked, seconds: float) -> None:
    """Look at the user's files that nobody has looked at, as many as that time allows."""
    until = time.monotonic() + seconds
    for upload in PendingUpload.objects.filter(user=user, state=State.UNSEEN).order_by("pk"):
        look(upload, looked)
        if time.monotonic() > until:
            return


def import_uploads(
    uploads: Iterable[PendingUpload],
    *,
    instead_of: int | None = None,
    replace_detail: bool = False,
    accept: Collection[str] = (),
) -> list[tuple[PendingUpload, ImportResult]]:
    """Import files, each for itself; what went in waits no more, and the others are seen anew.

    With `instead_of` an earlier import is taken back first, where the first file goes in. After
    MOST_SECONDS no further file is begun: it waits on.
    """
    done: list[tuple[PendingUpload, ImportResult]] = []
    until = time.monotonic() + MOST_SECONDS
    for upload in uploads:
        if done and time.monotonic() > until:
            break
        asked = upload.options | {"replace_detail": replace_detail, "accept": [*accept]}
        bring_in = partial(
            import_asked, bytes(upload.content), upload.file_name, asked, upload.user
        )
        with transaction.atomic():
            result = import_instead(instead_of, upload.user, bring_in) if instead_of else bring_in()
            if not result.errors:
                PendingUpload.objects.filter(pk=upload.pk).delete()
                others = PendingUpload.objects.filter(user=upload.user)
                others.update(state=State.UNSEEN, says="")
        instead_of = None
        done.append((upload, result))
    return done


def let_go(upload: PendingUpload) -> None:
    """Forget a file that is not to be imported."""
    upload.delete()


def import_asked(
    content: bytes,
    file_name: str,
    asked: Mapping[str, Any],
    user: User | None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    written: Callable[[ImportResult], None] | None = None,
) -> ImportResult:
    """Import a file by what was said about it on a page, or try it in a dry run.

    `asked` are an upload's `options`; under "replace_detail" and "accept" it holds what is
    confirmed.
    """
    said = {**UNSAID, **asked}
    options = Options(
        source=said["source"] or None,
        network=said["network"] or None,
        day=date.fromisoformat(said["day"]) if said["day"] else None,
        day_first={"day": True, "month": False}.get(said["date_order"]),
        rate=Decimal(said["rate"]) if said["rate"] else None,
        currency=settings.REPORTING_CURRENCY,
        reported_by=said["reported_by"] or None,
        today=timezone.localdate(),
        newest=newest_day(timezone.now()),
        encoding=said["encoding"],
        columns=said["columns"],
        apps=said["apps"],
        networks=said["networks"],
    )
    return import_file(
        content,
        file_name,
        options,
        app=tidy(said["app"]),
        platform=said["platform"],
        replace_detail=said.get("replace_detail", False),
        accept=said.get("accept", ()),
        user=user,
        dry_run=dry_run,
        progress=progress,
        written=written,
    )
