"""`/api/v1/`: the addresses of the API, its schema and the page that tells it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema

from campaigns.api import findings, imports, lists, problems, reports
from campaigns.api.access import with_tag
from campaigns.models import Token


def for_people_and_programs(view: Callable) -> Callable:
    """The schema and its page are told to whoever is logged in or has a token."""

    @wraps(view)
    def told(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.user.is_authenticated or (said and Token.valid(said)):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return told


class Api(NinjaAPI):
    """The API, whose schema tells the media type of problems and the headers of answers."""

    def get_openapi_schema(self, **prefix: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        schema = super().get_openapi_schema(**prefix)
        for ways in schema["paths"].values():
            for operation in ways.values():
                _tell(operation["responses"])
        return schema


def _tell(responses: dict[int, dict[str, Any]]) -> None:
    """Say what the types of an operation do not."""
    for status, one in responses.items():
        if status >= 400:
            one["content"] = {"application/problem+json": one["content"]["application/json"]}
        if status in (429, 503):
            one["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    if 304 in responses:
        responses[304]["description"] = "As it was: If-None-Match has the ETag of the answer."
        responses[200]["headers"] = {"ETag": {"schema": {"type": "string"}}}


def not_there(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What has no address here."""
    return problems.answer(problems.Problem(404, "There is no such address."))


api = Api(
    title="Permille",
    version="1",
    description="The numbers of the pages: the same questions, the same answers.",
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": False}),
    docs_decorator=for_people_and_programs,
)
problems.handle(api)
for router in (reports.router, findings.router, lists.router, imports.router):
    api.add_router("", router)
addresses = api.urls
for address in addresses[0]:
    # A token stands for the login: each operation asks for one itself.
    if view := address.callback:
        address.callback = login_not_required(with_tag(view))
addresses[0].append(path("<path:rest>", login_not_required(csrf_exempt(not_there))))
