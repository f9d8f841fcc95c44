"""What somebody wants mailed, where and when."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from campaigns.models import Channel
from campaigns.models.mailing import MailedReport
from campaigns.records import channels, saved_views

MISSING = {
    "view": "You have none yet: “Save view” on any report page makes one.",
    "channel": "None takes mails yet: a manager adds one under Alerts, Channels.",
}
"""What to do where there is nothing to choose."""


class MailForm(forms.ModelForm):
    """One saved view to one channel of mails."""

    class Meta:
        model = MailedReport
        fields = ("view", "channel", "every", "weekday", "hour", "zone")
        labels = {"weekday": "Weekday of a weekly mail"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields: dict[str, Any]
        views = saved_views.views(self.instance.user)
        self.fields["view"].queryset = self.fields["view"].queryset.filter(
            pk__in=[view.pk for view in views]
        )
        self.fields["channel"].queryset = channels.usable().filter(kind=Channel.Kind.MAIL)
        for name, said in MISSING.items():
            if not self.fields[name].queryset.exists():
                self.fields[name].help_text = said
        zones = [(name, name) for name in sorted(available_timezones())]
        self.fields["zone"] = forms.ChoiceField(choices=zones, label="Time zone", initial="UTC")
