"""Files between preview and confirmation, and the imports that were made."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.importing.import_file import ImportResult, import_file
from campaigns.importing.lines import Options
from campaigns.importing.readers import READERS
from campaigns.importing.tables.files import Progress
from campaigns.models import DailyCount, ImportBatch, PendingUpload

RECENT = 20
KEEP = timedelta(days=1)


def keep(user: User, asked: dict[str, Any]) -> list[PendingUpload]:
    """Store files until each is confirmed; uploads that nobody confirmed go after a day.

    `asked` is the cleaned data of the import form: under "file" name and bytes of each.
    """
    forget_uploads()
    return [
        PendingUpload.objects.create(
            token=uuid.uuid4(),
            user=user,
            file_name=name[:255],
            content=content,
            options=as_options(asked),
        )
        for name, content in asked["file"]
    ]


def forget_uploads() -> None:
    """Let go what nobody confirmed for a day."""
    PendingUpload.objects.filter(created_at__lt=timezone.now() - KEEP).delete()


def waiting(user: User) -> list[PendingUpload]:
    """The user's files that are not confirmed yet, in the order they came; without their bytes."""
    return list(PendingUpload.objects.filter(user=user).defer("content").order_by("pk"))


def ask_again(upload: PendingUpload, asked: dict) -> None:
    """Keep the file and change what was said about it."""
    upload.options = as_options(asked)
    upload.save(update_fields=["options"])


def as_options(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the import form was told, as it is kept: for JSON."""
    return {
        "app": asked["app"],
        "platform": asked["platform"],
        "source": asked["source"],
        "network": asked["network"],
        "reported_by": asked["reported_by"],
        "day": asked["day"] and asked["day"].isoformat(),
        "date_order": asked["date_order"],
        "rate": asked["rate"] and str(asked["rate"]),
        "encoding": asked["encoding"],
    }


def find(user: User, token: str | uuid.UUID) -> PendingUpload | None:
    """The user's own upload, or None where there is none (any more)."""
    try:
        return PendingUpload.objects.filter(token=uuid.UUID(str(token)), user=user).first()
    except ValueError:
        return None


def import_upload(
    upload: PendingUpload,
    *,
    dry_run: bool,
    replace_detail: bool = False,
    accept: Collection[str] = (),
) -> ImportResult:
    """Import an upload as it was asked, or try it in a dry run."""
    confirmed = {"replace_detail": replace_detail, "accept": list(accept)}
    content = bytes(upload.content)
    asked = upload.options | confirmed
    return import_asked(content, upload.file_name, asked, upload.user, dry_run=dry_run)


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
    """Import a file by what was said about it on a page: an upload's `options`.

    Under "replace_detail" and "accept" it holds what is confirmed.
    """
    options = Options(
        source=asked["source"] or None,
        network=asked["network"] or None,
        day=date.fromisoformat(asked["day"]) if asked["day"] else None,
        day_first={"day": True, "month": False}.get(asked["date_order"]),
        rate=Decimal(asked["rate"]) if asked["rate"] else None,
        currency=settings.REPORTING_CURRENCY,
        reported_by=asked["reported_by"] or None,
        today=timezone.localdate(),
        encoding=asked.get("encoding", ""),
    )
    return import_file(
        content,
        file_name,
        options,
        app=asked["app"],
        platform=asked["platform"],
        replace_detail=asked.get("replace_detail", False),
        accept=asked.get("accept", ()),
        user=user,
        dry_run=dry_run,
        progress=progress,
        written=written,
    )


def recent_batches() -> list[tuple[ImportBatch, str]]:
    """The newest imports and entries with who made them, each with its source in words."""
    labels = {reader.key: reader.label for reader in READERS}
    batches = ImportBatch.objects.select_related("user")[:RECENT]
    return [(batch, labels.get(batch.source, batch.source.capitalize())) for batch in batches]


def newest_import() -> datetime | None:
    """When counts came in last; those of the demo are none."""
    found = ImportBatch.objects.filter(is_demo=False).aggregate(newest=Max("created_at"))
    return found["newest"]


def batch(pk: int) -> ImportBatch:
    """One import. Raises Http404."""
    return get_object_or_404(ImportBatch, pk=pk)


def apps_of(batch: ImportBatch) -> list[int]:
    """The apps that a batch's counts belong to."""
    rows = DailyCount.objects.filter(batch=batch).order_by()
    return list(rows.values_list("campaign__app", flat=True).distinct())


def demo_present() -> bool:
    """Whether any counts are demo data."""
    return ImportBatch.objects.filter(is_demo=True).exists()
