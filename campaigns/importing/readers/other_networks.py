"""Networks without apps of their own kind, by the names of their connectors' tables."""

from collections.abc import Mapping

from campaigns.importing.readers.base import COMMON, Reader, add_columns
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names

KEYS = COMMON | names(
    day="date, day",
    campaign="campaign_name",
    campaign_id="campaign_id",
    creative="ad_name",
    country="country, country_code",
    impressions="impressions",
    clicks="clicks",
)


class LinkedIn(Reader):
    """Spend in dollars stands beside that in the account's currency."""

    key = "linkedin"
    label = "LinkedIn"
    network = "LinkedIn"
    columns = KEYS | names(spend="cost")

    def recognises(self, header: Header) -> bool:
        return header.has_any("cost_in_usd", "cost_in_local_currency")


class MicrosoftAds(Reader):
    """`network` there is where the ad stood, Bing or a partner."""

    key = "microsoft_ads"
    label = "Microsoft Ads"
    network = "Microsoft Ads"
    columns = KEYS | names(creative_id="ad_id", spend="spend")
    parts = names(installs="conversions, conversions_qualified, all_conversions")

    def recognises(self, header: Header) -> bool:
        return header.has("bid_match_type", "delivered_match_type")


class Pinterest(Reader):
    """Earned and paid counts stand in two columns each, and are added."""

    key = "pinterest"
    label = "Pinterest"
    network = "Pinterest"
    currency = "USD"
    columns = KEYS | names(
        creative_id="pin_promotion_id",
        impressions="impression_1",
        clicks="clickthrough_1",
        spend="spend_in_micro_dollar",
    )
    parts = names(installs="total_conversions")

    def recognises(self, header: Header) -> bool:
        return header.has_any("pin_promotion_id", "spend_in_micro_dollar")

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        add_columns(report, values, impressions="impression_2", clicks="clickthrough_2")


class X(Reader):
    """X, called Twitter in its tables. A day begins at the account's midnight, written in UTC."""

    key = "x"
    label = "X"
    network = "X"
    columns = KEYS | names(creative_id="promoted_tweet_id", spend="billed_charge_local_micro")

    def recognises(self, header: Header) -> bool:
        return header.has_any("billed_charge_local_micro", "promoted_tweet_id")
