"""How often the first reader of a page asks the database after a change, written down."""

from datetime import timedelta

from django.urls import reverse

from campaigns.judgement.daily import judge
from campaigns.models import Campaign, CoveredDays, Creative, DailyCount, Network, keeping
from campaigns.reports import answers
from tests.make import LAST_DAY, TODAY, make_app, make_batch, make_day
from tests.pages.test_every_page import world

__all__ = ["world"]

QUERIES = {
    "overview": (15, 9),
    "why": (13, 9),
    "trends": (10, 6),
    "networks": (11, 7),
    "network": (15, 13),
    "campaigns": (9, 6),
    "campaign": (14, 12),
    "creatives": (11, 8),
    "creative": (13, 11),
    "store_pages": (11, 8),
    "audience": (11, 8),
    "quality": (8, 4),
    "experiments": (5, 4),
    "planner": (10, 6),
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


def told_twice():
    """An MMP reports beside each network, and imports say which days they were of."""
    told = [*DailyCount.objects.exclude(impressions=None)]
    for row in told:
        row.pk, row.reported_by, row.installs = None, "mmp", 2
        row.impressions = row.clicks = row.spend = None
    DailyCount.objects.bulk_create(told)
    keeping.refresh(keeping.all_days(keeping.span()))
    batch = make_batch()
    for app, network in Campaign.objects.values_list("app", "network").distinct():
        CoveredDays.objects.create(
            app_id=app, network_id=network, batch=batch, reported_by="network",
            first_day=LAST_DAY - timedelta(days=39), last_day=LAST_DAY,
        )  # fmt: skip


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
    told_twice()
    judge(TODAY)
    many = asked(viewer_client, queries_of, monkeypatch)
    assert {
        name: found
        for name, found in many.items()
        if any(now > most for now, most in zip(found, QUERIES[name], strict=True))
    } == {}
