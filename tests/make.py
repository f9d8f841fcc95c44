"""Plain makers of the rows that tests need."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group, User
from django.db import connection, models, transaction

from campaigns.importing.storing.names import default_page
from campaigns.metrics import Counts
from campaigns.models import (
    App,
    Campaign,
    Case,
    Creative,
    DailyCount,
    ImportBatch,
    Network,
    StorePage,
)
from campaigns.models.choices import NOT_STATED
from campaigns.models.keeping import CampaignDay, refresh

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""When every run of the tests starts, whatever the clock of the machine says."""
TODAY = NOW.date()
LAST_DAY = TODAY - timedelta(days=1)
"""The last complete day of tests."""
_numbers = count(1)


_due: set[CampaignDay] = set()
"""The campaign-days from whose rows nothing that follows is stored yet."""
_made: list[bool] = []
"""Not empty while a row is made, which needs nothing of what follows from others."""


@contextmanager
def _making() -> Iterator[None]:
    _made.append(True)
    try:
        yield
    finally:
        _made.pop()


@_making()
def make_app(name="Merge Harbor", platform="android", target=None) -> App:
    return App.objects.get_or_create(name=name, platform=platform, defaults={"target_ipm": target})[
        0
    ]


@_making()
def make_campaign(app=None, network="Lumio Ads", name="Broad US", settle_days=0) -> Campaign:
    """A campaign; unless a test is about settling, the network settles a day when it is over."""
    found = Network.objects.get_or_create(name=network, defaults={"settle_days": settle_days})[0]
    return Campaign.objects.get_or_create(app=app or make_app(), network=found, name=name)[0]


@_making()
def make_creative(app, name=NOT_STATED, format="") -> Creative:
    return Creative.objects.get_or_create(app=app, name=name, format=format)[0]


@_making()
def make_store_page(app, name="") -> StorePage:
    """A custom page of an app; without a name its default page."""
    if not name:
        return default_page(app)
    return StorePage.objects.get_or_create(app=app, name=name)[0]


def make_day(
    network="Lumio Ads",
    day=LAST_DAY,
    *,
    app=None,
    campaign="Broad US",
    creative=NOT_STATED,
    format="",
    country="US",
    reported_by="network",
    store_page="",
    **counts,
) -> DailyCount:
    """One stored row of counts; whatever is not said is not reported.

    What follows from the rows is stored once for all of them, before anybody asks the database.
    """
    with _making():
        place = (app, network, campaign, creative, format, store_page)
        if place not in _places:
            _places[place] = _place(*place)
        row = DailyCount(
            day=day, **_places[place], country=country, reported_by=reported_by, **counts
        )
        if not connection.in_atomic_block:  # another connection may ask
            row.save()
            return row
        with transaction.atomic():
            models.Model.save(row, force_insert=True)
    if not _due:
        connection.execute_wrappers.append(_keep_first)
    _due.add((row.campaign_id, row.day))
    return row


def keep() -> None:
    """Store what follows from the rows that were made, uncounted by who counts queries."""
    if not _due:
        return
    days = set(_due)
    forget_days()
    counting, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        refresh(days)
    finally:
        connection.force_debug_cursor = counting


def forget_days() -> None:
    if _due:
        connection.execute_wrappers.remove(_keep_first)
        _due.clear()


def _keep_first(execute, sql, params, many, context):
    """A statement of a test or of the product: it finds all that follows from the rows."""
    if not _made and not sql.startswith(("RELEASE ", "ROLLBACK ")):
        keep()
    return execute(sql, params, many, context)


_places: dict[tuple, dict[str, int]] = {}
"""The campaign, creative and store page that a test has asked for, by their names."""


def _place(app, network, campaign, creative, format, store_page) -> dict[str, int]:
    app = app or make_app()
    return {
        "campaign_id": make_campaign(app, network, campaign).pk,
        "creative_id": make_creative(app, creative, format).pk,
        "store_page_id": make_store_page(app, store_page).pk,
    }


def forget() -> None:
    """The next test finds none of the rows that this one has made."""
    _places.clear()
    forget_days()


def make_user(name: str, role: str = "viewer", **kwargs) -> User:
    """Somebody with a role; without one ("") they see nothing."""
    user = User.objects.create_user(name, **kwargs)
    user.groups.set(Group.objects.filter(name=role))
    return user


def make_case(app: App, network: str, kind="flooding") -> Case:
    """An open case of fraud on a network of this name."""
    days = ("first_day", "last_day", "judged_day", "opened_on", "week_from")
    return Case.objects.create(
        app=app,
        network=Network.objects.get(name=network),
        kind=kind,
        installs=9,
        **dict.fromkeys(days, LAST_DAY),
    )


def make_batch(**kwargs) -> ImportBatch:
    return ImportBatch.objects.create(
        **{"file_name": f"report-{next(_numbers)}.csv", "source": "generic", **kwargs}
    )


def counts(**values) -> Counts:
    return Counts.of(**values)
