"""AppLovin (Axon) advertiser report."""

from campaigns.importing.readers.base import COMMON, Reader, one_level
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names


class AppLovin(Reader):
    """Installs are conversions; installs and redownloads are their parts. US dollars, UTC."""

    key = "applovin"
    label = "AppLovin"
    network = "AppLovin"
    currency = "USD"
    columns = COMMON | names(
        day="day, date",
        store_id="campaign_package_name",
        platform="platform",
        campaign="campaign",
        campaign_id="campaign_id_external, campaign_id",
        creative="ad, creative_set",
        creative_id="ad_id, creative_set_id",
        format="ad_creative_type, ad_type",
        country="country",
        impressions="impressions",
        clicks="clicks",
        installs="conversions, installs",
        spend="cost, spend",
    )
    parts = names(installs="installs, redownloads")

    def recognises(self, header: Header) -> bool:
        return header.has_any(
            "campaign_id_external", "campaign_package_name", "creative_set", "creative_set_id"
        )

    def refusal(self, header: Header) -> str:
        if header.has("revenue") and not header.has("cost"):
            return (
                "This is the publisher's report, of earnings: ask for report_type=advertiser, "
                "which has the cost."
            )
        return ""

    def prepare(self, report: Report) -> None:
        one_level(report, "creative", ("ad", "ad_id"))
