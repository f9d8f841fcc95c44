"""Long tables are searched in the address, and long names are cut where they are shown alone."""

import pytest

from campaigns.formats import cut, halves
from tests.make import make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
LONG = "Global Mobile Performance Marketing Exchange Alliance for Rewarded Video and Playables"


@made_once
def campaigns():
    for number in range(14):
        make_day(campaign=f"Broad {number}", impressions=1000 + number, installs=5)
    make_day("Playgrid", campaign=LONG, impressions=1000, installs=9)


def names(client, query: str) -> list[str]:
    rows = client.get(f"/campaigns/?{query}").context["table"].rows
    return [row.record.name for row in rows if row.record.keys]


def test_words_narrow_the_rows_and_leave_the_total(viewer_client, campaigns):
    answer = viewer_client.get("/campaigns/?q=playgrid mobile")
    rows = list(answer.context["table"].rows)
    assert [row.record.counts.installs for row in rows] == [9, 79]
    assert "1 of 15 rows; the total is of all" in answer.content.decode()
    assert names(viewer_client, "q=broad+1&sort=-impressions") == [
        "Broad 13", "Broad 12", "Broad 11", "Broad 10", "Broad 1",
    ]  # fmt: skip


def test_the_search_goes_into_the_file_and_stays_with_filters(viewer_client, campaigns):
    file = viewer_client.get("/campaigns/?q=playgrid&_export=csv").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [LONG, "Total"]
    answer = viewer_client.get("/campaigns/?q=playgrid")
    assert "q=playgrid" in answer.context["filters"]["presets"][0]["url"]
    assert "q=" not in answer.context["state"]


def test_a_long_name_is_cut_in_the_middle_and_kept_whole_beside(viewer_client, campaigns):
    assert len(cut(LONG)) <= 44 and cut(LONG).startswith("Global Mobile") and "…" in cut(LONG)
    html = viewer_client.get("/campaigns/?q=playgrid").content.decode()
    assert f'data-tip="{LONG}"' in html and all(f">{end}</" in html for end in halves(LONG))
    assert cut("Broad US") == "Broad US"
