"""Files handed in by programs: a job each, done by the worker."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from campaigns.api.access import TokenAuth
from campaigns.api.problems import Problem, answers
from campaigns.importing.uploads import UNSAID
from campaigns.jobs.queue import enqueue_import
from campaigns.models import Job, Token
from campaigns.ui.permissions import MAY_IMPORT

router = Router(tags=["imports"])
LARGEST = 200 * 2**20
SAID = ("app", "platform", "source", "network", "reported_by", "day", "rate")


class Said(Schema):
    """What the file itself does not state."""

    app: str = ""
    platform: str = ""
    source: str = ""
    network: str = ""
    reported_by: str = ""
    day: str = ""
    rate: str = ""


class JobOut(Schema):
    """An import: waiting, running, done, refused or failed; why, and what it wrote."""

    id: int
    state: str
    file_name: str
    batch: int | None
    answer: dict[str, Any]


@router.post(
    "/imports",
    response=answers(JobOut, 202),
    auth=TokenAuth(Token.Scope.IMPORT, kept=False),
    summary="Hand in a file",
)
def hand_in(request: HttpRequest, file: File[UploadedFile], said: Form[Said]):
    """The file is imported in the background; ask for the job to see how it went."""
    if not request.user.has_perm(MAY_IMPORT):
        raise Problem(403, "This user may not import.")
    if (file.size or 0) > LARGEST:
        raise Problem(413, f"A file has at most {LARGEST // 2**20} MB.", [("file", "Too large.")])
    options = UNSAID | {name: getattr(said, name) for name in SAID}
    job = enqueue_import(file.read(), file.name or "file", options, _user(request))
    return Status(202, _out(job))


@router.get(
    "/imports/{pk}",
    response=answers(JobOut),
    auth=TokenAuth(kept=False),
    summary="How an import went",
)
def how_it_went(request: HttpRequest, pk: int):
    """A job of the token's user."""
    own = Job.objects.filter(user=_user(request), kind=Job.Kind.IMPORT)
    job = own.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if job is None:
        raise Problem(404, "There is no such import of yours.")
    return _out(job)


@router.get(
    "/imports",
    response=answers(list[JobOut]),
    auth=TokenAuth(kept=False),
    summary="Newest imports",
)
def newest(request: HttpRequest):
    """The twenty newest imports of the token's user."""
    return list(map(_out, Job.objects.filter(user=_user(request), kind=Job.Kind.IMPORT)[:20]))


def _user(request: HttpRequest) -> User:
    """The token's user, who is no stranger."""
    return cast(User, request.user)


def _out(job: Job) -> dict[str, Any]:
    return {
        "id": job.pk,
        "state": job.state,
        "file_name": job.file_name,
        "batch": job.batch_id,
        "answer": job.answer or {},
    }
