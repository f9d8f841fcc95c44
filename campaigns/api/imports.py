"""Files handed in by programs: a job each, done by the worker."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BeforeValidator, Field
from pydantic_core.core_schema import no_info_after_validator_function

from campaigns.api.access import TokenAuth
from campaigns.api.problems import Problem, answers
from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE
from campaigns.importing.codes import POINTS
from campaigns.importing.readers import SOURCES
from campaigns.importing.tables.encodings import CODECS
from campaigns.importing.uploads import UNSAID
from campaigns.jobs.queue import enqueue_import
from campaigns.models import Job, Token
from campaigns.models.choices import Platform, Reporter
from campaigns.ui.permissions import MAY_IMPORT

router = Router(tags=["imports"])
LARGEST = 200 * 2**20


class OneOf:
    """A text that is one of some, or empty."""

    def __init__(self, values: Iterable[str]) -> None:
        self.known = ["", *map(str, values)]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return no_info_after_validator_function(self.checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "enum": self.known}

    def checked(self, value: str) -> str:
        """The value. Raises ValueError."""
        if value not in self.known:
            raise ValueError(f"This is none of: {', '.join(self.known[1:])}.")
        return value


EMPTY = BeforeValidator(lambda value: value or None)
"""A field of a form may be left empty."""


class Said(Schema):
    """What the file itself does not state, and what is confirmed of it."""

    app: str = Field("", max_length=200)
    platform: Annotated[str, OneOf(Platform.values)] = ""
    source: Annotated[str, OneOf(SOURCES)] = ""
    network: str = Field("", max_length=200)
    reported_by: Annotated[str, OneOf(Reporter.values)] = ""
    day: Annotated[date | None, EMPTY] = None
    date_order: Annotated[str, OneOf(("day", "month"))] = ""
    rate: Annotated[Decimal | None, Field(ge=MIN_RATE, le=MAX_RATE), EMPTY] = None
    encoding: Annotated[str, OneOf(CODECS)] = ""
    replace_detail: bool = False
    accept: list[Annotated[str, OneOf(POINTS)]] = Field(
        [], description="Points that the answer asked for."
    )

    def options(self) -> dict[str, Any]:
        """As an upload keeps it."""
        said = self.model_dump()
        return UNSAID | said | {name: str(said[name] or "") for name in ("day", "rate")}


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
    job = enqueue_import(file.read(), file.name or "file", said.options(), _user(request))
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
