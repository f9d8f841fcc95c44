"""One module per vendor; `recognise.py` finds the one that fits a file."""

from campaigns.importing.readers.apple_ads import AppleAds
from campaigns.importing.readers.applovin import AppLovin
from campaigns.importing.readers.appsflyer import AppsFlyer
from campaigns.importing.readers.base import Reader
from campaigns.importing.readers.evidence import EVIDENCE
from campaigns.importing.readers.generic import Generic
from campaigns.importing.readers.meta import Meta
from campaigns.importing.readers.reddit import Reddit
from campaigns.importing.readers.snapchat import Snapchat
from campaigns.importing.readers.unity import Unity
from campaigns.importing.readers.unsupported import UNREAD

GENERIC = Generic()
READERS: tuple[Reader, ...] = (
    AppsFlyer(),
    AppleAds(),
    Meta(),
    Unity(),
    AppLovin(),
    Snapchat(),
    Reddit(),
    GENERIC,
    *EVIDENCE,
)
RECOGNISED: tuple[Reader, ...] = (*READERS[: READERS.index(GENERIC)], *UNREAD, *EVIDENCE)
"""Those that know their own header."""
SOURCES: tuple[str, ...] = tuple(reader.key for reader in (*READERS, *UNREAD))
"""The keys that a source may be stated by; `read_report` says which have no reader yet."""
