"""Digital Turbine: the advertiser's performance report."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class DigitalTurbine(Reader):
    """No impressions: a preload is an app put on a new device, and no ad shown. US dollars, UTC."""

    key = "digital_turbine"
    label = "Digital Turbine"
    network = "Digital Turbine"
    currency = "USD"
    columns = COMMON | names(
        day="startDate, date",
        last_day="endDate",
        platform="platform",
        campaign="campaignName",
        campaign_id="campaignId",
        country="countryCode",
        clicks="clickCount",
        installs="installCount",
        spend="spend",
    )
    parts = names(impressions="preloadCount")

    def recognises(self, header: Header) -> bool:
        return header.has("installCount", "preloadCount")
