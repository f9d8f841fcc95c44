"""The evidence on the networks of an app: cells, campaigns, creatives and steps like for like.

Judged and stored when the app is judged, for the page of each of its networks. What is stored
holds until anything changes that it rests on; a page judges by itself only what is little to read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaigns import reports
from campaigns.judgement import sizes, stored, thresholds
from campaigns.judgement.networks.counts import BASIS, HISTORY, by_entity
from campaigns.judgement.networks.judge import AppJudgement, judge_app
from campaigns.metrics import Counts, Ratio
from campaigns.models.choices import Format
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.networks.account import CellRate
from campaigns.stats.networks.hysteresis import FLAGS
from campaigns.stats.networks.judge import CELL, judge
from campaigns.stats.networks.judgement import Judgement

KIND = reports.JUDGED_NETWORKS
UNCOMPARED = ("alone", "no_peers", "formats_unknown")
"""Reasons for which an expectation of a campaign or creative would say nothing."""
BY_NETWORK = ("network", "country")
"""What makes the creatives of a format comparable."""
STEP_COUNTS = ("impressions", "clicks", "installs", "view_through_installs")
Divided = tuple[int, int] | tuple[None, None]
"""The denominator of a ratio and its numerator; None where one of them is not reported."""


def _clicked(shown: int | None, clicks: int | None, *_: int | None) -> Divided:
    return (None, None) if shown is None or clicks is None else (shown, clicks)


def _installed(_: int | None, clicks: int | None, *installs: int | None) -> Divided:
    whole, viewed = installs
    return (None, None) if clicks is None or whole is None else (clicks, whole - (viewed or 0))


STEPS: dict[Ratio, Callable[..., Divided]] = {Counts.ctr: _clicked, Counts.cvr: _installed}
"""The steps from an impression to an install, and what each divides, as `Counts` has it."""


@dataclass(frozen=True)
class JudgedPart:
    """A campaign or creative of the network, against what its own cells would lead to expect.

    `reason` is why nothing can be expected of it, "" where something can.
    """

    pk: int
    name: str
    group: str
    judgement: Judgement

    @property
    def reason(self) -> str:
        """A creative without a format is held against none, a campaign without formats neither."""
        if self.judgement.reason in UNCOMPARED:
            return self.judgement.reason
        return "formats_unknown" if self.group == Format("").label else ""


@dataclass(frozen=True)
class Own:
    """What is known of one network beside its judgement; `steps` by the name of the ratio, only
    where it is low."""

    cells: tuple[CellRate, ...]
    campaigns: list[JudgedPart]
    creatives: list[JudgedPart]
    steps: dict[str, Judgement]


@dataclass(frozen=True)
class AppEvidence:
    """An app as it was judged, and its networks."""

    judged: AppJudgement
    networks: dict[int, Own]


@dataclass(frozen=True)
class JudgedNow:
    """An app as it was judged of the data of a version, and the cells of its networks: all that
    evidence needs of its counts, which are many to keep."""

    version: int
    judged: AppJudgement
    cells: dict[int, tuple[CellRate, ...]]

    @classmethod
    def of(cls, version: int, judged: AppJudgement) -> "JudgedNow":
        """The same of an app that was judged just now."""
        cells = {one.network: judged.found.cells(one.network) for one in judged.found.judgements}
        return cls(version, replace(judged, found=replace(judged.found, accounts={})), cells)


def store_evidence(app: int, today: date, version: int, known: JudgedNow | None = None) -> None:
    """Judge the networks of an app with all that their pages show, and keep it for these.

    What is `known` of this day is not judged again, unless its data has changed since.
    """
    if known is None or known.version != version:
        known = JudgedNow.of(version, judge_app(app, today, thresholds.current()))
    judged = known.judged
    query = judged_days(judged, today)
    creatives, split = _creatives(query), steps(query, judged.found.judgements)
    shown = _campaigns(query)
    networks = {
        one.network: Own(
            cells=known.cells[one.network],
            campaigns=shown.get(one.network, []),
            creatives=creatives.get(one.network, []),
            steps=split.get(one.network, {}),
        )
        for one in judged.found.judgements
    }
    stored.store(KIND, app, today, version, AppEvidence(judged, networks))


def standing(apps: Iterable[int], today: date) -> dict[int, AppEvidence]:
    """The stored evidence on these apps that still holds."""
    return stored.standing(KIND, AppEvidence, tuple(apps), today)


def small(app: int, today: date) -> bool:
    """Whether a page judges an app by itself: it is little to read, or its reader may not read what
    is stored of all networks."""
    return stored.limited() or sizes.small((app,), Period.of_days(HISTORY, today))


def judged_days(judged: AppJudgement, as_of: date) -> ReportQuery:
    """Asks for an app's judged days."""
    return ReportQuery(
        judged.window, where={"app": (judged.app,)}, counts=BASIS, ends=reports.settled_ends(as_of)
    )


