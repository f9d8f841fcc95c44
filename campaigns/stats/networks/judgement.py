"""What is known about the networks of an app after a day was judged."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from campaigns.stats.intervals import Interval
from campaigns.stats.networks.account import Account, CellRate
from campaigns.stats.networks.creatives import CreativeMix
from campaigns.stats.networks.hysteresis import FLAGS, RunState
from campaigns.stats.networks.levels import Fall, Level

REASONS = (
    "",
    "no_impressions",
    "alone",
    "too_few_networks",
    "formats_unknown",
    "no_peers",
    "thin",
    "few_days",
    "no_installs",
    "weak_creatives",
    "own_creatives",
)
"""Why there is no verdict, or what it must be read with.

`formats_unknown`: the level says nothing, only an own fall may raise a flag. `no_installs`: act,
but check tracking first. `weak_creatives`: what its creatives leave is not low, at most watch.
`own_creatives`: its creatives hardly run elsewhere, so they may explain it.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Counts over the last `days` days, with the installs that a typical network would have."""

    days: int
    impressions: float
    installs: float
    expected: float

    @property
    def ipm(self) -> float | None:
        """Installs per 1000 impressions."""
        return 1000 * self.installs / self.impressions if self.impressions > 0 else None

    @property
    def expected_ipm(self) -> float | None:
        """Expected installs per 1000 impressions."""
        if self.impressions <= 0 or self.expected <= 0:
            return None
        return 1000 * self.expected / self.impressions

    @property
    def ratio(self) -> float | None:
        """Installs over expected installs."""
        return self.installs / self.expected if self.expected > 0 else None

    def against(self, typical: float) -> "Span":
        """The same held against a network that makes `typical` of what is expected."""
        return replace(self, expected=self.expected * typical)

    @property
    def missing(self) -> float:
        """Installs short of the expectation; negative above it."""
        return self.expected - self.installs


@dataclass(frozen=True, slots=True)
class Judgement:
    """One network on one day.

    `window` are the judged days, `low` those since a flagged network became low (None unflagged).
    `level` and its peer error `sr` are on the scale of `levels`, `own` and `wide` the noise of its
    days. `chance` to be as good as a typical network and the `shrunk` ratio are None where the
    level is not judged. `condition` is that of the day, `state` comes after hysteresis. `fall` is
    that of a flagged network without formats; `creatives` are None unless asked for.
    `known_formats` and `known_countries` are shares of impressions. `would_clear_above` is the IPM
    at which a flag would go, `more_impressions` how many are missing at least when data is thin.
    """

    network: Any
    window: Span
    low: Span | None
    interval: Interval | None
    level: Level | None
    own: float
    wide: float
    sr: float
    cover: float
    active_days: int
    chance: float | None
    shrunk: float | None
    condition: str
    reason: str
    state: RunState
    fall: Fall | None
    creatives: CreativeMix | None
    known_formats: float | None
    known_countries: float | None
    would_clear_above: float | None
    more_impressions: float | None

    @property
    def verdict(self) -> str:
        """One of `hysteresis.VERDICTS`."""
        return self.state.verdict

    @property
    def flagged(self) -> bool:
        """Whether somebody should look at it."""
        return self.verdict in FLAGS

    @property
    def judged(self) -> bool:
        """Whether the level could be judged on this day."""
        return self.chance is not None

    @property
    def shown(self) -> Span:
        """The days that a sentence is about: those since it is low, else the window."""
        return self.low or self.window


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All judgements of an app, and what the account as a whole says.

    `typical` is, for every network, what a typical one makes of what its account expects: spans,
    cells and expected days here are held against it, as `shrunk` is. `c2` and `a` are the squared
    CV of days and their correlation, `h` the concentration of expectations on days, `sr` a typical
    peer error; `shared` the factor of every day for the whole app, empty where days are nobody's
    but their own; `expected_rate` the installs per impression of a typical network.
    """

    judgements: tuple[Judgement, ...]
    eligible: int
    typical: Mapping[Hashable, float]
    c2: float
    a: float
    h: float
    sr: float
    shared: tuple[float, ...]
    expected_rate: float
    accounts: dict[Hashable, Account] = field(repr=False, compare=False)

    def of(self, network: Hashable) -> Judgement:
        """The judgement of one network; KeyError if it was not judged."""
        for one in self.judgements:
            if one.network == network:
                return one
        raise KeyError(network)

    def cells(self, network: Hashable) -> tuple[CellRate, ...]:
        """The cells of a network with its peers there, most missing installs first."""
        account, typical = self.accounts[network], self.typical[network]
        return tuple(
            replace(cell, rate=cell.rate * typical, expected=cell.expected * typical)
            for cell in account.cells(account.table.entities.index(network))
        )

    def expected_days(self, network: Hashable) -> tuple[float, ...]:
        """The expected installs of every day, oldest first, also of those before the window."""
        account, typical = self.accounts[network], self.typical[network]
        return tuple(typical * e for e in account.daily[account.table.entities.index(network)])
