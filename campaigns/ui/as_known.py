"""The bar over a page whose numbers are those of an evening."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown
from campaigns.metrics import COUNTS
from campaigns.reports import report
from campaigns.ui.report_form import ReportForm

DAY = timedelta(days=1)
TODAYS = "Names, rules, targets, settling times, fatigue and ranking are today’s."


@dataclass(frozen=True)
class AsKnown:
    """What stands on the bar, and the addresses of the evenings beside it and of now."""

    evening: str
    text: str
    before: str
    after: str
    now: str


def as_known(page: Breakdown, form: ReportForm) -> AsKnown | None:
    """The bar; None where the numbers are those of now."""
    evening = form.as_of
    if evening is None:
        return None
    last = evening + DAY >= timezone.localdate()
    return AsKnown(
        f"{evening:%a} {formats.day(evening, year=True)}",
        f"Numbers, network verdicts and exports stand as they stood then. {_since(page, form)} "
        f"{TODAYS}",
        form.address(as_of=evening - DAY),
        "" if last else form.address(as_of=evening + DAY),
        form.address(as_of=None),
    )


def _since(page: Breakdown, form: ReportForm) -> str:
    """What came of the same days since."""
    query = replace(form.query(), compare=None, as_of=None, today=_latest(form))
    (now,) = report(query)
    then = page.total.counts
    if all(getattr(now.counts, name) == getattr(then, name) for name in COUNTS):
        return "Nothing changed since."
    moved = (now.counts.installs or 0) - (then.installs or 0)
    if not moved:
        return "Since then these days were restated; installs are as many."
    sign = "+" if moved > 0 else formats.MINUS
    return f"Since then these days were restated: {sign}{formats.count(abs(moved))} installs."


def _latest(form: ReportForm) -> date:
    return max(form.today, timezone.localdate())
