"""What the page of the log needs beside its entries."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, QueryDict
from django.utils import timezone

from campaigns.models import AuditEvent
from campaigns.ui.export_files import csv_file
from campaigns.ui.exports import neutral

HEADS = ["Number", "Time", "Who", "User", "What", "About", "Address", "Digest"]
BY_ITSELF = "the site"
"""Who did what no login stands behind."""


def older(asked: QueryDict, shown: Sequence[AuditEvent], most: int) -> str:
    """The query string of what comes before the entries shown; "" where nothing does."""
    if len(shown) <= most:
        return ""
    found = asked.copy()
    found["before"] = str(shown[most - 1].number)
    return f"?{found.urlencode()}"


def file_of(events: Iterable[AuditEvent]) -> HttpResponse:
    """All these entries as a CSV, with what seals them."""
    rows = ([
        one.number, f"{one.at:%Y-%m-%d %H:%M:%S} UTC", one.who or BY_ITSELF, one.user,
        one.get_what_display(), one.about, one.address, one.digest,
    ] for one in events)  # fmt: skip
    return csv_file([HEADS, *map(neutral, rows)], f"audit-{timezone.localdate()}")
