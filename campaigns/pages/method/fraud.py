"""The rules in plain words, for the method page."""

from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.subjects import WINDOW
from campaigns.stats.fraud import traffic
from campaigns.stats.fraud.limits import Limits

Words = tuple[str, ...]


def rules_in_words(limits: Limits) -> tuple[Words, Words, Words]:
    """Paragraphs, a formula, and every rule with the limits in force."""
    return (
        (
            "Daily counts cannot prove fraud. Each rule looks at the last "
            f"{WINDOW} settled days of a network in an app, some also at those of a sub-publisher, "
            "and says what is unlikely to be real users. Peers are the median of the app’s other "
            f"networks with at least {traffic.PEER_INSTALLS} installs; with fewer than "
            f"{traffic.PEERS_MIN} of them a usual value stands in, where there is one. Networks "
            "may all do the same, so absolute limits stay beside the peers.",
            "A signal opens a case; two weeks without it close it. What somebody closed is not "
            "asked again while its days are still judged. On a year of 20 clean networks the rules "
            "open less than one false case a quarter (python -m tests.simulations.fraud).",
        ),
        (
            "unlikely: the chance of so many or so few at the peers’ share, on "
            f"1 ÷ {traffic.DESIGN_EFFECT} of the counts, is under {traffic.FRAUD_P:g}",
        ),
        tuple(
            f"{kind.label}: {kind.condition(limits)} Judged from {kind.minimum(limits)}. "
            f"{kind.source}"
            for kind in KINDS.values()
        ),
    )
