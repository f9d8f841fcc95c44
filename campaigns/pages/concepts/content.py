"""What the page of concepts says beside its table."""

from typing import Any

from campaigns.judgement.concepts.judge import FieldLedger
from campaigns.judgement.concepts.kept import ToldConcepts
from campaigns.pages.concepts.links import segments
from campaigns.pages.concepts.words import headline, tried_together, unsaid, untried
from campaigns.ui.report_form import ReportForm


def content(told: ToldConcepts, shown: FieldLedger | None, form: ReportForm) -> dict[str, Any]:
    """The headline, the choices, and what was tried together or never; else why nothing is."""
    found = told.concepts
    if found is None:
        return {"unsaid": unsaid(told)}
    return {
        "headline": headline(found, shown),
        "shown": shown,
        "silent": round(100 * shown.silent) if shown else 0,
        "pairs": [tried_together(pair) for pair in found.pairs],
        "untried": [untried(pair) for pair in found.untried if pair.effect > 0],
        **segments(found, shown, form),
    }
