"""Forms, by meaning: what a report is asked for, imports, answers to flags, notes."""

from .answers import FlagForm
from .imports import ImportForm, OptionsForm
from .notes import NoteForm, scopes_of
from .report import FILTERS, NAME, STATE, ReportForm

__all__ = [
    "FILTERS",
    "NAME",
    "STATE",
    "FlagForm",
    "ImportForm",
    "NoteForm",
    "OptionsForm",
    "ReportForm",
    "scopes_of",
]
