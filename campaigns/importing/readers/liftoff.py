"""Liftoff: the reporting API's CSV."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class Liftoff(Reader):
    """Ids without names; `app_id` is Liftoff's own and no store's. US dollars."""

    key = "liftoff"
    label = "Liftoff"
    network = "Liftoff"
    currency = "USD"
    columns = COMMON | names(
        day="date, day",
        app="app_name",
        campaign="campaign_name",
        campaign_id="campaign_id",
        creative="creative_name",
        creative_id="creative_id",
        format="ad_format",
        country="country_code, country",
        impressions="impressions",
        clicks="clicks",
        installs="installs",
        spend="spend",
    )

    def recognises(self, header: Header) -> bool:
        named = header.has_any("network", "source", "media source", "partner name", "channel")
        own = header.has("campaign_id", "country_code", "installs", "cpi")
        publisher = header.has("publisher_app_store_id", "installs")
        return (own or publisher) and not named and not header.has("campaign name", "network")
