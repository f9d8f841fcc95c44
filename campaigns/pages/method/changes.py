"""How a change is explained, in plain words, for the method page."""

from collections.abc import Mapping

from campaigns.formats import percent
from campaigns.judgement.creatives.fatigue import HISTORY, VERDICTS
from campaigns.judgement.store_pages.changes import STAYS
from campaigns.stats.changes import difference_in_differences, store_pages
from campaigns.stats.creatives import falls, fatigue

Words = tuple[str, ...]


def change_in_words() -> tuple[Words, Words, Words]:
    """Why IPM moved: paragraphs, formulas, points."""
    return (
        (
            "The change of IPM between two ranges of days is split into parts that add up to it "
            "exactly: where impressions went (mix), and what changed inside each segment (rate), "
            "which is click-through (the ad) times conversion of clicks (the store page).",
            "Compared are the settled days of the range, each network’s own, with all days of the "
            "other range: the same as the change on the overview.",
        ),
        (
            "mix of a segment = (share now − share before) × (its mean IPM − the mean IPM of all)",
            "rate of a segment = (IPM now − IPM before) × its mean share",
            "CTR part = mean share × L × ln(CTR now ÷ CTR before), L the logarithmic mean of the "
            "segment’s IPM before and now; the CVR part is the rest",
        ),
        (
            "Several dimensions are nested: the rate inside each value is split by the next "
            "dimension. Another order splits differently.",
            "A segment that is in one range only is all mix. Without reported clicks the rate "
            "stays whole.",
            "Network: the conversion of a network that moved apart from all others by at least "
            f"{percent(difference_in_differences.LEAST)} and by more than chance, with fewer than "
            f"{difference_in_differences.MIN_OTHERS + 1} networks nobody can say. "
            "Networks whose store page changed are left out of that.",
            "A part is grey where day-to-day noise alone moves it as far (95 %, from the spread of "
            "its days).",
            f"A change of a store page is the day from which on a campaign that led to one page for"
            f" {STAYS} days leads to another. Up to {store_pages.MAX_DAYS} settled days on each "
            f"side, at least {store_pages.MIN_DAYS}, are held against the networks that kept their "
            "page: effect = ln(CVR after ÷ before) of the changed minus that of the others. Where "
            "its 95 % interval leaves out 0, it is the page’s. CTR is measured beside it: that is "
            "the ad’s.",
        ),
    )


def fatigue_in_words(v: Mapping[str, float]) -> tuple[Words, Words, Words]:
    """Creative fatigue: paragraphs, formulas, points."""
    first, last = fatigue.SKIP + 1, fatigue.SKIP + fatigue.SETTLED
    return (
        (
            "A creative is held against its own settled level, never against its best day, and "
            "against all other creatives of its app on the same network, in the same countries, on "
            "the same days: a season, or a move to poorer countries, is no fatigue.",
            f"Settled are days {first} to {last} live (at least {fatigue.SETTLED_MIN} of them), "
            f"recent the last 7 or {falls.LONG}. {HISTORY} days are looked at; the settled level "
            "of an older creative is that of their first weeks.",
        ),
        (
            "level = (installs + ½) ÷ (installs that others’ rates make of its impressions + ½)",
            "own change = ln(recent level ÷ settled level)",
        ),
        (
            f"{VERDICTS['fatigue']}: {fatigue.DAYS_ON} days in a row at least "
            f"{percent(v['fatigue_drop'])} under its level, and p under "
            f"{fatigue.FATIGUE_P[7]:.4f} over 7 days or {fatigue.FATIGUE_P[14]:.4f} over 14; over "
            f"after {fatigue.DAYS_OFF} days within {percent(fatigue.RECOVERED)} of it.",
            f"Else, where its IPM fell by {percent(v['mix_fall'])} or more and by more than "
            "chance, the cause that carries at least half of it: its own level (falling, not yet "
            "certain), its countries (mix), or all creatives (season; the network, where other "
            "networks held).",
            f"{VERDICTS['pulled_back']}: its part of the network’s impressions fell by "
            f"{percent(v['pull_fall'])} or more while its IPM held.",
            f"{VERDICTS['too_early']}: fewer than {fatigue.MIN_SETTLED_INSTALLS} settled or "
            f"{fatigue.MIN_RECENT_EXPECTED} expected recent installs, too young, or no reference.",
            "On simulated flat creatives at most 2 of 100 are ever called tired in 90 days; a fall "
            "of 40 % of a creative with 40 installs a day or more is told within two weeks in at "
            "least 85 of 100 (python -m tests.simulations.fatigue).",
        ),
    )
