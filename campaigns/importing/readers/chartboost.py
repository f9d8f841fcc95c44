"""Chartboost: campaign metrics."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class Chartboost(Reader):
    """What is received is the advertiser's side, what is delivered the publisher's. US dollars."""

    key = "chartboost"
    label = "Chartboost"
    network = "Chartboost"
    currency = "USD"
    columns = COMMON | names(
        day="dt, date",
        app="app, app name",
        platform="platform",
        campaign="campaign, campaign name",
        campaign_id="campaignId",
        format="adType",
        country="countryCode, country",
        impressions="impressionsReceived",
        clicks="clicksReceived",
        installs="installReceived, installsReceived",
        spend="moneySpent",
    )
    parts = names(
        impressions="impressionsDelivered",
        clicks="clicksDelivered",
        installs="installDelivered, installsDelivered",
    )

    def recognises(self, header: Header) -> bool:
        return header.has_any("impressionsReceived", "installReceived", "moneySpent", "moneyEarned")

    def refusal(self, header: Header) -> str:
        if header.has_any("impressionsReceived", "installReceived", "moneySpent"):
            return ""
        return "This is the publisher's report, of earnings: export the advertiser's campaigns."
