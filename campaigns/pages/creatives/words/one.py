"""What is said of one creative: a badge, a sentence, where it runs."""

from dataclasses import dataclass
from typing import Any

from campaigns import formats
from campaigns.judgement.creatives.creative_page import CreativePage
from campaigns.judgement.creatives.fatigue import VERDICTS
from campaigns.judgement.creatives.fatigue import FallOnNetwork as Judged
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.metrics import Counts
from campaigns.models.choices import Format
from campaigns.stats.creatives.best import MIN_DAYS, Place

FEW_PEERS = "Too few others run where it runs to be firm."
CASE = "most of it comes from networks with an open case"


@dataclass(frozen=True)
class Badge:
    """A shape (`kind`, as the style sheet knows it) and a word."""

    kind: str
    word: str


SURE = ("leader", "barred", "worse")
"""What a ranking says that matters more than why IPM falls."""
FALLING = {
    "falling": Badge("watch", "Falling"),
    "mix": Badge("behind", "Mix, not fatigue"),
    "pulled_back": Badge("behind", "Pulled back"),
    "several": Badge("behind", "Several causes"),
    "season": Badge("behind", "Season"),
    "network": Badge("behind", "Its network fell"),
}
"""Why the IPM of a creative falls without it being tired."""


def is_tired(part: CreativePart) -> bool:
    """Whether its IPM fell where other creatives held."""
    return part.fatigue is not None and part.fatigue.verdict == "fatigue"


def _falls(part: CreativePart) -> Badge | None:
    """The badge of a fall, where it is what must be said of the creative."""
    status = part.place.status if part.place else ""
    if is_tired(part) and status != "barred":
        return Badge("tired", "Fatigue")
    return FALLING.get(part.fatigue.verdict) if part.fatigue and status not in SURE else None


def badge(part: CreativePart) -> Badge:
    """The one badge of a creative: what needs somebody first, then its place."""
    if fall := _falls(part):
        return fall
    place = part.place
    if place is None:
        if part.counts.ipm is None:
            return Badge("no_impressions", "No impressions")
        return Badge("too_little", "Not ranked")
    match place.status:
        case "leader":
            return Badge("leader", f"{chance(place)} likely best")
        case "barred":
            return Badge("case", "Case open")
        case "equal":
            return Badge("met", "As good as the best")
        case "ahead" | "open":
            return Badge("unsure", f"{chance(place)} likely best")
        case "behind":
            return Badge("behind", "A little behind")
        case "worse":
            return Badge("watch", "Probably worse")
        case "few_days":
            return Badge("too_little", "Too early to say")
        case "alone":
            return Badge("too_little", "Only one of its format")
        case _:
            return Badge("too_little", "Nothing to compare with")


def chance(place: Place) -> str:
    """78 %, under 1 %, over 99 %"""
    if place.p_best < 0.01:
        return "under 1 %"
    return "over 99 %" if place.p_best > 0.99 else f"{100 * place.p_best:.0f} %"


def ipm(rate: float | None) -> str:
    """A plain rate as IPM."""
    return formats.ratio(Counts.ipm, None if rate is None else Counts.ipm.scale * rate)


def small_ipm(rate: float) -> str:
    """A loss as IPM, never shown as nothing."""
    return "under 0.01" if Counts.ipm.scale * rate < 0.005 else ipm(rate)


