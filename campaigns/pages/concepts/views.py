"""`/concepts/`: which hook, length or language works, like for like."""

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.concepts.kept import ledger_of
from campaigns.pages.concepts.content import content
from campaigns.pages.concepts.links import rate
from campaigns.pages.concepts.tables import ledger_table
from campaigns.ui.page import Page, asked


def concepts_page(request):
    """The effect of every value of a field, what was never tried, what does more together."""
    form = asked(request)
    told = ledger_of(form.query(), rate(request.GET.get("rate", "")), form.today)
    found = told.concepts
    shown = found.field(request.GET.get("field", "")) if found else None
    frame = breakdown(form.query(), ("network",), form.today)
    page = Page(request, "concepts/concepts", form, frame, ledger_table(found, shown, form))
    return page.file() or page.show(**content(told, shown, form))
