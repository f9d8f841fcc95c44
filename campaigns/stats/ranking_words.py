"""What a ranking says in one sentence."""

from collections.abc import Callable, Hashable

from campaigns.stats.creatives.ranking import Ranking
from campaigns.stats.intervals import short_number

ENDINGS = {
    "leader": "it leads",
    "equal": "the best ones are equal for practical purposes",
    "early": "too early to say",
    "barred": "not named leader while a fraud case is open",
}


def sentence(ranking: Ranking | None, name: Callable[[Hashable], str] = str) -> str:
    """The first creative, how sure that is, and what it would cost to be wrong."""
    if ranking is None:
        return "No installs, so nothing to rank."
    first = ranking.creatives[0]
    ipm, raw = short_number(1000 * first.mean), short_number(1000 * first.raw)
    loss = short_number(1000 * first.loss) if 1000 * first.loss >= 0.01 else "under 0.01"
    if len(ranking.creatives) == 1:
        return f"{name(first.creative)} is the only one (IPM {raw})."
    return (
        f"{name(first.creative)} is ahead (IPM {ipm} after shrinkage, raw {raw}),"
        f" {100 * first.p_best:.0f} % likely the best, average loss if wrong {loss} IPM:"
        f" {ENDINGS[ranking.word]}."
    )
