"""A change of IPM in parts: drivers that add up to it, and the values of the dimensions.

- *Targeting and mix*: impressions moved between segments.
- *Creative*: the click-through rate inside segments.
- *Store page*: the conversion of clicks inside segments, where the networks move together.
- *Network*: that of networks whose conversion moved apart from all others.

View-through installs stand apart, and so does what no rate of clicks explains: segments without
reported clicks, and installs of segments that had no impressions in a period.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.stats.changes.decompose import Decomposition, Effects
from campaigns.stats.changes.difference_in_differences import Apart

SPLITS = (
    "network", "country", "platform", "format", "campaign", "creative", "targeting", "app",
    "store_page",
)  # fmt: skip
"""What a change may be split by."""
USUAL = ("network", "platform", "country", "format")
"""What it is split by unless something else is asked for: the cells of like for like."""

MIX, CREATIVE, STORE_PAGE, NETWORK = "mix", "creative", "store_page", "network"
VIEW_THROUGH, UNSPLIT = "view_through", "unsplit"
FIELD = (MIX, CREATIVE, STORE_PAGE, NETWORK)
"""The four drivers of the field."""


@dataclass(frozen=True)
class Driver:
    """One part of the change, in installs per mille, and how far day-to-day noise reaches.

    `reach` is None where noise is not known, as with single days.
    """

    key: str
    value: float
    reach: float | None = None

    @property
    def in_noise(self) -> bool:
        """Whether day-to-day noise alone moves it as far."""
        return self.reach is not None and abs(self.value) <= self.reach


@dataclass(frozen=True)
class Value:
    """One value of a dimension over all segments that have it, or all of them together.

    Shares are parts of all impressions. `effects` hold the mix of its own dimension and of those
    inside it, and its rate.
    """

    key: int | str | None
    name: str
    before: Counts
    now: Counts
    share_before: float
    share_now: float
    effects: Effects


@dataclass(frozen=True)
class Split:
    """What the counts of both periods say of the change, as it can be stored: values have no names,
    and `split` only its outer segments. The rest is as in `Why`."""

    by: tuple[str, ...]
    untold: tuple[str, ...]
    split: Decomposition
    drivers: tuple[Driver, ...]
    values: dict[str, tuple[Value, ...]]
    ads: tuple[Value, ...]
    apart: dict[int, Apart] | None


@dataclass(frozen=True)
class Why:
    """A change of IPM, split.

    `by` are the dimensions that have more than one value, in order, at least one; `single` the
    others that were asked for. `values` are the values of each dimension in `by`, `total` is all of
    them. `ads` are, of several creatives, the two whose click-through within networks took most
    from IPM and gave most to it. `period` is compared with `compare`, as in the overview.
    `beyond_noise` says whether IPM moved more than its days usually do. `apart` are the networks in
    it whose conversion moved apart from all others, None where that cannot be asked. `lost` are
    networks that report impressions in only one of the periods and take no part. `untold` are
    dimensions that only one of the periods states.
    """

    by: tuple[str, ...]
    single: tuple[str, ...]
    split: Decomposition
    drivers: tuple[Driver, ...]
    values: Mapping[str, tuple[Value, ...]]
    ads: tuple[Value, ...]
    total: Value
    period: Period
    compare: Period
    beyond_noise: bool | None
    apart: Mapping[int, Apart] | None
    lost: tuple[str, ...]
    networks: Mapping[int, str]
    untold: tuple[str, ...] = ()

    @property
    def change(self) -> float:
        """Installs per mille."""
        return self.split.change

    def driver(self, key: str) -> Driver:
        """One of the drivers; one that plays no part is 0."""
        return next((one for one in self.drivers if one.key == key), Driver(key, 0.0))
