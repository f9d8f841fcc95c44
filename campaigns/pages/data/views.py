"""What is there, what is missing, and what to do about it."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.jobs import queue
from campaigns.judgement.data_health import data_health
from campaigns.pages.data import words
from campaigns.pages.data.content import curves, looks, matrix
from campaigns.ui.freshness import ASK_FIRST, IMPORT_FIRST
from campaigns.ui.permissions import MAY_IMPORT


def data(request):
    """`/data/`: which days of which network are here."""
    today = timezone.localdate()
    health, may_import = data_health(today), request.user.has_perm(MAY_IMPORT)
    context = {
        "title": words.title(health),
        "text": words.text(health),
        "matrix": matrix(health),
        "looks": looks(health, queue.failed() if may_import else [], today, request.user),
        "first": IMPORT_FIRST if may_import else ASK_FIRST,
        "may_import": may_import,
        "curves": curves(),
    }
    return render(request, "campaigns/data/data.html", context)
