"""FieldEffects of the values of several fields at once, each field shrunk by its own spread.

Normal random effects: y = mu + effect of each value + creative + noise, variances found by a few
rounds of expectation and maximisation with weak priors (Dempster, Laird & Rubin 1977; Stephens
2017 for the chance of the wrong sign). Plain Python: 200 values are solved by Cholesky.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

TAU, TAU_WEIGHT = 0.30, 4
OMEGA, OMEGA_WEIGHT = 0.15, 2
TAU_LIMITS = (0.05**2, 2.0**2)
OMEGA_LIMITS = (0.01**2, 1.0)
ROUNDS = 5
MU_PRECISION = 1e-6

Matrix = list[list[float]]


@dataclass(frozen=True)
class FieldEffects:
    """What was fitted. Column 0 is mu; `columns[f]` maps the values of field f to columns.

    `g` are the effects, `root` the inverse of the Cholesky factor of their precision, `weights`
    and `residuals` are those of the creatives.
    """

    columns: list[dict[str, int]]
    g: list[float]
    root: Matrix
    weights: list[float]
    residuals: list[float]
    crossed: Matrix
    tau2: float
    omega2: list[float]
    df: float

    def variance(self, contrast: Sequence[float]) -> float:
        """The variance of a sum of effects, each times its number in `contrast`."""
        return _variance(self.root, contrast)


def fit(y: Sequence[float], v: Sequence[float], fields: Sequence[Sequence[str]]) -> FieldEffects:
    """Fit the effects; `fields[f][i]` is the value of creative i in field f."""
    columns = _columns(fields)
    members = [
        [0, *(own[field[i]] for own, field in zip(columns, fields, strict=True))]
        for i in range(len(y))
    ]
    tau2, omega2 = TAU**2, [OMEGA**2] * len(fields)
    for _ in range(ROUNDS):
        found = _solve(y, v, members, columns, tau2, omega2)
        tau2, omega2, _ = _spreads(found)
    found = _solve(y, v, members, columns, tau2, omega2)
    _, _, used = _spreads(found)
    return FieldEffects(
        columns, found.g, found.root, found.weights, found.residuals, found.crossed,
        tau2, omega2, max(3.0, len(y) - used),
    )  # fmt: skip


def precise(crossed: Matrix, precision: Sequence[float]) -> Matrix:
    """The inverse Cholesky factor of a matrix with more precision on its diagonal."""
    matrix = [row.copy() for row in crossed]
    for j, own in enumerate(precision):
        matrix[j][j] += own
    return _inverse_root(matrix)


def _variance(root: Matrix, contrast: Sequence[float]) -> float:
    used = [j for j, c in enumerate(contrast) if c]
    total = 0.0
    for row in root:
        total += sum([row[j] * contrast[j] for j in used if j < len(row)]) ** 2
    return total


def variance_of(root: Matrix, contrast: Sequence[float]) -> float:
    """The variance of a contrast under another precision, by its inverse Cholesky factor."""
    return _variance(root, contrast)


@dataclass(frozen=True)
class _Solved:
    columns: list[dict[str, int]]
    g: list[float]
    root: Matrix
    weights: list[float]
    residuals: list[float]
    crossed: Matrix
    tau2: float
    omega2: list[float]


def _columns(fields: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    found, at = [], 1
    for field in fields:
        values = sorted(set(field))
        found.append({value: at + place for place, value in enumerate(values)})
        at += len(values)
    return found


def _solve(
    y: Sequence[float],
    v: Sequence[float],
    members: list[list[int]],
    columns: list[dict[str, int]],
    tau2: float,
    omega2: Sequence[float],
) -> _Solved:
    size = 1 + sum(map(len, columns))
    weights = [1 / (tau2 + own) for own in v]
    crossed = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    for w, value, mine in zip(weights, y, members, strict=True):
        for j in mine:
            right[j] += w * value
            row = crossed[j]
            for k in mine:
                row[k] += w
    precision = [MU_PRECISION] + [
        1 / own for own, some in zip(omega2, columns, strict=True) for _ in some
    ]
    root = precise(crossed, precision)
    half = [sum([a * b for a, b in zip(row, right, strict=False)]) for row in root]
    g = [0.0] * size
    for own, row in zip(half, root, strict=True):
        for j, a in enumerate(row):
            g[j] += own * a
    residuals = [value - sum([g[j] for j in mine]) for value, mine in zip(y, members, strict=True)]
    return _Solved(columns, g, root, weights, residuals, crossed, tau2, list(omega2))


def _spreads(found: _Solved) -> tuple[float, list[float], float]:
    """Better guesses of tau^2 and omega^2, and how many effects the data used up."""
    diagonal = [0.0] * len(found.g)
    for row in found.root:
        for j, a in enumerate(row):
            diagonal[j] += a * a
    omega2, used = [], 1.0
    for own, some in zip(found.omega2, found.columns, strict=True):
        free = sum(1 - diagonal[j] / own for j in some.values())
        used += free
        squares = sum(found.g[j] ** 2 for j in some.values())
        better = (OMEGA_WEIGHT * OMEGA**2 + squares) / (OMEGA_WEIGHT + free)
        omega2.append(min(max(better, OMEGA_LIMITS[0]), OMEGA_LIMITS[1]))
    n, tau2 = len(found.weights), found.tau2
    squares = sum((w * r) ** 2 for w, r in zip(found.weights, found.residuals, strict=True))
    below = TAU_WEIGHT + tau2 * sum(found.weights) * (1 - used / n)
    better = (TAU_WEIGHT * TAU**2 + tau2**2 * squares) / below
    return min(max(better, TAU_LIMITS[0]), TAU_LIMITS[1]), omega2, used


def _inverse_root(matrix: Matrix) -> Matrix:
    """The inverse of the Cholesky factor of a positive matrix: lower triangular rows."""
    size = len(matrix)
    lower: Matrix = []
    for i in range(size):
        row: list[float] = []
        own = matrix[i]
        for j in range(i):
            above = lower[j]
            row.append((own[j] - sum([a * b for a, b in zip(row, above, strict=False)])) / above[j])
        row.append(sqrt(own[i] - sum([a * a for a in row])))
        lower.append(row)
    inverse: Matrix = []
    for i in range(size):
        row = [0.0] * (i + 1)
        row[i] = 1.0
        for k in range(i):
            factor = lower[i][k]
            if factor:
                done = inverse[k]
                row[: k + 1] = [a - factor * b for a, b in zip(row, done, strict=False)]
        scale = lower[i][i]
        inverse.append([a / scale for a in row])
    return inverse
