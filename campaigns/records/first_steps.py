"""What a site has been given so far, beside counts."""

from campaigns.models import App, Creative, NamingRule
from campaigns.models.choices import NOT_STATED
from campaigns.reports.answers import kept


@kept
def has_creatives() -> bool:
    """Whether any report has named a creative."""
    return Creative.objects.exclude(name__in=("", NOT_STATED)).exists()


@kept
def has_rule() -> bool:
    """Whether names are read by a rule."""
    return NamingRule.objects.filter(in_use=True).exists()


def apps() -> list[App]:
    """The apps that can have a target, by name."""
    return list(App.objects.all())
