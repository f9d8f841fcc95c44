"""Networks whose days grow as imports come in night by night, as their files would have them."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from campaigns.importing.storing.counts import replace_days
from campaigns.metrics import Counts
from campaigns.models import ImportBatch
from tests.make import make_campaign, make_creative, make_store_page

SHARES = (0.6, 0.8, 0.9, 0.95, 0.985)
"""Known at age 0 to 4; whole after that."""


def share_at(age: int, shares: Sequence[float] = SHARES) -> float:
    return shares[age] if age < len(shares) else 1.0


def import_nightly(
    network: str,
    today,
    nights: int,
    share: Callable[[int, int], float] = lambda ago, age: share_at(age),
    ages: Sequence[int] = (0, 1, 2, 4, 14),
) -> None:
    """Import a network's last days night by night, the last one today.

    `share` says what part of its installs is known of a day that is `ago` days before today.
    """
    campaign = make_campaign(network=network, settle_days=None)
    creative, page = make_creative(campaign.app), make_store_page(campaign.app)
    for night in range(nights, -1, -1):
        at = today - timedelta(days=night)
        rows = {}
        for age in ages:
            day = at - timedelta(days=1 + age)
            if (today - day).days > nights + 1:
                continue
            whole = 200 + 10 * day.weekday()
            installs = round(whole * share((today - day).days, age))
            key = (campaign.pk, day, creative.pk, "US", page.pk, "network")
            rows[key] = Counts.of(impressions=40_000, installs=installs)
        batch = ImportBatch.objects.create(source="generic", file_name="day.csv")
        moment = timezone.make_aware(datetime.combine(at, time(6)))
        replace_days(rows, batch)
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=moment)
