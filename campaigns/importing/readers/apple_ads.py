"""Apple Ads (Search Ads): dashboard export, custom report and the connector's tables."""

import re
from collections.abc import Mapping
from datetime import date

from campaigns.importing.cells.columns import Fault
from campaigns.importing.cells.days import read_days
from campaigns.importing.codes import Code
from campaigns.importing.lines import FileFault
from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names

_PERIOD = re.compile(r"^\W*(start|end) date\s*:\s*(.+?)\W*$", re.IGNORECASE)
_PARTS_OF_CAMPAIGNS = ("Keyword", "Search Term", "search_term_text")


class AppleAds(Reader):
    """The network whose taps are clicks, and whose installs are taps' and views', new and again."""

    key = "apple_ads"
    label = "Apple Ads"
    network = "Apple Ads"
    platform = "ios"
    format = "search"
    blank_is_total = True
    columns = COMMON | names(
        currency="local_spend_currency, Currency",
        day="Date, Day",
        app="App Name",
        store_id="App ID",
        campaign="Campaign Name, Campaign",
        campaign_id="Campaign ID, id",
        creative="Ad Name",
        creative_id="Ad ID",
        country="Country or Region, country_or_region, Country, Storefront",
        impressions="Impressions",
        clicks="Taps",
        installs="Installs (Total), total_installs, Installs, Conversions",
        view_through_installs="Installs (View-Through), view_installs, View-Through Installs",
        spend="Spend, local_spend_amount, local_spend",
    )
    parts = names(
        installs="Installs (Tap-Through), tap_installs, New Downloads (Total), new_downloads, "
        "Redownloads (Total), redownloads, lat_on_installs, lat_off_installs, New Downloads, "
        "tap_new_downloads, tap_redownloads",
    )

    def recognises(self, header: Header) -> bool:
        return header.has("Taps") and header.has_any(
            "Installs (Total)", "local_spend_amount", "local_spend", "tap_installs", "TTR"
        )

    def prepare(self, report: Report) -> None:
        if "day" not in report.columns.at:
            self._day_of_titles(report)
        if report.header.has_any(*_PARTS_OF_CAMPAIGNS):
            report.warn(
                "Keywords and search terms are parts of their campaigns: where Apple withholds "
                "some, their sums fall short of the campaign report's."
            )

    def _day_of_titles(self, report: Report) -> None:
        """The columns Start Date and End Date are the campaign's life: the titles hold the days."""
        stated = {}
        for number, cells in report.titles:
            if found := _PERIOD.match(str(cells[0])):
                stated[found[1].casefold()] = (number, found[2])
        if len(stated) < 2:
            return
        texts = [text for _, text in stated.values()]
        read = read_days(texts, report.options.day_first, report.newest)
        start, end = (read.values.get(stated[name][1]) for name in ("start", "end"))
        line, text = stated["end"]
        for fault in [f for _, f in read.faults] + [
            day for day in (start, end) if isinstance(day, Fault)
        ]:
            raise FileFault(fault.message, line, "day", fault.code)
        if start == end and isinstance(start, date):
            report.day = start
        elif report.options.day is None:
            raise FileFault.of(Code.DAYS_SPANNED, line, "day", first=start, last=end)
        else:
            report.warn(f"The report covers {start} to {end}; all of it is dated as stated.")

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """Say so where installs are not the sum of new downloads and redownloads."""
        installs = values.get("installs")
        new, again = (
            next((report.header.text(n) for n in listed if report.header.has(n)), "")
            for listed in (
                ("New Downloads (Total)", "new_downloads"),
                ("Redownloads (Total)", "redownloads"),
            )
        )
        if not installs or not new or not again:
            return
        columns = [report.column(report.header.cells.index(name)) for name in (new, again)]
        parts = sum(int(str(c)) for cells in columns for c in cells if str(c).isdecimal())
        total = sum(value or 0 for value in installs)
        if parts != total:
            report.warn(
                f"{report.named('installs')!r} come to {total:,}, {new!r} and {again!r} to "
                f"{parts:,}: the first was used."
            )
