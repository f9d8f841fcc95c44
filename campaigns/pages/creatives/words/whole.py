"""What is said of all creatives: the answer of the page, what to do, how the ranking came about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns import formats, reports
from campaigns.english import listed
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.judgement.creatives.standings import RANKED_DAYS, FieldKey
from campaigns.judgement.headline import Headline
from campaigns.metrics import Counts
from campaigns.pages.creatives.words.one import is_tired, percent
from campaigns.pages.creatives.words.standing import (
    chance,
    distance,
    format_of,
    format_words,
    gap,
    loss,
)
from campaigns.stats.creatives.best import BEHIND_P, MIN_DAYS, Field, Place

MOST_TO_DO = 5
SURE = ("leader",)
POOR = ("worse",)
SMALLEST_SHARE = 0.005
"""Of all spend; money advice on a creative that takes less is worth no sentence."""
MOST_NAMED = 3
"""Creatives whose money is named."""


@dataclass(frozen=True)
class ToDo:
    """Something to do about one creative; `app` is told where another app has one of its name."""

    word: str
    pk: int
    name: str
    text: str
    app: str = ""


def answer(page: Creatives) -> Headline | None:
    """Who leads, who is tired, and whose money is better spent; None where nothing is sure."""
    if page.standings.being_judged:
        return Headline(f"{_apps(page.standings.being_judged)}: being judged on its new counts.")
    leaders = _by_spend(part for part in page.named if _status(part) in SURE)
    tired = _by_spend(part for part in page.named if is_tired(part))
    said = [words for words in (_lead(leaders, page), _tire(tired, page)) if words]
    titles = [f"{'; '.join(said)}."] if said else []
    titles += [waste] if (waste := _waste(page)) else []
    if not titles:
        return None
    return Headline(titles[0], titles[1:])


def _apps(apps: Sequence[int]) -> str:
    return listed([reports.app_label(app) for app in apps])


def _waste(page: Creatives) -> str:
    """How much of the spend goes to what is probably worse, and whose money would win most."""
    poor = _worth_moving(page)
    if not poor:
        return ""
    share = percent(sum(_share(part, page) for part in poor))
    if len(poor) == 1:
        return (
            f"{share} of the spend goes to {_called(poor[0], page)}, probably worse than the first "
            f"of its format: there it would win {_won(poor)}."
        )
    named = poor[:MOST_NAMED]
    names = listed([_called(part, page) for part in named])
    return (
        f"{share} of the spend goes to {len(poor)} creatives that are probably worse than the "
        f"first of their format. The money of {names} would win most there: {_won(named)}."
    )


def _called(part: CreativePart, page: Creatives) -> str:
    """Its name, with its app where another one has a creative of that name."""
    app = f" in {part.about.app_label}" if _has_namesake(part, page) else ""
    return f"“{part.name}”{app}"


def _has_namesake(part: CreativePart, page: Creatives) -> bool:
    return part.about.name in page.namesakes


def _worth_moving(page: Creatives) -> list[CreativePart]:
    """The probably worse ones with spend worth a sentence; what would win most installs first."""
    poor = [p for p in page.named if _status(p) in POOR and _share(p, page) >= SMALLEST_SHARE]
    return sorted(poor, key=_gain, reverse=True)


def _gain(part: CreativePart) -> float:
    """Installs more, had its impressions been of the first of its format."""
    if part.place is None or part.first is None:
        return 0.0
    return (part.counts.installs or 0) * (part.first.over(part.place) - 1)


def _won(parts: Sequence[CreativePart]) -> str:
    installs = formats.short(round(sum(map(_gain, parts))))
    return f"some {installs} installs more at the same price of an impression"


def _share(part: CreativePart, page: Creatives) -> float:
    """Its part of all spend."""
    spend = page.found.total.counts.spend
    return float((part.counts.spend or 0) / spend) if spend else 0.0


def _tire(tired: Sequence[CreativePart], page: Creatives) -> str:
    names = [_called(part, page) for part in tired]
    if not names:
        return ""
    if len(names) > 2:
        return f"{names[0]} and {len(names) - 1} more are tired"
    return f"{listed(names)} {'are' if len(names) > 1 else 'is'} tired"


def _lead(leaders: Sequence[CreativePart], page: Creatives) -> str:
    if not leaders:
        return ""
    several = len({part.about.app for part in page.named}) > 1
    named = [
        f"“{p.name}” leads {field_words(p.group, p.about.app_label if several else '')}"
        for p in leaders[:2]
    ]
    if len(leaders) > 2:
        more = len(leaders) - 2
        named.append(f"{more} more lead{'' if more > 1 else 's'} in their format")
    return listed(named)


def field_words(group: FieldKey, app_label: str = "") -> str:
    """rewarded video in Merge Harbor (Android)"""
    words = format_words(group[1])
    return f"{words} in {app_label}" if app_label else words


def _status(part: CreativePart) -> str:
    return part.place.status if part.place else ""


def _by_spend(parts: Iterable[CreativePart]) -> list[CreativePart]:
    return sorted(parts, key=lambda p: (-(p.counts.spend or 0), -(p.counts.impressions or 0)))


def to_do(page: Creatives) -> list[ToDo]:
    """At most five things to do, the largest spend first within each kind."""
    tired = _by_spend(p for p in page.named if is_tired(p))
    worse = _worth_moving(page)
    ahead = (p for p in page.named if _status(p) in ("leader", "ahead") and p.place.firm)
    front = _by_spend(ahead)
    front.sort(key=lambda p: _status(p) != "leader")
    said = [(_scale(p), p, _why_scale(p)) for p in front[:2]]
    said += [("Replace", p, f"{p.fatigue.reason}{_takes(p, page)}") for p in tired[:1]]
    said += [("Move budget", p, _why_worse(p, page)) for p in worse[: 2 - len(tired[:1])]]
    said += [("Wait", p, _why_wait(p)) for p in _promising(page)]
    return [
        ToDo(word, p.about.pk, p.name, text, p.about.app_label if _has_namesake(p, page) else "")
        for word, p, text in said[:MOST_TO_DO]
    ]


def _scale(part: CreativePart) -> str:
    return "Scale" if _status(part) == "leader" else "Lean towards"


def _why_scale(part: CreativePart) -> str:
    return (
        f"{chance(part.place)} likely the best {format_of(part)}. If we are wrong, you lose "
        f"{loss(part.place)} of its IPM."
    )


def _why_worse(part: CreativePart, page: Creatives) -> str:
    return f"{gap(part, page)}.{_takes(part, page)}"


def _takes(part: CreativePart, page: Creatives) -> str:
    share = _share(part, page)
    return f" It takes {percent(share)} of the spend." if share >= SMALLEST_SHARE else ""


def _promising(page: Creatives) -> list[CreativePart]:
    """The young one whose IPM is higher than that of the first, if there is one."""
    found = [
        p
        for p in _by_spend(p for p in page.named if _status(p) == "few_days")
        if p.field.first
        and p.counts.ipm is not None
        and p.place.reported / p.place.mix > p.field.first.rate.value
    ]
    return sorted(found, key=lambda p: -p.counts.ipm)[:1]


def _why_wait(part: CreativePart) -> str:
    value = formats.ratio(Counts.ipm, part.counts.ipm)
    days = f"{part.place.days} settled day{'' if part.place.days == 1 else 's'}"
    return f"An IPM of {value}, on {days} only. Do not stop others for it yet."


def field_answer(field: Field | None, page: Creatives) -> str:
    """What the ranking of one app and format comes to."""
    if field and (apart := field.apart):
        return (
            f"“{page.name(apart)}” may be better, but runs where any creative has "
            f"{distance(apart.mix)} IPM."
        )
    first = field.first if field else None
    if first is None:
        return _nothing_ranked(field)
    name = page.name(first)
    match first.status:
        case "leader":
            return f"“{name}” leads, {chance(first)} likely the best."
        case "equal":
            equal = sum(1 for place in field.ranked if place.status == "equal")
            return (
                f"{equal} are equal for practical purposes." if equal > 1 else _ahead(name, first)
            )
        case _:
            return _ahead(name, first)


def _nothing_ranked(field: Field | None) -> str:
    statuses = {place.status for place in field.places} if field else set()
    if statuses == {"alone"}:
        return "One alone cannot be ranked."
    if statuses == {"few_days"}:
        return f"Ranked from {MIN_DAYS} settled days on."
    return "Too few of them run side by side, in the same networks and countries, to be ranked."


def _ahead(name: str, first: Place) -> str:
    return f"“{name}” is ahead, {chance(first)} likely the best: too early to say."


def footnotes(page: Creatives) -> list[str]:
    """How the ranking came about, and what the gallery leaves out."""
    notes = []
    if page.fields:
        notes.append(
            "Ranked within app and format on the settled days of "
            f"{formats.day_range(page.judged)}, like for like: installs against those that a "
            "typical creative would have had in the same networks and countries, pulled to the "
            "others where they are few. “Likely best” is the chance that it has the highest such "
            "IPM; what you lose if we are wrong is the average over all that may be. Tired ones, "
            "those that have stopped, those with an open case and those that run where IPM is very "
            "different have no rank. "
            "Probably worse: behind the first with "
            f" {100 * BEHIND_P:.0f} % or more, by more than a little."
        )
    if page.standings.unranked:
        notes.append(
            f"{_apps(page.standings.unranked)}: not ranked on these days and with these filters, "
            "which would take long. The last 28 days of whole apps are."
        )
    if len(page.found.period) > RANKED_DAYS and page.fields:
        notes.append(f"Of a longer range, only the last {RANKED_DAYS} days are ranked.")
    if page.unnamed.installs:
        notes.append(
            f"{formats.count(page.unnamed.installs)} installs are reported without a creative: "
            "the table and the total have them, the gallery does not."
        )
    return notes
