"""Where one creative stands in its format: a few words, and a sentence with what to do."""

from campaigns import formats
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.judgement.creatives.standings import STOPPED_DAYS
from campaigns.metrics import Counts
from campaigns.models.choices import Format
from campaigns.stats.creatives.best import MIN_DAYS, Likely, Place

FEW_PEERS = "Too few others run where it runs to be firm."
CASE = "most of it comes from networks with an open case"
WORDS = {
    "leader": "Leads",
    "ahead": "Ahead so far",
    "equal": "As good as the best",
    "open": "Too early to say",
    "behind": "A little behind",
    "worse": "Probably worse",
    "far_mix": "No rank: runs elsewhere",
    "tired": "No rank: tired",
    "case_open": "No rank: case open",
    "stopped": "No rank: stopped",
    "few_days": "Too early to say",
    "alone": "Only one of its format",
    "no_peers": "Nothing to compare with",
}
"""What each status of a place is called."""


def standing(part: CreativePart) -> str:
    """Its place in a few words."""
    if part.place is None:
        return "No impressions" if part.counts.ipm is None else "Not ranked"
    return WORDS[part.place.status]


def sentence(part: CreativePart, page: Creatives) -> str:
    """Where it stands, and what to do about it."""
    place = part.place
    if place is None:
        return _not_ranked(part)
    match place.status:
        case "leader":
            return (
                f"Leads {format_of(part)}. Give it more of the budget; if we are wrong, you lose "
                f"{loss(place)} of its IPM."
            )
        case "ahead":
            then = "Too early to stop the others." if place.firm else FEW_PEERS
            return f"Ahead so far. {then} If we are wrong, you lose {loss(place)} of its IPM."
        case "equal":
            return f"Any of them will do: if we are wrong, you lose {loss(place)} of its IPM."
        case "far_mix":
            return (
                "No rank: any creative of its format has "
                f"{distance(place.mix)} IPM where it runs, too far from the others to compare."
            )
        case "tired":
            return "No rank: it is tired."
        case "case_open":
            return f"No rank: {CASE}. Answer that first."
        case "stopped":
            return f"No rank: not shown on the last {STOPPED_DAYS} settled days here."
        case "few_days":
            days = f"{place.days} settled day{'' if place.days == 1 else 's'}"
            return f"{days} in this range; it is ranked from {MIN_DAYS} on."
        case "alone":
            return f"No other {format_of(part)} has impressions here."
        case "no_peers":
            return "Too few others of its format run in its networks and countries."
    return _below(place, gap(part, page))


def _below(place: Place, below: str) -> str:
    """How far it is below the first, and what then."""
    if place.status == "worse":
        return f"{below}. Move its budget or rework it."
    if place.status == "behind":
        return f"{below}: sure, but little."
    return f"{below}, but not surely. {'Keep both running.' if place.firm else FEW_PEERS}"


def _not_ranked(part: CreativePart) -> str:
    if part.counts.ipm is None:
        return "No impressions are reported with it, so it has no IPM."
    if not part.about.format:
        return "Its format is not stated, so there is nothing to compare it with."
    return "All its days in this range are still settling."


def gap(part: CreativePart, page: Creatives) -> str:
    """How far it is below the first of its field; a dash where it is held against none."""
    if part.place is None or part.first is None:
        return formats.NO_DATA
    less = 1 - part.place.over(part.first)
    name = page.name(part.first)
    if less < formats.LEVEL:
        return f"Level with “{name}” like for like"
    return f"{100 * less:.0f} % below “{name}” like for like"


def like_for_like(ratio: Likely) -> str:
    """35 % above what others get in its networks and countries, likely 12 to 60 %"""
    return f"{_apart(ratio.value)} what others get in its networks and countries, {_likely(ratio)}"


def _apart(ratio: float) -> str:
    if abs(ratio - 1) < formats.LEVEL:
        return "Level with"
    return f"{_part(ratio)} % {'above' if ratio > 1 else 'below'}"


def _likely(ratio: Likely) -> str:
    low, high = ratio.low, ratio.high
    if formats.says_little(low, high):
        return formats.TOO_EARLY
    if low < 1 < high:
        return f"likely {_part(low)} % below to {_part(high)} % above"
    near, far = sorted((low, high), key=lambda end: abs(end - 1))
    return f"likely {_part(near)} to {_part(far)} %"


def _part(ratio: float) -> str:
    return f"{100 * abs(ratio - 1):.0f}"


def judged_as(place: Place) -> str:
    """What it is judged as where that is not what is reported; else nothing."""
    span = place.in_its_cells
    if span is None or not place.judged_apart:
        return ""
    return f"Few comparable installs: judged as {ipm(span.value)}."


def where_it_runs(place: Place) -> str:
    """How far the networks and countries of a creative make its IPM high or low by themselves."""
    if abs(place.mix - 1) < 0.05:
        return ""
    return (
        f"Where it runs, any creative of its format has {distance(place.mix)} IPM; like for like "
        "allows for that."
    )


def distance(mix: float) -> str:
    """a 45 % lower"""
    return f"a {100 * abs(mix - 1):.0f} % {'higher' if mix > 1 else 'lower'}"


def chance(place: Place) -> str:
    """78 %, under 1 %, over 99 %"""
    if place.p_best < 0.01:
        return "under 1 %"
    return "over 99 %" if place.p_best > 0.99 else f"{100 * place.p_best:.0f} %"


def loss(place: Place) -> str:
    """What it costs on average if it is not the best, as a part of its IPM: about 3 %, under 1 %"""
    part = place.relative_loss
    return "under 1 %" if part < 0.01 else f"about {100 * part:.0f} %"


def ipm(rate: float | None) -> str:
    """A plain rate as IPM."""
    return formats.ratio(Counts.ipm, None if rate is None else Counts.ipm.scale * rate)


def format_of(part: CreativePart) -> str:
    """Its format inside a sentence."""
    return format_words(part.about.format)


def format_words(value: str) -> str:
    """A format inside a sentence."""
    return "creatives without a format" if not value else Format(value).label.lower()
