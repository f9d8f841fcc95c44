"""Kochava: the summary report, whose rows are grouped by network, campaign, site and tracker."""

from campaigns.importing.readers.base import COMMON, Mmp
from campaigns.importing.tables.header import Header, names


class Kochava(Mmp):
    """An MMP. Its column names are only known from its documentation, so several are taken."""

    key = "kochava"
    label = "Kochava"
    columns = COMMON | names(
        day="date, day, timestamp, time",
        app="app, app name",
        platform="platform, os",
        network="network, network name",
        campaign="campaign, campaign name",
        campaign_id="campaign id",
        creative="creative, creative name",
        creative_id="creative id",
        country="country, country code",
        impressions="impressions, impression, impression count",
        clicks="clicks, click, click count",
        installs="installs, install, install count",
        spend="spend, cost",
    )

    def recognises(self, header: Header) -> bool:
        tracker = header.has_any("tracker", "tracker name", "tracker id", "tracker guid")
        site = header.has_any("site", "site id", "site name")
        return tracker and site and header.has_any("network", "network name")
