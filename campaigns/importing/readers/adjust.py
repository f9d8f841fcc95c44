"""Adjust: the report service's CSV, and the older one of KPIs."""

from collections.abc import Mapping

from campaigns.importing.readers.base import COMMON, Mmp, split_ids
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names, plain


class Adjust(Mmp):
    """An MMP. `campaign` and `creative` are "name (id)"; the network's own figures stand beside.

    Slugs are the headers; with readable names they are in the account's language.
    """

    key = "adjust"
    label = "Adjust"
    columns = COMMON | names(
        day="day, date, Day (date), 日 (日期), 日期",
        app="app, app_name",
        store_id="store_id",
        platform="os_name",
        network="partner_name, network, partner, channel, Channel (attribution), 渠道 (归因)",
        campaign="campaign_network, campaign, Campaign (attribution)",
        campaign_id="campaign_id_network",
        creative="creative_network, creative",
        creative_id="creative_id_network",
        country="country_code, country",
        impressions="impressions, 展示",
        clicks="clicks, 点击",
        installs="installs, 安装",
        spend="cost, network_cost, adjust_cost, ad spend",
        revenue_d7="all_revenue_total_d7",
    )
    parts = names(
        impressions="network_impressions",
        clicks="network_clicks",
        installs="network_installs, skad_installs, skad_total_installs",
    )

    def recognises(self, header: Header) -> bool:
        return (
            header.has_any("campaign_network", "adgroup_network", "campaign_id_network")
            or header.has("partner_name", "os_name")
            or header.has("tracker_token", "app_token")
            or header.has("日 (日期)", "渠道 (归因)")
            or header.has("Day (date)", "Channel (attribution)")
        )

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        super().finish(report, values)
        for kind in ("campaign", "creative"):
            if kind in report.columns.at and plain(report.named(kind)) == kind:
                split_ids(values, kind)
