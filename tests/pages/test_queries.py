"""How often the first reader of a page asks the database after a change, written down."""

from django.urls import reverse

from campaigns.judgement.daily import judge
from campaigns.models import Campaign, Creative, Network
from campaigns.reports import answers
from tests.make import TODAY, make_app, make_day
from tests.pages.test_every_page import world

__all__ = ["world"]

QUERIES = {
    "overview": (15, 10),
    "why": (15, 12),
    "trends": (9, 6),
    "networks": (10, 7),
    "network": (15, 11),
    "campaigns": (8, 6),
    "campaign": (13, 11),
    "creatives": (10, 8),
    "creative": (15, 13),
    "store_pages": (10, 8),
    "audience": (10, 8),
    "quality": (7, 4),
    "experiments": (5, 4),
    "planner": (9, 6),
    "budgets": (6, 5),
    "fraud": (8, 5),
    "method": (5, 4),
}
"""By page the most that the first reader after a change asks, and one who comes after a reader of
another page. What is asked for every page (login, reader, version, lists, filters) is in it."""
MOST = 15
"""What no page asks oftener."""
SUBJECTS = {"network": Network, "campaign": Campaign, "creative": Creative}


def address(name: str) -> str:
    subject = SUBJECTS.get(name)
    return reverse(name, args=[subject.objects.order_by("pk").first().pk] if subject else [])


def asked(client, queries_of, monkeypatch) -> dict[str, tuple[int, int]]:
    """How often the first reader asks, and one who comes after a reader of another page."""
    first = {name: queries_of(client, address(name)) for name in QUERIES}
    second = {}
    for other in ("networks", "trends"):
        queries_of(client, address(other))
        known = answers._answers
        for name in ({*QUERIES} - {other}) if other == "networks" else ("networks",):
            monkeypatch.setattr(answers, "_answers", known.copy())
            second[name] = queries_of(client, address(name), kept=True)
    return {name: (first[name], second[name]) for name in QUERIES}


def test_no_page_asks_oftener_whatever_there_is(viewer_client, world, queries_of, monkeypatch):
    assert max(max(pair) for pair in QUERIES.values()) <= MOST
    judge(TODAY)
    few = {name: queries_of(viewer_client, address(name)) for name in QUERIES}
    assert {name: now for name, now in few.items() if now > max(QUERIES[name])} == {}
    for number in range(4):
        make_day(
            f"Network {number}", app=make_app(f"App {number}"), campaign=f"C{number}",
            creative=f"Ad {number}", format="video", country="FR", clicks=9, impressions=900,
            installs=3,
        )  # fmt: skip
    judge(TODAY)
    many = asked(viewer_client, queries_of, monkeypatch)
    assert {
        name: found
        for name, found in many.items()
        if any(now > most for now, most in zip(found, QUERIES[name], strict=True))
    } == {}
