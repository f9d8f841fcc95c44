"""`/concepts/`: which hook, length or language works, like for like."""

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.concepts.judge import concepts
from campaigns.pages.concepts.links import rate, segments
from campaigns.pages.concepts.tables import ledger_table
from campaigns.pages.concepts.words import headline, tried_together, untried
from campaigns.ui.page import Page, asked


def concepts_page(request):
    """The effect of every value of a field, what was never tried, what does more together."""
    form = asked(request)
    found = concepts(form.query(), rate(request.GET.get("rate", "")), form.today)
    shown = found.field(request.GET.get("field", ""))
    frame = breakdown(form.query(), ("network",), form.today)
    page = Page(request, "concepts/concepts", form, frame, ledger_table(found, shown, form))
    return page.file() or page.show(
        headline=headline(found, shown),
        shown=shown,
        silent=round(100 * shown.silent) if shown else 0,
        pairs=[tried_together(pair) for pair in found.found.pairs],
        untried=[untried(pair) for pair in found.found.untried if pair.effect > 0],
        **segments(found, shown, form),
    )
