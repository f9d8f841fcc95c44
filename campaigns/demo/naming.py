"""The rules that read the demo's names: a team's usual convention, and a few names beside it."""

from campaigns.demo.world import APPS
from campaigns.models import App, NamingRule
from campaigns.records.naming import add_rule, apply_rules

CREATIVES = "{app}_{format}_{concept*}_{length?}_{size}_{language}_{version}"
CAMPAIGNS = "{app} {targeting} {region}"


def plant() -> None:
    """Rules for the demo's apps alone."""
    apps = list(App.objects.filter(name__in=[app.name for app in APPS]))
    add_rule("creative", CREATIVES, apps=apps)
    add_rule("campaign", CAMPAIGNS, apps=apps)


def remove(apps: set[int]) -> None:
    """The rules that are limited to these apps and to no other, before the apps go."""
    rules = NamingRule.objects.filter(apps__in=apps).exclude(
        pk__in=NamingRule.apps.through.objects.exclude(app__in=apps).values("namingrule")
    )
    if rules:
        NamingRule.objects.filter(pk__in=[rule.pk for rule in rules]).delete()
        apply_rules()
