"""The imports that were made, and what the next one is likely to be of."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max, QuerySet
from django.shortcuts import get_object_or_404

from campaigns.importing.readers import READERS
from campaigns.models import (
    AlertRule,
    Annotation,
    App,
    Benchmark,
    Budget,
    ColumnMapping,
    CoveredDays,
    DailyCount,
    ImportBatch,
    Network,
    PendingUpload,
    Rate,
)
from campaigns.reports.answers import versions

RECENT = 20


def recent_batches() -> list[tuple[ImportBatch, str]]:
    """The newest imports and entries with who made them, each with its source in words."""
    labels = {reader.key: reader.label for reader in READERS}
    batches = ImportBatch.objects.select_related("user", "undoes__undoes")[:RECENT]
    return [(batch, labels.get(batch.source, batch.source.capitalize())) for batch in batches]


def batches_of(source: str) -> list[ImportBatch]:
    """The newest batches of a source."""
    return list(
        ImportBatch.objects.filter(source=source).select_related("user", "undoes__undoes")[:RECENT]
    )


def newest_import() -> datetime | None:
    """When counts came in last; those of the demo are none."""
    found = ImportBatch.objects.filter(is_demo=False).aggregate(newest=Max("created_at"))
    return found["newest"]


def batch(pk: int) -> ImportBatch:
    """One import. Raises Http404."""
    return get_object_or_404(ImportBatch, pk=pk)


def apps_of(batch: ImportBatch) -> list[int]:
    """The apps that a batch was of."""
    return sorted(set(batch.covered.values_list("app", flat=True)))


def demo_present() -> bool:
    """Whether any counts are demo data."""
    return versions().demo


def demo_content() -> list[tuple[int, str]]:
    """What goes with the demo: how many, and of what. Each is of the demo alone, or is kept."""
    counts = DailyCount.objects.filter(batch__is_demo=True).order_by()
    told = [(counts.count(), "daily counts")]
    for name, words in (("network", "networks"), ("app", "apps")):
        found = counts.values(f"campaign__{name}").distinct().count()
        told.append((found, f"{words} with their campaigns and creatives"))
    marked = (
        (Annotation, "notes"), (AlertRule, "alert rules"), (Budget, "plans of spend"),
        (Benchmark, "benchmarks"), (Rate, "exchange rates"),
    )  # fmt: skip
    told += [(model.objects.filter(is_demo=True).count(), words) for model, words in marked]
    return [(number, words) for number, words in told if number]


def mappings_kept() -> int:
    """How many kinds of header columns were named of."""
    return ColumnMapping.objects.count()


def likely_apps(user: User, network: str) -> list[tuple[App, bool]]:
    """All apps, each with whether it was the last of this network; what was chosen last is first.

    Behind that of the network stands what the user said of a file that still waits, then the app
    that the user imported last.
    """
    covered = CoveredDays.objects.filter(batch__is_demo=False).order_by()
    of_network = _newest(covered.filter(network__name=network), "app")
    of_user = _newest(covered.filter(batch__user=user), "app")
    said = PendingUpload.objects.filter(user=user).exclude(options__app="").order_by("pk")
    apps_said = said.values_list("options__app", "options__platform", "pk")
    of_waiting = {(name.casefold(), platform): pk for name, platform, pk in apps_said}
    last = max(of_network, key=of_network.__getitem__, default=None)
    apps = sorted(
        App.objects.all(),
        key=lambda app: (
            -of_network.get(app.pk, 0),
            -of_waiting.get((app.name.casefold(), app.platform), 0),
            -of_user.get(app.pk, 0),
            app.name.casefold(),
            app.pk,
        ),
    )
    return [(app, app.pk == last) for app in apps]


def likely_networks() -> list[Network]:
    """All networks, those of the newest imports first."""
    newest = _newest(CoveredDays.objects.filter(batch__is_demo=False).order_by(), "network")
    return sorted(Network.objects.all(), key=lambda n: (-newest.get(n.pk, 0), n.name.casefold()))


def app(pk: int) -> App | None:
    """One app, None where there is none."""
    return App.objects.filter(pk=pk).first()


def _newest(covered: QuerySet[CoveredDays], of: str) -> dict[int, int]:
    """The newest batch of each app or network."""
    return dict(covered.values_list(of).annotate(newest=Max("batch")))
