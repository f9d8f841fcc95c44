"""Plans of months in the admin."""

from django.contrib import admin

from campaigns.admin.autocomplete import Picks
from campaigns.admin.protect import TakesAlong
from campaigns.models import Budget


@admin.register(Budget)
class BudgetAdmin(TakesAlong, Picks, admin.ModelAdmin):
    list_display = ("about", "kind", "month", "amount")
    list_select_related = ("app", "network", "campaign")
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "month"
    autocomplete_fields = ("app", "network", "campaign")
    fieldsets = (
        (
            None,
            {
                "fields": ("month", "app", "network", "campaign", "amount"),
                "description": "One of app, network and campaign. The plan is in the reporting "
                "currency; any day of a month means the month.",
            },
        ),
    )
