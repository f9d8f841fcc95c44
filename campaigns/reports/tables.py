"""Which table answers a question: the smallest one that tells its dimensions apart."""

from campaigns.models import CampaignDay, CountryDay, CreativeDay, DailyCount, StorePageDay

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
    asked = FINE & set(dimensions)
    return next(table for table, known in SMALLEST_FIRST if asked <= known)
