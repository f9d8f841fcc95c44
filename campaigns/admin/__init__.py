"""The admin: where people enter data by hand."""

from django.contrib import admin

from campaigns.admin import (  # noqa: F401 - each registers its own
    annotations,
    benchmarks,
    budgets,
    campaigns,
    counts,
    dimensions,
    evidence,
    experiments,
    history,
    judgements,
    mappings,
    people,
    rates,
    saved_views,
)

admin.site.site_header = "Permille data"
admin.site.site_title = "Permille data"
admin.site.index_title = "What do you want to enter?"
admin.site.site_url = None  # base_site.html has its own way back
admin.site.empty_value_display = "–"
