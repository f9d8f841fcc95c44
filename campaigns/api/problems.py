"""Errors as problem+json (RFC 9457), with the field that is wrong."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.log import log_response
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from campaigns.models.dialects import is_busy


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemOut(Schema):
    """Why a request is not answered."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]


NOT_ANSWERED = frozenset({400, 401, 403, 404, 413, 422, 429, 503})


def answers(out: Any, status: int = 200) -> dict:
    """The answers of an operation, as its schema tells them."""
    return {status: out, NOT_ANSWERED: ProblemOut}


def read_again(out: Any) -> dict:
    """The same of what a program may keep until the data changes."""
    return {304: None} | answers(out)


class Problem(Exception):
    """A request that is not answered: status, words, fields."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[tuple[str, str]] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.retry_after = retry_after


class Unchanged(Exception):
    """The program has the answer already."""


def answer(problem: Problem) -> JsonResponse:
    """A problem as it is sent."""
    response = JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(problem.status).phrase,
            "status": problem.status,
            "detail": problem.detail,
            "errors": [{"field": f, "message": m} for f, m in problem.errors],
        },
        status=problem.status,
        content_type="application/problem+json",
    )
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def broken(request: HttpRequest, error: Exception) -> JsonResponse:
    """The answer to a fault of the site, which is written down, or to a database that is held."""
    if is_busy(error):
        return answer(Problem(503, "The database is held by somebody else.", retry_after=10))
    got_request_exception.send(sender=None, request=request)
    response = answer(Problem(500, "The site made an error. It is written down."))
    log_response(
        "%s: %s", response.reason_phrase, request.path,
        response=response, request=request, exception=error,
    )  # fmt: skip
    return response


def handle(api: NinjaAPI) -> None:
    """Every error of this API is a problem."""

    @api.exception_handler(Problem)
    def _problem(request: HttpRequest, error: Problem) -> JsonResponse:
        return answer(error)

    @api.exception_handler(Unchanged)
    def _unchanged(request: HttpRequest, error: Unchanged) -> HttpResponse:
        return HttpResponseNotModified()

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
        return answer(Problem(401, "A valid token is needed: Authorization: Bearer TOKEN."))

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
        fields = [(str(one["loc"][-1]), str(one["msg"])) for one in error.errors]
        return answer(Problem(422, "The request cannot be understood.", fields))

    @api.exception_handler(Exception)
    def _broken(request: HttpRequest, error: Exception) -> JsonResponse:
        return broken(request, error)

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> JsonResponse:
        return answer(Problem(error.status_code, str(error)))
