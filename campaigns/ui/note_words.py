"""Notes on days in words: on a chart, in the list under it, in a file."""

from collections.abc import Iterable

from campaigns import formats
from campaigns.models import Annotation
from campaigns.periods import Period

EVERYTHING = "Everything"


def when(note: Annotation, *, year: bool = False) -> str:
    """13 Nov, or 27 to 30 Nov for several days"""
    last = note.last_day or note.day
    words = formats.day_range(Period(note.day, last))
    return words if year else words.removesuffix(f" {last.year}")


def about(note: Annotation) -> str:
    """The name of what the note is about."""
    return str(note.scope or EVERYTHING)


def brief(note: Annotation) -> str:
    """13 Nov: new hook video"""
    return f"{when(note)}: {note.text}"


def sentence(note: Annotation) -> str:
    """13 Nov: new hook video (Lumio Ads)"""
    return f"{brief(note)} ({note.scope})" if note.scope else brief(note)


def export_lines(notes: Iterable[Annotation]) -> list[list[str]]:
    """The notes as the lines that stand under an exported table."""
    return [["Note", when(note, year=True), note.text, about(note)] for note in notes]
