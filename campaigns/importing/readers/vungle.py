"""Vungle (Liftoff Direct): the advertiser's spend report."""

from campaigns.importing.readers.base import COMMON, Reader, say_if_views
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names


class Vungle(Reader):
    """Names with spaces; views stand in for impressions where these are missing. US dollars."""

    key = "vungle"
    label = "Vungle"
    network = "Vungle"
    currency = "USD"
    columns = COMMON | names(
        day="date",
        app="application name",
        platform="platform",
        campaign="campaign name",
        campaign_id="campaign id",
        creative="creative name",
        creative_id="creative id",
        country="country",
        impressions="impressions, views",
        clicks="clicks",
        installs="installs",
        spend="spend",
    )

    def recognises(self, header: Header) -> bool:
        spaced = {"application id", "campaign id"} <= {cell.casefold() for cell in header.cells}
        return spaced and header.has("views")

    def prepare(self, report: Report) -> None:
        say_if_views(report, "impressions")
