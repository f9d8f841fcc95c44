"""How often the first reader of a page asks the database after a change, written down."""

import pytest
from django.urls import reverse

from campaigns.judgement.daily import judge
from campaigns.models import Campaign, Creative, Network
from tests.make import TODAY, make_app, make_day
from tests.pages.test_every_page import world

__all__ = ["world"]

QUERIES = {
    "overview": (24, 14),
    "why": (32, 22),
    "trends": (19, 9),
    "networks": (18, 8),
    "network": (38, 29),
    "campaigns": (20, 10),
    "campaign": (23, 14),
    "creatives": (24, 14),
    "creative": (32, 23),
    "store_pages": (21, 11),
    "audience": (22, 12),
    "quality": (17, 7),
    "experiments": (11, 6),
    "planner": (19, 9),
    "fraud": (20, 11),
    "method": (10, 6),
}
"""By page the most that the first reader after a change asks, and one who comes after a reader of
another page. What is asked for every page (reader, version, bar, filters) is in it."""
SUBJECTS = {"network": Network, "campaign": Campaign, "creative": Creative}


def address(name: str) -> str:
    subject = SUBJECTS.get(name)
    return reverse(name, args=[subject.objects.order_by("pk").first().pk] if subject else [])


def asked(client, queries_of, name: str) -> tuple[int, int]:
    """How often the first reader asks, and one who comes after a reader of another page."""
    first = queries_of(client, address(name))
    queries_of(client, address("networks" if name != "networks" else "trends"))
    return first, queries_of(client, address(name), kept=True)


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_asks_no_oftener_whatever_there_is(viewer_client, world, queries_of, name):
    judge(TODAY)
    assert max(asked(viewer_client, queries_of, name)) <= max(QUERIES[name])
    for number in range(4):
        make_day(
            f"Network {number}", app=make_app(f"App {number}"), campaign=f"C{number}",
            creative=f"Ad {number}", format="video", country="FR", clicks=9, impressions=900,
            installs=3,
        )  # fmt: skip
    judge(TODAY)
    found = asked(viewer_client, queries_of, name)
    assert all(now <= most for now, most in zip(found, QUERIES[name], strict=True))
