"""Tenjin: reporting metrics, as its API names them."""

from collections.abc import Mapping

from campaigns.importing.readers.base import COMMON, Mmp
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names


class Tenjin(Mmp):
    """An MMP: tracked counts are its own, reported ones the network's. UTC days."""

    key = "tenjin"
    label = "Tenjin"
    columns = COMMON | names(
        day="date, day",
        app="app_name, app",
        store_id="store_id, bundle_id",
        platform="platform, os",
        network="ad_network_name, ad_network, network, channel, channel_name",
        campaign="campaign_name, campaign, name",
        campaign_id="remote_campaign_id, campaign_id, id",
        creative="creative_name, creative",
        country="country, country_code",
        impressions="tracked_impressions, impressions, reported_impressions",
        clicks="tracked_clicks, clicks, reported_clicks",
        installs="tracked_installs, installs",
        spend="spend, reported_spend",
    )
    parts = names(installs="reported_installs")

    def recognises(self, header: Header) -> bool:
        return header.has_any("tracked_installs", "reported_installs", "reported_impressions")

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """The network with the id 0 is organic."""
        super().finish(report, values)
        id_ = report.header.text("ad_network_id")
        if id_ and "network" in values:
            cells = report.column(report.header.cells.index(id_))
            values["network"][:] = [
                "Organic" if str(cell).strip() == "0" else name
                for cell, name in zip(cells, values["network"], strict=True)
            ]
