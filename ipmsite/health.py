"""The answer for load balancers and monitors."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from campaigns.importing.batches import newest_import
from campaigns.jobs import workers


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers: 200 when it does, 503 when not.

    The body also says whether a worker lives and how many seconds old the newest import is.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse({"database": "ok", **_work()})


def _work() -> dict[str, Any]:
    """What a database that answers tells; before the first migration nothing."""
    try:
        newest = newest_import()
        alive = workers.live()
    except DatabaseError:
        return {"worker": "unknown", "newest_import_age_seconds": None}
    age = newest and int((timezone.now() - newest).total_seconds())
    return {"worker": "alive" if alive else "none", "newest_import_age_seconds": age}
