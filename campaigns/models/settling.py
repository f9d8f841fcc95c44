"""After how many days a network's numbers have settled: by hand, else learned, else as usual."""

from django.db import models
from django.db.models import Case, When
from django.db.models.functions import Coalesce

USUAL_DAYS, SKAN_DAYS = 3, 7
"""Until they are learned: of most networks, of those that SKAN alone counts."""


def settles_after(path: str = "") -> Coalesce:
    """`Network.settles_after` as SQL; `path` leads to the network, as network__."""
    usual = Case(When(**{f"{path}settles_as_skan": True}, then=SKAN_DAYS), default=USUAL_DAYS)
    return Coalesce(
        f"{path}settle_days",
        f"{path}learned_days",
        usual,
        output_field=models.PositiveSmallIntegerField(),
    )
