"""The usual networks and the names that MMP reports give them, so that two reports meet."""

from collections.abc import Mapping

from campaigns.importing.storing.named import NameLog
from campaigns.models import Network, plain_name

_KIND = Network.Kind

VENDORS: tuple[tuple[str, Network.Kind, tuple[str, ...]], ...] = (
    (
        "Meta",
        _KIND.SOCIAL,
        (
            *("Facebook Ads", "Facebook", "facebook_int", "Meta Ads", "Instagram"),
            *("Facebook Installs", "Instagram Installs", "Off-Facebook Installs"),
            *("Messenger Installs", "Facebook Messenger Installs", "Audience Network Installs"),
        ),
    ),
    (
        "Google Ads",
        _KIND.SEARCH,
        (
            *("googleadwords_int", "AdWords", "google_ads", "Google", "Google AdWords"),
            *("Google Ads ACI", "Google Ads ACE", "Google Ads UAC", "Google Universal App"),
        ),
    ),
    (
        "Apple Search Ads",
        _KIND.SEARCH,
        ("Apple Ads", "apple_search_ads", "iad", "Apple Search Ads Installs"),
    ),
    (
        "TikTok",
        _KIND.SOCIAL,
        (
            *("bytedanceglobal_int", "tiktokglobal_int", "tiktok_ads", "TikTok for Business"),
            *("TikTok SAN", "TikTok Installs"),
        ),
    ),
    ("Snapchat", _KIND.SOCIAL, ("snapchat_int", "Snap", "Snapchat Ads", "Snapchat Installs")),
    ("Reddit", _KIND.SOCIAL, ("reddit_int", "Reddit Ads", "Reddit Installs")),
    ("Pinterest", _KIND.SOCIAL, ("pinterest_int", "Pinterest Ads")),
    ("LinkedIn", _KIND.SOCIAL, ("linkedin_int", "LinkedIn Ads")),
    ("X", _KIND.SOCIAL, ("Twitter", "twitter_int", "Twitter Ads", "Twitter Installs", "X Ads")),
    ("Microsoft Ads", _KIND.SEARCH, ("Bing Ads", "bingsearch_int", "Microsoft Advertising")),
    ("Unity Ads", _KIND.SDK, ("unityads_int", "Unity")),
    ("AppLovin", _KIND.SDK, ("applovin_int", "Axon", "Axon by AppLovin", "AppLovin Installs")),
    ("ironSource", _KIND.SDK, ("ironsource_int", "Iron Source", "LevelPlay", "ironSrc")),
    ("Mintegral", _KIND.SDK, ("mintegral_int",)),
    ("Liftoff", _KIND.DSP, ("liftoff_int",)),
    ("Vungle", _KIND.SDK, ("vungle_int", "Liftoff Monetize")),
    ("Moloco", _KIND.DSP, ("moloco_int", "Moloco Ads", "Moloco DSP")),
    ("Chartboost", _KIND.SDK, ("chartboosts2s_int", "chartboost_int")),
    ("Digital Turbine", _KIND.DSP, ("digitalturbine_int",)),
    ("Organic", _KIND.ORGANIC, ("organic installs",)),
    ("Unattributed", _KIND.NONE, ("unattributed installs",)),
    ("Untrusted Devices", _KIND.NONE, ("untrusted devices installs",)),
    ("Restricted", _KIND.NONE, ()),
)
_BY_NAME = {
    plain_name(name): (main, kind, aliases)
    for main, kind, aliases in VENDORS
    for name in (main, *aliases)
}


def is_usual(name: str) -> bool:
    """Whether a usual network goes by that name."""
    return plain_name(name) in _BY_NAME


def usual_name(name: str) -> str:
    """The name of the usual network that goes by that name, else the name itself."""
    return _BY_NAME.get(plain_name(name), (name,))[0]


def network_called(name: str, known: Mapping[str, Network], log: NameLog) -> tuple[Network, bool]:
    """The network that a report calls `name`, and whether it is new: a usual one with its names.

    `known` are the stored ones by their plain names. Where the usual one is stored without that
    name, it is known by it from now on.
    """
    main, kind, aliases = _BY_NAME.get(plain_name(name), (name, _KIND.OTHER, ()))
    stored = known.get(plain_name(main))
    if stored is None:
        return log.make(Network, name=main, kind=kind, aliases="\n".join(aliases)), True
    log.change(stored, aliases="\n".join(filter(None, [stored.aliases.strip(), name])))
    return stored, False
