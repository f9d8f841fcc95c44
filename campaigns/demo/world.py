"""The invented world of the demo: who advertises where, and what is usual there.

A row's usual CTR and CVR are products of the tables below: format, country, app, network, creative.
All names are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.demo.plants import (
    DROPPING,
    GROWING,
    GROWTH,
    NEW_NETWORK,
    RICH,
    STORE_PAGE,
)
from campaigns.models import Network
from campaigns.models.choices import BidType, Format, Platform, Targeting

Region = tuple[str, tuple[str, ...]]

NORTH_AMERICA: Region = ("US+CA", RICH[:2])
EUROPE_JAPAN: Region = ("EU+JP", RICH[2:])
LOW: Region = ("LATAM+Asia", GROWTH)
LATIN_AMERICA: Region = ("LATAM", GROWTH[:2])
ASIA: Region = ("Asia", GROWTH[2:])


@dataclass(frozen=True)
class Usual:
    """CTR and CVR, as shares or as factors on them."""

    ctr: float
    cvr: float


@dataclass(frozen=True)
class Country:
    """Factors on CTR and CVR, the price of an install, the relative size, money of a user in D7."""

    usual: Usual
    bid: float
    size: float
    revenue: float


@dataclass(frozen=True)
class DemoApp:
    name: str
    platform: str
    initials: str
    store_id: str
    target_ipm: float
    share: float
    usual: Usual
    store_page: str = ""
    """Its custom page, where it has one."""
    target_roas_d7: float = 0.20


@dataclass(frozen=True)
class DemoPlan:
    """A network's campaign for each app; `share` is its part of the network's impressions."""

    targeting: str
    bid: str
    region: Region
    share: float
    tests_page: bool = False


@dataclass(frozen=True)
class DemoNetwork:
    """`impressions` a day over both apps; `formats` maps a format to its share and its creatives
    per campaign; `price`, `retention` and `revenue` are factors on what is usual."""

    name: str
    kind: str
    impressions: float
    usual: Usual
    formats: Mapping[str, tuple[float, int]]
    plans: tuple[DemoPlan, ...]
    price: float = 1.0
    retention: float = 1.0
    revenue: float = 1.0
    rejected: float = 0.015
    silent: bool = False
    """Reports neither impressions nor creatives."""


APPS = (
    DemoApp(
        "Merge Harbor", Platform.ANDROID, "MH", "demo.mergeharbor", 6.0, 0.58, Usual(1.12, 1.0)
    ),
    DemoApp(
        "Tile Garden",
        Platform.IOS,
        "TG",
        "demo.tilegarden",
        6.0,
        0.42,
        Usual(1.18, 1.08),
        STORE_PAGE,
    ),
)

USUAL = {
    Format.REWARDED_VIDEO: Usual(0.038, 0.195),
    Format.PLAYABLE: Usual(0.049, 0.205),
    Format.INTERSTITIAL: Usual(0.019, 0.180),
    Format.BANNER: Usual(0.006, 0.160),
    Format.NOT_STATED: Usual(0.012, 0.068),
}
"""CTR and CVR of a format in the United States."""

COUNTRIES = {
    "US": Country(Usual(1.00, 1.00), 2.60, 1.00, 0.62),
    "CA": Country(Usual(0.97, 0.99), 2.30, 0.14, 0.52),
    "GB": Country(Usual(0.94, 1.00), 2.35, 0.24, 0.50),
    "DE": Country(Usual(0.90, 0.98), 2.20, 0.30, 0.46),
    "FR": Country(Usual(0.84, 0.97), 1.95, 0.20, 0.38),
    "JP": Country(Usual(0.80, 0.98), 2.60, 0.22, 0.60),
    "BR": Country(Usual(0.58, 0.95), 0.85, 0.90, 0.14),
    "MX": Country(Usual(0.64, 0.96), 0.95, 0.45, 0.16),
    "IN": Country(Usual(0.46, 0.93), 0.48, 1.00, 0.06),
    "ID": Country(Usual(0.50, 0.94), 0.60, 0.65, 0.08),
}

RETAINED_D1, RETAINED_D7 = 0.268, 0.425
"""The part of the installs that returns on day 1, and the part of those that does on day 7."""

WEEKDAYS = (1.0, 0.98, 0.97, 0.98, 1.02, 1.1, 1.08)
"""Impressions by weekday, Monday first."""

NETWORKS = (
    DemoNetwork(
        "Lumio Ads",
        Network.Kind.SDK,
        350_000,
        Usual(1.02, 1.0),
        {
            Format.REWARDED_VIDEO: (0.65, 3),
            Format.PLAYABLE: (0.15, 1),
            Format.INTERSTITIAL: (0.20, 1),
        },
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, NORTH_AMERICA, 0.40, tests_page=True),
            DemoPlan(Targeting.LOOKALIKE, BidType.ROAS, EUROPE_JAPAN, 0.34),
            DemoPlan(Targeting.BROAD, BidType.CPI, LOW, 0.18),
            DemoPlan(Targeting.INTEREST, BidType.CPM, NORTH_AMERICA, 0.08),
        ),
    ),
    DemoNetwork(
        DROPPING,
        Network.Kind.SDK,
        160_000,
        Usual(0.95, 1.0),
        {
            Format.REWARDED_VIDEO: (0.60, 2),
            Format.PLAYABLE: (0.08, 1),
            Format.INTERSTITIAL: (0.32, 1),
        },
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, NORTH_AMERICA, 0.40),
            DemoPlan(Targeting.LOOKALIKE, BidType.CPI, EUROPE_JAPAN, 0.30),
            DemoPlan(Targeting.BROAD, BidType.CPI, LOW, 0.30),
        ),
        price=1.12,
    ),
    DemoNetwork(
        "Playgrid",
        Network.Kind.SDK,
        188_000,
        Usual(1.02, 1.0),
        {Format.PLAYABLE: (0.55, 2), Format.REWARDED_VIDEO: (0.45, 2)},
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, NORTH_AMERICA, 0.46, tests_page=True),
            DemoPlan(Targeting.LOOKALIKE, BidType.ROAS, EUROPE_JAPAN, 0.40, tests_page=True),
            DemoPlan(Targeting.BROAD, BidType.CPI, LOW, 0.14),
        ),
        price=0.82,
    ),
    DemoNetwork(
        "Rewardly",
        Network.Kind.OTHER,
        59_000,
        Usual(1.20, 1.10),
        {Format.REWARDED_VIDEO: (0.60, 2), Format.PLAYABLE: (0.40, 1)},
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, NORTH_AMERICA, 0.60),
            DemoPlan(Targeting.BROAD, BidType.CPI, EUROPE_JAPAN, 0.40),
        ),
        price=0.30,
        retention=0.153,
        revenue=0.05,
        rejected=0.03,
    ),
    DemoNetwork(
        GROWING,
        Network.Kind.DSP,
        222_000,
        Usual(1.08, 1.01),
        {
            Format.REWARDED_VIDEO: (0.45, 2),
            Format.INTERSTITIAL: (0.33, 1),
            Format.BANNER: (0.22, 1),
        },
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, LATIN_AMERICA, 0.45),
            DemoPlan(Targeting.BROAD, BidType.CPI, ASIA, 0.40),
            DemoPlan(Targeting.LOOKALIKE, BidType.CPC, ASIA, 0.15),
        ),
        price=1.3,
        rejected=0.02,
    ),
    DemoNetwork(
        "Vantage DSP",
        Network.Kind.DSP,
        250_000,
        Usual(0.95, 0.99),
        {
            Format.REWARDED_VIDEO: (0.66, 2),
            Format.INTERSTITIAL: (0.26, 1),
            Format.BANNER: (0.08, 1),
        },
        (
            DemoPlan(Targeting.LOOKALIKE, BidType.CPM, NORTH_AMERICA, 0.40),
            DemoPlan(Targeting.INTEREST, BidType.CPM, EUROPE_JAPAN, 0.36),
            DemoPlan(Targeting.BROAD, BidType.CPC, LOW, 0.24),
        ),
    ),
    DemoNetwork(
        NEW_NETWORK,
        Network.Kind.SDK,
        4_900,
        Usual(0.88, 0.98),
        {Format.REWARDED_VIDEO: (1.0, 2)},
        (
            DemoPlan(Targeting.BROAD, BidType.CPI, NORTH_AMERICA, 0.50),
            DemoPlan(Targeting.BROAD, BidType.CPI, LOW, 0.50),
        ),
    ),
    DemoNetwork(
        "Circle Social",
        Network.Kind.SOCIAL,
        540_000,
        Usual(1.0, 1.0),
        {Format.NOT_STATED: (1.0, 1)},
        (
            DemoPlan(Targeting.INTEREST, BidType.CPC, NORTH_AMERICA, 0.46),
            DemoPlan(Targeting.LOOKALIKE, BidType.ROAS, EUROPE_JAPAN, 0.34),
            DemoPlan(Targeting.BROAD, BidType.CPC, LOW, 0.20),
        ),
        price=1.2,
        silent=True,
    ),
)
