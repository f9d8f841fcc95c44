"""Fivetran's dbt models over many networks: `ad_reporting`."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class AdReporting(Reader):
    """`platform` is the network there. Conversions are no installs."""

    key = "dbt"
    label = "dbt ad_reporting"
    columns = COMMON | names(
        day="date_day",
        network="platform",
        campaign="campaign_name",
        campaign_id="campaign_id",
        creative="ad_name",
        creative_id="ad_id",
        country="country, country_code",
        impressions="impressions",
        clicks="clicks",
        installs="installs, app_installs",
        spend="spend",
    )
    parts = names(installs="conversions")

    def recognises(self, header: Header) -> bool:
        return header.has("date_day", "platform") and not header.has_any("network", "source")

    def refusal(self, header: Header) -> str:
        if header.has("date_month") and not header.has("date_day"):
            return "This model is monthly: use one that has `date_day`."
        return ""
