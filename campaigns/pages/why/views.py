"""`/why/`: what moved IPM between two ranges of days."""

from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.store_pages.judged import store_changes
from campaigns.judgement.why import SPLITS, USUAL
from campaigns.judgement.why import why as explained
from campaigns.pages.why import charts as why_shapes
from campaigns.pages.why.content import words
from campaigns.ui.page import Page, asked

FILTERS = ("creative",)
"""Filters that this page offers beside the usual ones."""


def why(request):
    """`/why/`: the change of IPM in parts that add up to it, and who carries them."""
    form = asked(request)
    networks = network_breakdown(form.query(), form.today)
    changes = store_changes(form.query(), form.today)
    changed = {network for change in changes for network in change.networks}
    found = explained(form.query(), form.some_of(SPLITS) or USUAL, networks, changed)
    table = found and why_shapes.MoversTable(found, networks, form)
    page = Page(request, "why/why", form, networks, table, filters=FILTERS)
    gap = why_shapes.gap(found, networks, form)
    return page.file() or page.show(
        found=found,
        gap=gap,
        empty=page.frame["empty"] or gap,
        changes=changes,
        **words(found, networks, form, changes),
    )
