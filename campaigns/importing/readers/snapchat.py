"""Snapchat: Ads Manager's export and the API's fields."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Columns, Header, names


class Snapchat(Reader):
    """Swipes are clicks. The API states money in millionths, Ads Manager in units."""

    key = "snapchat"
    label = "Snapchat"
    network = "Snapchat"
    columns = COMMON | names(
        day="Date, Day, Start Time",
        last_day="End Time",
        campaign="Campaign Name, Campaign",
        campaign_id="Campaign ID",
        creative="Ad Name, Ad",
        creative_id="Ad ID",
        country="Country, Country Code",
        platform="OS, Operating System",
        impressions="Paid Impressions, Impressions",
        clicks="Swipe Ups, swipes, Clicks",
        installs="App Installs, total_installs, Installs",
        spend="Amount Spent, Spend",
    )
    parts = names(installs="ios_installs, android_installs")

    def recognises(self, header: Header) -> bool:
        return header.has_any("Swipe Ups", "swipes") or header.has("Paid Impressions", "Start Time")

    def micro(self, header: Header, columns: Columns) -> bool:
        return header.has("swipes") and not header.has_any("Swipe Ups", "Paid Impressions")
