"""Charts that are no lines over time, for the scripts of static/js: what each is drawn from.

As in `charts.py`, a page decides positions, roles and words alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

Points = Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One kind of chart; `type` names its script."""

    type: ClassVar[str]

    @property
    def spec(self) -> dict[str, Any]:
        """For the script and the template."""
        return {"type": self.type, **{one.name: getattr(self, one.name) for one in fields(self)}}


@dataclass(frozen=True, kw_only=True)
class LiftChart(Chart):
    """A share in per cent by day or month between `low_end` and `high_end`.

    `low` and `high` are the ends of its band; `worth` are levels worth finding, the label of which
    stands at `worth_at`; `first` is the point from which it is judged.
    """

    type = "lift"
    labels: Sequence[str]
    points: Points
    value: str
    words: Sequence[str]
    low_end: float
    high_end: float
    low: Points = ()
    high: Points = ()
    worth: Sequence[float] = ()
    worth_label: str = ""
    worth_at: float | None = None
    zero_label: str = ""
    first: int | None = None
    first_label: str = ""


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Bars by label, those of each series (name, role, points, words) beside each other."""

    type = "bars"
    labels: Sequence[str]
    unit: str
    series: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ScatterChart(Chart):
    """Bubbles in four `corners`, which meet at `x` and `y`."""

    type = "scatter"
    x: float
    y: float
    x_title: str
    y_title: str
    corners: Mapping[str, str]
    points: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class FunnelChart(Chart):
    """Points by size and distance in per cent, within `limits` that narrow with size."""

    type = "funnel"
    points: Sequence[Mapping[str, Any]]
    limits: Sequence[Mapping[str, Any]]
    act: float
    act_label: str
    low: float
    high: float
    x_title: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One bar of a waterfall: a level, or the part that leads from one to the next. `words` say all
    of it, a click leads to `url`."""

    kind: str
    role: str
    start: float
    end: float
    text: str
    label: Sequence[str]
    words: str
    url: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        ends = {"from": round(self.start, 6), "to": round(self.end, 6)}
        return {"kind": self.kind, "role": self.role, **ends, "text": self.text} | {
            "label": list(self.label),
            "words": self.words,
            "url": self.url,
        }


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """Steps from one level to another, on an axis that starts at `low`."""

    type = "waterfall"
    bars: Sequence[Mapping[str, Any]]
    low: float
    from_zero: bool
