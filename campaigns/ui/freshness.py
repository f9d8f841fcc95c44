"""What a reader must know about the data: how far it goes, what still settles, what is missing."""

from collections.abc import Collection, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.breakdown import Breakdown
from campaigns.judgement.headline import footnotes
from campaigns.judgement.kept_rows import left_out
from campaigns.metrics import Counts
from campaigns.periods import DEFAULT_DAYS, Period, last_complete_day
from campaigns.reports import told_days
from campaigns.reports.zones import zones_of
from campaigns.ui.as_known import as_known
from campaigns.ui.case_filter import LEAVE_OUT, LEFT_OUT
from campaigns.ui.filter_bar import filter_bar
from campaigns.ui.first_day import LATER
from campaigns.ui.report_form import ReportForm

IMPORT_FIRST = (
    "Import the report that your network or MMP exports, and IPM stands here. "
    "To look around first, load the demo on the overview."
)
NAMED = 3
"""So many networks of one time zone are named, more are counted."""
ASK_FIRST = "Ask somebody who may import reports to bring in the first one."


def frame(
    page: Breakdown,
    form: ReportForm,
    *,
    may_import: bool,
    filters: Sequence[str] = (),
    name: str = "",
) -> dict:
    """What stands around the numbers of a page: filters, facts, footnotes, what is missing.

    `filters` are those that the page offers beside the usual ones, `name` is what it is called.
    """
    bar = filter_bar(form, *filters)
    if any(getattr(one, "cases", ()) for one in page.parts) and "cases" not in form.state:
        bar["others"].append({"label": LEFT_OUT, "url": form.address(cases=LEAVE_OUT)})
    return {
        "filters": bar,
        "facts": facts(page, form),
        "footnotes": footnotes(page, left_out(form.query())),
        "empty": empty(page, form, may_import=may_import, name=name),
        "as_known": as_known(page, form),
    }


def facts(page: Breakdown, form: ReportForm) -> list[str]:
    """The quiet line under the filters."""
    today = form.today
    found, known = [], page.known
    if known:
        found.append(f"Data up to {known.last:%a} {formats.day(known.last, year=True)}")
        missing = (page.period.last - known.last).days
        late = Period.of_days(max(missing, 1), page.period.last)
        if 0 < missing < len(page.period) and not _told(form, late):
            verb = "has" if missing == 1 else "have"
            found.append(f"{formats.day_range(late)} {verb} no data yet")
    found += settling(page, today)
    found += [
        f"{app}: being judged on its new counts, its flags are of those before"
        for app in getattr(page, "being_judged", ())
    ]
    if page.compare and len(page.compare) != len(page.period):
        found.append(
            f"{len(page.compare)} days are compared with {len(page.period)}, so sums are not"
        )
    elif page.days_before and not page.sums_compare:
        found.append(
            f"The period before has data on {page.days_before} of {len(page.period)} days, so sums "
            "are not compared"
        )
    networks = {one.name for one in page.everyone}
    found.append(f"{zones(networks, page.period)}, money in {settings.REPORTING_CURRENCY}")
    return found


def _told(form: ReportForm, days: Period) -> bool:
    """Whether imports were of all these days, on which nothing was shown then."""
    told = set().union(*told_days(form.where, days).values())
    return all(day in told for day in days.days())


def zones(networks: Collection[str], period: Period) -> str:
    """Days in UTC, where all files say so; else which zones are mixed."""
    told = zones_of(networks, period)
    some = {zone for zones in told.values() for zone in zones}
    if len(some) < 2:
        zone = next(iter(some), "")
        return f"Days in {zone}" if zone else "Days as reported, time zone not stated"
    by_zone = {
        zone: sorted(name for name, zones in told.items() if zone in zones) for zone in sorted(some)
    }
    said = [f"{_few(names)} in {zone}" for zone, names in by_zone.items() if zone]
    several = "Days of several time zones: " if len(said) > 1 else "Days of "
    silent = f"; time zone not stated: {_few(by_zone[''])}" if "" in by_zone else ""
    return f"{several}{listed(said)}{silent}"


def _few(networks: list[str]) -> str:
    return listed(networks) if len(networks) <= NAMED else f"{len(networks)} networks"


def settling(page: Breakdown, today: date) -> list[str]:
    """What still settles, what IPM is with it or without it, and who settles later than others."""
    if not page.total.settling:
        return []
    last = last_complete_day(today)
    ipm = formats.ratio(Counts.ipm, page.total.otherwise.ipm)
    if not page.preset:
        days = sum(page.total.settled_to < day <= last for day in page.period.days())
        verb = "settles" if days == 1 else "settle"
        if page.total.otherwise.ipm is None:
            return [f"{days} of {len(page.period)} days still {verb}"]
        return [f"{days} of {len(page.period)} days still {verb}: without, IPM is {ipm}"]
    found = [f"With the days that still settle, to {formats.day(last)}, IPM is {ipm}"]
    slow = {s.name: s.settled_to for s in page.everyone if s.settled_to < page.period.last}
    if slow:
        ends = [f"{name} to {formats.day(day)}" for name, day in sorted(slow.items())]
        more = [f"{len(ends) - NAMED} more"] if len(ends) > NAMED + 1 else ends[NAMED:]
        found.append(f"Settle later, so counted less far: {listed([*ends[:NAMED], *more])}")
    return found


def empty(page: Breakdown, form: ReportForm, *, may_import: bool, name: str = "") -> dict | None:
    """What to do next where the query finds no counts; None where it finds some."""
    known = page.known
    if page.everyone:
        return None
    narrowing = [*form.chosen, *({"cases"} & form.state.keys())]
    if known is None and not narrowing and not form.subject:
        return {
            "title": "No counts yet",
            "blank": True,
            "text": f"{LATER.get(name, '')} {IMPORT_FIRST if may_import else ASK_FIRST}".strip(),
            "actions": [{"label": "Import a report", "url": reverse("imports")}]
            if may_import
            else [],
        }
    actions = []
    if known:
        last = Period.of_days(min(DEFAULT_DAYS, len(known)), known.last)
        days = {"from": last.first, "to": last.last}
        actions.append({"label": f"Show {formats.day_range(last)}", "url": form.address(**days)})
    if narrowing:
        actions.append(
            {"label": "Clear the filters", "url": form.address(**dict.fromkeys(narrowing))}
        )
    text = (
        f"Counts that pass these filters stand on {formats.day_range(known)}."
        if known
        else "No count passes these filters on any day."
        if form.chosen
        else "No counts of it are stored on any day."
    )
    return {
        "title": f"No data for {formats.day_range(form.period)}",
        "text": text,
        "actions": actions,
    }
