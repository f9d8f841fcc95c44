"""`/search/`: networks, campaigns, creatives, views, pages and questions, by words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.pages.search.content import answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What some words lead to, on a page of its own."""
    return render(request, "campaigns/search/search.html", _context(request))


@require_safe
def search_lines(request: HttpRequest) -> HttpResponse:
    """The same lines alone, for the search over any page."""
    return render(request, "campaigns/search/_found.html", _context(request))


def _context(request: HttpRequest) -> dict:
    text = request.GET.get("q", "")
    return {"text": text, "groups": answer(text, request.user, timezone.localdate())}
