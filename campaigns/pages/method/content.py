"""What the method page says, in plain words and with the constants that the code uses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from campaigns import formats
from campaigns.formats import percent
from campaigns.judgement.moves import UNSURE
from campaigns.judgement.networks.expected import BAND
from campaigns.judgement.thresholds import DEFINITIONS
from campaigns.metrics import MONEY_UNIT, Ratio
from campaigns.pages.method.changes import change_in_words, fatigue_in_words
from campaigns.pages.method.creatives import ranking_in_words
from campaigns.pages.method.experiments import experiments_in_words
from campaigns.pages.method.fraud import rules_in_words
from campaigns.pages.method.planner import planner_in_words
from campaigns.pages.method.trends import TREND_IN_WORDS
from campaigns.stats import intervals
from campaigns.stats.networks import like_for_like, scores, verdicts

NOUNS = {
    "click_installs": "installs after a click",
    "retained_d1": "users back on day 1",
    "retained_d7": "users back on day 7",
    "revenue_d7": "revenue by day 7",
}


@dataclass(frozen=True)
class Part:
    """One part of the page: paragraphs, formulas, then points."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    formulas: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def formula(ratio: Ratio) -> str:
    """1,000 × installs ÷ impressions"""
    above = NOUNS.get(ratio.numerator, ratio.numerator.replace("_", " "))
    below = NOUNS.get(ratio.denominator, ratio.denominator.replace("_", " "))
    scale = "" if ratio.scale == 1 else f"{ratio.scale:,} × "
    return f"{scale}{above} ÷ {below}"


def unit(ratio: Ratio) -> str:
    """What the number counts in."""
    if ratio.unit == MONEY_UNIT:
        return settings.REPORTING_CURRENCY
    return ratio.unit or "per mille"


def good(ratio: Ratio) -> str:
    """Which way is good."""
    return {True: "up", False: "down", None: "neither"}[ratio.higher_is_better]


def parts(values: Mapping[str, float]) -> list[Part]:
    """Every rule of the judgements with the thresholds in force."""
    shown = {name: number(value) for name, value in values.items()}
    return [
        _interval(shown),
        _expectation(shown),
        _score(shown),
        _verdicts(shown),
        _not_enough(shown),
        _floor(),
        _pictures(shown),
        _inside(),
        _change(),
        Part("creatives", "Which creative is best", *ranking_in_words(values)),
        _fatigue(values),
        Part("trend", "Rise or fall over a range", TREND_IN_WORDS),
        _experiments(values),
        _planner(),
        _fraud(values),
        _left_out(),
    ]


def number(value: float) -> str:
    """A threshold as a person writes it: 0.85, 28, 1,000"""
    return f"{value:,.0f}" if value == int(value) and value >= 1 else f"{value:g}"


def rows(values: Mapping[str, float]) -> list[tuple[str, str, str, str, str, bool]]:
    """Name, value in force, default, meaning, who may change it, and whether it was changed."""
    return [
        (
            d.name,
            number(values[d.name]),
            number(d.default),
            d.meaning,
            f"Staff, {number(d.low)} to {number(d.high)}" if d.editable else "Nobody: calibrated",
            values[d.name] != d.default,
        )
        for d in DEFINITIONS.values()
    ]


def _interval(v: Mapping[str, str]) -> Part:
    return Part(
        "interval",
        "How sure an IPM is",
        (
            "The 95 % interval says where the IPM would likely lie if the same days came again. "
            "Days differ by more than counting noise, so the spread between the days decides how "
            "wide it is. CTR and CVR are treated alike.",
        ),
        (
            "dispersion φ = D ÷ (D − 1) × Σ (installs of a day − its part of all)² ÷ installs, "
            "at least 1, over D days",
        ),
        (
            f"{v['short_days']} days or more: Wilson’s interval on installs ÷ φ and "
            "impressions ÷ φ, with Student’s t.",
            f"2 to {intervals.SHORT_DAYS - 1} days: the same with at least the usual variation "
            f"of days, {percent(intervals.DEFAULT_DAY_CV)}. One day: counting noise only.",
            f"Under {v['tiny_installs']} installs, or more installs than impressions: exact "
            "Poisson limits.",
            f"“Too little”: under {v['tiny_installs']} installs or {v['min_impressions']} "
            f"impressions, or a half width (as part of the IPM) above {v['noisy_h']}. "
            f"“Enough”: a half width up to {v['enough_h']} on "
            f"{v['short_days']} days. Between them: “noisy”.",
        ),
    )


