"""Demo data into the database and out of it again.

What is demo's is told by its batches: a count belongs to the demo when a batch marked `is_demo`
wrote it, and an app, network, campaign, creative or store page belongs to the demo when such a
count, or the revision of one, points at it. Loading creates all of these itself and never adopts
one that is there already, so removing takes nothing that somebody else made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from campaigns.demo import (
    alerts,
    benchmarks,
    budgets,
    decisions,
    experiments,
    looks,
    mails,
    money,
    naming,
    reporters,
    suspects,
)
from campaigns.demo.counts import Drawn, drawn, places
from campaigns.demo.plants import MISSING, NOTES, STORE_PAGE_SINCE
from campaigns.demo.previews import preview
from campaigns.demo.world import APPS, NETWORKS
from campaigns.importing.storing.counts import Key, replace_days
from campaigns.importing.storing.evidence import STORES
from campaigns.importing.storing.names import default_page
from campaigns.metrics import Counts
from campaigns.models import (
    AlertRule,
    Annotation,
    App,
    Benchmark,
    Budget,
    Campaign,
    CountRevision,
    Creative,
    DailyCount,
    Experiment,
    ImportBatch,
    Named,
    Network,
    Rate,
    StorePage,
    plain_name,
)
from campaigns.models.choices import Reporter
from campaigns.records.creative_files import discard, names_of
from campaigns.records.stated_values import keep_tags

FILE_NAME = "Demo data"
SOURCE = "demo"
DAYS_AT_ONCE = 15


class DemoRefused(Exception):
    """Demo data would mix with what is not demo data; the message says with what."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded: the daily counts of all days, and the batch that restates a day."""

    counts: int
    restatement: ImportBatch


@dataclass
class Removed:
    """What was removed, by kind, and the names of what stays because other data needs it."""

    batches: int = 0
    counts: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load(last: date, days: int, seed: int) -> Loaded:
    """Replace any demo data by `days` days that end with `last`.

    Raises DemoRefused, and changes nothing, where the database has counts that are not demo data
    or a name that the demo needs.
    """
    if DailyCount.objects.exclude(batch__in=_batches()).exists():
        raise DemoRefused("The database has counts that are not demo data.")
    remove()
    keys = _Keys(last, seed)
    batch, restatement = _batch(FILE_NAME), _batch(f"{FILE_NAME}, restated")
    restated: dict[Key, Counts] = {}
    waiting: dict[Key, Counts] = {}
    rates, originals = money.write_rates(last, days), {}
    for number, rows in enumerate(drawn(last, days, seed), start=1):
        for row in rows:
            if days >= looks.LEAST_DAYS and (row.place.network.name, days - number) in MISSING:
                continue
            key = keys.of(row)
            waiting[key] = row.first or row.counts
            if row.place.network.name == money.NETWORK:
                waiting[key], originals[key] = money.billed(key, waiting[key], rates)
            if row.first:
                restated[keys.of(row)] = row.counts
        if number % DAYS_AT_ONCE == 0 or number == days:
            replace_days(waiting, batch, originals)
            waiting, originals = {}, {}
    replace_days(restated, restatement)
    replace_days(suspects.counts(last, days, seed), batch)
    looks.restate(last, days, seed, batch)
    suspects.tell_apart(last, days, seed, batch)
    _write_notes(last, days)
    experiments.run(last, days)
    benchmarks.write(last)
    naming.plant()
    naming.state_ad_groups(batch)
    decisions.own_target()
    alerts.plant()
    budgets.plant(last)
    mails.plant()
    reporters.count(last, days, seed)
    return Loaded(DailyCount.objects.filter(batch__in=_batches()).count(), restatement)


@transaction.atomic
def remove() -> Removed | None:
    """Remove all that `load` made, except what counts of other batches point at.

    Revisions that hold old demo counts go too, under whichever batch, and experiments that
    compare what goes. None where there is no demo data.
    """
    batches = _batches()
    if not batches:
        return None
    counts = DailyCount.objects.filter(batch__in=batches)
    revisions = CountRevision.objects.filter(Q(batch__in=batches) | Q(written_by__in=batches))
    used = {name: _used(name, counts, revisions) for name in ("campaign", "creative", "store_page")}
    campaigns = Campaign.everything.filter(pk__in=used["campaign"])
    apps = set(campaigns.values_list("app", flat=True))
    networks = set(campaigns.values_list("network", flat=True))
    removed = Removed(batches=len(batches), counts=counts.delete()[0])
    decisions.remove()
    mails.remove()
    for store in STORES.values():
        store.objects.filter(batch__in=batches).delete()
    revisions.delete()
    for model in (AlertRule, Annotation, Benchmark, Budget, Rate):
        model.objects.filter(is_demo=True).delete()
    ImportBatch.objects.filter(pk__in=batches).delete()
    for model, name in ((Campaign, "campaign"), (Creative, "creative"), (StorePage, "store_page")):
        mine = {f"{name}__in": used[name]}
        still = _used(name, DailyCount.objects.filter(**mine), CountRevision.objects.filter(**mine))
        if name != "campaign":
            Experiment.objects.filter(**{f"arms__{name}__in": used[name] - still}).delete()
        going = model.everything.filter(pk__in=used[name] - still)
        if model is Creative:
            discard(names_of(going))
        going.delete()
    naming.remove(apps, batches)
    removed.kept = _remove_empty(App, apps, (Campaign, Creative, StorePage))
    removed.kept += _remove_empty(Network, networks, (Campaign,))
    return removed


