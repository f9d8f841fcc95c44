"""Moloco Ads: the page's export, whose measures are in the singular, and the API's rows."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class Moloco(Reader):
    """`IPM` is there too and is compared with ours. US dollars, UTC."""

    key = "moloco"
    label = "Moloco"
    network = "Moloco"
    currency = "USD"
    columns = COMMON | names(
        day="Date, Day",
        app="App, App Name",
        store_id="app.store_id, App Store ID, App Bundle",
        platform="OS, app.os",
        campaign="Campaign, Campaign Name, campaign.title, Campaign Title",
        campaign_id="Campaign ID",
        creative="Creative, Creative Name, creative.title, Creative Title",
        creative_id="Creative ID",
        format="Creative Format",
        country="Country, Campaign Country",
        impressions="Impression, Impressions, metric.impressions",
        clicks="Click, Clicks, metric.clicks",
        installs="Install, Installs, metric.installs",
        spend="Spend, metric.spend",
    )
    parts = names(
        installs="Conversion, Action, metric.installs_ct, installs_ct, SKAN Install, skan_installs"
    )

    def recognises(self, header: Header) -> bool:
        page = header.has("Impression", "Install") and header.has_any("IPM", "Click")
        return (page and not header.has_any("Offer Id", "Network", "Source")) or header.has(
            "metric.impressions"
        )
