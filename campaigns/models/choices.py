"""The words that a field may hold, with the names that people read."""

import pycountry
from django.db import models

NOT_STATED = "Not stated"
UNKNOWN_COUNTRY = "ZZ"
COUNTRIES = {
    country.alpha_2: getattr(country, "common_name", country.name)
    for country in pycountry.countries
}
COUNTRIES[UNKNOWN_COUNTRY] = NOT_STATED


def country_choices() -> list[tuple[str, str]]:
    """Codes and names, "Not stated" first. A function: a renamed country needs no migration."""
    known = sorted(COUNTRIES.items(), key=lambda choice: choice[1])
    return sorted(known, key=lambda choice: choice[0] != UNKNOWN_COUNTRY)


class Platform(models.TextChoices):
    ANDROID = "android", "Android"
    IOS = "ios", "iOS"


class Targeting(models.TextChoices):
    NOT_STATED = "", NOT_STATED
    BROAD = "broad", "Broad"
    LOOKALIKE = "lookalike", "Lookalike"
    INTEREST = "interest", "Interest"
    RETARGETING = "retargeting", "Retargeting"
    KEYWORD = "keyword", "Keyword"
    OTHER = "other", "Other"


class BidType(models.TextChoices):
    NOT_STATED = "", NOT_STATED
    CPI = "cpi", "CPI"
    CPM = "cpm", "CPM"
    CPC = "cpc", "CPC"
    CPA = "cpa", "CPA"
    ROAS = "roas", "ROAS"
    OTHER = "other", "Other"


class Format(models.TextChoices):
    NOT_STATED = "", NOT_STATED
    REWARDED_VIDEO = "rewarded_video", "Rewarded video"
    VIDEO = "video", "Video"
    PLAYABLE = "playable", "Playable"
    INTERSTITIAL = "interstitial", "Interstitial"
    BANNER = "banner", "Banner"
    NATIVE = "native", "Native"
    TEXT = "text", "Text"
    SEARCH = "search", "Search"
    OTHER = "other", "Other"


class Reporter(models.TextChoices):
    """Who counted; of one network's day the first of these that has any row is shown."""

    NETWORK = "network", "Network"
    MMP = "mmp", "MMP"
    SKAN = "skan", "SKAN"
