"""What the page of a typed day says."""

from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.importing.by_hand import Written, lost_words
from campaigns.pages.by_hand.grid import Grid
from campaigns.periods import last_complete_day


@dataclass(frozen=True)
class FaultLine:
    """A sentence, and the field that it is about, "" where it is about none."""

    text: str
    field: str = ""


def title(day: date, today: date) -> str:
    """Yesterday by hand: Thu 26 Nov"""
    word = "Yesterday" if day == last_complete_day(today) else "A day"
    return f"{word} by hand: {day:%a} {formats.day(day, year=day.year != today.year)}"


def faults(grid: Grid, done: Written) -> list[FaultLine]:
    """Why nothing was saved, each with its row and field."""
    found = [
        FaultLine(
            f"{row.campaign} on {row.campaign.network}, {cell.name}: {error}",
            f"{cell.name}-{row.campaign.pk}",
        )
        for error, row, cell in grid.faults
    ]
    named = {row.campaign.pk: row.campaign for row in grid.rows}
    found += [
        FaultLine(f"{named[pk]}: a file has told this day by now. Load the page again.")
        for pk in sorted(done.meanwhile)
    ]
    found += [FaultLine(doubt.message) for doubt in done.confirm]
    if done.lost:
        found.append(FaultLine(lost_words(done.lost)))
    if not grid.typed:
        found.append(FaultLine("Nothing was typed, so nothing is saved."))
    return found
