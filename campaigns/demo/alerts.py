"""Two alert rules: IPM of any network beyond noise, and CPI of any app against two weeks before."""

from campaigns.models import AlertRule
from campaigns.telling.alerts import judge_rules

RULES = (
    {"metric": "ipm", "by": "network", "kind": "noise", "side": "low"},
    {"metric": "cpi", "by": "app", "kind": "before", "side": "high", "threshold": 30, "days": 14},
)


def plant() -> None:
    """Write the rules, and let them find what is open."""
    for fields in RULES:
        AlertRule.objects.create(is_demo=True, **fields)
    judge_rules()
