"""What a page was drawn of goes when it is sent: nobody has to search for it in a later page."""

import gc
from datetime import timedelta

import pytest
from django.test.client import ClientHandler
from django_tables2.rows import BoundRow

from campaigns.judgement.breakdown import Part
from campaigns.reports import answers
from tests.make import LAST_DAY, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
PAGES = (
    *("/", "/networks/", "/campaigns/", "/creatives/", "/creatives/?view=table", "/store-pages/"),
    *("/audience/", "/trends/", "/quality/", "/planner/", "/fraud/", "/why/"),
)


@made_once
def fortnight():
    for back in range(14):
        for network in ("Lumio", "Kite"):
            make_day(
                network, LAST_DAY - timedelta(days=back), creative=f"{network} ad", country="US",
                impressions=10_000, clicks=300, installs=90,
            )  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_no_part_of_a_page_outlives_it(viewer_client, fortnight, page):
    read(viewer_client, page)  # what is looked up once for good
    gc.collect()
    searching = gc.isenabled()
    gc.disable()
    try:
        known = {id(one) for one in gc.get_objects() if isinstance(one, Part | BoundRow)}
        assert b"</html>" in read(viewer_client, page)
        left = [one for one in gc.get_objects() if isinstance(one, Part | BoundRow)]
        assert [one for one in left if id(one) not in known] == []
    finally:
        if searching:
            gc.enable()


def read(client, page: str) -> bytes:
    """The page as its handler sends it: the client of tests keeps what each is drawn of."""
    answers.forget()
    path, _, query = page.partition("?")
    asked = client._base_environ(PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD="GET")
    said = ClientHandler()(asked).content
    answers.forget()
    return said
