"""Counts entered by hand: they go through the door of imports and leave the same traces."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from campaigns import formats
from campaigns.importing.storing.counts import Key, enter, remove
from campaigns.importing.storing.evidence import enter_evidence
from campaigns.importing.storing.names import default_page
from campaigns.importing.storing.staging import KEY
from campaigns.metrics import COUNTS, MONEY, Counts
from campaigns.models import App, Campaign, Creative, DailyCount, ImportBatch, StorePage
from campaigns.models.choices import NOT_STATED
from campaigns.models.fraud import EvidenceBase

REPORTERS = {"network": "the network", "mmp": "the MMP", "skan": "SKAdNetwork"}
SOURCE = "admin"
FILE_NAME = "Entered by hand"
UNSTATED: dict[str, Any] = {"name": NOT_STATED, "external_id": "", "format": ""}
NAMES = {field.name: field.verbose_name for field in DailyCount._meta.concrete_fields}


def key_of(row: DailyCount) -> Key:
    """The key of a row in the order that the door wants it."""
    return tuple(getattr(row, name) for name in KEY)


def counts_of(row: DailyCount) -> Counts:
    """The row's counts, with its ratios."""
    return Counts.of(**{name: getattr(row, name) for name in COUNTS})


@transaction.atomic
def write(
    user: User, entered: Iterable[DailyCount] = (), gone: Iterable[DailyCount] = ()
) -> ImportBatch | None:
    """Write some rows and remove others, under one batch, which is returned where there is any.

    Rows that are new get their `pk`.

    A creative or store page left empty becomes "Not stated" and the app's default page.
    """
    entered, gone = list(entered), list(gone)
    if not entered and not gone:
        return None
    for row in entered:
        if not row.creative_id:
            row.creative = Creative.objects.get_or_create(app=row.campaign.app, **UNSTATED)[0]
        if not row.store_page_id:
            row.store_page = default_page(row.campaign.app)
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=FILE_NAME)
    if entered:
        enter({key_of(row): counts_of(row) for row in entered}, batch)
    if gone:
        remove([key_of(row) for row in gone], batch)
    for row in entered:
        if row.pk is None:  # the admin logs it and leads to it
            stored = dict(zip(KEY, key_of(row), strict=True))
            row.pk = DailyCount.objects.values_list("pk", flat=True).get(**stored)
            row._state.adding = False
    return batch


@transaction.atomic
def write_evidence(
    user: User, entered: Iterable[EvidenceBase] = (), gone: Iterable[EvidenceBase] = ()
) -> ImportBatch | None:
    """As `write`, for rows of one table of evidence."""
    entered, gone = list(entered), list(gone)
    if not entered and not gone:
        return None
    store = type((entered or gone)[0])
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=FILE_NAME)
    rows = {_of(row, store.KEY): _of(row, store.COUNTS) for row in entered}
    enter_evidence(rows, [_of(row, store.KEY) for row in gone], store, batch)
    for row in entered:
        stored = dict(zip(store.KEY, _of(row, store.KEY), strict=True))
        row.pk = store.objects.values_list("pk", flat=True).get(**stored)
        row._state.adding = False
    return batch


def _of(row: EvidenceBase, names: Iterable[str]) -> tuple[Any, ...]:
    """Fields of a row as stored: of the campaign its id."""
    return tuple(getattr(row, f"{name}_id" if name == "campaign" else name) for name in names)


def taken_by(
    campaign: Campaign,
    day: date,
    creative: Creative | None,
    country: str,
    page: StorePage | None,
    reporter: str,
) -> DailyCount | None:
    """The stored row with this key, the parts left empty read as `write` will fill them in."""
    rows = DailyCount.objects.filter(
        campaign=campaign, day=day, country=country, reported_by=reporter
    )
    rows = rows.filter(creative=creative or unstated_creative(campaign.app))
    rows = (
        rows.filter(store_page=page)
        if page
        else rows.filter(store_page__kind=StorePage.Kind.DEFAULT)
    )
    return rows.select_related("campaign__network", "creative", "store_page").first()


def describe(row: DailyCount) -> str:
    """A row in words: its key, then what it holds."""
    reporter = REPORTERS[row.reported_by]
    money = settings.REPORTING_CURRENCY
    held = [
        f"{formats.money(value, money) if name in MONEY else formats.count(value)} {NAMES[name]}"
        for name in COUNTS
        if (value := getattr(row, name)) is not None
    ]
    return (
        f"{formats.day(row.day, year=True)}, {row.campaign} at {row.campaign.network}, "
        f"creative {row.creative}, "
        f"country {row.get_country_display()}, page {row.store_page}, reported by {reporter}: "
        f"{', '.join(held) or 'no counts'}"
    )


def unstated_creative(app: App) -> Creative | None:
    """The creative that stands for none, if the app has it already."""
    return Creative.objects.filter(app=app, **UNSTATED).first()
