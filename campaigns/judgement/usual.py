"""What is found in many cells of the usual days, kept for what pages open with."""

from dataclasses import replace
from datetime import date

from campaigns import reports
from campaigns.judgement.audience import BY, COUNTS, heat
from campaigns.judgement.creatives.kept_fields import keep_fields
from campaigns.judgement.kept_lives import keep_lives
from campaigns.judgement.kept_months import keep_months
from campaigns.judgement.kept_rows import keep_creatives, left_out, offered
from campaigns.judgement.kept_splits import CAMPAIGN, keep_splits
from campaigns.judgement.kept_sums import keeping
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.sizes import SMALL
from campaigns.judgement.store_pages.judged import store_changes
from campaigns.judgement.summed import summed
from campaigns.judgement.why import USUAL, why
from campaigns.judgement.why.kept_ads import keep_ads
from campaigns.judgement.why.kept_days import keep_days
from campaigns.judgement.why.running_sums import keep_cells
from campaigns.models.changes import Versions
from campaigns.periods import DEFAULT_DAYS, EVER

PAGES = (CAMPAIGN, ("creative",), ("store_page", "app", "network"), ("targeting",))
"""How campaigns, creatives, store pages and audience are split as they open; audience's table of
countries, and why, ask in their own ways."""
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
        for by in PAGES:
            summed(query, by, today).breakdown()
        left_out(query)
        keep_months()
        keep_splits(today)
        keep_lives()
        if not reports.rows_at_most(apps, EVER, SMALL):
            keep_ads()
            keep_days()
            keep_fields(keep_cells())
        offered(query.period)
        keep_creatives(query.period)
        heat(summed(query, BY, today, COUNTS))
        changed = {n for change in store_changes(query, today) for n in change.networks}
        why(query, USUAL, network_breakdown(query, today), changed)
