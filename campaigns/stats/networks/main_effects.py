"""A first guess at the rate of every cell: its factors multiply, and so does every entity."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.stats.networks.table import Cell, Line

ROUNDS = 30
SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class MainEffects:
    """Rate per cell (installs per impression) and level per entity of a multiplicative model."""

    rates: list[float]
    theta: list[float]


def main_effects(
    cells: Sequence[Cell],
    lines: Sequence[Sequence[Line]],
    rounds: int = ROUNDS,
    smoothing: float = SMOOTHING,
) -> MainEffects:
    """Fit installs = impressions x entity level x product of the cell's factors.

    Iterative proportional fitting of a Poisson model (Deming & Stephan 1940; Breslow & Day 1987,
    chapter 4); `smoothing` installs are added to both sides of every margin so that an empty
    level keeps a finite effect.
    """
    installs = [0.0] * len(cells)
    shown = 0.0
    for own in lines:
        for c, n, x in own:
            installs[c] += x
            shown += n
    if not shown or not sum(installs):
        return MainEffects([0.0] * len(cells), [1.0] * len(lines))
    level = sum(installs) / shown
    factors = range(len(cells[0]))
    names = [[cell[f] for cell in cells] for f in factors]
    effects = [dict.fromkeys({cell[f] for cell in cells}, 1.0) for f in factors]
    seen = [dict.fromkeys(effect, smoothing) for effect in effects]
    for cell, x in zip(cells, installs, strict=True):
        for f in factors:
            seen[f][cell[f]] += x
    own_installs = [sum(x for _, _, x in own) for own in lines]
    theta = [1.0] * len(lines)

    def rates() -> list[float]:
        found = [1.0] * len(cells)
        for effect, own in zip(effects, names, strict=True):
            found = [so_far * effect[name] for so_far, name in zip(found, own, strict=True)]
        return [level * effect for effect in found]

    base = rates()
    for _ in range(rounds):
        weighted = [0.0] * len(cells)
        for own_level, own in zip(theta, lines, strict=True):
            for c, n, _ in own:
                weighted[c] += n * own_level
        for f in factors:
            fitted = dict.fromkeys(effects[f], smoothing)
            for name, n, rate in zip(names[f], weighted, base, strict=True):
                fitted[name] += n * rate
            for name, fit in fitted.items():
                effects[f][name] *= seen[f][name] / fit if fit else 1.0
            base = rates()
        theta = [
            (x + smoothing) / (sum(n * base[c] for c, n, _ in own) + smoothing) if own else 1.0
            for x, own in zip(own_installs, lines, strict=True)
        ]
    return MainEffects(base, theta)
