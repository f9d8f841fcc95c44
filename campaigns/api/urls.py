"""`/api/v1/`: the addresses of the API, its schema and the page that tells it."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger

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


api = NinjaAPI(
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
