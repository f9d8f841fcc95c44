"""How sure is this IPM? An interval for a rate of events per exposure, seen day by day.

Days differ by more than counting noise, so from seven days on the spread between the days
decides how wide the interval is. Rates are plain (installs per impression): callers multiply
by 1000. Click-through and conversion rates are treated alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, log10, sqrt
from operator import mul
from typing import NamedTuple, cast

from campaigns.stats.special import gamma_quantile, normal_quantile, t_quantile

TINY_INSTALLS = 10
SHORT_DAYS = 7
DEFAULT_DAY_CV = 0.25

ENOUGH_HALF_WIDTH = 0.20
NOISY_HALF_WIDTH = 0.50
MIN_IMPRESSIONS = 1000

REASONS = {
    "": "",
    "more_than_impressions": "more installs than impressions: check the import",
    "too_few_installs": "fewer than 10 installs",
    "too_few_impressions": "fewer than 1,000 impressions",
    "too_wide": "the interval is still wide",
    "too_few_days": "fewer than 7 days",
    "counting_only": "one day: counting noise only",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate, where it likely lies, and whether that is enough to speak of it.

    `value`, `low`, `high` are plain rates; `half_width` is (high - low) / (2 value), None at no
    events. `label` is too_little, noisy or enough; `reason` is a key of `REASONS`. `phi` is how
    many times the variance of the days exceeds counting noise (1 = not at all).
    """

    value: float
    low: float
    high: float
    half_width: float | None
    label: str
    reason: str
    events: float
    exposure: float
    days: int
    phi: float


class Spread(NamedTuple):
    """All that the interval of a rate needs of its days, as sums over them, so that those of two
    stretches of days add up: the days with exposure, events, exposure, and the sums of their
    squares and products. Whole numbers give whole sums, so nothing is lost in any order."""

    days: int
    events: float
    exposure: float
    squares: float
    products: float
    exposures: float

    @property
    def dispersion(self) -> float:
        """How many times the days vary more than counting alone would let them, at least 1.

        D / (D - 1) times the squared residuals over the events: the cluster-robust variance of a
        Poisson rate (Liang & Zeger 1986) with days as clusters. 1 for fewer than two days.
        """
        days, x, n, squares, products, exposures = self
        if days < 2:
            return 1.0
        residuals = (squares * n * n - 2 * x * n * products + x * x * exposures) / (n * n)
        return max(1.0, days / (days - 1) * residuals / max(x, 0.5))


def interval(
    events: Sequence[float | None] | None,
    exposure: Sequence[float | None] | None,
    conf: float = 0.95,
    *,
    enough: float = ENOUGH_HALF_WIDTH,
    noisy: float = NOISY_HALF_WIDTH,
    min_exposure: float = MIN_IMPRESSIONS,
) -> Interval | None:
    """The interval of sum(events) / sum(exposure) from one pair of counts per day.

    A day on which either count is not reported is left out. None without any exposure.
    Which formula: exact Poisson limits (Garwood) under 10 events or with more events than
    exposure; from 7 days on Wilson on counts divided by the dispersion, with Student's t
    (quasi-likelihood, McCullagh & Nelder 1989); between 2 and 6 days Wilson with at least the
    usual day-to-day variation; on one day plain Wilson. `enough` and `noisy` are the largest
    half widths (relative) of their labels.
    """
    if events is None or exposure is None:
        return None
    of = spread(*_both_reported(events, exposure))
    return from_sums(of, conf, enough=enough, noisy=noisy, min_exposure=min_exposure)


def from_sums(
    of: Spread,
    conf: float = 0.95,
    *,
    enough: float = ENOUGH_HALF_WIDTH,
    noisy: float = NOISY_HALF_WIDTH,
    min_exposure: float = MIN_IMPRESSIONS,
) -> Interval | None:
    """The same from the sums over the days."""
    x, n, days = float(of.events), float(of.exposure), of.days
    if n <= 0:
        return None
    phi = of.dispersion
    z = normal_quantile(0.5 + conf / 2)
    if x > n or x < TINY_INSTALLS:
        low, high = (limit / n for limit in garwood(x, conf))
    elif days >= SHORT_DAYS:
        low, high = wilson(x / phi, n / phi, t_quantile(0.5 + conf / 2, days - 1))
    elif days >= 2:
        usual = 1 + DEFAULT_DAY_CV**2 * x / n**2 * of.exposures
        factor = max(phi, usual)
        low, high = wilson(x / factor, n / factor, z)
    else:
        low, high = wilson(x, n, z)
    half_width = (high - low) / (2 * x / n) if x > 0 else None
    label, reason = _label(x, n, days, half_width, enough, noisy, min_exposure)
    return Interval(x / n, low, high, half_width, label, reason, x, n, days, phi)