def sentence(part: CreativePart, page: Creatives) -> str:
    """Why it falls, or else where it stands, and what to do about it."""
    if _falls(part):
        return f"{part.fatigue.reason}{' Replace it.' if is_tired(part) else ''}"
    place = part.place
    if place is None:
        return _not_ranked(part)
    first = part.field.first
    match place.status:
        case "leader":
            wrong = f"if that is wrong, it costs {small_ipm(place.loss)} IPM on average"
            return f"Leads {format_of(part)}; {wrong}. Give it more of the budget."
        case "barred":
            return f"It would lead, but {CASE}. Answer that first."
        case "ahead":
            then = "Too early to stop the others." if place.firm else FEW_PEERS
            return (
                f"Ahead so far; betting on it costs {small_ipm(place.loss)} IPM on average. {then}"
            )
        case "equal":
            return (
                f"Betting on it costs {small_ipm(place.loss)} IPM on average: any of them will do."
            )
        case "open":
            then = "Keep both running." if place.firm else FEW_PEERS
            return f"{gap(place, first, page)}, but not surely. {then}"
        case "behind":
            return f"{gap(place, first, page)}: sure, but little."
        case "worse":
            return f"{gap(place, first, page)}. Move its budget or rework it."
        case "few_days":
            days = f"{place.days} settled day{'' if place.days == 1 else 's'}"
            return f"{days} in this range; it is ranked from {MIN_DAYS} on."
        case "alone":
            return f"No other {format_of(part)} has impressions here."
        case _:
            return "Too few others of its format run in its networks and countries."


def _not_ranked(part: CreativePart) -> str:
    if part.counts.ipm is None:
        return "No impressions are reported with it, so it has no IPM."
    if not part.about.format:
        return "Its format is not stated, so there is nothing to compare it with."
    return "All its days in this range are still settling."


def gap(place: Place, first: Place, page: Creatives) -> str:
    """How far it is below the first of its field."""
    part = 1 - place.rate / first.rate
    name = page.about[first.creative].name
    if part < formats.LEVEL:
        return f"Level with “{name}” like for like"
    return f"{100 * part:.0f} % below “{name}” like for like"


def format_of(part: CreativePart) -> str:
    """Its format inside a sentence."""
    return format_words(part.about.format)


def format_words(value: str) -> str:
    """A format inside a sentence."""
    return "creatives without a format" if not value else Format(value).label.lower()


def where_it_runs(place: Place | None) -> str:
    """How far the networks and countries of a creative make its IPM high or low by themselves."""
    if place is None or place.mix is None or abs(place.mix - 1) < 0.05:
        return ""
    word = "higher" if place.mix > 1 else "lower"
    return (
        f"Where it runs, any creative of its format has a {100 * abs(place.mix - 1):.0f} % {word} "
        "IPM; like for like allows for that."
    )


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
    title: str
    text: str
    place: str


def verdict(page: CreativePage) -> CreativeVerdict | None:
    """Where the creative stands; None where it has no counts in the range."""
    part = page.part
    if part is None:
        return None
    place, text = part.place, ""
    if place and place.rank:
        text = (
            f"IPM like for like {ipm(place.rate)}, likely {ipm(place.low)} to {ipm(place.high)}, "
            f"on the settled days of {formats.day_range(page.creatives.judged)}."
        )
        text = f"{text} {where_it_runs(place)}".strip()
    of = f"{place.rank} of {len(part.field.ranked)} in {format_of(part)}" if text else ""
    return CreativeVerdict(badge(part), sentence(part, page.creatives), text, of)


def about(page: CreativePage) -> dict[str, Any]:
    """All that is said of it, by the names that its page gives them."""
    return {
        "about": page.about,
        "verdict": verdict(page),
        "what": what(page),
        "fatigue": page.part and page.part.fatigue,
        "on_networks": on_networks(page.part) if page.part else [],
    }


def what(page: CreativePage) -> list[tuple[str, str]]:
    """What the creative is, line by line."""
    about, lived = page.about, page.lived
    lines = [("Format", str(Format(about.format).label)), ("App", about.app_label)]
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
        OnNetwork(one.name, VERDICTS[one.verdict], _levels(one), one.reason)
        for one in (part.fatigue.networks if part.fatigue else ())
    ]


def _levels(one: Judged) -> str:
    if not one.settled or not one.recent:
        return f"{one.days_live} days live"
    before, now = (formats.ratio(Counts.ipm, level.ipm) for level in (one.settled, one.recent))
    return f"IPM {before}, now {now}"
