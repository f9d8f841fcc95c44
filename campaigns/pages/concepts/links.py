"""The choices of the page: which field, and which rate."""

from campaigns.judgement.concepts.judge import METRICS, Concepts, FieldLedger
from campaigns.pages.concepts.words import RATES
from campaigns.ui.report_form import ReportForm


def rate(asked: str) -> str:
    """The rate that is asked for; IPM where it is none."""
    return asked if asked in METRICS else "ipm"


def segments(found: Concepts, shown: FieldLedger | None, form: ReportForm) -> dict[str, list]:
    """Fields and rates as links that keep the days and filters."""
    field = shown.field if shown else ""
    return {
        "fields": [
            {
                "label": one.label,
                "url": form.elsewhere(field=one.field, rate=found.metric),
                "active": one.field == field,
            }
            for one in found.fields
        ],
        "rates": [
            {
                "label": RATES[name],
                "url": form.elsewhere(field=field, rate=name),
                "active": name == found.metric,
            }
            for name in METRICS
        ],
    }
