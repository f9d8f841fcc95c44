"""What is asked of the log."""

from django import forms

from campaigns.models import AuditEvent


class AuditForm(forms.Form):
    """Entries of some days, of one kind, with a text in them."""

    q = forms.CharField(label="Name, thing or address", max_length=100, required=False)
    what = forms.ChoiceField(
        label="What", choices=[("", "Everything"), *AuditEvent.What.choices], required=False
    )
    first = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    last = forms.DateField(
        label="To", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)
