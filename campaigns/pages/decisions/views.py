"""What was decided, and what followed."""

from campaigns.judgement.afterwards import afterwards
from campaigns.pages.decisions import words
from campaigns.pages.decisions.tables import AsideTable, DecisionTable
from campaigns.records.today import put_aside
from campaigns.ui.page import Page, asked_now


def decisions(request):
    """`/decisions/`: every decision on a network and all that was put aside, the newest first."""
    form = asked_now(request)
    found, aside = afterwards(form.where, form.today), AsideTable(put_aside(request.user))
    tables = {"": DecisionTable(found), aside.export_name: aside}
    page = Page(request, "decisions/decisions", form, None, tables)
    return page.file() or page.show(title=words.title(found), text=words.text(found), aside=aside)
