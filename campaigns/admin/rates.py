"""Rates in the admin: the same door as the page of rates, so money follows and it can be undone."""

from django import forms
from django.contrib import admin, messages

from campaigns.admin import undoing
from campaigns.importing.storing.rates import Wanted
from campaigns.jobs.changes import put_rates
from campaigns.models import Job, Rate
from campaigns.pages.rates.forms import currency


class AdminRateForm(forms.ModelForm):
    """A rate of a currency that is one."""

    def clean_currency(self) -> str:
        return currency(self.cleaned_data["currency"])


@admin.register(Rate)
class RateAdmin(admin.ModelAdmin):
    form = AdminRateForm
    list_display = ("currency", "day", "rate")
    list_filter = ("currency",)
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "day"

    def get_readonly_fields(self, request, obj=None):
        return ("currency", "day") if obj else ()

    def save_model(self, request, obj, form, change) -> None:
        self._put(request, {(obj.currency, obj.day): obj.rate})
        stored = Rate.objects.filter(currency=obj.currency, day=obj.day).first()
        obj.pk = stored and stored.pk

    def delete_model(self, request, obj) -> None:
        self._put(request, {(obj.currency, obj.day): None})

    def delete_queryset(self, request, queryset) -> None:
        self._put(request, {(one.currency, one.day): None for one in queryset})

    def _put(self, request, wanted: Wanted) -> None:
        done = put_rates(wanted, request.user)
        if isinstance(done, Job):
            messages.info(request, "Many rows follow it; it goes on in the background.")
        else:
            undoing.offer(request, done.batch if done else None)