def _batches() -> list[int]:
    return list(ImportBatch.objects.filter(is_demo=True).values_list("pk", flat=True))


def _used(name: str, *rows) -> set[int]:
    """The campaigns, creatives or store pages that counts or revisions point at."""
    return {pk for some in rows for pk in some.order_by().values_list(name, flat=True).distinct()}


def _remove_empty(model: type[Named], ids: set[int], parts: Iterable[type[Named]]) -> list[str]:
    """Delete the apps or networks that have no parts left, and name the others."""
    link = model._meta.model_name
    full = {
        pk
        for part in parts
        for pk in part.everything.filter(**{f"{link}__in": ids}).values_list(link, flat=True)
    }
    model.everything.filter(pk__in=ids - full).delete()
    return [str(row) for row in model.everything.filter(pk__in=full)]


def _batch(file_name: str) -> ImportBatch:
    said = {"zone": settings.TIME_ZONE, "currency": money.CURRENCY}
    return ImportBatch.objects.create(file_name=file_name, source=SOURCE, is_demo=True, **said)


def _write_notes(last: date, days: int) -> None:
    for note in NOTES:
        if note.since < days:
            Annotation.objects.create(
                day=last - timedelta(days=note.since),
                text=note.text,
                app=App.objects.filter(name=note.app).first(),
                network=Network.objects.filter(name=note.network).first(),
                is_demo=True,
            )


class _Keys:
    """Creates the demo's world, and finds the key of a drawn row in it."""

    def __init__(self, last: date, seed: int) -> None:
        _refuse_names_in_use()
        apps = {
            app.name: App.objects.create(
                name=app.name,
                platform=app.platform,
                store_id=app.store_id,
                target_ipm=app.target_ipm,
                target_roas_d7=app.target_roas_d7,
            )
            for app in APPS
        }
        networks = {
            network.name: Network.objects.create(name=network.name, kind=network.kind)
            for network in NETWORKS
        }
        self.pages = {(app.name, ""): default_page(apps[app.name]).pk for app in APPS}
        for app in APPS:
            if app.store_page:
                page = StorePage.objects.create(
                    app=apps[app.name],
                    name=app.store_page,
                    kind=StorePage.Kind.CUSTOM,
                    live_from=last - timedelta(days=STORE_PAGE_SINCE),
                )
                self.pages[app.name, app.store_page] = page.pk
        self.creatives: dict[tuple[str, str], int] = {}
        self.campaigns: dict[tuple[str, str, str], int] = {}
        tagged: list[Creative] = []
        for place in places(seed):
            app, network, ad = apps[place.app.name], networks[place.network.name], place.ad
            if (app.name, ad.name) not in self.creatives:
                creative = Creative.objects.create(
                    app=app, name=ad.name, format=ad.format, **preview(ad)
                )
                creative.tags = ad.tags
                tagged.append(creative)
                self.creatives[app.name, ad.name] = creative.pk
            if (app.name, network.name, place.campaign) not in self.campaigns:
                campaign = Campaign.objects.create(
                    app=app,
                    network=network,
                    name=place.campaign,
                    targeting=place.plan.targeting,
                    bid_type=place.plan.bid,
                )
                self.campaigns[app.name, network.name, place.campaign] = campaign.pk
        Creative.objects.bulk_update(tagged, ["tags"])  # one by one takes a tenth of a load
        keep_tags(self.creatives.values())

    def of(self, row: Drawn) -> Key:
        place = row.place
        app = place.app.name
        return (
            self.campaigns[app, place.network.name, place.campaign],
            row.day,
            self.creatives[app, place.ad.name],
            place.country,
            self.pages[app, row.store_page],
            Reporter.NETWORK.value,
        )


def _refuse_names_in_use() -> None:
    known = {name for network in Network.everything.all() for name in network.known_as()}
    names = [*(network.name for network in NETWORKS), *suspects.NAMES]
    taken = [name for name in names if plain_name(name) in known]
    for app in APPS:
        if App.everything.filter(name__iexact=app.name).exists():
            taken.append(app.name)
    if taken:
        raise DemoRefused(
            f"There is already something else called {', '.join(taken)}; the demo needs the name."
        )
