"""Whose numbers a plain table holds, where those of its network and days are stored already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from campaigns import formats
from campaigns.importing.codes import Code
from campaigns.importing.lines import LineError
from campaigns.importing.storing.staging import Day
from campaigns.models import Campaign, CampaignDay, Named
from campaigns.models.choices import NOT_STATED, Reporter
from campaigns.periods import Period

NetworkDay = tuple[int, int, date]
"""app, network, day"""
CHUNK = 500
NETWORK, MMP = str(Reporter.NETWORK), str(Reporter.MMP)


def whose(covered: Iterable[Day], planned: Iterable[Named] = ()) -> list[LineError]:
    """An error for each network of which it is open whether it counts itself here, or an MMP.

    That is so where its days are stored as reported by an MMP, or under other campaigns alone:
    both would be counted as if they were different installs.
    """
    mine: dict[NetworkDay, set[int]] = defaultdict(set)
    own_days = [(campaign, day) for campaign, day, reporter in covered if reporter == NETWORK]
    names = _campaigns({campaign for campaign, _ in own_days}, planned)
    for campaign, day in own_days:
        app, network, *_ = names[campaign]
        mine[app, network, day].add(campaign)
    stored = _stored(mine)
    open_: dict[int, list[date]] = defaultdict(list)
    for place, campaigns in mine.items():
        own, others = stored.get((*place, NETWORK), set()), stored.get((*place, MMP), set())
        named = {campaign for campaign in campaigns if names[campaign][3] != NOT_STATED}
        if own & campaigns:
            continue
        if others or (named and own):
            open_[place[1]].append(place[2])
    called = {network: name for _, network, name, _ in names.values()}
    return [
        LineError.of(Code.REPORTER_OPEN, 0, "reported_by", name=called[network], days=_days(days))
        for network, days in open_.items()
    ]


def _campaigns(keys: set[int], planned: Iterable[Named]) -> dict[int, tuple[int, int, str, str]]:
    """The app, network, name of the network and own name of campaigns."""
    some = sorted(keys)
    found = {
        row.pk: (row.app_id, row.network_id, row.network.name, row.name)
        for row in planned
        if isinstance(row, Campaign)
    }
    for start in range(0, len(some), CHUNK):
        rows = Campaign.objects.filter(pk__in=some[start : start + CHUNK]).order_by()
        for pk, *rest in rows.values_list("pk", "app", "network", "network__name", "name"):
            found[pk] = tuple(rest)
    return found


def _stored(places: Iterable[NetworkDay]) -> dict[tuple[int, int, date, str], set[int]]:
    """The named campaigns that are stored of networks' days, by reporter."""
    wanted = set(places)
    found: dict[tuple[int, int, date, str], set[int]] = defaultdict(set)
    if not wanted:
        return found
    days = [day for _, _, day in wanted]
    rows = CampaignDay.objects.filter(
        campaign__app__in={app for app, _, _ in wanted},
        campaign__network__in={network for _, network, _ in wanted},
        day__range=(min(days), max(days)),
        reported_by__in=(NETWORK, MMP),
    )
    fields = ("campaign__app", "campaign__network", "day", "reported_by", "campaign")
    for app, network, day, reporter, campaign in (
        rows.exclude(campaign__name=NOT_STATED).order_by().values_list(*fields).distinct()
    ):
        if (app, network, day) in wanted:
            found[app, network, day, reporter].add(campaign)
    return found


def _days(days: list[date]) -> str:
    return formats.day_range(Period(min(days), max(days)))
