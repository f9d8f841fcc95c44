"""How creatives are ranked, for the page of the method."""

from collections.abc import Mapping

from campaigns.formats import percent
from campaigns.judgement.creatives.ranking import RANKED_DAYS
from campaigns.stats.creatives.best import BEHIND_P, MAX_SR, MIN_DAYS
from campaigns.stats.creatives.like_for_like import MIN_COVER
from campaigns.stats.creatives.ranking import SHAPE_LIMITS

Words = tuple[str, ...]


def ranking_in_words(v: Mapping[str, float]) -> tuple[Words, Words, Words]:
    """Paragraphs, formulas, points."""
    lowest, highest = SHAPE_LIMITS
    return (
        (
            "Creatives are ranked within app and format, on the settled days of the range (its "
            f"last {RANKED_DAYS} at most). Each is held against what a typical one of them would "
            "make of the same networks and countries, as networks are, so that rich networks make "
            "no good creative. Where the others serve as a yardstick only roughly, that doubt "
            "widens what is known.",
            "A creative with few installs is pulled to the others until it has earned its own "
            "place: the highest raw IPM is usually that of the thinnest.",
        ),
        (
            "IPM like for like = installs ÷ expected installs × IPM of the typical creative",
            "doubt φ′ = φ + (relative error of the expectation)² × installs",
            "IPM after shrinkage = (α + installs ÷ φ′) ÷ (β + exposure ÷ φ′), α and β from all "
            f"creatives of the format by greatest likelihood, α between {lowest:g} and {highest:g}",
        ),
        (
            "Likely best: the chance that its IPM like for like is the highest of all. Loss: how "
            "much IPM betting on it costs on average.",
            f"Leader: a chance of {percent(v['lead_p'])} or more, {v['lead_installs']:g} "
            f"effective installs or more, a loss of at most {percent(v['lead_loss'])} of its "
            "IPM. With an open fraud case on the networks that most of it comes from, never.",
            f"As good as the best: a loss of at most {percent(v['equal_loss'])}, of several.",
            f"Probably worse: behind the first with {percent(BEHIND_P)} or more, at a loss of "
            f"{percent(v['lead_loss'])} or more; a little behind at less. Else too early to say.",
            f"Leader, worse and behind are said only where the yardstick is firm: its relative "
            f"error at most {MAX_SR:g}.",
            f"Not ranked: fewer than {MIN_DAYS} settled days, or others cover less than "
            f"{percent(MIN_COVER)} of what it could be expected to bring.",
            "On simulated fields of eight a leader is among the best in more than 9 of 10, and "
            "of equal ones 3 in 100 have one (python -m tests.simulations.ranking).",
        ),
    )
