"""How soon each network's days are complete: learned every night from what was restated."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from campaigns.judgement.stored import decoded, encoded
from campaigns.judgement.together import Together
from campaigns.models import CampaignDay, Network, NetworkMaturity
from campaigns.models.choices import Reporter
from campaigns.reports.looks import LooksAt, looks
from campaigns.stats.maturity.curve import READ, Curve, learn_curves
from campaigns.stats.maturity.forecast import Maturity, mature
from campaigns.stats.maturity.habit import Change, find_change, settles_after

Key = tuple[int, str]
"""network, reported_by"""
LATELY = 28
"""Days that say which reporter of a network enters totals."""


@dataclass(frozen=True)
class Learned:
    """What was learned of a network and the reporter that enters its totals.

    `settles` is the age from which on its days stay, None where too little was looked at again.
    """

    maturity: Maturity
    spend: Curve | None
    settles: int | None


@transaction.atomic
def learn(today: date) -> None:
    """Learn of every network and reporter, and let networks settle by it. Once a day."""
    if NetworkMaturity.objects.filter(day=today).exists():
        return
    found, now = looks(today), today.toordinal()
    before = {(row.network_id, row.reported_by): row for row in NetworkMaturity.objects.all()}
    changes = {key: _changed(own, before.get(key), today) for key, own in found.items()}
    counted = _counted(today)
    curves = {name: _curves(found, name, today, changes) for name in ("installs", "impressions")}
    spends = _curves(found, "spend", today, changes)
    for key, own in found.items():
        if key not in curves["installs"] or key not in curves["impressions"]:
            continue
        both = curves["installs"][key], curves["impressions"][key]
        change = changes[key]
        ages = [
            settles_after(own[name], curve, now, change)
            for name, curve in (("installs", both[0]), ("impressions", both[1]))
        ]
        settles = max(age for age in ages if age is not None) if None not in ages else None
        grown = mature(own["installs"], own["impressions"], both, now, change, settles)
        _store(key, Learned(grown, spends.get(key), settles), today, counted)


def learned() -> Mapping[int, Learned]:
    """What was learned of each network by the reporter that enters its totals."""
    return learned_of_all(timezone.localdate())


def _learned(_: date) -> dict[int, Learned]:
    rows = NetworkMaturity.objects.filter(counted=True).order_by()
    found = rows.values_list("network", "content")
    return {network: decoded(bytes(content), Learned) for network, content in found}


learned_of_all = Together("learned", dict[int, Learned], _learned, little=True)


def _curves(
    found: Mapping[Key, Mapping[str, LooksAt]],
    name: str,
    today: date,
    changes: Mapping[Key, Change | None],
) -> dict[Key, Curve]:
    """The curves of a count, of each reporter's networks together."""
    curves: dict[Key, Curve] = {}
    since = {key: one.since for key, one in changes.items() if one is not None}
    for reporter in Reporter.values:
        own = {key: at[name] for key, at in found.items() if key[1] == reporter and name in at}
        curves |= learn_curves(own, today.toordinal(), since)
    return curves


def _changed(
    own: Mapping[str, LooksAt], before: NetworkMaturity | None, today: date
) -> Change | None:
    """The last change of a habit, of what is known; nights that were missed are made up for."""
    known, since = None, today - timedelta(days=READ)
    if before is not None:
        since = before.day
        if before.changed_on and before.noticed and before.changed_on > today - timedelta(READ):
            days = before.changed_on.toordinal(), before.noticed.toordinal()
            known = Change(days[0], bool(before.later), days[1])
    for night in range(since.toordinal() + 1, today.toordinal() + 1):
        for name in ("impressions", "installs"):
            known = find_change(own.get(name, {}), night, known) or known
    return known


def _counted(today: date) -> dict[int, str]:
    """The reporter of each network that entered totals on most days of late."""
    rows = CampaignDay.objects.filter(counted=True, day__gt=today - timedelta(days=LATELY))
    days = rows.order_by().values_list("campaign__network", "reported_by")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for network, reporter, number in days.annotate(Count("day", distinct=True)):
        found[network].append((number, reporter))
    return {network: max(some)[1] for network, some in found.items()}


def _store(key: Key, one: Learned, today: date, counted: Mapping[int, str]) -> None:
    network, reporter = key
    change, stands = one.maturity.change, counted.get(network) == reporter
    values = {
        "day": today,
        "counted": stands,
        "settles": one.settles,
        "changed_on": change and date.fromordinal(change.since),
        "later": change and change.later,
        "noticed": change and date.fromordinal(change.noticed),
        "content": encoded(one),
    }
    NetworkMaturity.objects.update_or_create(
        network_id=network, reported_by=reporter, defaults=values
    )
    if stands and one.settles is not None:
        rows = Network.objects.filter(pk=network).exclude(learned_days=one.settles)
        rows.update(learned_days=one.settles)
