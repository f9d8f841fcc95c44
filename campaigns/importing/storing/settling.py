"""How long a network's numbers settle where SKAdNetwork is what counts: postbacks come late."""

from datetime import timedelta

from django.db.models import Q

from campaigns.models import CampaignDay, CoveredDays, ImportBatch, Network
from campaigns.models.choices import Reporter

RECENT = timedelta(days=28)
DEFAULT_DAYS = 3
SKAN_DAYS = 7


def settle_as_skan(batch: ImportBatch) -> list[str]:
    """Let the networks of a batch settle as late as who counts them, and say so in sentences.

    Settling days that a person has set stay as they are.
    """
    if batch.last_day is None:
        return []
    covered = CoveredDays.objects.filter(batch=batch)
    of_skan = Q(pk__in=covered.filter(reported_by=Reporter.SKAN).values("network"))
    of_batch = Q(pk__in=covered.values("network"), settles_as_skan=True)
    said = []
    for network in Network.objects.filter(of_skan | of_batch):
        counted = CampaignDay.objects.filter(
            campaign__network=network, counted=True, day__gt=batch.last_day - RECENT
        )
        reporters = set(counted.order_by().values_list("reported_by", flat=True).distinct())
        alone = reporters == {Reporter.SKAN}
        if alone and network.settle_days == DEFAULT_DAYS:
            network.settle_days, network.settles_as_skan = SKAN_DAYS, True
            said.append(f"{network} is counted by SKAN alone: its days settle after {SKAN_DAYS}.")
        elif network.settles_as_skan and not alone:
            network.settle_days, network.settles_as_skan = DEFAULT_DAYS, False
            said.append(f"{network} is not counted by SKAN alone: it settles after {DEFAULT_DAYS}.")
        else:
            continue
        network.save(update_fields=["settle_days", "settles_as_skan"])
    return said
