"""One module per vendor; `recognise.py` finds the one that fits a file."""

from campaigns.importing.readers.adjust import Adjust
from campaigns.importing.readers.apple_ads import AppleAds
from campaigns.importing.readers.applovin import AppLovin
from campaigns.importing.readers.appsflyer import AppsFlyer
from campaigns.importing.readers.base import Reader
from campaigns.importing.readers.branch import Branch
from campaigns.importing.readers.chartboost import Chartboost
from campaigns.importing.readers.dbt import AdReporting
from campaigns.importing.readers.digital_turbine import DigitalTurbine
from campaigns.importing.readers.evidence import EVIDENCE
from campaigns.importing.readers.generic import Generic
from campaigns.importing.readers.google_ads import GoogleAds
from campaigns.importing.readers.ironsource import IronSource
from campaigns.importing.readers.kochava import Kochava
from campaigns.importing.readers.liftoff import Liftoff
from campaigns.importing.readers.meta import Meta
from campaigns.importing.readers.mintegral import Mintegral
from campaigns.importing.readers.moloco import Moloco
from campaigns.importing.readers.other_networks import LinkedIn, MicrosoftAds, Pinterest, X
from campaigns.importing.readers.reddit import Reddit
from campaigns.importing.readers.singular import Singular
from campaigns.importing.readers.snapchat import Snapchat
from campaigns.importing.readers.stores import STORES
from campaigns.importing.readers.tenjin import Tenjin
from campaigns.importing.readers.tiktok import TikTok
from campaigns.importing.readers.unity import Unity
from campaigns.importing.readers.vungle import Vungle

GENERIC = Generic()
READERS: tuple[Reader, ...] = (
    AppsFlyer(),
    Adjust(),
    Singular(),
    Kochava(),
    Tenjin(),
    Branch(),
    Meta(),
    GoogleAds(),
    AppleAds(),
    TikTok(),
    Snapchat(),
    Reddit(),
    Unity(),
    AppLovin(),
    IronSource(),
    Mintegral(),
    Liftoff(),
    Vungle(),
    Moloco(),
    Chartboost(),
    DigitalTurbine(),
    LinkedIn(),
    MicrosoftAds(),
    Pinterest(),
    X(),
    AdReporting(),
    *STORES,
    GENERIC,
    *EVIDENCE,
)
VENDORS = READERS[: READERS.index(GENERIC)]
RECOGNISED: tuple[Reader, ...] = (*VENDORS, *EVIDENCE)
SOURCES: tuple[str, ...] = tuple(reader.key for reader in READERS)
"""The keys that a source may be stated by."""
