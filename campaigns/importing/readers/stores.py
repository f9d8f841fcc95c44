"""The stores' consoles: what they report of an app's page and installs, of ads and without."""

from collections.abc import Mapping

from campaigns.importing.lines import StoreLine
from campaigns.importing.readers.base import ANY, Reader
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, Names, names, plain
from campaigns.models import StoreFact

KEYS = ANY | names(
    day="date, date_day",
    app="app name",
    store_id="package_name, app_id, App Apple Identifier",
    country="country, country_region, territory, country_short",
)
INSTALLS = names(
    installs="install_events, daily_user_installs, daily_device_installs", updates="update_events"
)
LISTING = names(page_views="store_listing_visitors", installs="store_listing_acquisitions")
EVENTS = {"impression": "store_impressions", "pageview": "page_views", "tap": "taps"}
DOWNLOADS = {
    **dict.fromkeys(("firsttimedownload", "redownload"), "installs"),
    **dict.fromkeys(("autoupdate", "manualupdate"), "updates"),
}


class Store(Reader):
    """A console's report; it goes to a table of its own and into no total of the ads."""

    line = StoreLine
    counts: tuple[str, ...] = StoreFact.COUNTS

    def report(self, header: Header) -> StoreFact.Report:
        """Which of the console's reports has this header."""
        raise NotImplementedError

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        if isinstance(values, dict):
            values["report"] = [self.report(report.header).value] * len(report.rows)


class GooglePlay(Store):
    """Installs by country, and the visitors of the store listing by country.

    Visitors are to the store page what clicks are to an ad: as such they stand in the totals of
    the file, and nowhere else.
    """

    key = "google_play"
    parts = names(
        installs="daily_user_installs, daily_device_installs, current_device_installs, "
        "current_user_installs, total_user_installs, active_device_installs"
    )
    label = "Google Play Console"
    platform = "android"

    def recognises(self, header: Header) -> bool:
        return header.has("package_name") and header.has_any(
            "store_listing_visitors", "install_events", "daily_user_installs"
        )

    def report(self, header: Header) -> StoreFact.Report:
        listing = header.has("store_listing_visitors")
        return StoreFact.Report.LISTING if listing else StoreFact.Report.INSTALLS

    def names(self, header: Header) -> Names:
        listing = self.report(header) == StoreFact.Report.LISTING
        return KEYS | (LISTING if listing else INSTALLS)

    def fit(self, header: Header) -> int:
        return sum(not header.names.isdisjoint(n) for n in (KEYS | INSTALLS | LISTING).values())

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        super().finish(report, values)
        if isinstance(values, dict) and "page_views" in values:
            values["clicks"] = values["page_views"]


class AppStore(Store):
    """Long tables: a column names the event or the kind of download, `counts` holds how many.

    Installs are first downloads and redownloads; updates are none.
    """

    key = "app_store"
    label = "App Store Connect"
    platform = "ios"
    counts = ("counts",)
    columns = KEYS | names(counts="counts")

    def recognises(self, header: Header) -> bool:
        return header.has("counts", "territory") and header.has_any("download_type", "event")

    def report(self, header: Header) -> StoreFact.Report:
        downloads = header.has("download_type")
        return StoreFact.Report.DOWNLOADS if downloads else StoreFact.Report.ENGAGEMENT

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        super().finish(report, values)
        downloads = self.report(report.header) == StoreFact.Report.DOWNLOADS
        kind, fields = ("downloadtype", DOWNLOADS) if downloads else ("event", EVENTS)
        cells = [plain(cell) for cell in report.column(report.header.plain.index(kind))]
        for field in dict.fromkeys(fields.values()):
            found = [
                count if fields.get(cell) == field else None
                for cell, count in zip(cells, values["counts"], strict=True)
            ]
            if isinstance(values, dict) and any(count is not None for count in found):
                values[field] = found


class AppReporting(Store):
    """Fivetran's dbt model of both stores, by day and country."""

    key = "app_reporting"
    label = "dbt app_reporting"
    columns = KEYS | names(platform="app_platform", page_views="page_views", installs="downloads")

    def recognises(self, header: Header) -> bool:
        return header.has("date_day", "app_platform")

    def report(self, header: Header) -> StoreFact.Report:
        return StoreFact.Report.BOTH


STORES = (GooglePlay(), AppStore(), AppReporting())
