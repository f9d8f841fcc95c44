"""The sums of the usual days that are kept for what pages open with, where it is much to read."""

from dataclasses import replace
from datetime import date

from campaigns import reports
from campaigns.judgement import audience
from campaigns.judgement.kept_sums import keeping
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.store_pages.judged import store_changes
from campaigns.judgement.summed import summed
from campaigns.judgement.why import USUAL, why
from campaigns.metrics import COUNTS
from campaigns.models.changes import Versions
from campaigns.periods import DEFAULT_DAYS

PAGES = (
    (audience.BY, audience.COUNTS),
    (("creative",), COUNTS),
    (("store_page", "app", "network"), COUNTS),
)
"""What audience, creatives and store pages ask `summed`; why asks by itself."""


LITTLE = 5_000
"""Daily counts up to which a page sums by itself."""


def keep_usual_sums(today: date) -> None:
    """Find and store these sums of all apps together, unless they are little to read.

    The version is read first: what is written meanwhile makes the answers old ones.
    """
    version, apps = Versions().together, reports.app_ids()
    query = reports.last_days(DEFAULT_DAYS, today)
    if not apps or reports.rows_at_most(apps, query.period, LITTLE):
        return
    query = replace(query, compare=query.period.previous())
    with keeping(today, version):
        for by, counts in PAGES:
            summed(query, by, today, counts)
        changed = {n for change in store_changes(query, today) for n in change.networks}
        why(query, USUAL, network_breakdown(query, today), changed)
