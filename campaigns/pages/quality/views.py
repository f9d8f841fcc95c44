"""`/quality/`: what users are worth beside what they cost."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.quality import MEANING, answer, cohorts, places
from campaigns.pages.quality.tables import QualityTable, scatter
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.exports import export
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm

SPLITS = ("network", "campaign", "creative", "country", "format", "app")


def quality(request):
    """Retention, revenue and ROAS of every part, and where it stands between IPM and ROAS."""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = breakdown(form.query(), (form.one_of(*SPLITS),), form.today)
    placed = places(found)
    table = QualityTable(found, placed, name="parts", caption="What users are worth", form=form)
    paged(request, table)
    if form.export:
        return export(table, form.export, "quality")
    context = framed(request, found, form) | {
        "headline": answer(found, placed),
        "chart": scatter(found, placed),
        "meaning": MEANING,
        "cohorts": cohorts(found, form.today),
        "table": table,
        "splits": splits(form, SPLITS),
    }
    return render(request, "campaigns/quality/quality.html", context)
