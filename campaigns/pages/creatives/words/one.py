"""What is said of one creative: a badge with its reason, where it stands, where it runs."""

from dataclasses import dataclass
from typing import Any

from campaigns import formats
from campaigns.judgement.creatives.creative_page import CreativePage
from campaigns.judgement.creatives.fall_words import levels
from campaigns.judgement.creatives.fatigue import SCALE
from campaigns.judgement.creatives.ranking import CreativePart
from campaigns.models.choices import Format
from campaigns.pages.creatives.words.standing import (
    format_of,
    judged_as,
    like_for_like,
    sentence,
    where_it_runs,
)


@dataclass(frozen=True)
class Badge:
    """A shape (`kind`, as the style sheet knows it) and a word."""

    kind: str
    word: str


CANNOT_SAY = Badge("not_enough", "Can’t say")
BADGES = {
    "act": Badge("act", "Act"),
    "watch": Badge("watch", "Watch"),
    "fine": Badge("fine", "Fine"),
    "cannot_say": CANNOT_SAY,
}
"""The scale of the whole site."""
TITLES = {
    "fatigue": "It is tired",
    "network": "Its network fell, not it",
    "pulled_back": "The network shows it less",
    "mix": "Its countries changed, not it",
    "season": "Everything fell with it",
    "steady": "It holds its level",
    "cannot_say": "Can’t say whether it is tired",
}
"""What each verdict says of the creative."""


def is_tired(part: CreativePart) -> bool:
    """Whether its IPM fell where those that ran beside it held."""
    return part.fatigue is not None and part.fatigue.verdict == "fatigue"


def badge(part: CreativePart) -> Badge:
    """The one badge of a creative."""
    return BADGES[part.fatigue.level] if part.fatigue else CANNOT_SAY


def reason(part: CreativePart) -> str:
    """The one line that stands beside the badge."""
    if part.fatigue:
        return part.fatigue.reason
    if not part.about.stated:
        return "Reported without a creative."
    if part.counts.ipm is None:
        return "No impressions are reported with it."
    return "Not shown in the last fortnight that is settled."


def mix(part: CreativePart, most: int = 2) -> str:
    """62 % Lumio Ads, 20 % Kite, 3 more"""
    words = [f"{percent(share.part)} {share.name}" for share in part.mix[:most]]
    rest = len(part.mix) - most
    return ", ".join([*words, f"{rest} more"] if rest > 0 else words)


def percent(part: float) -> str:
    """A part of the whole: 62 %, under 1 %"""
    return "under 1 %" if 0 < part < 0.01 else f"{100 * part:.0f} %"


@dataclass(frozen=True)
class CreativeVerdict:
    """What stands in the verdict card of a creative."""

    badge: Badge
    reason: str
    title: str
    text: str
    place: str


def verdict(page: CreativePage) -> CreativeVerdict | None:
    """Where the creative stands; None where it has no counts in the range."""
    part = page.part
    if part is None:
        return None
    place, text, of = part.place, "", ""
    if place and (ratio := place.ratio):
        days = formats.day_range(page.creatives.judged)
        told = (
            f"{like_for_like(ratio)}, on the settled days of {days}.",
            judged_as(place),
            where_it_runs(place) if place.rank else "",
        )
        text = " ".join(filter(None, told))
    if place and part.field and place.rank:
        of = f"{place.rank} of {len(part.field.ranked)} in {format_of(part)}"
    return CreativeVerdict(badge(part), reason(part), sentence(part, page.creatives), text, of)


def about(page: CreativePage) -> dict[str, Any]:
    """All that is said of it, by the names that its page gives them."""
    fatigue = page.part.fatigue if page.part else None
    return {
        "about": page.about,
        "verdict": verdict(page),
        "what": what(page),
        "tired_title": TITLES[fatigue.verdict] if fatigue else "",
        "on_networks": on_networks(page.part) if page.part else [],
    }


def what(page: CreativePage) -> list[tuple[str, str]]:
    """What the creative is, line by line."""
    about, lived = page.about, page.lived
    said = f"{Format(about.format).label}{', from the name' if about.from_name else ''}"
    lines = [("Format", said), ("App", about.app_label)]
    if about.tags:
        lines.append(("Tags", ", ".join(about.tags)))
    if lived:
        period = page.lived_query.period
        shown = sum(1 for _, counts, _ in lived.days if counts.impressions)
        lines.append(("Live", f"{formats.day_range(period)}, on {formats.count(shown)} days"))
    if page.part and page.part.mix:
        lines.append(("Networks", mix(page.part, most=6)))
    return lines


@dataclass(frozen=True)
class OnNetwork:
    """A network's line in the card about fatigue."""

    name: str
    word: str
    levels: str
    reason: str


def on_networks(part: CreativePart) -> list[OnNetwork]:
    """What the judgement of fatigue says of each network, and the two levels it compares."""
    return [
        OnNetwork(
            one.name,
            BADGES[SCALE[one.verdict]].word,
            "" if one.fall.kind in ("tired", "steady") else levels(one.fall),
            one.reason,
        )
        for one in (part.fatigue.networks if part.fatigue else ())
    ]
