"""What decisions say together: a network over its apps, and what would change if they are done."""

from collections.abc import Mapping
from typing import Any

from campaigns import formats
from campaigns.judgement.networks.decide_words import WORDS, amount, because, sentence, share
from campaigns.metrics import Counts
from campaigns.stats.networks.decide import Decision
from campaigns.stats.networks.decide_totals import IfDone, Overall, Sums

ASSUMED = "if the others’ CPI, IPM and ROAS stay; more spend buys dearer users"


def over_all(
    network: str,
    found: Overall,
    decisions: Mapping[Any, Decision],
    apps: Mapping[Any, str],
    currency: str = "USD",
) -> str:
    """What to do with a network over all its apps; `apps` are their names by the same keys."""
    if len(decisions) == 1:
        return sentence(network, next(iter(decisions.values())), currency)
    others = _others(found, decisions, apps)
    if found.reason == "mixed":
        return f"Hold {network}: its apps disagree ({', '.join(others)})."
    first = found.apps[0]
    where = f" in {', '.join(apps[key] for key in found.apps)}" if others else " in all its apps"
    rest = f" ({', '.join(others)})" if others else ""
    head = f"{WORDS[found.word]} {network}{where}{rest}."
    if found.concerned is not None and len(found.apps) > 1:
        head = f"{head[:-1]}, {amount(found.concerned, currency)} in all."
    return f"{head} {apps[first]}: {because(decisions[first], currency)}"


def where_else(found: Overall, decisions: Mapping[Any, Decision], apps: Mapping[Any, str]) -> str:
    """What its other apps say: "hold in Merge Harbor"; "" where all say the same."""
    return ", ".join(_others(found, decisions, apps))


def _others(
    found: Overall, decisions: Mapping[Any, Decision], apps: Mapping[Any, str]
) -> list[str]:
    return [
        f"{WORDS[one.word].lower()} in {apps[key]}"
        for key, one in decisions.items()
        if one.word != found.word
    ]


def done(found: IfDone, currency: str = "USD") -> str:
    """What changes if it is done, with what that rests on."""
    text = f"Without it {_from_to(found.now, found.without, currency)}."
    if found.moved is not None:
        more = found.moved.installs - found.now.installs
        change = f"{formats.count(abs(round(more)))} {'more' if more >= 0 else 'fewer'} installs"
        text += f" Spread over the others, {_from_to(found.now, found.moved, currency)}: {change}"
        text += f", {ASSUMED}."
    return text


def _from_to(now: Sums, then: Sums, currency: str) -> str:
    pairs = (
        ("CPI", *(formats.money(sums.cpi, currency) for sums in (now, then))),
        ("IPM", *(formats.ratio(Counts.ipm, sums.ipm) for sums in (now, then))),
        ("ROAS D7", *(_known_share(sums.roas) for sums in (now, then))),
    )
    told = [
        f"{label} stays {one}" if one == other else f"{label} {one} becomes {other}"
        for label, one, other in pairs
        if formats.NO_DATA not in (one, other)
    ]
    return ", ".join(told) or "nothing is known to change"


def _known_share(part: float | None) -> str:
    return formats.NO_DATA if part is None else share(part)
