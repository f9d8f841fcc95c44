import pytest

from campaigns.models import CampaignDay, CountryDay, CreativeDay, DailyCount, StorePageDay
from campaigns.reports.tables import smallest


@pytest.mark.parametrize(
    "asked, table",
    [
        ((), CampaignDay),
        (("app", "network", "targeting", "week", "reported_by"), CampaignDay),
        (("campaign", "store_page"), StorePageDay),
        (("creative", "day"), CreativeDay),
        (("format", "network"), CreativeDay),
        (("country", "platform"), CountryDay),
        (("country", "format"), DailyCount),
        (("store_page", "creative"), DailyCount),
    ],
)
def test_a_question_is_asked_of_the_smallest_table_that_tells_its_dimensions_apart(asked, table):
    assert smallest(*asked) is table
