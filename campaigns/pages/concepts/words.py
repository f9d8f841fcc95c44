"""The sentences of the ledger."""

from math import exp

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.concepts.judge import METRICS, Concepts, FieldLedger
from campaigns.judgement.concepts.kept import ToldConcepts
from campaigns.judgement.headline import Headline
from campaigns.metrics import Counts
from campaigns.reports import app_label
from campaigns.reports.name_fields import called, label, plural, singular
from campaigns.stats.concepts.ledger import CLEAR, FEWEST, ValueEffect
from campaigns.stats.concepts.together import Pair, Untried

RATES = {name: getattr(Counts, name).label for name in METRICS}


def unsaid(told: ToldConcepts) -> str:
    """Why there is no ledger; "" where there is one."""
    if told.being_judged:
        names = [app_label(app) for app in told.being_judged]
        return (
            f"{listed(names)}: being judged on {'its' if len(names) == 1 else 'their'} new counts."
        )
    if told.aside:
        return (
            "Too much to compare while you wait. The last 28 days of one app or of all are ready; "
            "fewer days or a narrower filter can be compared at once."
        )
    return ""


def effect(delta: float) -> float:
    """A relative difference: ln 1.2 -> .2"""
    return exp(delta) - 1


def named(field: str, value: str) -> str:
    """A value as people read it: Fail then win, Rewarded video."""
    return called(field, value)


def compared(part: float) -> str:
    """19 % better, 8 % worse."""
    return f"{formats.percent(round(abs(part), 2))} {'better' if part > 0 else 'worse'}"


def headline(found: Concepts, shown: FieldLedger | None) -> Headline | None:
    """What the ledger says of a field, and what pooled rates alone would say."""
    if shown is None:
        return None
    rate, things = RATES[found.metric], plural(shown.field)
    if not shown.clear:
        title = f"No {singular(shown.field)} is clearly better on {rate}, like for like."
        raw = f"Raw {rate} would name {shown.raw_named or 'none'}."
        return Headline(title, [raw, *_by_chance(found)])
    best = max(shown.clear, key=lambda one: abs(one.delta))
    low, high = (formats.signed_percent(effect(end)) for end in (best.low, best.high))
    title = (
        f"{named(best.field, best.value)} does {compared(effect(best.delta))} "
        f"than other {things}, like for like "
        f"({low} to {high}, {best.creatives} creatives)."
    )
    return Headline(title, [*_doubt(best), *_raw(best, rate), *_by_chance(found)])


def _doubt(value: ValueEffect) -> list[str]:
    """Why a value counts as clear though its 95 % interval reaches the other side."""
    if value.low > 0 or value.high < 0:
        return []
    way = "better" if value.delta > 0 else "worse"
    return [f"It is {way} with a chance of {formats.percent(round(1 - value.wrong, 2))}."]


def _raw(value: ValueEffect, rate: str) -> list[str]:
    if value.raw is None or value.mix is None:
        return []
    said = f"Raw {rate} says {compared(effect(value.raw))}"
    if abs(effect(value.mix)) < 0.05:
        return [f"{said}."]
    where = "high" if value.mix > 0 else "low"
    return [f"{said}: its creatives ran where {rate} is {where}."]


def _by_chance(found: Concepts) -> list[str]:
    judged = sum(
        one.word in ("clear", "leaning", "level") for own in found.fields for one in own.values
    )
    expected = round(CLEAR * judged)
    if expected < 1:
        return []
    return [f"{judged} values are compared: about {expected} of them look clear by chance."]


def reads_as(value: ValueEffect) -> str:
    """What a row says in words."""
    if value.word == "few":
        many = "creative" if value.creatives == 1 else "creatives"
        return f"{value.creatives} {many}, {FEWEST} needed on either side"
    if value.word == "place":
        return "runs where nothing else runs: cannot be told from its countries and networks"
    if value.word == "twin":
        return _twin(value)
    said = compared(effect(value.delta))
    if value.word == "clear":
        return said
    if value.word == "leaning":
        return f"perhaps {said}"
    most = max(abs(effect(value.low)), abs(effect(value.high)))
    return f"no difference seen, up to {formats.percent(round(most, 2))} not excluded"


def _twin(value: ValueEffect) -> str:
    if not value.twin or value.together is None:
        return "tied to other fields, cannot be told apart"
    return (
        f"always with {named(*value.twin)}, cannot be told apart; "
        f"together {compared(effect(value.together))}"
    )


def tried_together(pair: Pair) -> str:
    """Two values that do more, or less, than both apart."""
    one, other = named(*pair.one), named(*pair.other)
    change = formats.signed_percent(effect(pair.effect))
    return f"{one} with {other}: {change} beyond what both do apart ({pair.creatives} creatives)"


def untried(pair: Untried) -> tuple[str, str]:
    """Two values that no creative has, and what they would do if they add."""
    (first, _), (second, _) = pair.one, pair.other
    one, other = named(*pair.one), named(*pair.other)
    names = f"{one} with {other}"
    both = f"{label(first)} {one} and {label(second).lower()} {other}"
    return names, f"{both}: {formats.signed_percent(effect(pair.effect))} if the two add"
