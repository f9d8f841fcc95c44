"""A file that is everything of its apps, networks and days: what exactly it is of."""

from dataclasses import replace
from datetime import date

from campaigns.importing.codes import Code
from campaigns.importing.lines import Line, LineError, Reading
from campaigns.importing.storing.coverage import Coverage
from campaigns.importing.storing.names import Names
from campaigns.importing.storing.staging import Staging
from campaigns.models import Campaign
from campaigns.periods import Period


def settled(covers: Coverage, reading: Reading, names: Names, staging: Staging) -> Coverage:
    """The coverage with what it leaves open taken from the file's rows, or from what is stated.

    Raises LineError where a file without lines leaves an app, a network or the days open.
    """
    period = covers.days or staging.span()
    if period is None:
        raise LineError.of(Code.COVERAGE_OPEN, 1, "day", missing="days")
    apps, networks = covers.apps, covers.networks
    campaigns = staging.campaigns()
    if campaigns and (apps is None or networks is None):
        found = Campaign.objects.filter(pk__in=campaigns)
        pairs = set(found.order_by().values_list("app", "network"))
        pairs |= {(c.app_id, c.network_id) for c in names.log.of(Campaign) if c.pk in campaigns}
        apps = {app for app, _ in pairs} if apps is None else apps
        networks = {network for _, network in pairs} if networks is None else networks
    elif apps is None or networks is None:
        app, network = names.place(Line(1, period.first))
        apps = {app.pk} if apps is None else apps
        networks = {network.pk} if networks is None else networks
    said = staging.reporters()
    reporter = covers.reporter or (said.pop() if len(said) == 1 else reading.reported_by)
    return replace(covers, apps=apps, networks=networks, reporter=reporter, days=period)


def as_coverage(text: str) -> Coverage:
    """`2026-11-01:2026-11-20` -> those days; "" -> the days of the file. Raises ValueError."""
    if not text:
        return Coverage()
    first, _, last = text.partition(":")
    return Coverage(days=Period(date.fromisoformat(first), date.fromisoformat(last or first)))
