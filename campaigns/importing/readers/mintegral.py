"""Mintegral: the performance report, separated by tabs."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class Mintegral(Reader):
    """Conversions are installs there; an offer is what others call a campaign. US dollars."""

    key = "mintegral"
    label = "Mintegral"
    network = "Mintegral"
    currency = "USD"
    columns = COMMON | names(
        day="Date",
        store_id="Package, Package name",
        platform="Platform, OS",
        campaign="Offer Name, Campaign Name",
        campaign_id="Offer Id, Campaign Id",
        creative="Creative Name",
        creative_id="Creative Id",
        format="Ad Type",
        country="Location, Country",
        impressions="Impression, Impressions",
        clicks="Click, Clicks",
        installs="Conversion, Conversions, Install, Installs",
        spend="Spend",
    )

    def recognises(self, header: Header) -> bool:
        return header.has("Impression", "Conversion") and header.has_any(
            "Offer Id", "Offer Name", "Offer Uuid"
        )
