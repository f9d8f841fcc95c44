"""What there is to ask about: apps, networks, their targets and settling times."""

from collections.abc import Iterable

from django.shortcuts import get_object_or_404

from ..models import App, Campaign, Creative, Network, StorePage


def targets() -> dict[int, float | None]:
    """The target IPM of every app, None where it has none."""
    found = App.objects.values_list("pk", "target_ipm")
    return {pk: None if target is None else float(target) for pk, target in found}


def networks() -> dict[int, tuple[str, int]]:
    """The kind of every network and the days until its numbers settle."""
    kinds = dict(Network.Kind.choices)
    found = Network.objects.values_list("pk", "kind", "settle_days")
    return {pk: (kinds.get(kind, kind), days) for pk, kind, days in found}


def app_names() -> list[str]:
    """The names of all apps, each once."""
    return sorted(set(App.objects.values_list("name", flat=True)))


def app_ids() -> list[int]:
    """All apps, in the order of their names."""
    return list(App.objects.values_list("pk", flat=True))


def app_label(pk: int) -> str:
    """The name and platform of an app."""
    return str(App.objects.get(pk=pk))


def apps_named(name: str) -> list[int]:
    """The apps of a name, on any platform."""
    return list(App.objects.filter(name__iexact=name).values_list("pk", flat=True))


def default_pages() -> set[int]:
    """The default store page of every app."""
    return set(StorePage.objects.filter(kind=StorePage.Kind.DEFAULT).values_list("pk", flat=True))


def part_names(kind: str, keys: Iterable[int]) -> dict[int, str]:
    """The names of these campaigns or creatives; `kind` is "campaign" or "creative"."""
    model = {"campaign": Campaign, "creative": Creative}[kind]
    return dict(model.objects.filter(pk__in=set(keys)).order_by().values_list("pk", "name"))


def network_name(pk: int) -> str:
    """The name of a network. Raises Http404."""
    return get_object_or_404(Network, pk=pk).name
