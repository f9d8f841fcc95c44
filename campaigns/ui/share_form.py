"""The form that shares a view by a link."""

from django import forms
from django.http import QueryDict
from django.utils import timezone

from campaigns.models.shared_links import MOST_QUERY
from campaigns.records import saved_views
from campaigns.ui.report_form import PLAIN, ReportForm

DAYS = (7, 30, 90)
"""How long a link may work."""


class ShareForm(forms.Form):
    """The address of a report page, and for how many days it may be read without a login."""

    days = forms.TypedChoiceField(choices=[(n, f"{n} days") for n in DAYS], coerce=int)
    path = forms.CharField(max_length=200, widget=forms.HiddenInput)
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_path(self) -> str:
        path = self.cleaned_data["path"]
        if not saved_views.report_page(path):
            raise forms.ValidationError("Only a report page can be shared.")
        return path

    def clean_query(self) -> str:
        """The address as the form of reports writes it: nothing else of it is kept."""
        asked = QueryDict(self.cleaned_data["query"])
        query = ReportForm(asked, today=timezone.localdate()).address() or PLAIN
        if len(query) > MOST_QUERY:
            raise forms.ValidationError("This address is too long to keep. Choose fewer values.")
        return query
