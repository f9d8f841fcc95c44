"""What a judgement says in one sentence."""

from dataclasses import asdict, dataclass

from campaigns.formats import count, short
from campaigns.stats.intervals import short_number
from campaigns.stats.networks.hysteresis_of_q import DAYS_OFF, DAYS_ON
from campaigns.stats.networks.verdicts import MIN_DAYS, Judgement

REASONS = {
    "no_impressions": "no impressions",
    "alone": "nothing to compare with",
    "too_few_networks": "too few {peers} to say which one is odd",
    "no_peers": "serves mostly {cells} that no other {peer} serves",
    "thin": "not enough data yet",
    "few_days": "not enough data yet",
    "no_installs": "no installs where peers would have brought some: check tracking first",
    "few_peers": "too few peers in its {cells} to be firm",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is compared and what makes it comparable."""

    peer: str = "network"
    peers: str = "networks"
    cells: str = "countries and formats"

    def reason(self, key: str) -> str:
        """A reason of `Judgement.reason` in words, "" for ""."""
        return REASONS[key].format(**asdict(self)) if key else ""


NETWORKS = Words()
CAMPAIGNS = Words("campaign", "campaigns", "countries and formats")
CREATIVES = Words("creative", "creatives", "networks and countries")


def sentence(
    judgement: Judgement,
    words: Words = NETWORKS,
    *,
    window: int = 28,
    days_on: int = DAYS_ON,
    days_off: int = DAYS_OFF,
) -> str:
    """The verdict with its numbers; the raw ratio is shown, the shrunk one is judged.

    `window` is the number of days looked at, `days_on` and `days_off` those of the rule.
    """
    if not judgement.eligible:
        return _held_back(judgement, words, days_off)
    if judgement.reason == "no_installs":
        return (
            f"No installs where peers would have brought {count(round(judgement.expected))}:"
            " check tracking first."
        )
    text = f"{_where(judgement, words)}, {short(round(judgement.impressions))} impressions"
    text += f" over {window} days"
    standing = judgement.standing
    if judgement.verdict in ("act", "watch"):
        if judgement.would_clear_above is not None:
            text += f"; would clear above {short_number(judgement.would_clear_above)}"
        if judgement.reason:
            text += f"; {words.reason(judgement.reason)}"
        if standing.calm_run:
            text += f"; calm on {standing.calm_run} of the {days_off} days that end the flag"
    elif standing.watch_run:
        text += f"; low on {standing.watch_run} of the {days_on} days that raise a flag"
    return f"{text}."


def _where(judgement: Judgement, words: Words) -> str:
    ipm, expected = (short_number(ipm) for ipm in (judgement.ipm, judgement.expected_ipm))
    against = f"(IPM {ipm} against {expected} expected for its {words.cells})"
    change = round(100 * (judgement.ratio - 1))
    if not change:
        return f"Level with like-for-like {words.peers} {against}"
    if change > 0:
        return f"{change} % above like-for-like {words.peers} {against}"
    chance = judgement.verdict == "fine" and judgement.condition == "fine"
    reach = ", within what varies anyway" if chance else ""
    return f"{-change} % below like-for-like {words.peers}{reach} {against}"


def _held_back(judgement: Judgement, words: Words, days_off: int) -> str:
    reason = words.reason(judgement.reason)
    text = reason[0].upper() + reason[1:]
    if judgement.reason == "thin" and judgement.more_impressions is not None:
        text += f": at least {count(_rounded_up(judgement.more_impressions))} more impressions"
    elif judgement.reason == "few_days":
        text += f": seen on {judgement.days} of at least {MIN_DAYS} days"
    run = judgement.standing.calm_run
    if judgement.verdict in ("act", "watch"):
        text += f"; flagged before, {run} of the {days_off} days that end the flag"
    elif judgement.verdict == "fine":
        text += f"; found fine before, {run} of the {days_off} days until that is too long ago"
    return f"{text}."


def _rounded_up(impressions: float) -> int:
    """A number of impressions rounded up to two significant digits."""
    step = 10 ** max(0, len(str(int(impressions))) - 2)
    return -int(-impressions // step) * step
