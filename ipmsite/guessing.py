"""Who guesses passwords waits; whoever they guess at does not.

Failures are counted by the address that they come from, whatever name was tried, so nobody can
lock somebody else out from elsewhere. What is counted is kept in the database, for all processes.
"""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class GuessHandler(AxesDatabaseHandler):
    """A password that was right forgives the failures with its own name, and no others: somebody
    with an account cannot buy more guesses at another by logging in between."""

    def user_logged_in(self, sender: Any, request: Any, user: Any, **_: Any) -> None:
        """Forget the failures of this name from this address."""
        self.reset_user_attempts(request, {"username": user.get_username()})

    def user_logged_out(self, *_: Any, **__: Any) -> None:
        """Nothing is counted of it."""

    def reset_user_attempts(self, request: Any, credentials: dict | None = None) -> int:
        """How many records of failures went."""
        name = get_client_username(request, credentials)
        own = AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address)
        return own.delete()[0]


def locked(request: HttpRequest, _response: HttpResponse, _credentials: Any) -> HttpResponse:
    """The page that says how long to wait."""
    wait = settings.AXES_COOLOFF_TIME
    answer = render(request, "locked.html", {"minutes": int(wait.total_seconds() // 60)})
    answer.status_code = 429
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer
