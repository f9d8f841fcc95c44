"""The fraud plants of the demo: two small networks, and what is known of clicks and sub-publishers.

The two networks are alone in their countries, so that they are nobody's peer like for like and
move no other story. Click times, rejections and sub-publishers are drawn from the counts that are
stored already, so that they add up to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db.models import Sum

from campaigns.demo.counts import binomial, money, noise, poisson
from campaigns.demo.plants import (
    FLOODING,
    FLOODING_APP,
    FRAUD_NETWORKS,
    FRAUD_SINCE,
    INJECTING,
    INJECTING_APP,
    STUFFING_SINCE,
)
from campaigns.demo.world import RETAINED_D1, RETAINED_D7, WEEKDAYS
from campaigns.importing.storing.counts import Key
from campaigns.importing.storing.evidence import Rows, replace_evidence
from campaigns.importing.storing.names import default_page
from campaigns.judgement.fraud import cases
from campaigns.metrics import Counts
from campaigns.models import (
    App,
    Campaign,
    Case,
    ClickTimeCount,
    Creative,
    DailyCount,
    ImportBatch,
    Network,
    RejectedCount,
    SourceAppCount,
)
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY, Format, Reporter

ORGANIC = "Organic"
ORGANIC_INSTALLS = {"Merge Harbor": 520, "Tile Garden": 380}
"""Installs a day without an ad."""
NAMES = (*FRAUD_NETWORKS, ORGANIC)
APART_DAYS = 49
"""Click times, rejections and sub-publishers are known of this many days."""
WITHOUT_CLICK_TIMES = ("Rewardly", "Circle Social", "Tandem Video", ORGANIC)
CLICK_TIMES = (0.002, 0.006, 0.12, 0.60, 0.172, 0.10)
"""The usual shares of installs by click time, in the order of BUCKETS."""
INJECTED = (0.55, 0.25, 0.10, 0.05, 0.03, 0.02)
INJECTED_PART = 0.22
"""The part of the installs that one sub-publisher injects: 0.8 of them come within 10 seconds."""
REASONS = (("Anonymous IP", 0.45), ("Click flooding", 0.30), ("Device emulator", 0.25))
SOURCE_APPS = (("55107", 0.34), ("70031", 0.27), ("41877", 0.18), ("61290", 0.12))
"""Sub-publishers with their part of the network's counts."""


@dataclass(frozen=True)
class Suspect:
    """One network in one app: what is usual of it, and what its plant does while it lasts."""

    app: str
    network: str
    countries: tuple[str, ...]
    impressions: float = 6_000
    ctr: float = 0.032
    cvr: float = 0.165
    price: float = 1.4
    since: int = FRAUD_SINCE
    shown: float = 1
    """How many times as many impressions, the installs unchanged."""
    clicked: float = 0
    """The part of the impressions that sends a click, where clicks are flooded."""
    installs: float = 1
    """How many times as many installs from the same clicks."""
    stay: float = 1
    """The part of the usual retention."""


BRISK, OFFERLANE = FRAUD_NETWORKS
SUSPECTS = (
    Suspect("Merge Harbor", BRISK, ("ES", "IT"), cvr=0.09, clicked=0.33),
    Suspect("Tile Garden", BRISK, ("ES", "IT"), since=STUFFING_SINCE, shown=5),
    Suspect("Merge Harbor", OFFERLANE, ("AU", "KR"), price=0.5, installs=3.4, stay=0.3),
    Suspect("Tile Garden", OFFERLANE, ("AU", "KR"), price=0.6, stay=0.035),
)


def counts(last: date, days: int, seed: int) -> dict[Key, Counts]:
    """The daily counts of the two networks and of organic installs; their rows are created."""
    rows: dict[Key, Counts] = {}
    for suspect in SUSPECTS:
        rows |= _days(suspect, last, days, seed)
    return rows | _organic(last, days, seed)


def tell_apart(last: date, days: int, seed: int, batch: ImportBatch) -> None:
    """Click times, rejections and sub-publishers of the counts that are stored by now."""
    stored = _campaign_days(last - timedelta(days=min(days, APART_DAYS) - 1), last)
    rng = Random(f"{seed} apart")
    times = _click_times(stored, rng)
    replace_evidence(times, ClickTimeCount, batch)
    replace_evidence(_reasons(stored, rng), RejectedCount, batch)
    replace_evidence(_source_apps(stored, times, rng), SourceAppCount, batch)


def ask() -> None:
    """The demo's team has taken one case to the network already."""
    mine = {"network__name": "Rewardly", "app__name": "Merge Harbor"}
    for case in Case.objects.filter(**mine, state=Case.State.OPEN)[:1]:
        note = "Asked which offers these users came by."
        cases.answer(case.pk, None, {"state": Case.State.ASKED, "owner": "", "note": note})


def _days(suspect: Suspect, last: date, days: int, seed: int) -> dict[Key, Counts]:
    app = App.objects.get(name=suspect.app)
    network = Network.objects.get_or_create(name=suspect.network)[0]
    campaign = Campaign.objects.create(app=app, network=network, name="Run of network")
    name = f"{suspect.network.split()[0]} tile"
    creative = Creative.objects.create(app=app, name=name, format=Format.OTHER)
    page = default_page(app)
    rows: dict[Key, Counts] = {}
    for ago in range(days):
        rng = Random(f"{seed} {suspect.app} {suspect.network} {ago}")
        day = last - timedelta(days=ago)
        for country in suspect.countries:
            key = (campaign.pk, day, creative.pk, country, page.pk, Reporter.NETWORK.value)
            rows[key] = _counts(suspect, ago, WEEKDAYS[day.weekday()], rng)
    return rows


def _counts(suspect: Suspect, ago: int, weekday: float, rng: Random) -> Counts:
    planted = ago <= suspect.since
    usual = suspect.impressions / len(suspect.countries) * weekday
    shown = poisson(rng, usual * noise(rng, 0.2))
    clicks = min(poisson(rng, shown * suspect.ctr * noise(rng, 0.1)), shown)
    installs = binomial(rng, clicks, suspect.cvr)
    stay = 1.0
    if planted:
        shown = round(shown * suspect.shown)
        clicks = max(clicks, binomial(rng, shown, suspect.clicked)) if suspect.clicked else clicks
        installs = min(round(installs * suspect.installs), clicks)
        stay = suspect.stay
    retained_d1 = binomial(rng, installs, RETAINED_D1 * stay)
    retained_d7 = binomial(rng, retained_d1, RETAINED_D7 * stay)
    return Counts(
        impressions=shown,
        clicks=clicks,
        installs=installs,
        rejected_installs=poisson(rng, installs * 0.02),
        spend=money(installs * suspect.price * noise(rng, 0.04)),
        retained_d1=retained_d1 if ago >= 1 else None,
        retained_d7=retained_d7 if ago >= 7 else None,
        revenue_d7=money(retained_d7 * 3.2 * noise(rng, 0.3)) if ago >= 7 else None,
    )


def _organic(last: date, days: int, seed: int) -> dict[Key, Counts]:
    """Installs without an ad, which only the rules ask about."""
    network = Network.objects.create(name=ORGANIC)
    rows: dict[Key, Counts] = {}
    for name, installs in ORGANIC_INSTALLS.items():
        app = App.objects.get(name=name)
        campaign = Campaign.objects.create(app=app, network=network, name=NOT_STATED)
        creative = Creative.objects.get_or_create(app=app, name=NOT_STATED, format="")[0]
        page = default_page(app)
        for ago in range(days):
            day = last - timedelta(days=ago)
            rng = Random(f"{seed} {name} organic {ago}")
            mean = installs * WEEKDAYS[day.weekday()] * noise(rng, 0.08)
            key = (campaign.pk, day, creative.pk, UNKNOWN_COUNTRY, page.pk, Reporter.NETWORK.value)
            rows[key] = Counts(installs=poisson(rng, mean))
    return rows


def _campaign_days(first: date, last: date) -> list[dict]:
    """What is stored of each campaign's days, with the names of its network and app."""
    sums = ("impressions", "clicks", "installs", "rejected_installs", "spend")
    rows = DailyCount.objects.filter(day__range=(first, last)).order_by("campaign", "day")
    rows = rows.values("campaign", "day", "campaign__network__name", "campaign__app__name")
    return list(rows.annotate(**{f"all_{name}": Sum(name) for name in sums}))


def _click_times(stored: Iterable[dict], rng: Random) -> Rows:
    rows: Rows = {}
    for row in stored:
        network, installs = row["campaign__network__name"], row["all_installs"]
        if network in WITHOUT_CLICK_TIMES or not installs:
            continue
        injecting = network == INJECTING and row["campaign__app__name"] == INJECTING_APP
        injected = binomial(rng, installs, INJECTED_PART) if injecting else 0
        key = (row["campaign"], row["day"])
        rows[*key, ""] = _split(rng, installs - injected, CLICK_TIMES)
        if injected:
            rows[*key, "1402"] = _split(rng, injected, INJECTED)
    return rows


def _split(rng: Random, number: int, shares: tuple[float, ...]) -> tuple[int, ...]:
    """A number drawn apart by shares; the parts add up to it."""
    parts, left, rest = [], number, 1.0
    for share in shares[:-1]:
        part = binomial(rng, left, min(share / rest, 1.0))
        parts.append(part)
        left, rest = left - part, rest - share
    return (*parts, left)


def _reasons(stored: Iterable[dict], rng: Random) -> Rows:
    """Why installs were rejected, of the networks that tell: they add up to the daily counts."""
    rows: Rows = {}
    for row in stored:
        if row["campaign__network__name"] not in (*FRAUD_NETWORKS, INJECTING):
            continue
        parts = _split(rng, row["all_rejected_installs"] or 0, tuple(s for _, s in REASONS))
        for (reason, _), installs in zip(REASONS, parts, strict=True):
            if installs:
                rows[row["campaign"], row["day"], "", reason] = (installs,)
    return rows


def _source_apps(stored: Iterable[dict], times: Rows, rng: Random) -> Rows:
    """Sub-publishers of two networks: one floods clicks, within what Vantage DSP counts; one has
    the injected installs of Kite Exchange."""
    rows: Rows = {}
    for row in stored:
        network, app = row["campaign__network__name"], row["campaign__app__name"]
        key = (row["campaign"], row["day"])
        if network == FLOODING and app == FLOODING_APP:
            clicks = round(0.22 * row["all_clicks"])
            rows[*key, "88213"] = _apart(row, 3 * clicks, clicks, max(clicks // 150, 1))
        elif (*key, "1402") in times:
            installs = sum(times[*key, "1402"])
            rows[*key, "1402"] = _apart(row, 90 * installs, 5 * installs, installs)
        if network in (FLOODING, INJECTING):
            for name, part in SOURCE_APPS:
                part *= 0.75 * noise(rng, 0.1)
                counts = (row["all_impressions"], row["all_clicks"], row["all_installs"])
                rows[*key, name] = _apart(row, *(round(part * count) for count in counts))
    return rows


def _apart(row: dict, impressions: int, clicks: int, installs: int) -> tuple:
    """A sub-publisher's counts, its installs at the price of the campaign's day."""
    spend = float(row["all_spend"]) * installs / max(row["all_installs"], 1)
    return impressions, clicks, installs, money(spend)
