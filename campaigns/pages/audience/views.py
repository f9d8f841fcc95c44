"""Who the ads are shown to."""

from django.urls import reverse

from campaigns.judgement.audience import BY, COUNTS, heat
from campaigns.judgement.moves import audience_answer
from campaigns.judgement.summed import summed
from campaigns.metrics import COUNTS as EVERY
from campaigns.pages.audience.tables import HeatTable, key
from campaigns.records.notes import annotations
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.page import Page, asked

SPLITS = ("targeting", "format", "country", "platform")
FILTERS = ("targeting", "format")


def audience(request):
    """`/audience/`: countries and platforms, targeting and formats."""
    form = asked(request)
    found = summed(form.query(), (form.one_of(*SPLITS),), form.today).breakdown()
    cells = heat(summed(form.query(), BY, form.today, EVERY if form.export else COUNTS))
    table = BreakdownTable(found, name="parts", caption="Audience", form=form)
    tables = {"": table, "heat": HeatTable(cells, form=form)}
    noted = annotations(form.query()) if form.export else ()
    page = Page(request, "audience/audience", form, found, tables, filters=FILTERS, noted=noted)
    return page.file() or page.show(
        headline=audience_answer(cells, form.compared_words),
        why=reverse("why") + form.elsewhere(by=BY),
        heat=tables["heat"],
        key=key(cells),
        splits=splits(form, SPLITS),
    )
