"""Reddit: the API's fields and, as far as they are known, the columns of the page's export."""

import re

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Columns, Header, names

COUNTRY_TABLE = ("account_id", "campaign_id", "clicks", "country", "date", "impressions", "region")
_OWN = re.compile(r"app_install_metrics_\w+|account_id|campaign_id|ad_group_id|ad_id")


class Reddit(Reader):
    """The API states money in millionths; `region` is a key of its own, no country."""

    key = "reddit"
    label = "Reddit"
    network = "Reddit"
    columns = COMMON | names(
        day="Date, Day",
        campaign="Campaign Name, Campaign",
        campaign_id="Campaign ID",
        creative="Ad Name, Ad",
        creative_id="Ad ID",
        country="Country, Country Code",
        impressions="Impressions",
        clicks="Clicks",
        installs="app_install_metrics_install, App Installs, Installs",
        spend="Amount Spent, Spend",
    )

    def recognises(self, header: Header) -> bool:
        own = {name for name in header.cells if not name.startswith("_")}
        country_table = own == {*COUNTRY_TABLE, "spend"}
        return header.has("app_install_metrics_install") or country_table

    def recognises_with(self, header: Header, file_name: str) -> bool:
        named = re.search(r"(?<![a-z])reddit(?![a-z])", file_name.casefold())
        return bool(named) and self.fit(header) >= 5 and header.has("impressions")

    def micro(self, header: Header, columns: Columns) -> bool:
        """Field names of the API beside a column called just `spend`."""
        at = columns.at.get("spend")
        api = any(_OWN.fullmatch(cell) for cell in header.cells)
        return at is not None and header.cells[at] == "spend" and api
