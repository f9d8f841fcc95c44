"""What is there, what is missing, and what to do about it."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from campaigns.jobs import queue
from campaigns.judgement.data_health import data_health
from campaigns.models import Network
from campaigns.pages.data import words
from campaigns.pages.data.content import curves, looks, matrix, versions
from campaigns.reports.history import history
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


def day_history(request, pk: int, day: str):
    """`/data/<network>/<day>/`: what was known of a network's day on which evening."""
    network = get_object_or_404(Network, pk=pk)
    try:
        of = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    shown = versions(history(network.pk, of))
    context = {"title": words.day_of(network.name, of), "text": words.changes(shown)}
    return render(request, "campaigns/data/history.html", context | {"versions": shown})
