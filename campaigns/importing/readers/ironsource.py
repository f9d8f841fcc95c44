"""ironSource (LevelPlay): the advertiser's report."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class IronSource(Reader):
    """Completions are views to the end and no installs. US dollars, UTC."""

    key = "ironsource"
    label = "ironSource"
    network = "ironSource"
    currency = "USD"
    columns = COMMON | names(
        day="date, day, timestamp",
        app="titleName, title",
        store_id="titleBundleId",
        platform="os, platform",
        campaign="campaignName, campaign",
        campaign_id="campaignId",
        creative="creativeName, creative",
        creative_id="creativeId",
        format="adUnit",
        country="country, countryCode",
        impressions="impressions",
        clicks="clicks",
        installs="installs",
        spend="spend, billable_spend",
    )
    parts = names(installs="completions")

    def recognises(self, header: Header) -> bool:
        campaign = header.has_any("campaignName", "campaignId")
        own = header.has_any("completions", "storeOpens")
        return header.has("titleBundleId") or (campaign and own)

    def reporter(self, header: Header) -> str:
        """Only the SKAdNetwork report counts openings of the store."""
        return "skan" if header.has("storeOpens") else self.reported_by
