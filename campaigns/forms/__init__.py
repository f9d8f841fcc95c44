"""Forms, by meaning: what a report is asked for, imports, answers to flags."""

from .answers import FlagForm
from .imports import ImportForm, OptionsForm
from .report import FILTERS, STATE, ReportForm

__all__ = [
    "FILTERS",
    "STATE",
    "FlagForm",
    "ImportForm",
    "OptionsForm",
    "ReportForm",
]
