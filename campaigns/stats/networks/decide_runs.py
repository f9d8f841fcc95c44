"""What a network's money says from day to day, without flickering.

Five lines of the table rest on money. Each begins after some days in a row on which its whole
condition holds, and ends after two weeks without its weaker one. The first day on which money is
known takes every line at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.stats.networks.decide_money import Money

DAYS_ON, FELL_DAYS_ON, DAYS_OFF = 10, 3, 14
SURE, HALF_SURE, VERY_SURE, KEPT = 0.90, 0.80, 0.975, 0.60
"""Chances from which a line begins: cut, cap, scale; watch; fell. All stay from .60 on."""
MIN_INSTALLS, FIRM_INSTALLS = 100, 200
FIRM_DAYS, FELL_DAYS = 14, 10
AWFUL, POOR, FALLEN, GOOD = 0.5, 0.9, 0.75, 1.05
"""rho that is surely undercut (cut; cap and watch; fell) or exceeded (scale)."""
AWFUL_HALVES = 0.7
WORTH_SCALING, KEPT_SCALING = 1.20, 1.10


def cut(money: Money, kept: bool) -> bool:
    """Less than half of what it should bring, in both halves of the days."""
    firm = money.installs >= FIRM_INSTALLS and money.days >= FIRM_DAYS
    sure = money.below(AWFUL) >= (KEPT if kept else SURE)
    return firm and sure and (kept or money.halves_below(AWFUL_HALVES))


def cap(money: Money, kept: bool) -> bool:
    """Surely under the target, in both halves of the days."""
    firm = money.installs >= MIN_INSTALLS and money.days >= FIRM_DAYS
    sure = money.below(POOR) >= (KEPT if kept else SURE)
    return firm and sure and (kept or money.halves_below(1))


def fell(recent: Money, kept: bool) -> bool:
    """The last 14 days alone are very surely far under the target."""
    firm = recent.installs >= FIRM_INSTALLS and recent.days >= FELL_DAYS
    limit, sure = (POOR, KEPT) if kept else (FALLEN, VERY_SURE)
    return firm and recent.below(limit) >= sure


def watch(money: Money, kept: bool) -> bool:
    """Perhaps under the target."""
    sure = money.below(POOR) >= (KEPT if kept else HALF_SURE)
    return money.installs >= MIN_INSTALLS and sure


def scale(money: Money, kept: bool) -> bool:
    """Surely over the target, in both halves of the days, and by enough to be worth a step."""
    firm = money.installs >= FIRM_INSTALLS and money.days >= FIRM_DAYS
    sure = money.above(GOOD) >= (KEPT if kept else SURE)
    enough = money.level >= (KEPT_SCALING if kept else WORTH_SCALING)
    return firm and sure and enough and (kept or money.halves_above(1))


@dataclass(frozen=True, slots=True)
class Run:
    """Whether a line is on, and the days in a row that lead to the next change: while it is off
    those on which it holds, while it is on those on which it does not."""

    on: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class Runs:
    """The five lines after a judged day."""

    cut: Run = Run()
    cap: Run = Run()
    fell: Run = Run()
    watch: Run = Run()
    scale: Run = Run()

    @property
    def on(self) -> frozenset[str]:
        """The lines that are on."""
        return frozenset(name for name in LINES if getattr(self, name).on)


Condition = Callable[[Money, bool], bool]
LINES: dict[str, Condition] = {
    "cut": cut,
    "cap": cap,
    "fell": fell,
    "watch": watch,
    "scale": scale,
}


def days_on(name: str) -> int:
    """After how many days in a row a line begins."""
    return FELL_DAYS_ON if name == "fell" else DAYS_ON


def today(money: Money | None, recent: Money | None) -> frozenset[str]:
    """The lines whose whole condition holds on this day."""
    bases = {name: _basis(name, money, recent) for name in LINES}
    return frozenset(
        name for name, basis in bases.items() if basis is not None and LINES[name](basis, False)
    )


def step(before: Runs | None, money: Money | None, recent: Money | None) -> Runs | None:
    """The lines after one more judged day; None while nothing is known of money.

    A line ends at once when what it rests on is not known any more.
    A day that was not judged does not count: do not call this. To judge a day again, start from
    the lines of the day before it.
    """
    if money is None:
        return None
    if before is None:
        return Runs(**{name: Run(True) for name in today(money, recent)})
    return Runs(**{name: _next(name, getattr(before, name), money, recent) for name in LINES})


def _next(name: str, run: Run, money: Money, recent: Money | None) -> Run:
    basis = _basis(name, money, recent)
    if basis is None:
        return Run()
    days = run.days + 1 if LINES[name](basis, run.on) != run.on else 0
    if run.on:
        return Run() if days >= DAYS_OFF else Run(True, days)
    return Run(True) if days >= days_on(name) else Run(False, days)


def _basis(name: str, money: Money | None, recent: Money | None) -> Money | None:
    return recent if name == "fell" else money
