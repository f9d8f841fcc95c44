"""Whether everybody needs a second factor: the setting says so, or owners where it leaves it to
them."""

from django.conf import settings

from campaigns.models import SignInRule
from campaigns.records.audit import What, audit
from ipmsite.accounts.switch import OFFERED, REQUIRED


def required() -> bool:
    """Whether who has none is led to it and reaches nothing else."""
    if settings.SECOND_FACTOR != OFFERED:
        return settings.SECOND_FACTOR == REQUIRED
    return SignInRule.objects.filter(second_factor=True).exists()


def require(needed: bool) -> bool:
    """Whether that changed what holds; only where the setting leaves it to owners."""
    if settings.SECOND_FACTOR != OFFERED or needed == required():
        return False
    rule, _ = SignInRule.objects.update_or_create(pk=1, defaults={"second_factor": needed})
    audit(What.RIGHTS, str(rule))
    return True
