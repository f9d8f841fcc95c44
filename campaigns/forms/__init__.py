"""Forms, by meaning: what a report is asked for, imports, flags, cases, notes, tests."""

from .answers import FlagForm
from .cases import CaseForm
from .experiments import DecideForm, PlanForm, ProposalForm, StartForm, SubjectForm
from .imports import ImportForm, OptionsForm
from .notes import NoteForm, scopes_of
from .report import FILTERS, NAME, STATE, ReportForm

__all__ = [
    "FILTERS",
    "NAME",
    "STATE",
    "CaseForm",
    "DecideForm",
    "FlagForm",
    "ImportForm",
    "NoteForm",
    "OptionsForm",
    "PlanForm",
    "ProposalForm",
    "ReportForm",
    "StartForm",
    "SubjectForm",
    "scopes_of",
]
