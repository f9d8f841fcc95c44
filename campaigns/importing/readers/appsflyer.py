"""AppsFlyer aggregate reports: partners, daily and geo reports, by date."""

from collections.abc import Mapping

from campaigns.importing.readers.base import COMMON, MMP_INSTALLS, Mmp
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names

EVENT_CURRENCY = "(Sales in "


class AppsFlyer(Mmp):
    """An MMP: its installs are attributed ones, and self-reporting networks give it no impressions.

    The currency stands only in the headers of event columns, as `af_purchase (Sales in USD)`.
    """

    key = "appsflyer"
    label = "AppsFlyer"
    columns = COMMON | names(
        day="Date, Install Time",
        app="App Name",
        store_id="App ID",
        network="Media Source (pid), Media Source, pid",
        campaign="Campaign (c), Campaign, c",
        campaign_id="Campaign ID, af_c_id",
        creative="Ad, af_ad",
        creative_id="Ad ID, af_ad_id",
        country="Country, GEO, Country Code",
        impressions="Impressions",
        clicks="Clicks",
        installs="Installs",
        spend="Total Cost, Cost",
        mmp_installs=MMP_INSTALLS,
    )

    def recognises(self, header: Header) -> bool:
        return header.has("Media Source (pid)")

    def reporter(self, header: Header) -> str:
        """The SKAdNetwork report looks like the MMP's own, but for its converted users."""
        return "skan" if header.has("Converted Users") else self.reported_by

    def prepare(self, report: Report) -> None:
        for cell in report.header.cells:
            _, found, code = cell.partition(EVENT_CURRENCY)
            if found and not report.currency:
                report.currency = code.rstrip(") ").upper()

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """Organic installs have no impressions: a 0 there is unknown, or they would inflate IPM."""
        super().finish(report, values)
        networks = values.get("network", [])
        organic = {i for i, name in enumerate(networks) if name.casefold() == "organic"}
        for field in ("impressions", "clicks"):
            if organic and field in values:
                values[field][:] = [
                    None if i in organic and not value else value
                    for i, value in enumerate(values[field])
                ]
