"""What was decided, and what followed."""

from campaigns.judgement.afterwards import afterwards
from campaigns.pages.decisions import words
from campaigns.pages.decisions.tables import DecisionTable
from campaigns.ui.page import Page, asked


def decisions(request):
    """`/decisions/`: every decision on a network, the newest first."""
    form = asked(request)
    found = afterwards(form.where, form.today)
    page = Page(request, "decisions/decisions", form, None, DecisionTable(found))
    return page.file() or page.show(title=words.title(found), text=words.text(found))