def wilson(x: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's (1927) score limits of x / n at the normal or t quantile z.

    Counts may be fractional (an effective number of events); the lower limit is exactly 0 at
    x = 0.
    """
    p = x / n
    k = 1 + z * z / n
    middle = p + z * z / (2 * n)
    reach = z * sqrt(max(0.0, p * (1 - p) / n + z * z / (4 * n * n)))
    low = 0.0 if x == 0 else max(0.0, (middle - reach) / k)
    return low, min(1.0, (middle + reach) / k)


def garwood(x: float, conf: float = 0.95) -> tuple[float, float]:
    """Garwood's (1936) exact limits of a Poisson mean after x events; x may be fractional."""
    alpha = 1 - conf
    return gamma_quantile(alpha / 2, x), gamma_quantile(1 - alpha / 2, x + 1)


def dispersion(events: Sequence[float], exposure: Sequence[float]) -> float:
    """How many times the days vary more than counting alone would let them, at least 1."""
    return spread(events, exposure).dispersion


def spread(events: Sequence[float], exposure: Sequence[float]) -> Spread:
    """The sums of some days."""
    return Spread(
        days=len(exposure) - exposure.count(0),
        events=sum(events),
        exposure=sum(exposure),
        squares=sum(map(mul, events, events)),
        products=sum(map(mul, events, exposure)),
        exposures=sum(map(mul, exposure, exposure)),
    )


def against_target(rate: Interval | None, target: float | None) -> str | None:
    """Where a rate stands against a plain target rate: below, met, unsure or too_little.

    Below only if the whole interval is under the target, met only if it reaches it; None
    without a rate or a target.
    """
    if rate is None or target is None:
        return None
    if rate.label == "too_little":
        return "too_little"
    if rate.high < target:
        return "below"
    return "met" if rate.low >= target else "unsure"


def sentence(
    rate: Interval | None,
    name: str = "IPM",
    *,
    scale: float = 1000,
    unit: str = "",
    event: str = "install",
    exposure: str = "impressions",
) -> str:
    """The interval in words, such as "IPM 4.7, likely 3.8 to 5.8 (331 installs, ...)."."""
    if rate is None:
        return f"No {exposure}, so no {name}."
    basis = f"{rate.exposure:,.0f} {exposure}"
    high = short_number(rate.high * scale) + unit
    if rate.events == 0:
        return f"No {event} in {basis}: {name} below {high}."
    value, low = (short_number(number * scale) for number in (rate.value, rate.low))
    events = f"{rate.events:,.0f} {event}{'' if rate.events == 1 else 's'}"
    days = f"{rate.days} day{'' if rate.days == 1 else 's'}"
    text = f"{name} {value}{unit}, likely {low} to {high} ({events}, {basis}, {days})"
    if rate.reason in ("more_than_impressions", "counting_only"):
        text += f"; {REASONS[rate.reason]}"
    return text + "."


def short_number(value: float) -> str:
    """A rate with two significant digits below 1, one decimal below 100, whole above."""
    if value == 0:
        return "0"
    if abs(value) < 1:
        return f"{value:.{1 - floor(log10(abs(value)))}f}"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def _both_reported(
    events: Sequence[float | None], exposure: Sequence[float | None]
) -> tuple[Sequence[float], Sequence[float]]:
    """The days on which both are reported. Raises ValueError where a day has only one of them."""
    if len(events) != len(exposure):
        raise ValueError("each day needs both counts")
    if None in events or None in exposure:
        both = [one for one in zip(events, exposure, strict=True) if None not in one]
        events, exposure = [x for x, _ in both], [n for _, n in both]
    return cast(Sequence[float], events), cast(Sequence[float], exposure)


def _label(
    x: float,
    n: float,
    days: int,
    half_width: float | None,
    enough: float,
    noisy: float,
    min_exposure: float,
) -> tuple[str, str]:
    few = None
    width = inf if half_width is None else half_width
    if x < TINY_INSTALLS or half_width is None:
        few = "too_few_installs"
    elif n < min_exposure:
        few = "too_few_impressions"
    elif width > noisy:
        few = "too_wide"
    odd = "more_than_impressions" if x > n else None
    if few:
        return "too_little", odd or few
    if days < SHORT_DAYS:
        return "noisy", odd or ("counting_only" if days == 1 else "too_few_days")
    if width > enough:
        return "noisy", odd or "too_wide"
    return "enough", odd or ""
