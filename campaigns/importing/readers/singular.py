"""Singular: the combined report, by the reporting API's names and by the page's."""

from campaigns.importing.readers.base import AD_GROUP, Mmp
from campaigns.importing.tables.header import Header, Names, names

ORIGINAL = names(currency="adn_original_currency", spend="adn_original_cost")


class Singular(Mmp):
    """An MMP that joins two truths: custom installs are the joined figure, the others its sides.

    `adn_cost` is in the organisation's currency, `adn_original_cost` in the network's.
    """

    key = "singular"
    label = "Singular"
    columns = AD_GROUP | names(
        ipm="ipm",
        day="date, day, start_date",
        last_day="end_date",
        app="app",
        store_id="store_id, app_store_id, bundle_id",
        platform="os",
        network="source",
        campaign="adn_campaign_name, unified_campaign_name, campaign name, campaign",
        campaign_id="adn_campaign_id, unified_campaign_id, campaign id",
        creative="adn_creative_name, creative name, creative",
        creative_id="adn_creative_id, creative id",
        country="country_field, country",
        impressions="custom_impressions, adn_impressions, impressions",
        clicks="custom_clicks, clicks, tracker_clicks",
        installs="custom_installs, installs, tracker_installs",
        spend="adn_cost, cost",
    )
    parts = names(
        clicks="adn_clicks, tracker_clicks, network clicks",
        installs="adn_installs, tracker_installs, network installs",
    )

    def recognises(self, header: Header) -> bool:
        own = ("adn_impressions", "adn_cost", "adn_original_cost", "adn_installs")
        return header.has_any(*own, "custom_installs", "tracker_installs") or header.has(
            "Source", "Network Installs"
        )

    def names(self, header: Header) -> Names:
        if header.has_any("adn_cost", "cost"):
            return self.columns
        return self.columns | ORIGINAL
