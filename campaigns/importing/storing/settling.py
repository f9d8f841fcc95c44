"""How long a network's numbers settle where SKAdNetwork is what counts: postbacks come late."""

from datetime import timedelta

from django.db.models import Q

from campaigns.models import CampaignDay, CoveredDays, ImportBatch, Network
from campaigns.models.choices import Reporter

RECENT = timedelta(days=28)


def settle_as_skan(batch: ImportBatch) -> list[str]:
    """Let the networks of a batch settle as late as who counts them, and say so in sentences.

    Settling days that a person has set or that are learned stay as they are.
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
        if alone == network.settles_as_skan:
            continue
        before = network.settles_after
        network.settles_as_skan = alone
        network.save(update_fields=["settles_as_skan"])
        days = network.settles_after
        if days == before:
            continue
        if alone:
            said.append(f"{network} is counted by SKAN alone: its days settle after {days}.")
        else:
            said.append(f"{network} is not counted by SKAN alone: it settles after {days}.")
    return said
