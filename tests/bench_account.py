"""The account that the bench measures: seeded, zipf-like, of any number of rows."""

import csv
import io
import sys
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any

DAYS = 730
APPS, NETWORKS, CAMPAIGNS, CREATIVES, COUNTRIES = 10, 20, 400, 5000, 60
TOLD_TWICE = (3, 7)
"""Networks, counted from 0, whose installs the MMP reports as well."""
SILENT = 11
"""The network that reports no impressions."""
ERA = 90
"""Days after which an account runs other creatives."""
A_DAY = 13_700
"""The rows of a day of an account of ten million."""
FORMATS = ("video", "playable", "rewarded_video", "interstitial", "banner")
TARGETING = ("broad", "lookalike", "interest", "")
HEADINGS = (
    "day", "app", "platform", "network", "campaign", "creative", "format", "country",
    "store_page", "impressions", "clicks", "installs", "spend", "retained_d1", "retained_d7",
    "revenue_d7",
)  # fmt: skip
Cell = tuple[int, int, str, int, int]
"""campaign, creative, country, store page, place of the network"""


def build(rows: int) -> dict[str, Any]:
    """Migrate, and write about so many daily counts where there are none. How long it took."""
    from django.core.management import call_command
    from django.utils import timezone

    from campaigns.models import DailyCount, keeping

    call_command("migrate", verbosity=0)
    if DailyCount.objects.exists():
        return {"rows": DailyCount.objects.count(), "built": False}
    start = time.process_time()
    _make_catalogue()
    world = _World()
    last = timezone.localdate() - timedelta(days=1)
    per_day = max(1, round(rows / DAYS / 1.08))
    _insert(world.rows(last, per_day))
    written = time.process_time() - start
    start = time.process_time()
    keeping.refresh(keeping.all_days(keeping.span()))
    stored = DailyCount.objects.count()
    found = {"rows": stored, "built": True, "s": written, "rollups_s": time.process_time() - start}
    print(f"account: {found}", file=sys.stderr, flush=True)
    return found


def _zipf(number: int, power: float = 1.0) -> list[float]:
    return list(accumulate(1 / (place + 1) ** power for place in range(number)))


def _pick(random: Random, sums: list[float]) -> int:
    return bisect(sums, random.random() * sums[-1])


