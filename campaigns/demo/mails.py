"""A mailed report of the demo, whose channel is demo's: it is looked at and never sent."""

from django.contrib.auth.models import User
from django.db.models import Q

from campaigns.models import Channel, MailedReport, SavedView

NAME = "Demo: both apps, 28 days"
ADDRESS = "team@permille.invalid"
"""A domain that no mail server can have."""


def plant() -> None:
    """Have the view mailed to whoever runs the site, on Fridays; nothing where nobody does yet."""
    people = User.objects.filter(Q(is_superuser=True) | Q(groups__name="owner"), is_active=True)
    if user := people.order_by("pk").first():
        view, _ = SavedView.objects.get_or_create(
            user=user, name=NAME, defaults={"path": "/", "last_days": 28}
        )
        channel = Channel.objects.create(
            name="Demo mail", kind=Channel.Kind.MAIL, address=ADDRESS, in_use=False, is_demo=True
        )
        friday = {"every": MailedReport.Every.WEEK, "weekday": MailedReport.Weekday.FRIDAY}
        MailedReport.objects.create(user=user, view=view, channel=channel, hour=7, **friday)


def remove() -> None:
    """Take out the mail with its view and channel."""
    SavedView.objects.filter(name=NAME, mailed__channel__is_demo=True).delete()
    Channel.objects.filter(is_demo=True).delete()
