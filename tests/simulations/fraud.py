"""How many cases does a year of clean networks open, and which planted frauds are found?

    python -m tests.simulations.fraud [--repetitions 30] [--seed 1]

20 networks of 3,000 to 400,000 impressions a day, each with its own CTR, CVR, click times,
retention, rejected installs and over-count; judged for a year, once a week and every day.
Ours beside a naive rule (any of CTR, CVR, IPM, retention more than twice or less than half the
median of the others).
Then one fraud at a time in one network of 100,000 impressions a day for 31 days.
"""

from collections import Counter
from math import exp, log
from random import Random
from statistics import median

from campaigns.stats.fraud.rules import look
from campaigns.stats.fraud.signals import CaseStanding, follow_case, step_case
from campaigns.stats.fraud.traffic import TimesToInstall, Traffic
from tests.simulations.noise import (
    WEEKDAYS,
    Bar,
    arguments,
    binomial,
    finish,
    gamma_factor,
    lognormal_factors,
    percent,
    poisson,
    print_table,
    repeat,
)

REPS = 30
NETWORKS = 20
YEAR = 364
PLANTED = ("injection", "farm", "incentive", "flooding", "stuffing")
RULE = {
    "injection": {"click_injection"},
    "farm": {"farm"},
    "incentive": {"incentive"},
    "flooding": {"flooding_a", "flooding_b", "flooding_c"},
    "stuffing": {"stuffing"},
}
FRAUD_DAYS = 31


