"""The page that explains every number."""

from django.shortcuts import render

from campaigns.judgement import thresholds
from campaigns.pages.method.content import words


def method(request):
    """`/method/`: every formula, rule and threshold in force."""
    context = words(thresholds.current()) | {"changes": thresholds.changes()}
    return render(request, "campaigns/method/method.html", context)
