"""Forms, by meaning: a module for each."""

from .answers import FlagForm
from .cases import CaseForm
from .experiments import DecideForm, PlanForm, ProposalForm, StartForm, SubjectForm
from .fields import NAME
from .imports import ImportForm, OptionsForm
from .notes import NoteForm, scopes_of
from .planner import PlannerForm
from .report import FILTERS, PLAIN, STATE, ReportForm
from .saved_views import NameForm, ViewForm

__all__ = [
    "FILTERS",
    "NAME",
    "STATE",
    "CaseForm",
    "DecideForm",
    "FlagForm",
    "PLAIN",
    "ImportForm",
    "NameForm",
    "NoteForm",
    "OptionsForm",
    "PlanForm",
    "PlannerForm",
    "ProposalForm",
    "ReportForm",
    "StartForm",
    "SubjectForm",
    "ViewForm",
    "scopes_of",
]
