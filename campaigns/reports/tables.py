"""Which table answers a question: the smallest one that tells its dimensions apart."""

from campaigns.models import CampaignDay, CountryDay, CreativeDay, DailyCount, StorePageDay
from campaigns.reports.name_fields import finest
from campaigns.reports.query import DIMENSIONS

Table = DailyCount | CampaignDay | StorePageDay | CreativeDay | CountryDay
FINE = {"store_page", "creative", "format", "country"}
"""The dimensions that are not a campaign's, a day's or a reporter's."""
SMALLEST_FIRST: tuple[tuple[type[Table], set[str]], ...] = (
    (CampaignDay, set()),
    (StorePageDay, {"store_page"}),
    (CreativeDay, {"creative", "format"}),
    (CountryDay, {"country"}),
    (DailyCount, FINE),
)


def smallest(*dimensions: str) -> type[Table]:
    """The table to ask about these dimensions, of those to split by and of those to filter by."""
    known = DIMENSIONS.keys()
    asked = FINE & {*dimensions, *finest(n for n in dimensions if n not in known)}
    return next(table for table, known in SMALLEST_FIRST if asked <= known)
