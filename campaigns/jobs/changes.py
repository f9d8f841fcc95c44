"""Undo and rates: a few rows at once, many in the background."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from campaigns.importing.storing.rates import Restated, Wanted, changing, set_rates, touched
from campaigns.importing.undoing.undo import Undone, standing_on, take_back
from campaigns.jobs.queue import do
from campaigns.judgement import daily
from campaigns.models import ImportBatch, Job

AT_ONCE = 5_000
"""Rows that may change while somebody waits for a page."""
OPEN = (Job.State.WAITING, Job.State.RUNNING)


def undo(batch: ImportBatch, user: User, *, with_later: bool) -> Undone | Job:
    """Take a batch back, or have it taken back. Raises UndoRefused."""
    later = standing_on(batch) if with_later else []
    rows = rows_of([batch, *later])
    if rows <= AT_ONCE:
        done = take_back(batch, with_later=with_later, user=user)
        daily.judge(timezone.localdate(), done.apps)
        return done
    options = {"batch": batch.pk, "with_later": with_later}
    return _enqueue(Job.Kind.UNDO, user, batch.file_name, options, rows)


def put_rates(wanted: Wanted, user: User, name: str = "") -> Restated | Job | None:
    """Set rates and restate money, or have it done; None where all of them stand already."""
    rows = touched(changing(wanted)).count()
    if rows <= AT_ONCE:
        done = set_rates(wanted, user, name=name)
        if done and done.apps:
            daily.judge(timezone.localdate(), done.apps)
        return done
    said = [[code, str(day), rate and str(rate)] for (code, day), rate in wanted.items()]
    return _enqueue(Job.Kind.RATES, user, name or "Rates", {"rates": said, "name": name}, rows)


def rates_said(options: dict[str, Any]) -> dict[tuple[str, date], Decimal | None]:
    """The rates of a job's options."""
    return {
        (code, date.fromisoformat(day)): rate and Decimal(rate)
        for code, day, rate in options["rates"]
    }


def rows_of(batches: Iterable[ImportBatch]) -> int:
    """How many rows go back with some batches."""
    return sum(one.created + one.changed + one.removed for one in batches)


def undo_of(batch: ImportBatch) -> Job | None:
    """The newest job that takes a batch back, or tried to."""
    jobs = Job.objects.filter(kind=Job.Kind.UNDO, options__batch=batch.pk)
    return jobs.order_by("-pk").first()


def rates_open() -> list[Job]:
    """Rates that are being set, and those of the newest job where it failed."""
    jobs = list(Job.objects.filter(kind=Job.Kind.RATES).order_by("-pk")[:5])
    failed = jobs[:1] if jobs and jobs[0].state == Job.State.FAILED else []
    return [job for job in jobs if job.state in OPEN] or failed


def load_demo(user: User) -> Job:
    """Have the demo loaded."""
    return _enqueue(Job.Kind.DEMO, user, "Demo data", {}, 0)


def demo_open() -> list[Job]:
    """The demo that is being loaded, or was refused last."""
    jobs = list(Job.objects.filter(kind=Job.Kind.DEMO, options={}).order_by("-pk")[:1])
    return [job for job in jobs if job.state != Job.State.DONE]


def remove_demo(user: User) -> Job:
    """Have the demo taken out."""
    return _enqueue(Job.Kind.DEMO, user, "Demo data", {"remove": True}, 0)


def demo_leaving() -> Job | None:
    """The newest job that takes the demo out, or did."""
    jobs = Job.objects.filter(kind=Job.Kind.DEMO, options={"remove": True})
    return jobs.order_by("-pk").first()


@transaction.atomic
def _enqueue(kind: str, user: User, name: str, options: dict[str, Any], rows: int) -> Job:
    """One job for the same thing, however often it is asked for."""
    standing = Job.objects.filter(kind=kind, options=options, state__in=OPEN).first()
    if standing:
        return standing
    job = Job.objects.create(
        kind=kind, user=user, file_name=name[:255], options=options, answer={"rows": rows}
    )
    do.enqueue(job.pk)
    return job
