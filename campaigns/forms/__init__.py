"""Forms, by meaning: what a report is asked for, imports, answers to flags."""

from .answers import FlagForm
from .imports import ImportForm, OptionsForm
from .report import COMPARISONS, FILTERS, SHOWN_FILTERS, ReportForm

__all__ = [
    "COMPARISONS",
    "FILTERS",
    "SHOWN_FILTERS",
    "FlagForm",
    "ImportForm",
    "OptionsForm",
    "ReportForm",
]
