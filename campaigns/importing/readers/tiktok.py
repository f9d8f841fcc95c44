"""TikTok: Ads Manager's custom report and the API's fields."""

from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.tables.header import Header, names


class TikTok(Reader):
    """Conversions and results follow the campaign's goal and are no installs.

    Of several columns of installs one is taken, and never the one of SKAdNetwork.
    """

    key = "tiktok"
    label = "TikTok"
    network = "TikTok"
    columns = COMMON | names(
        day="By Day, Day, Date, stat_time_day, stat_time_hour",
        campaign="Campaign name, Campaign",
        campaign_id="Campaign ID",
        creative="Ad name, Ad",
        creative_id="Ad ID",
        country="Country/Region, country_code, Country",
        impressions="Impressions, Impression",
        clicks="Clicks (destination), Clicks (all), Clicks",
        installs="App installs, app_install, Real-time app installs, real_time_app_install",
        spend="Cost, Spend",
    )
    parts = names(
        installs="App installs, app_install, Real-time app installs, real_time_app_install, "
        "SKAN app installs, skan_app_install, Conversions, conversion, Results, result, "
        "real_time_conversion, real_time_result"
    )

    def recognises(self, header: Header) -> bool:
        return header.has_any(
            "Clicks (destination)", "CPC (destination)", "stat_time_day", "stat_time_hour"
        ) or header.has_any("real_time_app_install", "Real-time app installs")
