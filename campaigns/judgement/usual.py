"""The sums of the usual days that are kept for what pages open with, where it is much to read."""

from dataclasses import replace
from datetime import date

from campaigns import reports
from campaigns.judgement import audience, stored
from campaigns.judgement.kept_sums import keeping
from campaigns.judgement.summed import summed
from campaigns.judgement.why import keep_usual
from campaigns.metrics import COUNTS
from campaigns.models.changes import Versions
from campaigns.periods import DEFAULT_DAYS

PAGES = (
    (audience.BY, audience.COUNTS),
    (("creative",), COUNTS),
    (("store_page", "app", "network"), COUNTS),
)
"""What audience, creatives and store pages ask `summed`."""


def keep_usual_sums(today: date) -> None:
    """Find and store these sums of all apps together, unless they are little to read.

    The version is read first: what is written meanwhile makes the answers old ones.
    """
    version, apps = Versions().together, reports.app_ids()
    query = reports.last_days(DEFAULT_DAYS, today)
    if not apps or stored.small(apps, query.period):
        return
    query = replace(query, compare=query.period.previous())
    with keeping(today, version):
        for by, counts in PAGES:
            summed(query, by, today, counts)
        keep_usual(query)
