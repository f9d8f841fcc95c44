"""What a verdict says in one line, and what the installs short of it are worth."""

from django.conf import settings

from campaigns import formats
from campaigns.english import whose
from campaigns.judgement.networks import words
from campaigns.judgement.networks.decide_words import amount
from campaigns.judgement.networks.decisions import decision_of
from campaigns.judgement.networks.evidence_words import INCOMPARABLE
from campaigns.judgement.networks.words import FLAGGED, distance
from campaigns.models import Verdict


def worth(stored: Verdict) -> tuple[float | None, float | None]:
    """The installs short in the 28 days, and what they would have cost at its CPI."""
    unknown = stored.verdict not in FLAGGED or stored.reason == "formats_unknown"
    if unknown or not stored.missing or round(stored.missing) < 1:
        return None, None
    decided = decision_of(stored)
    cpi = decided.facts.cpi if decided else None
    return stored.missing, None if cpi is None else stored.missing * cpi


def worth_words(stored: Verdict) -> str:
    """5,226 installs missing, $12,438 at its CPI."""
    missing, money = worth(stored)
    if missing is None:
        return ""
    text = f"{formats.count(round(missing))} installs missing"
    if money is None:
        return f"{text}."
    return f"{text}, {amount(money, settings.REPORTING_CURRENCY)} at its CPI."


def titled(stored: Verdict, network: str, app: str) -> str:
    """Northlight’s IPM is 37 % below like-for-like networks in Tile Garden."""
    ratio, verdict = stored.shown_ratio, stored.verdict
    if verdict == "no_data":
        return f"{network} reports no impressions for {app}."
    if stored.reason == "formats_unknown":
        if verdict in FLAGGED and stored.fall_ratio is not None:
            fell = words.percent(1 - stored.fall_ratio)
            return f"{whose(network)} IPM is {fell} lower than before in {app}."
        return f"The formats of {network} are not known in {app}."
    if verdict == "not_enough" or ratio is None:
        if stored.reason in (*INCOMPARABLE, "too_few_networks"):
            return f"Nothing to compare {network} with in {app}."
        return f"Not enough data yet on {network} in {app}."
    if verdict == "act" and not ratio:
        return f"{network} brought no installs in {app}."
    if distance(ratio) == "level":
        return f"{whose(network)} IPM is level with like-for-like networks in {app}."
    return f"{whose(network)} IPM is {distance(ratio)} like-for-like networks in {app}."
