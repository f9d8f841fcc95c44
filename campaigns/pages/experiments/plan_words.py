"""What a plan says: what a lift needs, why, and what other lifts would need."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns import formats
from campaigns.judgement.experiments.planning import LONGEST, Need, Planned
from campaigns.metrics import Counts
from campaigns.pages.experiments.words import exposure, percent
from campaigns.stats.experiments.comparison import FIRST_DAY


def planned_title(found: Planned) -> str:
    """What a proposal needs, in one sentence."""
    wanted = f"+{100 * found.proposal.lift:g} %"
    if found.volume is None:
        return "The control brought no installs that can be counted, so nothing can be planned."
    if not found.need.plan:
        return f"{wanted} cannot be found in {LONGEST} days at any volume."
    if not found.need.reachable:
        return f"{wanted} cannot be found in {LONGEST} days at today’s volume."
    return f"{wanted} can be found in {found.need.plan.days} days at today’s volume."


def planned_text(found: Planned) -> list[str]:
    """Why, and what else could be done."""
    if found.volume is None:
        where = formats.day_range(found.period)
        return [f"Looked at {where}. Choose a control that runs, or fewer networks and countries."]
    volume, unit = found.volume, exposure(found.proposal.kind)
    ratio = found.ratio
    rate = f"{formats.ratio(ratio, getattr(volume.control, ratio.name))} {ratio.unit}".strip()
    texts = [
        f"Today’s volume: {formats.count(volume.per_day)} {unit} a day for the smallest arm, "
        f"from {volume.days} days ({formats.day_range(volume.period)}). The control’s "
        f"{ratio.label} is {rate}."
    ]
    if found.need.plan:
        texts.append(
            f"Each arm needs {formats.count(round(found.need.plan.impressions))} {unit}"
            f"{_as_impressions(found)}, {formats.count(round(found.need.plan.installs))} "
            f"installs. That finds the lift in {percent(found.power)} of such tests, however "
            "often you look."
        )
    if found.need.reachable and found.need.plan.days == FIRST_DAY:
        texts.append(
            f"With {FIRST_DAY} days there is one look only, which misses the lift more often than "
            "planned; a week more mends that."
        )
    if not found.need.reachable and found.smallest:
        texts.append(f"The smallest lift that today’s volume finds is +{found.smallest} %.")
    return texts


def _as_impressions(found: Planned) -> str:
    """What clicks mean in impressions at the control's CTR of today."""
    ctr = found.volume.control.ctr
    if found.ratio is not Counts.cvr or not ctr:
        return ""
    impressions = found.need.plan.impressions / (ctr / Counts.ctr.scale)
    return f" (some {formats.short(round(impressions))} impressions at today’s CTR)"


@dataclass(frozen=True)
class NeedRow:
    """One lift of the table of what others would need."""

    lift: str
    days: str
    exposure: str
    installs: str
    verdict: str


def need_rows(needs: Sequence[Need]) -> list[NeedRow]:
    """What other lifts would need."""
    return [
        NeedRow(
            f"+{100 * need.lift:g} %",
            str(need.plan.days) if need.reachable else f"over {LONGEST}",
            formats.count(round(need.plan.impressions)) if need.plan else formats.NO_DATA,
            formats.count(round(need.plan.installs)) if need.plan else formats.NO_DATA,
            "" if need.reachable else "too little volume" if need.plan else "days vary too much",
        )
        for need in needs
    ]
