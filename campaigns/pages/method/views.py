"""The page that explains every number."""

from django.shortcuts import render

from campaigns.judgement import thresholds
from campaigns.metrics import RATIOS


def method(request):
    """`/method/`: every formula, rule and threshold in force."""
    values = thresholds.current()
    context = {
        "definitions": [(d, values[d.name]) for d in thresholds.DEFINITIONS.values()],
        "ratios": RATIOS,
        "values": values,
        "changes": thresholds.changes(),
    }
    return render(request, "campaigns/method/method.html", context)
