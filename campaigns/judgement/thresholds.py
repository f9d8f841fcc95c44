"""Every threshold of the judgements: its default, its meaning, and who may change it.

The method page, the admin and the judgements read this one table. Thresholds marked `code` are
calibrated together by simulation, so they cannot be edited.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.models import Threshold, ThresholdChange
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed
from campaigns.stats import intervals
from campaigns.stats.creatives import best, ranking, tired
from campaigns.stats.creatives import change as creative_change
from campaigns.stats.experiments import always_valid
from campaigns.stats.experiments import comparison as experiments
from campaigns.stats.experiments import plan as experiment_plan
from campaigns.stats.fraud import traffic
from campaigns.stats.fraud.limits import LIMITS
from campaigns.stats.networks import creatives as network_creatives
from campaigns.stats.networks import day_noise, hysteresis, peers, rule
from campaigns.stats.networks.judge import WINDOW


@dataclass(frozen=True)
class Definition:
    """One threshold. `low` and `high` bound what an editor may set; None marks code."""

    name: str
    default: float
    meaning: str
    low: float | None = None
    high: float | None = None

    @property
    def editable(self) -> bool:
        """Whether staff may change it."""
        return self.low is not None


DEFINITIONS = {
    definition.name: definition
    for definition in (
        Definition(
            "known_formats",
            rule.KNOWN_FORMATS,
            "share of impressions with a known format from which on a level is judged",
            0.5,
            1,
        ),
        Definition("days_on", hysteresis.DAYS_ON, "days in a row before a flag is raised", 1, 14),
        Definition(
            "days_off", hysteresis.DAYS_OFF, "calm days in a row before it is lifted", 1, 60
        ),
        Definition("flag_days", WINDOW, "complete, settled days that a verdict is about"),
        *(
            definition
            for name, most_chance, most_ratio in rule.TIERS
            for definition in (
                Definition(f"{name}_chance", most_chance, f"largest chance of a day of {name}"),
                Definition(f"{name}_ratio", most_ratio, f"largest best guess of a day of {name}"),
            )
        ),
        Definition(
            "enough_h", intervals.ENOUGH_HALF_WIDTH, "largest half width of “enough”", 0.05, 0.5
        ),
        Definition("noisy_h", intervals.NOISY_HALF_WIDTH, "largest half width of “noisy”", 0.1, 1),
        Definition(
            "min_impressions",
            intervals.MIN_IMPRESSIONS,
            "fewest impressions to speak of an IPM",
            100,
            100_000,
        ),
        Definition(
            "ab_alpha",
            experiment_plan.AB_ALPHA,
            "chance that an experiment without a difference ever names a winner",
            0.01,
            0.2,
        ),
        Definition(
            "ab_power",
            experiment_plan.AB_POWER,
            "chance that a planned experiment finds its lift",
            0.5,
            0.95,
        ),
        Definition(
            "even_points",
            experiments.EVEN_POINTS,
            "how far a challenger’s share may be off its plan",
            0.01,
            0.2,
        ),
        Definition(
            "even_mix",
            experiments.EVEN_MIX,
            "how far apart the arms’ countries and networks may be",
            0.02,
            0.3,
        ),
        Definition(
            "fatigue_drop",
            tired.USUAL.fatigue_drop,
            "smallest fall against those beside it that makes a creative tired",
            0.1,
            0.6,
        ),
        Definition(
            "fatigue_own",
            tired.USUAL.fatigue_own,
            "smallest fall under its own level that makes a creative tired",
            0.05,
            0.6,
        ),
        Definition(
            "mix_fall",
            tired.USUAL.mix_fall,
            "smallest fall of a creative that is explained",
            0.1,
            0.5,
        ),
        Definition(
            "pull_fall",
            tired.USUAL.pull_fall,
            "smallest fall of its share that says a network shows it less",
            0.2,
            0.9,
        ),
        Definition(
            "budget_off",
            0.1,
            "smallest part of a plan by which the month’s end misses it to be flagged",
            0.02,
            0.5,
        ),
        Definition(
            "tiny_installs",
            intervals.TINY_INSTALLS,
            "installs under which limits are exact Poisson",
        ),
        Definition(
            "short_days",
            intervals.SHORT_DAYS,
            "days from which on their spread widens the interval",
        ),
        Definition(
            "default_day_cv", intervals.DEFAULT_DAY_CV, "day-to-day variation assumed on fewer days"
        ),
        Definition("min_expected", rule.MIN_EXPECTED, "expected installs needed for a verdict"),
        Definition(
            "min_effective", rule.MIN_EFFECTIVE, "least weight of a level (1 over its variance)"
        ),
        Definition("min_cover", rule.MIN_COVER, "part of a network that peers must cover"),
        Definition("peer_installs", peers.PEER_INSTALLS, "peers’ installs that cover a cell"),
        Definition(
            "creatives_elsewhere",
            network_creatives.MIN_SHARED,
            "share of what is expected from creatives that run elsewhere, to hold them equal",
        ),
        Definition(
            "pseudo_installs", peers.PSEUDO_INSTALLS, "weight of the main effects in a cell"
        ),
        Definition("nu0", day_noise.NU0, "days that the pooled variance counts for"),
        Definition("sigma_cell", peers.SIGMA, "usual spread of a network’s own cells"),
        Definition(
            "lead_p", ranking.USUAL.lead_p, "smallest chance of being best to lead", 0.5, 0.99
        ),
        Definition(
            "lead_loss",
            ranking.USUAL.lead_loss,
            "largest average loss, of the leader’s IPM, to "
            "lead; from it on others are probably worse",
            0.01,
            0.2,
        ),
        Definition(
            "equal_loss",
            ranking.USUAL.equal_loss,
            "largest average loss of those that are as good as the best",
            0.001,
            0.1,
        ),
        Definition(
            "lead_installs",
            ranking.USUAL.lead_installs,
            "fewest effective installs to lead",
            10,
            1000,
        ),
        Definition("behind_p", best.BEHIND_P, "smallest chance of being behind to say so"),
        Definition("max_sr", best.MAX_SR, "largest uncertainty of the peers of a firm rank"),
        Definition("ab_tau", always_valid.TAU, "spread of the lifts that experiments look for"),
        Definition(
            "ab_first_day", experiments.FIRST_DAY, "days before which no experiment is decided"
        ),
        Definition(
            "ab_min_installs",
            experiments.MIN_INSTALLS,
            "installs of an arm before which none is decided",
        ),
        Definition("ab_rho", experiments.RHO, "correlation of days assumed in an experiment"),
        Definition("ab_rho_weight", experiments.RHO_WEIGHT, "days that this assumption counts for"),
        Definition(
            "fatigue_p7", tired.BESIDE_P[tired.SHORT], "largest p of a tired day over 7 days"
        ),
        Definition(
            "fatigue_p14", tired.BESIDE_P[tired.LONG], "largest p of a tired day over 14 days"
        ),
        Definition(
            "fatigue_days", tired.DAYS_ON, "tired days in a row before a creative is called tired"
        ),
        Definition("fatigue_skip", creative_change.SKIP, "first days live that settle nothing"),
        Definition(
            "fatigue_settled", creative_change.SETTLED, "days that settle a creative’s level"
        ),
        Definition(
            "fatigue_settled_min", creative_change.SETTLED_MIN, "fewest days that settle it"
        ),
        *(Definition(x.name, x.default, x.meaning, x.low, x.high) for x in LIMITS),
        Definition("fraud_p", traffic.FRAUD_P, "largest chance of a fraud signal among peers"),
        Definition("design_effect", traffic.DESIGN_EFFECT, "installs that count as one there"),
        Definition("peers_min", traffic.PEERS_MIN, "fewest peers to be compared with"),
        Definition("peers_min_installs", traffic.PEER_INSTALLS, "fewest installs of such a peer"),
    )
}


@kept
def current() -> dict[str, float]:
    """The value in force of every threshold."""
    changed = {name: float(value) for name, value in listed("thresholds")}
    return {name: changed.get(name, d.default) for name, d in DEFINITIONS.items()}


def ranking_words(values: dict[str, float]) -> ranking.BestWords:
    """Where the words of a ranking begin, from the thresholds in force."""
    return ranking.BestWords(
        **{name: values[name] for name in ranking.BestWords.__dataclass_fields__}
    )


def tired_limits(values: dict[str, float]) -> tired.Limits:
    """The smallest falls of a creative that count, from the thresholds in force."""
    return tired.Limits(**{name: values[name] for name in tired.Limits.__dataclass_fields__})


def problem(name: str, value: float, values: dict[str, float]) -> str:
    """Why a threshold cannot have this value, or ""."""
    definition = DEFINITIONS.get(name)
    if definition is None or definition.low is None or definition.high is None:
        return f"{name} is no threshold that can be changed."
    if not definition.low <= value <= definition.high:
        return f"{name} must lie between {definition.low:g} and {definition.high:g}."
    if isinstance(definition.default, int) and value != int(value):
        return f"{name} must be a whole number."
    asked = {**values, name: value}
    if asked["enough_h"] > asked["noisy_h"]:
        return "enough_h cannot be above noisy_h."
    return ""


@transaction.atomic
def change(name: str, value: float, user: User) -> Threshold:
    """Set a threshold and log who did it. Raises ValueError with the reason."""
    values = current()
    if reason := problem(name, value, values):
        raise ValueError(reason)
    stored, _ = Threshold.objects.update_or_create(name=name, defaults={"value": value})
    _log(name, values[name], value, user)
    return stored


@transaction.atomic
def reset(name: str, user: User) -> None:
    """Bring a default back and log who did it."""
    before, after = current()[name], DEFINITIONS[name].default
    Threshold.objects.filter(name=name).delete()
    _log(name, before, after, user)


def _log(name: str, before: float, after: float, user: User) -> None:
    if before != after:
        ThresholdChange.objects.create(name=name, before=before, after=after, user=user)


def changes() -> list[ThresholdChange]:
    """The log, newest first."""
    return list(ThresholdChange.objects.select_related("user")[:50])