def _expectation(v: Mapping[str, str]) -> Part:
    return Part(
        "like-for-like",
        "What is expected, like for like",
        (
            "A network in low-IPM countries is not a bad network. So each network is compared, "
            "within one app, with what the other networks get in the same cells: a cell is a "
            f"country and a format. The window is the last {v['flag_window_days']} complete days "
            "that every network has settled.",
            "Each cell has a rate from the other networks only, each freed of its own level, so "
            "that neither a rich mix nor the network’s own weight decides. Where peers are few, "
            f"the usual rate of the country and of the format counts for {v['pseudo_installs']} "
            "installs. The typical network is set to 1.",
        ),
        (
            "rate of a cell = (peers’ installs + "
            f"{v['pseudo_installs']}) ÷ (peers’ impressions × their levels + "
            f"{v['pseudo_installs']} ÷ usual rate)",
            "expected installs = Σ impressions of the network in a cell × rate of the cell",
            "ratio = installs ÷ expected installs",
        ),
        (
            f"A cell is covered when its peers have {v['peer_installs']} installs. Covered cells "
            f"must hold {percent(like_for_like.MIN_COVER)} of a network’s expectation.",
            f"Levels and rates are found together in {like_for_like.ROUNDS} rounds.",
            "Where a network is flagged, its clicks per impression and its installs per click are "
            "compared in the same way, to say which of the two is low.",
        ),
    )


def _score(v: Mapping[str, str]) -> Part:
    return Part(
        "score",
        "Chance, and how far beyond it",
        (
            "Some network is always the lowest. The score asks whether chance explains it: how "
            "much days vary, how much fine networks differ anyway, and how many networks are "
            "looked at.",
        ),
        (
            "score t = (√ratio − 1) ÷ s, with s² = φ ÷ (4 × expected) + a quarter of the "
            "reference’s variance",
            f"shrunk ratio = (1 + B (√ratio − 1))², B = (τ ÷ 2)² ÷ ((τ ÷ 2)² + s²), τ = {v['tau']}",
        ),
        (
            "φ is the spread of the network’s days, pooled with that of all networks "
            f"({v['nu0']} days’ worth) and widened by the correlation of one day with the next.",
            "The shrunk ratio pulls thin data towards 1. It is judged; the plain ratio is shown.",
            "q is the false discovery rate (Benjamini and Hochberg) over all networks of the app: "
            "of the networks flagged at q, about this part is flagged by chance.",
            "The peers’ own uncertainty must be at most "
            f"{percent(verdicts.MAX_SR)} for act; with more, the verdict is watch at most.",
        ),
    )


def _verdicts(v: Mapping[str, str]) -> Part:
    return Part(
        "verdicts",
        "Act, watch, fine",
        (
            "Each day has a condition; a verdict follows only after several days, so that flags "
            "do not flicker.",
        ),
        (),
        (
            f"A day of act: q under {v['act_q']} and shrunk ratio at most {v['act_ratio']}.",
            f"A day of watch: q under {v['watch_q']} and shrunk ratio at most {v['watch_ratio']}.",
            f"A day that keeps a flag: q under {v['keep_q']} and shrunk ratio at most "
            f"{v['keep_ratio']}.",
            f"Up to act after {v['days_on']} days of act in a row; from fine to watch after "
            f"{v['days_on']} days of watch or act. The first judgement takes its day’s condition.",
            f"Back to fine after {v['days_off']} days in a row that do not keep it. Act never "
            "steps down to watch.",
            "“Would clear above” is the lowest IPM at which a day no longer keeps the flag, all "
            "else unchanged.",
            "Restated data is judged again at once; the old verdict stays in the history.",
        ),
    )


