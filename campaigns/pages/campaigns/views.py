"""The pages of campaigns: all of them, and one."""

from django.urls import reverse

from campaigns.judgement.kept_splits import CAMPAIGN
from campaigns.judgement.moves import campaign_answer, campaigns_answer
from campaigns.judgement.summed import parts_by, summed
from campaigns.judgement.trends import trends
from campaigns.pages.campaigns.tables import CampaignTable
from campaigns.records.notes import annotations
from campaigns.reports import campaign_facts
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.page import Page, asked, leading_on
from campaigns.ui.permissions import MAY_CHANGE_CAMPAIGN
from campaigns.ui.tiles import campaign_tiles
from campaigns.ui.trend_charts import ipm_of

FILTERS = ("targeting", "bid_type", "status")
SPLITS = ("creative", "country", "format", "store_page", "day")


def campaigns(request):
    """`/campaigns/`: all campaigns with what they are, which of them moved IPM."""
    form = asked(request)
    found = summed(form.query(), CAMPAIGN, form.today).breakdown()
    table = CampaignTable(found, form=form)
    noted = annotations(form.query()) if form.export else ()
    page = Page(request, "campaigns/campaigns", form, found, table, filters=FILTERS, noted=noted)
    return page.file() or page.show(
        headline=campaigns_answer(found, form.compared_words),
        why=reverse("why") + form.elsewhere(by="campaign"),
    )


@leading_on
def campaign(request, pk):
    """`/campaigns/ID/`: one campaign, its IPM by day, and its parts."""
    what, form = campaign_facts(pk), asked(request, campaign=pk)
    found = parts_by(form.query(), form.one_of(*SPLITS), form.today)
    table = BreakdownTable(found, name="parts", caption=f"Parts of {what.name}", form=form)
    about, noted = ("campaign", pk, what.name), annotations(form.query())
    page = Page(request, "campaigns/campaign", form, found, table, noted=noted, about=about)
    return page.file() or page.show(
        campaign=what,
        pk=pk,
        splits=splits(form, SPLITS),
        may_change=request.user.has_perm(MAY_CHANGE_CAMPAIGN),
        **_words(what, found.against(what.target), form, noted),
    )


def _words(what, held, form, noted) -> dict:
    """What is said and drawn of a campaign, whose numbers are held against its target."""
    daily = trends(form.query(), ("day",), form.today, listed=False)
    return {
        "headline": campaign_answer(held, what.name, form.compared_words),
        "tiles": campaign_tiles(held),
        "picture": ipm_of(daily, what.name, what.target, form.compared_words, noted),
        "why": reverse("why") + form.elsewhere(by="creative"),
        "trend": reverse("trends") + form.elsewhere(by="day"),
    }
