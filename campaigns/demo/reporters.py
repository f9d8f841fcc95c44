"""Who else counts in the demo: an MMP and SKAdNetwork, of two networks on iOS."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from django.conf import settings

from campaigns.demo.counts import binomial
from campaigns.demo.looks import LEAST_DAYS
from campaigns.importing.storing.counts import Key, replace_days
from campaigns.metrics import Counts
from campaigns.models import DailyCount, ImportBatch, Network
from campaigns.models.choices import Platform, Reporter

SEEN = ("Lumio Ads", "Playgrid")
DAYS = 45
MMP, SKAN, CLAIM = 0.95, 0.9, 1.15
"""Of real installs: what the MMP and SKAN see; what the network claims."""
DELAYS = (3, 4)
"""Days from install to postback, each as likely, of version 4."""


def count(last: date, days: int, seed: int) -> None:
    """Write what they count, by a file of each; a short demo has none."""
    if days < LEAST_DAYS:
        return
    rng = Random(f"{seed} reporters")
    Network.objects.filter(name__in=SEEN).update(includes_skan=True)
    mmp: dict[Key, Counts] = {}
    arrived: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for campaign, day, key, installs in _claimed(last):
        real = round(installs / CLAIM)
        seen = binomial(rng, real, MMP)
        mmp[campaign, day, *key, Reporter.MMP.value] = Counts.of(installs=seen)
        told, both = binomial(rng, real - seen, SKAN), binomial(rng, seen, SKAN)
        for place, number in ((0, told + both), (1, both)):
            early = binomial(rng, number, 0.5)
            for delay, some in zip(DELAYS, (early, number - early), strict=True):
                arrival = day + timedelta(days=delay)
                if arrival <= last:
                    arrived[campaign, arrival, *key, Reporter.SKAN.value][place] += some
    skan = {
        key: Counts.of(installs=whole, mmp_installs=min(both, whole))
        for key, (whole, both) in arrived.items()
    }
    replace_days(mmp, _batch("mmp_installs.csv"))
    replace_days(skan, _batch("skan_postbacks.csv", "arrival"))


def _claimed(last: date) -> list[tuple[int, date, tuple[int, str, int], int]]:
    """The networks' own installs by campaign and day, under the key of one of their rows."""
    rows = DailyCount.objects.filter(
        campaign__network__name__in=SEEN,
        campaign__app__platform=Platform.IOS,
        day__gt=last - timedelta(days=DAYS),
        reported_by=Reporter.NETWORK,
    ).order_by("campaign", "day", "pk")
    sums: dict[tuple[int, date], int] = defaultdict(int)
    keys: dict[int, tuple[int, str, int]] = {}
    for row in rows:
        sums[row.campaign_id, row.day] += row.installs or 0
        keys.setdefault(row.campaign_id, (row.creative_id, row.country, row.store_page_id))
    return [(campaign, day, keys[campaign], n) for (campaign, day), n in sums.items()]


def _batch(name: str, day_kind: str = "") -> ImportBatch:
    told = {"day_kind": day_kind, "index_told": True, "versions": ["4.0"]} if day_kind else {}
    return ImportBatch.objects.create(
        file_name=name, source="demo", is_demo=True, zone=settings.TIME_ZONE, **told
    )
