"""Who guesses passwords waits; whoever they guess at does not.

Failures are counted by the address that they come from, whatever name was tried, so nobody can
lock somebody else out from elsewhere. What is counted is kept in the database, for all processes.
Where many addresses guess at one name, each of them too seldom for that, strangers take turns: one
try at this name in ten seconds, later in a minute. A browser that has logged in with the name
before shows so by a cookie, and waits for nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaigns.records import tallies
from campaigns.records.audit import MANY, What, audit

COOKIE, KNOWN_FOR = "known", timedelta(days=365)
SALT = "a browser that has logged in"
CROWD = 3
"""So many times the tries of one address are many addresses."""
PAUSES = (timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=1))
HOUR = timedelta(hours=1)


class GuessHandler(AxesDatabaseHandler):
    """A password that was right forgives the failures with its own name, and no others: somebody
    with an account cannot buy more guesses at another by logging in between."""

    def is_allowed(self, request: Any, credentials: dict | None = None) -> bool:
        """Whether a password is tried at all."""
        if not super().is_allowed(request, credentials):
            return False
        name = get_client_username(request, credentials)
        if name and not hasattr(request, "pause"):  # asked more than once in a request
            request.pause = _pause(request, str(name))
        return not getattr(request, "pause", 0)

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
    pause = getattr(request, "pause", 0)
    wait = timedelta(seconds=pause) if pause else settings.AXES_COOLOFF_TIME
    said = {"minutes": int(wait.total_seconds() // 60), "seconds": pause}
    answer = render(request, "locked.html", said)
    answer.status_code = 429
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Have a browser show later that somebody has logged in with it."""
    response.set_cookie(
        COOKIE,
        signing.dumps(request.user.pk, salt=SALT),
        max_age=KNOWN_FOR,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def knows(request: HttpRequest, name: str, since: datetime | None = None) -> bool:
    """Whether this browser has logged in with a name before, and since a moment where one is
    given."""
    within = min(KNOWN_FOR, timezone.now() - since) if since else KNOWN_FOR
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=within)
    except signing.BadSignature:
        return False
    return User.objects.filter(pk=known, username=name).exists()


def _pause(request: HttpRequest, name: str) -> int:
    """The seconds that a stranger has to wait before a try at this name; 0 where it is theirs."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(username=name, attempt_time__gte=since)
    failures = tries.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    many = CROWD * settings.AXES_FAILURE_LIMIT
    if failures < many or knows(request, name):
        return 0
    if User.objects.filter(username=name).exists() and tallies.count(f"crowd {name}", HOUR) == 1:
        audit(What.LOCKED, MANY + name)
    pause = PAUSES[min(failures // many, len(PAUSES)) - 1]
    return 0 if tallies.count(f"try {name}", pause) == 1 else int(pause.total_seconds())
