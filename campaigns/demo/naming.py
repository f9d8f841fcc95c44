"""What the demo's names say: the rules that read them, and the ad groups that reports state."""

from itertools import cycle

from django.db.models import F

from campaigns.demo.world import APPS
from campaigns.importing.storing.ad_groups import keep_ad_groups
from campaigns.models import AdGroup, App, CreativeDay, ImportBatch, NamingRule
from campaigns.records.naming import add_rule, apply_rules
from campaigns.records.stated_values import keep_ad_groups as apply_ad_groups
from campaigns.records.stated_values import keep_tags

CREATIVES = "{app}_{format}_{concept*}_{length?}_{size}_{language}_{version}"
CAMPAIGNS = "{app} {targeting} {region}"


def plant() -> None:
    """Rules for the demo's apps alone."""
    apps = list(App.objects.filter(name__in=[app.name for app in APPS]))
    add_rule("creative", CREATIVES, apps=apps)
    add_rule("campaign", CAMPAIGNS, apps=apps)


WITH_AD_GROUPS = ("Circle Social", "Vantage DSP")
"""The networks whose reports state ad groups."""
AD_GROUPS = (("18 to 24",), ("25 to 44",), ("18 to 24",), ("25 to 44",), ("18 to 24", "25 to 44"))
"""Those of a campaign's creatives in turn: every fifth is in two."""


def state_ad_groups(batch: ImportBatch) -> None:
    """What the reports of some networks state of their campaigns' creatives."""
    rows = CreativeDay.objects.filter(campaign__network__name__in=WITH_AD_GROUPS)
    pairs = rows.order_by("campaign", "creative").values_list("campaign", "creative").distinct()
    stated = [(*pair, name, "") for pair, names in zip(pairs, cycle(AD_GROUPS)) for name in names]
    keep_ad_groups(stated, {}, batch)


def remove(apps: set[int], batches: list[int]) -> None:
    """What the demo's imports stated, and the rules that are limited to these apps and to no other,
    before the apps go."""
    AdGroup.objects.filter(last__in=batches).delete()
    AdGroup.objects.filter(first__in=batches).update(first=F("last"))
    rules = NamingRule.objects.filter(apps__in=apps).exclude(
        pk__in=NamingRule.apps.through.objects.exclude(app__in=apps).values("namingrule")
    )
    if rules:
        NamingRule.objects.filter(pk__in=[rule.pk for rule in rules]).delete()
    apply_rules()
    keep_tags()
    apply_ad_groups()
