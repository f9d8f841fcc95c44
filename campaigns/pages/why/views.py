"""`/why/`: what moved IPM between two ranges of days."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.store_pages.changes import store_changes
from campaigns.judgement.why import SPLITS, USUAL
from campaigns.judgement.why import why as explained
from campaigns.pages.why import charts as why_shapes
from campaigns.pages.why import words as why_words
from campaigns.ui.exports import export
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm

FILTERS = ("creative",)
"""Filters that this page offers beside the usual ones."""


def why(request):
    """`/why/`: the change of IPM in parts that add up to it, and who carries them."""
    form = ReportForm(request.GET, today=timezone.localdate())
    page = network_breakdown(form.query(), form.today)
    changes = store_changes(form.query(), form.today)
    changed = {network for change in changes for network in change.networks}
    found = explained(form.query(), form.some_of(SPLITS) or USUAL, page, changed)
    table = found and paged(request, why_shapes.MoversTable(found, page, form))
    if form.export and found:
        return export(table, form.export, "why")
    context = framed(request, page, form, FILTERS)
    gap = why_shapes.gap(found, page, form)
    context |= {
        "gap": gap,
        "empty": context["empty"] or gap,
        "split": why_shapes.split_choices(found, form),
        "found": found,
        "table": table,
        "changes": changes,
    }
    if found:
        context |= {
            "headline": why_words.headline(found, page),
            "chart": why_shapes.waterfall(found),
            "numbers": why_shapes.numbers(found),
            "told": why_words.told(found, page, form, changes),
            "asides": why_words.asides(found),
            "footnotes": why_words.left_out(page),
        }
    return render(request, "campaigns/why/why.html", context)