class Network:
    """Rates of one network and its days as they come."""

    def __init__(self, random: Random, name: int, days: int, size: float | None = None) -> None:
        self.name = name
        self.random = random
        self.size = size or exp(random.uniform(log(3e3), log(4e5)))
        self.ctr = self._about(0.04, 0.4)
        self.cvr = self._about(0.12, 0.4)
        self.fast = self._about(0.01, 0.4)
        self.late = self._about(0.10, 0.3)
        self.d1 = min(0.9, self._about(0.27, 0.2))
        self.rejects = self._about(0.02, 0.5)
        self.over = exp(random.gauss(0.05, 0.06))
        self.levels = lognormal_factors(random, days, 0.20, 0.3)
        self.days: list[tuple[int, int, int, int, int, int, int, int]] = []

    def _about(self, middle: float, sd: float) -> float:
        return middle * exp(self.random.gauss(0, sd))

    def live(self, day: int, fraud: str = "") -> None:
        """Add one day: impressions, clicks, installs, fast, late, retained, rejected, claimed."""
        random = self.random
        n = round(self.size * WEEKDAYS[day % 7] * gamma_factor(random, 0.30))
        rate = self.ctr * self.cvr * self.levels[day]
        installs = poisson(random, n * rate)
        clicks = max(installs, poisson(random, n * self.ctr * gamma_factor(random, 0.10)))
        fast, d1 = self.fast, self.d1
        if fraud == "injection":
            fast += 0.15
        elif fraud == "farm":
            d1 = 0.01
        elif fraud == "incentive":
            installs, d1 = 3 * installs, 0.3 * d1
            clicks = max(clicks, installs)
        elif fraud == "flooding":
            clicks = max(clicks, binomial(random, n, 0.30))
        elif fraud == "stuffing":
            n *= 3
        self.days.append(
            (
                *(n, clicks, installs),
                *(binomial(random, installs, p) for p in (min(fast, 1), min(self.late, 1), d1)),
                poisson(random, installs * self.rejects),
                poisson(random, installs * self.over),
            )
        )

    def traffic(self) -> Traffic:
        """The last 28 days."""
        columns = list(zip(*self.days[-28:], strict=True))
        impressions, clicks, installs, fast, late, retained, rejected, claimed = columns
        count = sum(installs)
        return Traffic(
            self.name,
            impressions,
            clicks,
            installs,
            TimesToInstall(count, sum(fast) // 5, sum(fast), sum(late)),
            due_d1=count,
            retained_d1=sum(retained),
            rejected=sum(rejected),
            claimed=sum(claimed),
            mmp=count,
            organic=None,
        )


def clean_year(random: Random) -> tuple[Counter, Counter, int]:
    """Cases by rule in a year of 20 clean networks, judged weekly and daily; naive alarms."""
    networks = [Network(random, m, YEAR) for m in range(NETWORKS)]
    weekly: Counter = Counter()
    daily: Counter = Counter()
    cases, daily_cases, naive_cases, naive = {}, {}, {}, 0
    for day in range(YEAR):
        for network in networks:
            network.live(day)
        if day < 27:
            continue
        all_traffic = [network.traffic() for network in networks]
        ends_week = day % 7 == 6
        for traffic in all_traffic:
            for signal in look(traffic, all_traffic):
                key = traffic.network, signal.rule
                before = daily_cases.get(key)
                daily_cases[key] = follow_case(before, signal.state, day)
                daily[signal.rule] += _opened(before, daily_cases[key])
                if ends_week:
                    before = cases.get(key)
                    cases[key] = step_case(before, signal.state)
                    weekly[signal.rule] += _opened(before, cases[key])
        if ends_week:
            odd = naive_odd(all_traffic)
            for traffic in all_traffic:
                before = naive_cases.get(traffic.network)
                state = "signal" if traffic.network in odd else "clear"
                naive_cases[traffic.network] = step_case(before, state)
                naive += _opened(before, naive_cases[traffic.network])
    return weekly, daily, naive


def _opened(before: CaseStanding | None, after: CaseStanding) -> bool:
    return after.open and not (before and before.open)


def naive_odd(all_traffic: list[Traffic]) -> set[int]:
    """Networks with a rate over twice or under half the median of all."""
    odd = set()
    for rate in (
        lambda t: t.per("clicks", "impressions"),
        lambda t: t.per("installs", "clicks"),
        lambda t: t.per("installs", "impressions"),
        lambda t: t.retained_d1 / t.due_d1 if t.due_d1 else None,
    ):
        values = {t.network: rate(t) for t in all_traffic}
        middle = median(value for value in values.values() if value is not None)
        odd |= {m for m, v in values.items() if v is not None and not middle / 2 <= v <= middle * 2}
    return odd


def is_found(random: Random, fraud: str) -> bool:
    """Whether a fraud in one network is found while it lasts and in the week after."""
    days = 28 + FRAUD_DAYS + 7
    networks = [Network(random, m, days, 1e5 if m == 0 else None) for m in range(NETWORKS)]
    start = 28 + random.randrange(7)
    for day in range(days):
        for network in networks:
            lasts = network.name == 0 and start <= day < start + FRAUD_DAYS
            network.live(day, fraud if lasts else "")
        if day > start and day % 7 == 6:
            all_traffic = [network.traffic() for network in networks]
            for signal in look(all_traffic[0], all_traffic):
                if signal.rule in RULE[fraud] and signal.state == "signal":
                    return True
    return False


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    years = repeat(clean_year, options.repetitions, *run)
    quarters = options.repetitions * (YEAR - 28) / 91
    weekly = sum((counts for counts, _, _ in years), Counter())
    daily = sum((counts for _, counts, _ in years), Counter())
    naive = sum(alarms for _, _, alarms in years) / quarters
    false = [sum(counts.values()) / quarters for counts in (weekly, daily)]
    rows = [("all rules", *(f"{rate:.2f}" for rate in false), f"{naive:.2f}")]
    rows += [
        (rule, f"{weekly[rule] / quarters:.2f}", f"{count / quarters:.2f}", "")
        for rule, count in daily.most_common()
        if count
    ]
    header = ("rule", "weekly", "daily", "naive")
    print_table("False cases a quarter, 20 clean networks", header, rows)

    rows = []
    bars = [
        Bar(f"false cases a quarter, judged {often}", rate, quarters, high=1, rate=True)
        for often, rate in zip(("weekly", "daily"), false, strict=True)
    ]
    tries = max(2, options.repetitions)
    for fraud in PLANTED:
        found = sum(repeat(is_found, tries, *run, fraud=fraud)) / tries
        rows.append((fraud, percent(found)))
        bars.append(Bar(f"{fraud} found", found, tries, low=0.6))
    print_table("Planted for 31 days", ("fraud", "found, %"), rows)
    finish(bars, options.full)


if __name__ == "__main__":
    main()
