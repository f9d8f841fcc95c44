"""Sources whose reports are recognised but have no reader of their own.

Where such a report is a plain table, whose impressions, installs and spend are called just that,
it is read as one, with the source as its network. All others are refused with what to do instead:
a guess between conversions and installs, or units and millionths, would be worse.
"""

from collections.abc import Callable

from campaigns.importing.readers.generic import Generic
from campaigns.importing.tables.header import Header

OUR_NAMES = "day, network, campaign, creative, country, impressions, clicks, installs, spend"


class Unread(Generic):
    """A source known by its header. `plain`: some of its reports are plain tables."""

    def __init__(
        self,
        key: str,
        label: str,
        shows: Callable[[Header], bool],
        *,
        plain: bool = False,
        reported_by: str = "network",
    ) -> None:
        self.key, self.label, self.shows, self.plain = key, label, shows, plain
        self.reported_by = reported_by
        self.network = label if plain else ""

    def recognises(self, header: Header) -> bool:
        return self.shows(header)

    def refusal(self, header: Header) -> str:
        if self.plain and _is_plain(header):
            return ""
        return (
            f"This is a report of {self.label}, which has no reader here yet. Save it as our own "
            f"CSV with columns from: {OUR_NAMES}."
        )


def _is_plain(header: Header) -> bool:
    return (
        header.has_any("date", "day")
        and header.has_any("impressions", "impression")
        and header.has_any("installs", "install")
        and header.has_any("spend")
        and not any("micro" in name for name in header.names)
    )


def _is_google(header: Header) -> bool:
    return "impr." in (c.casefold() for c in header.cells) or header.has("cost micros")


def _is_liftoff(header: Header) -> bool:
    named = header.has_any("campaign", "campaign name", "network", "source", "media source")
    return header.has("campaign id", "country code", "installs", "cpi") and not named


def _is_vungle(header: Header) -> bool:
    spaced = {"application id", "campaign id"} <= {cell.casefold() for cell in header.cells}
    return spaced and header.has("views")


def _is_branch(header: Header) -> bool:
    return any(name.startswith("lastattributedtouchdatatilde") for name in header.names)


def _is_adjust(header: Header) -> bool:
    own = header.has_any("campaign network", "adgroup network", "campaign id network")
    return own or header.has("partner name", "os name")


UNREAD = (
    Unread("adjust", "Adjust", _is_adjust, reported_by="mmp"),
    Unread(
        "singular",
        "Singular",
        lambda h: h.has_any("adn impressions", "adn cost", "custom installs"),
        reported_by="mmp",
    ),
    Unread("branch", "Branch", _is_branch, reported_by="mmp"),
    Unread("tenjin", "Tenjin", lambda h: h.has("tracked installs"), reported_by="mmp"),
    Unread("kochava", "Kochava", lambda h: False, reported_by="mmp"),
    Unread("google_ads", "Google Ads", _is_google),
    Unread(
        "tiktok",
        "TikTok",
        lambda h: h.has_any("Clicks (destination)", "stat time day", "stat time hour"),
    ),
    Unread(
        "ironsource",
        "ironSource",
        lambda h: h.has("titleBundleId") or h.has("completions", "campaignName"),
        plain=True,
    ),
    Unread(
        "mintegral",
        "Mintegral",
        lambda h: h.has("offer id", "impression", "conversion"),
    ),
    Unread("liftoff", "Liftoff", _is_liftoff, plain=True),
    Unread("vungle", "Vungle", _is_vungle, plain=True),
    Unread(
        "chartboost",
        "Chartboost",
        lambda h: h.has_any("impressionsReceived", "installReceived", "moneySpent"),
    ),
    Unread(
        "digital_turbine",
        "Digital Turbine",
        lambda h: h.has("installCount", "preloadCount"),
    ),
    Unread("moloco", "Moloco", lambda h: h.has("impression", "install", "ipm"), plain=True),
)
