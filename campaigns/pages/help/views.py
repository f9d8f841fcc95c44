"""The page that answers eight plain questions in two minutes."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.judgement import thresholds
from campaigns.stats.networks.rule import MIN_DAYS


@require_safe
def help_page(request):
    """`/help/`: eight questions, each with where the method says more."""
    context = {"v": thresholds.current(), "least_days": MIN_DAYS}
    return render(request, "campaigns/help/help.html", context)
