"""The daily IPM of all networks."""

from collections.abc import Iterable, Sequence
from typing import Any

from campaigns import formats
from campaigns.judgement.forecasts import Settling
from campaigns.judgement.networks.standing import Networks, Standing
from campaigns.metrics import Counts, total
from campaigns.models import Annotation
from campaigns.ui import charts
from campaigns.ui.charts import LineChart, Series
from campaigns.ui.point_words import of_days
from campaigns.ui.report_form import ReportForm
from campaigns.ui.settling import outlook

NONE = Settling()


def trend(
    page: Networks,
    annotations: Iterable[Annotation] = (),
    form: ReportForm | None = None,
    settling: Settling = NONE,
) -> dict[str, Any] | None:
    """The daily IPM of the networks, a line each, or None where no day has an IPM.

    The networks with a slot have a line of their own; the counts of all others are added up to one
    grey line. A day without an IPM is null, never 0. Long ranges are summed to weeks. With a
    `form` a line leads to the page of that network alone. By day a line goes on with what is
    forecast of its days that still settle.
    """
    own = sorted((s for s in page.networks if s.slot), key=lambda s: s.slot or 0)
    rest = [s for s in page.networks if not s.slot]
    lines = [_line(page, [s], form, settling) for s in own]
    lines += [_line(page, rest)] if rest else []
    if not lines:
        return None
    starts = [line.settling_from for line in lines if line.settling_from is not None]
    return LineChart(
        labels=charts.labels(page),
        unit=Counts.ipm.label,
        per="week" if len(page.total.daily) > charts.DAYS else "day",
        target=page.target,
        target_label=charts.target_label(page.target),
        settling_from=min(starts, default=None),
        series=lines,
        days=charts.spans(page) if form else (),
        notes=charts.notes(annotations, [day for day, _, _ in charts.steps(page.total.daily)]),
    ).spec


def _line(
    page: Networks,
    members: Sequence[Standing],
    form: ReportForm | None = None,
    settling: Settling = NONE,
) -> Series:
    """One line: a network's, or that of several whose counts are added day by day."""
    first, slot = members[0], members[0].slot
    later = settling.networks.get(first.network_id or 0, ()) if slot else ()
    by_day = len(first.daily) <= charts.DAYS
    days = list(zip(*(charts.steps(member.daily) for member in members), strict=True))
    return Series(
        first.name if len(members) == 1 else f"{len(members)} others",
        "others" if not slot else "flagged" if _flagged(first) else "series",
        [total(counts for _, counts, _ in same).ipm for same in days],
        formats.ratio(Counts.ipm, total(s.counts for s in members).ipm),
        slot,
        url=form.address(network=first.network_id) if form and slot else "",
        settling_from=charts.unsettled([all(done for _, _, done in same) for same in days]),
        outlook=outlook(later, [day for day, _, _ in first.daily]) if by_day else None,
        said=of_days(members, page, charts.days_of_steps(first.daily)),
    )


def _flagged(standing: Standing) -> bool:
    """Whether the verdict says act; without one, whether the target is missed."""
    if standing.flag:
        return standing.flag.verdict.verdict == "act"
    return standing.mark == "below"
