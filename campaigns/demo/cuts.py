"""Cuts of the demo's ads: of another length, shape or language, each for one campaign.

A campaign shows its cut in the place of the ad, so that there is no row and no impression more.
Lengths and shapes take turns over all concepts, languages follow the countries.
"""

from collections import Counter
from dataclasses import replace

from campaigns.demo.ads import Ad
from campaigns.demo.naming import CREATIVES
from campaigns.models.choices import Format
from campaigns.naming.template import template

LENGTHS = ("30s", "20s", "15s")
SHAPES: dict[str, tuple[str, ...]] = {
    Format.REWARDED_VIDEO: ("9x16", "16x9", "1x1"),
    Format.PLAYABLE: ("9x16", "16x9"),
    Format.INTERSTITIAL: ("1200x628", "9x16", "16x9"),
}
LANGUAGES = {"EU+JP": "DE", "LATAM": "PT"}
"""The language of a region's cuts, where it is not English."""


class Cuts:
    """The cuts of all ads, numbered in the order in which campaigns ask."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()

    def shown(self, ad: Ad, network: str, region: str) -> Ad:
        """What a campaign shows of an ad: the ad itself at home, elsewhere the next cut of it."""
        if ad.home is None or network in ad.home:
            return ad
        self.made[ad.name] += 1
        return replace(ad, name=_name(ad, self.made[ad.name], region))


def _name(ad: Ad, number: int, region: str) -> str:
    rule = template(CREATIVES)
    said = {part.field: part.written for part in rule.read(ad.name, {}) or ()}
    shapes = SHAPES[ad.format]
    said["length"] = LENGTHS[(number - 1) % len(LENGTHS)]
    said["size"] = shapes[number // 2 % len(shapes)]
    said["language"] = LANGUAGES.get(region, "EN")
    said["version"] = f"v{int(said['version'][1:]) + number}"
    return rule.render(said)
