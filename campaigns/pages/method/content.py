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
from campaigns.stats.networks import creatives, peers, rule

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
            f"country and a format. The judged window is the last {v['flag_days']} complete days "
            "that the quickest network of the app has settled; slower ones count up to their own "
            "last settled day.",
            "Each cell has a rate from the other networks only, each freed of its own level, so "
            "that neither a rich mix nor the network’s own weight decides. A peer weighs what it "
            "knows: one with ten times the impressions does not know ten times as much, because "
            "the cells of networks differ anyway.",
            "Expected is what a typical network would have had: the whole is scaled so that a "
            "typical network of the app has a ratio of 1.",
        ),
        (
            "weight of a peer in a cell = 1 ÷ (1 + "
            f"{v['sigma_cell']}² × its expected installs there)",
            f"rate of a cell = (Σ weight × peers’ installs + {v['pseudo_installs']}) ÷ (Σ weight × "
            f"peers’ impressions × their levels + {v['pseudo_installs']} ÷ usual rate)",
            "expected installs = Σ impressions of the network in a cell × rate of the cell",
            "ratio = installs ÷ expected installs",
        ),
        (
            "On days on which the whole app had a good or bad day, such as a promotion, both "
            "sides are corrected.",
            "Rows without a country are spread over the network’s own countries of the same "
            "format.",
            f"A cell is covered when its peers have {v['peer_installs']} installs. Covered cells "
            f"must hold {percent(rule.MIN_COVER)} of a network’s expectation.",
            f"Levels and rates are found together in {peers.ROUNDS} rounds.",
            "Where a network is flagged, its clicks per impression and its installs per click are "
            "compared in the same way, to say which of the two is low.",
            "Weak creatives are not a weak network: where creatives with at least "
            f"{v['peer_installs']} installs on other networks bring "
            f"{percent(creatives.MIN_SHARED)} of what is expected, it is expected again by "
            "country, format and creative. If what is left is not low, the verdict is watch at "
            "most. Creatives are matched by name, whatever its case and signs.",
        ),
    )


def _score(v: Mapping[str, str]) -> Part:
    return Part(
        "score",
        "Since when, and how likely",
        (
            "A network that fell is not judged by the days before it fell. Its level is that of "
            "the days since it changed, averaged over when that may have been.",
            "Some network is always the lowest. The chance that a network is as good as a typical "
            "one allows for how much its days vary, how few peers it has, and how much networks "
            "of this app differ anyway. Of 100 networks 8 are expected to be really low before "
            "looking: that expectation is part of the chance.",
        ),
        (
            "level d = 2 (√ratio − 1), variance = (1 ÷ expected + spread of its days × "
            "concentration) × correlation of days",
            "days considered: the last 7, 10, 14, 21, 28, 42, 56 or 84, and all",
            "networks around the typical level: 88 % normal, 8 % low, 4 % high",
        ),
        (
            "The best guess pulls thin data towards the typical network. It is judged; the plain "
            "ratio is shown, of the days since the network is low.",
            "The spread of a network’s days is pooled with that of all networks "
            f"({v['nu0']} days’ worth).",
            "The app’s last 84 settled days are looked at; verdicts are about the last "
            f"{v['flag_days']}.",
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
            *(
                f"A day {words}: a chance of at most {v[f'{name}_chance']} and a best guess of at "
                f"most {v[f'{name}_ratio']} of a typical network."
                for name, words in (
                    ("act", "of act"),
                    ("watch", "of watch"),
                    ("keep", "that keeps a flag"),
                )
            ),
            f"Up to act after {v['days_on']} days of act in a row; from fine to watch after "
            f"{v['days_on']} days of watch or act. The first judgement takes its day’s condition.",
            f"Back to fine after {v['days_off']} days in a row that do not keep it. Act never "
            "steps down to watch.",
            "“Low since” is the day on which the network fell, fixed when the flag rises and kept "
            "until it ends; “flagged” is the day on which the flag rose.",
            "“It would clear above” is the lowest IPM at which a day no longer keeps the flag, all "
            "else unchanged.",
            "A filter changes numbers, never a verdict: verdicts are of the whole app.",
            "Restated data is judged again at once; the old verdict stays in the history.",
        ),
    )


def _not_enough(v: Mapping[str, str]) -> Part:
    return Part(
        "not-enough",
        "When there is no verdict",
        (
            "Silence is an answer too. There is no verdict where it would be a guess: it reads "
            "“Can’t say”.",
        ),
        (),
        (
            f"Under {v['min_expected']} expected installs, or a level that weighs under "
            f"{v['min_effective']}: “not enough data yet”, with the impressions that are missing "
            "at least.",
            f"Seen on fewer than {rule.MIN_DAYS} days.",
            f"Formats are known for under {number(100 * float(v['known_formats']))} % of its "
            "impressions: its level says nothing then. Only a clear fall against its own days "
            "before, in its countries, raises a flag, and that is watch at most.",
            f"Peers cover less than {percent(rule.MIN_COVER)}: it serves mostly "
            "countries and formats that no other network serves.",
            f"Fewer than {rule.MIN_NETWORKS} networks that can be judged: too few to say "
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
            f"line is the ratio of act, {v['act_ratio']}; the best guess is what must pass it.",
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
        ),
    )
