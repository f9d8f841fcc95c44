"""Unity Ads (Acquire) statistics."""

from campaigns.importing.readers.base import COMMON, Reader, one_level, say_if_views
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names


class Unity(Reader):
    """Starts are impressions, in Unity's own words; views are completed ones. US dollars, UTC."""

    key = "unity"
    label = "Unity Ads"
    network = "Unity Ads"
    currency = "USD"
    columns = COMMON | names(
        day="timestamp, date, day",
        app="target name, app name",
        store_id="target store id",
        platform="platform, store",
        campaign="campaign name, campaign set name",
        campaign_id="campaign id, campaign set id",
        creative="creative pack name",
        creative_id="creative pack id",
        format="ad type",
        country="country",
        impressions="starts, impressions, views",
        clicks="clicks",
        installs="installs",
        spend="spend",
    )

    def recognises(self, header: Header) -> bool:
        return header.has_any("campaign set id", "creative pack id") or header.has(
            "starts", "views"
        )

    def prepare(self, report: Report) -> None:
        one_level(report, "campaign", ("campaign name", "campaign id"))
        say_if_views(report, "starts")
