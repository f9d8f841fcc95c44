"""What a trend says in a sentence or two, computed from its lines."""

from django.urls import reverse

from campaigns import formats
from campaigns.english import listed, whose
from campaigns.judgement.headline import Headline, against_before, carrier
from campaigns.judgement.movement import Movement
from campaigns.judgement.trends import Trends
from campaigns.metrics import Counts, Ratio
from campaigns.reports import DIMENSIONS
from campaigns.ui.report_form import ReportForm

WAYS = {1: ("rose", "higher"), -1: ("fell", "lower")}


def headline(found: Trends, compared_with: str) -> Headline | None:
    """Whether IPM rises or falls over the range, and what moved it; None without an IPM."""
    whole, moved = found.shown[0], found.movement
    if whole.counts.ipm is None:
        return None
    before, _ = against_before(found.found.total, compared_with)
    against = f"It is {before}." if before and found.found.sums_compare else ""
    subject = "IPM" if whole.key is None else f"{whose(whole.name)} IPM"
    ipm = formats.ratio(Counts.ipm, whole.counts.ipm)
    if moved.direction is None:
        return _said(f"{subject} is {ipm}. {_too_few(moved)}", against)
    if not moved.direction:
        return _said(
            f"{subject} is level at {ipm}: no rise or fall beyond day-to-day noise in "
            f"{moved.days} {_days(found)}.",
            against,
        )
    verb, comparative = WAYS[moved.direction]
    first, second = (half.ipm for half in (moved.whole.before, moved.whole.after))
    change = formats.change(second, first, None)
    title = (
        f"{subject} {verb}: {formats.ratio(Counts.ipm, first)} in the first half of "
        f"{moved.days} {_days(found)}, {formats.ratio(Counts.ipm, second)} in the second, "
        f"{change.text} {comparative}."
    )
    parts = carrier(moved.parts, moved.whole, DIMENSIONS[found.split].plural) if found.split else ""
    return _said(title, parts, _funnel(moved), against)


def why(found: Trends, form: ReportForm) -> str:
    """The address of what is behind a rise or fall, half against half; "" where there is none."""
    if not found.movement.direction:
        return ""
    before, after = found.movement.halves
    days = {"from": after.first, "to": after.last, "compare": "range"}
    days |= {"compare_from": before.first, "compare_to": before.last}
    return reverse("why") + form.elsewhere(**days)


def _said(title: str, *more: str) -> Headline:
    """The title with the first two sentences that there are."""
    return Headline(title, [sentence for sentence in more if sentence][:2])


def _too_few(moved: Movement) -> str:
    if not moved.days:
        return "No settled day has one, so nothing can be said of a rise or a fall."
    days = "1 settled day is" if moved.days == 1 else f"{moved.days} settled days are"
    return f"{days} too few to say whether it rises or falls."


def _days(found: Trends) -> str:
    return "settled days" if found.found.total.settling else "days"


def _funnel(moved: Movement) -> str:
    """Which half of IPM moved: clicks per impression, or installs per click."""
    both = [ratio for ratio in (Counts.ctr, Counts.cvr) if _value(moved, ratio)]
    sure = [ratio for ratio in both if moved.sure[ratio.name]]
    if len(both) < 2 or not sure:
        return ""
    rest = [ratio for ratio in both if ratio not in sure]
    told = [_went(moved, ratio) for ratio in sure]
    told += [f"{ratio.label} stayed within its noise ({_span(moved, ratio)})" for ratio in rest]
    return f"{listed(told)}."


def _value(moved: Movement, ratio: Ratio) -> bool:
    halves = (moved.whole.before, moved.whole.after)
    return all(getattr(half, ratio.name) is not None for half in halves)


def _went(moved: Movement, ratio: Ratio) -> str:
    up = getattr(moved.whole.after, ratio.name) > getattr(moved.whole.before, ratio.name)
    return f"{ratio.label} {WAYS[1 if up else -1][0]} from {_span(moved, ratio)}"


def _span(moved: Movement, ratio: Ratio) -> str:
    before, after = (
        f"{formats.ratio(ratio, getattr(half, ratio.name))} {ratio.unit}"
        for half in (moved.whole.before, moved.whole.after)
    )
    return f"{before} to {after}"