def steps(query: ReportQuery, networks: Iterable[Judgement]) -> dict[int, dict[str, Judgement]]:
    """The CTR and the CVR, by name, of those networks that are low, against what their cells lead
    to expect of them. One question, where any is.

    Only rows that report both counts of a ratio have a part in it.
    """
    low = [one.network for one in networks if _may_be_split(one)]
    found: dict[int, dict[str, Judgement]] = {network: {} for network in low}
    if not low:
        return found
    asked = replace(query, by=("network", *CELL, "day"), counts=STEP_COUNTS)
    rows = sorted(reports.cells_as_reported(asked), key=lambda row: str(row[0]))
    for ratio, divided in STEPS.items():
        judged = judge(by_entity(_divided(rows, divided), query.period), details=False)
        for network in low:
            if network in judged.accounts:
                found[network][ratio.name] = judged.of(network)
    return found


def _divided(rows: Iterable[tuple], divided: Callable[..., Divided]) -> Iterable[tuple]:
    """Each key with what a ratio divides there, summed over the rows that report both counts."""
    sums: dict[tuple, tuple] = {}
    width = -len(STEP_COUNTS)
    for row in rows:
        key, pair = row[:width], divided(*row[width:])
        known = sums.get(key)
        if known is None or known[0] is None:
            sums[key] = pair
        elif pair[0] is not None:
            sums[key] = known[0] + pair[0], known[1] + pair[1]
    return ((*key, *pair) for key, pair in sums.items())


def _may_be_split(one: Judgement) -> bool:
    return one.verdict in FLAGS and one.reason != "formats_unknown"


def campaigns(query: ReportQuery, network: int) -> list[JudgedPart]:
    """The network's campaigns, compared with each other by country and format."""
    where = {**query.where, "network": (network,)}
    return _campaigns(replace(query, where=where)).get(network, [])


def _campaigns(query: ReportQuery) -> dict[int, list[JudgedPart]]:
    """The same of every network."""
    networks: dict[int, list[tuple]] = defaultdict(list)
    for network, *row in reports.cells(query.split("network", "campaign", *CELL, "day")):
        networks[network].append(tuple(row))
    return {
        network: _named(
            "campaign", [("", one) for one in judge(by_entity(rows, query.period)).judgements]
        )
        for network, rows in networks.items()
    }


def creatives(query: ReportQuery, network: int) -> list[JudgedPart]:
    """The network's creatives, compared with all of their format by network and country."""
    return _creatives(query, network).get(network, [])


def _creatives(query: ReportQuery, *only: int) -> dict[int, list[JudgedPart]]:
    """The same of every network, or of those asked for."""
    formats: dict[str, list[tuple]] = defaultdict(list)
    used: dict[int, set[int]] = defaultdict(set)
    for form, *row in reports.cells(query.split("format", "creative", "network", "country", "day")):
        formats[form].append(tuple(row))
        if not only or row[1] in only:
            used[row[1]].add(row[0])
    found = [
        (Format(form).label, one)
        for form, rows in formats.items()
        for one in judge(by_entity(rows, query.period), fields=BY_NETWORK).judgements
    ]
    return {
        network: _named("creative", [(form, one) for form, one in found if one.network in own])
        for network, own in used.items()
    }


def _named(kind: str, found: Sequence[tuple[str, Judgement]]) -> list[JudgedPart]:
    """Judgements with their group as parts, the lowest ratio first."""
    names: Mapping[int, str] = reports.part_names(kind, [one.network for _, one in found])
    parts = [JudgedPart(one.network, names[one.network], group, one) for group, one in found]
    return sorted(parts, key=_by_ratio)


def _by_ratio(part: JudgedPart) -> tuple[bool, float]:
    ratio = part.judgement.window.ratio
    return ratio is None, ratio or 0.0
