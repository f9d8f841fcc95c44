"""What imports changed, as their page shows it: before and after, by network and days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from campaigns import formats
from campaigns.importing.batches import apps_of
from campaigns.importing.storing.evidence import STORES
from campaigns.metrics import Counts
from campaigns.models import ImportBatch, StoreFact
from campaigns.models.choices import Reporter
from campaigns.periods import Period, last_settled_day
from campaigns.reports.batches import DayChange, Tally, changes_of
from campaigns.reports.lists import networks
from campaigns.ui.unread_names import UnreadNames, unread_names

ROWS = ("created", "changed", "unchanged", "removed")


@dataclass(frozen=True)
class ChangedDays:
    """A network's days in a row that changed in one way; numbers as they are written."""

    network: str
    app: str
    days: str
    kind: str
    impressions: tuple[str, str]
    installs: tuple[str, str]
    ipm: tuple[str, str]
    knowing: str


@dataclass(frozen=True)
class Done:
    """Finished imports: what they say, what they changed, and where their days are shown."""

    title: str
    text: str
    url: str
    batches: list[ImportBatch]
    rows: dict[str, int]
    runs: list[ChangedDays]
    days: list[ChangedDays]
    nothing: bool
    unread: list[UnreadNames]


def done(batches: list[ImportBatch]) -> Done:
    """What imports changed together."""
    changes = changes_of(batch.pk for batch in batches)
    rows = {name: sum(getattr(batch, name) for batch in batches) for name in ROWS}
    nothing = not (rows["created"] or rows["changed"] or rows["removed"])
    settle = {pk: days for pk, (_, days) in networks().items()}
    return Done(
        title=_title(batches, nothing),
        text=_text(batches, changes),
        url=_url(batches),
        batches=batches,
        rows=rows,
        runs=[_moved(run, settle) for run in _runs(changes)],
        days=[_moved([change], settle) for change in changes],
        nothing=nothing,
        unread=[] if nothing else unread_names([batch.pk for batch in batches]),
    )


def _title(batches: list[ImportBatch], nothing: bool) -> str:
    one = batches[0].file_name if len(batches) == 1 else ""
    if one and batches[0].undone:
        return f"{one} was taken back."
    if nothing:
        return f"Everything in {one or 'these files'} was stored already."
    return f"{one} is in." if one else f"{len(batches)} files are in."


def _text(batches: list[ImportBatch], changes: list[DayChange]) -> str:
    first = batches[0]
    by = f"{first.user}, " if first.user else ""
    when = f"{timezone.localtime(first.created_at):%-d %b %Y, %H:%M}"
    told = _once(changes)
    before, after = _sum(c.before for c in told), _sum(c.after for c in told)
    was, now = _ipm(before), _ipm(after)
    if after.ipm is None:
        return f"{by}{when}."
    if before.ipm is None:
        return f"{by}{when}. IPM of these days is {now}."
    return f"{by}{when}. IPM of these days " + (
        f"stays {now}." if was == now else f"goes from {was} to {now}."
    )


def _once(changes: list[DayChange]) -> list[DayChange]:
    """Of each network's day what the first reporter says: two of them are never added."""
    first: dict[tuple[int, int, date], DayChange] = {}
    for change in sorted(changes, key=lambda change: Reporter.values.index(change.reported_by)):
        first.setdefault((change.app, change.network, change.day), change)
    return list(first.values())


def _url(batches: list[ImportBatch]) -> str:
    """The page that shows the days of the imports."""
    stores = {STORES.get(batch.source) for batch in batches}
    page = "overview"
    if None not in stores:
        page = "store_pages" if stores == {StoreFact} else "fraud"
    days = [day for b in batches for day in (b.first_day, b.last_day) if day]
    if not days:
        return reverse(page)
    apps = sorted({app for batch in batches for app in apps_of(batch)})
    asked = {"from": min(days), "to": max(days), "app": apps}
    return f"{reverse(page)}?{urlencode(asked, doseq=True)}"


def _kind(change: DayChange) -> str:
    if change.before.sums == change.after.sums:
        return "as before"
    nothing = not any(change.before.sums.values())
    return "new" if nothing else "restated" if any(change.after.sums.values()) else "gone"


def _runs(changes: list[DayChange]) -> list[list[DayChange]]:
    """Days in a row of one network that changed in one way."""
    runs: list[list[DayChange]] = []
    for change in changes:
        last = runs[-1][-1] if runs else None
        if last and _follows(last, change):
            runs[-1].append(change)
        else:
            runs.append([change])
    return runs


def _follows(last: DayChange, change: DayChange) -> bool:
    same = (last.app, last.network, last.reported_by, last.day + timedelta(days=1), _kind(last))
    return same == (change.app, change.network, change.reported_by, change.day, _kind(change))


def _moved(run: list[DayChange], settle: dict[int, int]) -> ChangedDays:
    first = run[0]
    before, after = _sum(c.before for c in run), _sum(c.after for c in run)
    kind = _kind(first)
    reporter = dict(Reporter.choices).get(first.reported_by, "")
    own = first.reported_by == Reporter.NETWORK
    return ChangedDays(
        network=first.network_name if own else f"{first.network_name}, by {reporter}",
        app=first.app_name,
        days=formats.day_range(Period(first.day, run[-1].day)),
        kind=kind,
        impressions=(formats.count(before.impressions), formats.count(after.impressions)),
        installs=(formats.count(before.installs), formats.count(after.installs)),
        ipm=(_ipm(before), _ipm(after)),
        knowing=_knowing(kind, before, after, run[-1].day, settle.get(first.network)),
    )


def _knowing(kind: str, before: Tally, after: Tally, last: date, settle: int | None) -> str:
    """What is worth knowing of a run of days."""
    said = []
    if kind == "restated" and before.installs and after.installs is not None:
        moved = after.installs / before.installs - 1
        if moved:
            said.append(f"installs {formats.signed_percent(moved)}")
    if after.impressions is None and kind != "gone":
        said.append("no impressions reported, so no IPM")
    if settle is not None and last > last_settled_day(timezone.localdate(), settle):
        said.append("still settling")
    return ", ".join(said)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _ipm(tally: Tally) -> str:
    return formats.ratio(Counts.ipm, tally.ipm)
