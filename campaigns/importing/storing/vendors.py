"""The usual networks and the names that MMP reports give them, so that two reports meet."""

from campaigns.models import Network, plain_name

_KIND = Network.Kind

VENDORS = (
    ("Meta", _KIND.SOCIAL, ("Facebook Ads", "Facebook", "facebook_int", "Meta Ads", "Instagram")),
    ("Google Ads", _KIND.SEARCH, ("googleadwords_int", "AdWords", "google_ads", "Google")),
    ("Apple Search Ads", _KIND.SEARCH, ("Apple Ads", "apple_search_ads", "iad")),
    ("TikTok", _KIND.SOCIAL, ("bytedanceglobal_int", "tiktok_ads", "TikTok for Business")),
    ("Snapchat", _KIND.SOCIAL, ("snapchat_int", "Snap", "Snapchat Ads")),
    ("Reddit", _KIND.SOCIAL, ("reddit_int", "Reddit Ads")),
    ("Unity Ads", _KIND.SDK, ("unityads_int", "Unity")),
    ("AppLovin", _KIND.SDK, ("applovin_int", "Axon")),
    ("ironSource", _KIND.SDK, ("ironsource_int", "Iron Source", "LevelPlay")),
    ("Mintegral", _KIND.SDK, ("mintegral_int",)),
    ("Liftoff", _KIND.DSP, ("liftoff_int",)),
    ("Vungle", _KIND.SDK, ("vungle_int", "Liftoff Monetize")),
    ("Moloco", _KIND.DSP, ("moloco_int", "Moloco Ads")),
    ("Chartboost", _KIND.SDK, ("chartboosts2s_int", "chartboost_int")),
    ("Digital Turbine", _KIND.DSP, ("digitalturbine_int",)),
    ("Organic", _KIND.ORGANIC, ("organic installs", "unattributed")),
)
_BY_NAME = {
    plain_name(name): (main, kind, aliases)
    for main, kind, aliases in VENDORS
    for name in (main, *aliases)
}


def is_usual(name: str) -> bool:
    """Whether a name is one of a usual network."""
    return plain_name(name) in _BY_NAME


def new_network(name: str) -> Network:
    """Create the network that a report calls `name`: a usual one with all its names."""
    main, kind, aliases = _BY_NAME.get(plain_name(name), (name, _KIND.OTHER, ()))
    return Network.objects.create(name=main, kind=kind, aliases="\n".join(aliases))
