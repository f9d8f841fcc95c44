"""What to do with each network of an app: one word of scale, hold, watch, ask, cap and cut.

IPM like for like, the money its users bring, fraud at stake and gaps in its reports are read
from top to bottom of one table, and the first line that holds gives the word with its reason.
IPM alone never cuts: with users who pay, a low IPM costs volume, not money. Without a target
only ask, watch and hold are given. Steps, limits of chance and days are our own.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from campaigns.stats.networks import decide_runs
from campaigns.stats.networks.decide_money import Cohorts, Money, estimate, heaviness
from campaigns.stats.networks.decide_runs import MIN_INSTALLS, SURE, Runs

NEW_DAYS, MOST_MISSING, MOST_LATE = 14, 5, 3
WITNESS_STAKE, WITNESS_RHO = 0.50, 0.6
"""From this part of the spend at stake on, users who bring less than this are a second witness."""
ASK_STAKE = 0.05
CAP_STEP, SCALE_STEP, AGAIN_DAYS = 0.30, 0.20, 14
"""A step down or up, as a part of the budget, and the days until the next step up."""
CHEAP_ECPM = 0.9
"""Under this part of the median eCPM a higher bid is what brings volume."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of fraud that goes on; `stake` is the spend concerned, None where not known.

    `own` and `peers` are the values of `measure`, the first evidence of the case.
    """

    kind: str
    stake: float | None = None
    source_app: str = ""
    measure: str = ""
    own: float | None = None
    peers: float | None = None


@dataclass(frozen=True, slots=True)
class Ipm:
    """The verdict on a network's IPM: act, watch, fine, not_enough or no_data.

    `ratio` is to what is expected like for like, `since` the day on which it fell, both while it
    is flagged; `missing` are the installs short in 28 days.
    """

    verdict: str = "no_data"
    ratio: float | None = None
    since: date | None = None
    missing: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A network in an app on its last 28 settled days.

    `spend` is 0 where none is reported, then it is not `spend_told`. `live_days` since its first
    day, `missing_days` of the 28 without any count, `late_days` that its newest day is behind.
    `cpi` and `ecpm` (a thousand impressions) are None where not reported.
    """

    spend: float
    live_days: int
    missing_days: int = 0
    late_days: int = 0
    cpi: float | None = None
    ecpm: float | None = None
    ipm: Ipm = Ipm()
    cases: tuple[OpenCase, ...] = ()
    spend_told: bool = True

    @property
    def stake(self) -> float:
        """The spend at stake: the biggest case on the whole network, or the cases on its
        sub-publishers together if that is more; of each the biggest, and at most all spend."""
        whole = max((c.stake or 0.0 for c in self.cases if not c.source_app), default=0.0)
        parts: dict[str, float] = {}
        for case in self.cases:
            if case.source_app:
                parts[case.source_app] = max(parts.get(case.source_app, 0.0), case.stake or 0.0)
        return min(max(whole, sum(parts.values())), max(self.spend, 0.0))

    @property
    def stake_share(self) -> float:
        """The part of the spend at stake."""
        return self.stake / self.spend if self.spend > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Amount:
    """How much to change: `part` of the budget (-.3 is 30 % less), or by `way` "bid", at most
    `cpi` for an install; None where no CPI is reported."""

    way: str
    part: float
    cpi: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The word for a network in an app, its reason code, and the numbers behind it.

    `today_word` and `today_reason` are what the table gives on this day alone; `runs` lead to
    the next day. `barred` says what alone keeps it from scale: "case", "no_impressions", "ipm"
    or "". `concerned` is the money that the word is about.
    """

    word: str
    reason: str
    today_word: str
    today_reason: str
    facts: Facts
    installs_known: float
    money: Money | None
    recent: Money | None
    runs: Runs | None
    barred: str = ""
    amount: Amount | None = None
    concerned: float | None = None

    @property
    def basis(self) -> Money | None:
        """The money that the word rests on: of the last 14 days where these fell."""
        return self.recent if self.reason == "fell" else self.money


def decide_app(
    networks: Mapping[K, tuple[Facts, Cohorts]], before: Mapping[K, Runs | None] | None = None
) -> dict[K, Decision]:
    """A decision for each network of an app.

    `before` are the runs of the judged day before this one; a network without any takes its
    words at once.
    """
    heavy = {
        retained: heaviness(
            (cohorts, facts.stake_share)
            for facts, cohorts in networks.values()
            if cohorts.retained == retained
        )
        for retained in {cohorts.retained for _, cohorts in networks.values()}
    }
    prices = [facts.ecpm for facts, _ in networks.values() if facts.ecpm is not None]
    typical = median(prices) if prices else None
    return {
        key: decide(facts, cohorts, heavy[cohorts.retained], (before or {}).get(key), typical)
        for key, (facts, cohorts) in networks.items()
    }


def decide(
    facts: Facts,
    cohorts: Cohorts,
    heavy: float,
    before: Runs | None = None,
    median_ecpm: float | None = None,
) -> Decision:
    """The word for one network; `heavy` is that of its app (`decide_money.heaviness`)."""
    money, recent = estimate(cohorts, heavy), estimate(cohorts.recent, heavy)
    runs = decide_runs.step(before, money, recent)
    on = runs.on if runs else frozenset()
    word, reason = _table(facts, cohorts, money, on)
    today_word, today_reason = _table(facts, cohorts, money, decide_runs.today(money, recent))
    basis = recent if reason == "fell" else money
    return Decision(
        word=word,
        reason=reason,
        today_word=today_word,
        today_reason=today_reason,
        facts=facts,
        installs_known=cohorts.installs,
        money=money,
        recent=recent,
        runs=runs,
        barred=_bar(facts) if (word, reason) == ("hold", "fine") and "scale" in on else "",
        amount=_amount(word, facts, basis, median_ecpm),
        concerned=_concerned(word, reason, facts, basis),
    )


def _table(
    facts: Facts, cohorts: Cohorts, money: Money | None, on: Collection[str]
) -> tuple[str, str]:
    """The first line that holds: its word and its reason. `on` are the lines of money."""
    held = _too_early(facts)
    if held:
        return "hold", held
    if facts.stake_share >= WITNESS_STAKE and _second_witness(money):
        return "cut", "fraud"
    if "cut" in on:
        return "cut", "money"
    if "cap" in on:
        return "cap", "money"
    if "fell" in on:
        return "cap", "fell"
    if facts.stake_share >= ASK_STAKE:
        return "ask", "fraud"
    if facts.ipm.verdict in ("act", "watch"):
        return ("ask" if facts.ipm.verdict == "act" else "watch"), "ipm"
    if "watch" in on:
        return "watch", "money"
    unknown = _unknown(cohorts, money) if facts.spend_told else "spend_untold"
    if unknown:
        return "hold", unknown
    return ("scale", "money") if "scale" in on and not _bar(facts) else ("hold", "fine")


def _too_early(facts: Facts) -> str:
    if facts.live_days < NEW_DAYS:
        return "new"
    if facts.spend <= 0 and facts.spend_told:
        return "no_spend"
    gaps = facts.missing_days > MOST_MISSING or facts.late_days > MOST_LATE
    return "gaps" if gaps else ""


def _second_witness(money: Money | None) -> bool:
    return money is not None and money.installs >= MIN_INSTALLS and money.below(WITNESS_RHO) >= SURE


def _unknown(cohorts: Cohorts, money: Money | None) -> str:
    """What is not known of the money. Where no day reports revenue, no wait brings installs."""
    if not cohorts.known:
        return "no_money"
    if cohorts.installs < MIN_INSTALLS:
        return "few"
    if not cohorts.target:
        return "no_target"
    return "no_money" if money is None else ""


def _bar(facts: Facts) -> str:
    """What keeps a network that pays well from being scaled, or ""."""
    if facts.cases:
        return "case"
    if facts.ipm.verdict == "no_data":
        return "no_impressions"
    return "" if facts.ipm.verdict == "fine" else "ipm"


def _amount(word: str, facts: Facts, basis: Money | None, typical: float | None) -> Amount | None:
    if basis is None or word not in ("cap", "scale"):
        return None
    affordable = None if facts.cpi is None else facts.cpi * basis.level
    if word == "cap":
        bid = None if facts.cpi is None else facts.cpi * min(basis.level, 1.0)
        return Amount("budget" if bid is None else "bid", -CAP_STEP, bid)
    cheap = facts.ecpm is not None and typical is not None and facts.ecpm < CHEAP_ECPM * typical
    if cheap and affordable is not None:
        return Amount("bid", SCALE_STEP, affordable / decide_runs.GOOD)
    return Amount("budget", SCALE_STEP)


def _concerned(word: str, reason: str, facts: Facts, basis: Money | None) -> float | None:
    """The money that a word is about, in 28 days; where the last 14 fell, in these."""
    if word == "cut":
        return facts.spend
    if word == "scale":
        return SCALE_STEP * facts.spend
    if reason == "fraud":
        return facts.stake
    if reason == "ipm":
        short, cpi = facts.ipm.missing, facts.cpi
        return None if short is None or cpi is None else max(short, 0.0) * cpi
    if word in ("cap", "watch") and basis is not None:
        spend = basis.spend if reason == "fell" else facts.spend
        return spend * max(1 - basis.level, 0.0)
    return None
