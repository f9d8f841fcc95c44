"""Google Ads: the report download, the API's fields and the connector's tables."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class GoogleAds(Reader):
    """Conversions may be anything and are no installs; a column `Installs` is.

    Money in a column called micros is in millionths.
    """

    key = "google_ads"
    label = "Google Ads"
    network = "Google Ads"
    columns = COMMON | names(
        day="Day, date, segments.date, Tag, Jour, Día, Giorno, Dia",
        campaign="Campaign, campaign.name, Campaign name, Kampagne, Campagne, Campaña, Campagna",
        campaign_id="Campaign ID, campaign.id, id, Kampagnen-ID",
        creative="Ad name, Ad, Asset, Anzeige",
        creative_id="Ad ID, Asset ID",
        country="Country/Territory, Country, country_code, Land/Gebiet",
        impressions="Impr., impressions, metrics.impressions",
        clicks="Clicks, metrics.clicks, Klicks, Clics",
        installs="Installs, App installs",
        spend="Cost, cost_micros, metrics.cost_micros, Kosten, Coût, Coste, Costo",
    )
    parts = names(
        installs="Conversions, metrics.conversions, View-through conv., view_through_conversions, "
        "In-app actions, All conv."
    )

    def recognises(self, header: Header) -> bool:
        google = "impr." in (cell.casefold() for cell in header.cells)
        return google or header.has_any("cost_micros", "metrics.cost_micros")