def _make_catalogue() -> None:
    from campaigns.importing.storing.names import default_page
    from campaigns.models import App, Campaign, Creative, Network, StorePage

    apps = [
        App.objects.create(name=f"Game {i // 2 + 1}", platform=("android", "ios")[i % 2])
        for i in range(APPS)
    ]
    networks = [
        Network.objects.create(name=f"Network {i + 1:02}", kind="sdk", settle_days=1 + i % 4)
        for i in range(NETWORKS)
    ]
    for app in apps:
        default_page(app)
        StorePage.objects.bulk_create(StorePage(app=app, name=f"Page {i}") for i in range(3))
    Campaign.objects.bulk_create(
        Campaign(
            app=apps[i % APPS],
            network=networks[i // APPS % NETWORKS],
            name=f"Campaign {i + 1:03}",
            targeting=TARGETING[i % len(TARGETING)],
        )
        for i in range(CAMPAIGNS)
    )
    Creative.objects.bulk_create(
        Creative(app=apps[i % APPS], name=f"Ad {i + 1:04}", format=FORMATS[i // APPS % 5])
        for i in range(CREATIVES)
    )


def _by_app(model: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pk, app in model.objects.order_by("pk").values_list("pk", "app"):
        found.setdefault(app, []).append(pk)
    return found


class _World:
    """Its catalogue as it is stored, and rows drawn from it."""

    def __init__(self, seed: int = 1) -> None:
        from campaigns.models import Campaign, Creative, StorePage
        from campaigns.models.choices import COUNTRIES as CODES

        self.random = Random(seed)
        stored = Campaign.objects.select_related("app", "network").order_by("pk")
        self.campaigns = [(campaign, i // APPS % NETWORKS) for i, campaign in enumerate(stored)]
        self.random.shuffle(self.campaigns)
        self.creatives = _by_app(Creative)
        self.pages = _by_app(StorePage)
        self.countries = sorted(CODES)[:COUNTRIES]

    def rows(self, last: date, per_day: int) -> Iterator[tuple]:
        """Rows in the order of `columns`, day by day."""
        pool: list[tuple[Cell, float]] = []
        for back in range(DAYS - 1, -1, -1):
            era, day = back // ERA, last - timedelta(days=back)
            if not pool or back % ERA == ERA - 1:
                pool = self._pool(era, per_day)
            for cell, weight in pool:
                if self.random.random() < 0.85:
                    yield from self._counts(day, cell, weight)

    def _pool(self, era: int, per_day: int) -> list[tuple[Cell, float]]:
        """The cells that an era's days are drawn from, heavy ones first."""
        campaigns, countries = _zipf(len(self.campaigns), 0.8), _zipf(COUNTRIES, 1.0)
        eras = DAYS // ERA + 1
        cells: dict[Cell, float] = {}
        while len(cells) < per_day / 0.85:
            campaign, network = self.campaigns[_pick(self.random, campaigns)]
            own, pages = self.creatives[campaign.app_id], self.pages[campaign.app_id]
            share = len(own) // eras
            place = min(era * share + int(share * self.random.random() ** 2), len(own) - 1)
            country = self.countries[_pick(self.random, countries)]
            page = 0 if self.random.random() < 0.8 else self.random.randrange(4)
            cell = (campaign.pk, own[place], country, pages[page % len(pages)], network)
            cells.setdefault(cell, self.random.lognormvariate(8, 1.2))
        return list(cells.items())

    def _counts(self, day: date, cell: Cell, weight: float) -> Iterator[tuple]:
        campaign, creative, country, page, network = cell
        shown = int(weight * self.random.uniform(0.7, 1.3))
        clicks = int(shown * self.random.uniform(0.01, 0.05))
        installs = int(shown * (0.003 + network / 5000) * self.random.uniform(0.7, 1.3))
        spend = shown * 6000
        kept, kept7 = int(installs * 0.3), int(installs * 0.1)
        key = (day, campaign, creative, country, page)
        impressions = None if network == SILENT else shown
        yield (
            *key, "network", impressions, clicks, installs, None, None, spend, kept, kept7,
            installs * 400_000,
        )  # fmt: skip
        if network in TOLD_TWICE:
            told = int(installs * 0.95)
            yield (*key, "mmp", None, None, told, None, None, None, kept, kept7, told * 400_000)


def columns() -> list[str]:
    from campaigns.metrics import COUNTS

    key = ("day", "campaign_id", "creative_id", "country", "store_page_id", "reported_by")
    return [*key, *(name for name in COUNTS if name != "mmp_installs")]


def _insert(rows: Iterator[tuple]) -> None:
    """Without the door: what follows from the counts is made afterwards."""
    from django.db import connection, transaction

    names = columns()
    marks = ", ".join(["%s"] * len(names))
    into = f"INSERT INTO campaigns_dailycount ({', '.join(names)}) VALUES ({marks})"
    with transaction.atomic(), connection.cursor() as cursor:
        waiting: list[tuple] = []
        for row in rows:
            waiting.append((connection.ops.adapt_datefield_value(row[0]), *row[1:]))
            if len(waiting) == 10_000:
                cursor.executemany(into, waiting)
                waiting = []
        cursor.executemany(into, waiting)


def report_file(rows: int, *, restated: bool, back: int = DAYS + 40) -> bytes:
    """A generic report, `back` days back: as a rule of days before those that the account has.

    A day has as many as in an account of ten million, drawn as the account's own are.
    """
    from django.utils import timezone

    from campaigns.models import Creative, StorePage

    world = _World(2)
    first = timezone.localdate() - timedelta(days=back)
    creatives = Creative.objects.in_bulk()
    pages = dict(StorePage.objects.values_list("pk", "name"))
    pool = [cell for cell, _ in world._pool(DAYS // ERA, int(0.85 * min(rows, A_DAY)))]
    campaigns = {campaign.pk: campaign for campaign, _ in world.campaigns}
    file = io.BytesIO()
    text = io.TextIOWrapper(file, "utf-8", newline="")
    table = csv.writer(text)
    table.writerow(HEADINGS)
    for place in range(rows):
        campaign_id, creative_id, country, page, _ = pool[place % len(pool)]
        campaign, creative = campaigns[campaign_id], creatives[creative_id]
        shown = world.random.randrange(1000, 50_000)
        money = (Decimal(shown) / 170).quantize(Decimal("0.01"))
        table.writerow(
            (
                first + timedelta(days=place // len(pool)),
                campaign.app.name, campaign.app.platform, campaign.network.name,
                campaign.name, creative.name, creative.format, country, pages[page],
                shown, shown // 30, shown // 200 + restated, money,
                shown // 700, shown // 2000, money / 4,
            )
        )  # fmt: skip
    text.flush()
    return file.getvalue()
