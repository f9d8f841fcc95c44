"""Plans of months: what a line names, and plans set or taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from campaigns.models import App, Budget, Campaign, Network, plain_name
from campaigns.models.budgets import SUBJECTS

Wanted = Mapping["Plan", Decimal | None]
"""What each plan shall be; None takes it away."""


@dataclass(frozen=True)
class Plan:
    """What a plan is of: a month, and one of app, network, campaign."""

    month: date
    app: int | None = None
    network: int | None = None
    campaign: int | None = None


class UnknownName(Exception):
    """A name that means nothing, or more than one thing. `field` is where it stands."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class PlanNames:
    """What names mean, read once for a file."""

    def __init__(self) -> None:
        self.apps: dict[str, set[int]] = {}
        for app in App.objects.all():
            for name in (app.name, str(app), app.store_id):
                self.apps.setdefault(plain_name(name), set()).add(app.pk)
        self.networks = {name: one.pk for one in Network.objects.all() for name in one.known_as()}
        self._campaigns: dict[str, list[tuple[int, int, int]]] | None = None

    @property
    def campaigns(self) -> dict[str, list[tuple[int, int, int]]]:
        """Campaigns by name, each with its app and network."""
        if self._campaigns is None:
            self._campaigns = {}
            rows = Campaign.objects.order_by("pk").values_list("name", "pk", "app", "network")
            for name, *of in rows:
                self._campaigns.setdefault(name.casefold(), []).append(tuple(of))
        return self._campaigns

    def plan(self, month: date, app: str, network: str, campaign: str) -> Plan:
        """What a line is about. Raises UnknownName."""
        apps = self._apps(app) if app else None
        on = self._network(network) if network else None
        if campaign:
            return Plan(month, campaign=self._campaign(campaign, apps, on))
        if bool(app) == bool(network):
            what = "It names an app and a network" if app else "It names nothing"
            raise UnknownName("app", f"{what}: a plan is of one app, network or campaign.")
        if on is not None:
            return Plan(month, network=on)
        if apps is None or len(apps) > 1:
            raise UnknownName(
                "app", f"{app[:60]} is on two platforms: write {app[:60]} (iOS) or (Android)."
            )
        return Plan(month, app=apps.pop())

    def _apps(self, name: str) -> set[int]:
        if not (found := self.apps.get(plain_name(name))):
            raise UnknownName("app", f"There is no app {name[:60]}.")
        return set(found)

    def _network(self, name: str) -> int:
        found = self.networks.get(plain_name(name))
        if found is None:
            raise UnknownName("network", f"There is no network {name[:60]}.")
        return found

    def _campaign(self, name: str, apps: set[int] | None, network: int | None) -> int:
        named = [
            pk
            for pk, app, on in self.campaigns.get(name.casefold(), ())
            if (apps is None or app in apps) and network in (None, on)
        ]
        if len(named) == 1:
            return named[0]
        if named:
            raise UnknownName(
                "campaign", f"{len(named)} campaigns are called {name[:60]}: name app and network."
            )
        raise UnknownName("campaign", f"There is no campaign {name[:60]} there.")


@transaction.atomic
def put_plans(wanted: Wanted) -> int:
    """Set plans, or take away those that are None. Returns how many changed."""
    changed = 0
    for plan, amount in wanted.items():
        of: dict[str, Any] = {f"{name}_id": getattr(plan, name) for name in SUBJECTS}
        rows = Budget.objects.filter(month=plan.month, **of)
        if amount is None:
            changed += rows.delete()[0]
        elif amount not in [stored.amount for stored in rows]:
            Budget.objects.update_or_create(month=plan.month, **of, defaults={"amount": amount})
            changed += 1
    return changed