def _not_enough(v: Mapping[str, str]) -> Part:
    return Part(
        "not-enough",
        "When there is no verdict",
        ("Silence is an answer too. There is no verdict where it would be a guess.",),
        (),
        (
            f"Under {v['min_expected']} expected installs, or under {v['min_effective']} after "
            "dividing by φ: “not enough data yet”, with the impressions that are missing at least.",
            f"Seen on fewer than {verdicts.MIN_DAYS} days.",
            f"Peers cover less than {percent(like_for_like.MIN_COVER)}: it serves mostly "
            "countries and formats that no other network serves.",
            f"Fewer than {verdicts.MIN_NETWORKS} networks that can be judged: too few to say "
            "which one is odd.",
            "No impressions reported: IPM cannot be computed, which is not the same as 0.",
        ),
    )


def _floor() -> Part:
    return Part(
        "floor",
        "The plain floor: an app’s target",
        (
            "A target IPM per app is a mark of its own beside the verdict. “Below target”: the "
            "whole 95 % interval lies under it. “On target”: the whole interval lies at or above "
            "it. Else “not sure yet”. A network that is fine for its countries can still be below "
            "target: then the mix is the reason, not the network.",
        ),
    )


def _pictures(v: Mapping[str, str]) -> Part:
    return Part(
        "pictures",
        "The band and the funnel",
        (
            "The expected line takes the rates of the judged window and each day’s own "
            "impressions, so it moves only with the mix. The grey band holds "
            f"{percent(BAND)} of the single days of a typical network.",
            "The funnel shows all networks by impressions and distance from expected. Inside the "
            "solid lines lie 95 % of typical networks, inside the dashed ones 99.8 %. The dotted "
            f"line is the ratio of act, {v['act_ratio']}; the shrunk ratio is what must pass it.",
        ),
        ("limits = (1 ∓ z s)², z = 1.96 and 3.09",),
    )


def _inside() -> Part:
    return Part(
        "inside",
        "What drags a network down",
        (
            "The same machinery compares campaigns within a network by country and format, and "
            "creatives within their format by network and country. One that shares no cell with "
            "another cannot be compared, and the page says so.",
        ),
    )


def _experiments(values: Mapping[str, float]) -> Part:
    return Part("experiments", "Experiments", *experiments_in_words(values))


def _planner() -> Part:
    return Part("planner", "What impressions and installs may cost", *planner_in_words())


def _fraud(values: Mapping[str, float]) -> Part:
    return Part("fraud", "Signals that are worth a question", *rules_in_words(values))


def _change() -> Part:
    return Part("why", "Why IPM moved", *change_in_words())


def _fatigue(values: Mapping[str, float]) -> Part:
    return Part("fatigue", "Creative fatigue", *fatigue_in_words(values))


def _left_out() -> Part:
    return Part(
        "left-out",
        "What is left out",
        (),
        (),
        (
            "Not reported is not zero: a ratio sums only rows that report both of its counts.",
            "Days that a network still settles are drawn dashed and judge nothing.",
            "Installs that an MMP counted on days which the networks report themselves are not "
            "added.",
            "Changes under "
            f"{percent(formats.LEVEL)}, and changes of IPM within the usual noise of days, read "
            "“level”.",
            "Campaigns, creatives or countries are named for a change only when they moved beyond "
            f"what chance would move among so many, {percent(1 - UNSURE)} for all together "
            "(Bonferroni).",
            f"Networks that are fine still differ by some {percent(scores.TAU)}; that alone "
            "raises no flag.",
        ),
    )
