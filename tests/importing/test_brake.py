"""Nothing wrong goes in quietly: each point is asked about by its name, and confirmed by it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.uploads import say
from campaigns.models import App, CountRevision, CoveredDays, DailyCount, Network, PendingUpload
from tests.importing.test_import import everything, run
from tests.make import TODAY
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

HEADER = "day,network,campaign,country,impressions,clicks,installs,spend\n"
STORED = (
    HEADER + "2026-11-01,Lumio Ads,Broad,US,10000,300,60,120\n"
    "2026-11-02,Lumio Ads,Broad,US,10000,300,60,120\n"
)
CASES = {
    "totals_differ": HEADER + "2026-11-01,L,B,US,1000,10,5,9\nTotal,,,,2000,20,10,18\n",
    "subtotals": (
        HEADER + "2026-11-01,L,B,US,1000,10,5,9\n2026-11-01,L,C,US,1000,10,5,9\n"
        "2026-11-01,L Total,,,2100,20,10,18\n"
    ),
    "loader_copies": (
        "day,network,campaign,installs,_sdc_sequence\n2026-11-01,L,B,5,1\n2026-11-01,L,B,5,2\n"
        "Total,,,10,\n"
    ),
    "shrinks": (
        "day,network,campaign,creative,country,impressions,clicks,installs,spend\n"
        "2026-11-01,Lumio Ads,Broad,Hook,US,3000,90,20,40\n"
    ),
    "grows": (
        "day,network,campaign,creative,country,impressions,clicks,installs,spend\n"
        "2026-11-01,Lumio Ads,Broad,Hook,US,9000,270,50,100\n"
        "2026-11-01,Lumio Ads,Broad,Other,US,14000,390,90,190\n"
    ),
    "scale": HEADER + "2026-11-03,Lumio Ads,Broad,US,10000,300,60,120000000\n",
    "odd_cells": HEADER + "2026-11-01,L,B,US,1,1,1,1\n2026-11-01,L,B,Atlantis,2,1,1,1\n",
    "installs_untaken": (
        "day,network,campaign,impressions,total installs\n2026-11-01,L,B,1000,5\n"
    ),
    "no_installs": HEADER + "2026-11-03,Lumio Ads,Broad,US,10000,300,0,120\n",
    "running_totals": (
        "day,network,campaign,impressions,installs to date\n"
        + "".join(f"2026-11-{n:02},L,B,{n * 900},{n * 10}\n" for n in range(1, 8))
    ),
    "not_daily": "week,network,campaign,impressions,installs\n2026-11-02,L,B,1000,5\n",
    "near_names": HEADER + "2026-11-01,Lumoi Ads,Broad,US,10000,300,60,120\n",
}


@made_once
def stored():
    """Two days of a network, as a file brought them."""
    text = STORED.encode()
    options = Options(today=TODAY)
    result = import_file(text, "first.csv", options, app="Merge Harbor", platform="android")
    assert not result.errors


ASKED = ("installs_untaken", "near_names")
"""Points that the page asks about by buttons before."""


@pytest.mark.parametrize("point", CASES)
def test_nothing_is_written_until_that_point_is_confirmed(write, stored, point):
    path = write(CASES[point])
    before = everything()
    code, answer = run(path)
    assert (code, [asked["point"] for asked in answer["confirm"]]) == (1, [point])
    assert f"(--accept {point})" in answer["errors"][0]["message"]
    assert everything() == before
    other = next(name for name in CASES if name != point)
    assert run(path, "--accept", other)[0] == 1
    assert everything() == before
    code, answer = run(path, "--accept", point)
    assert (code, answer["confirm"], answer["errors"]) == (0, [], [])
    assert everything() != before
    assert any(said.startswith("Confirmed: ") for said in answer["warnings"])


def previewed(client, point):
    client.post("/imports/", {"file": SimpleUploadedFile("report.csv", CASES[point].encode())})
    upload = PendingUpload.objects.latest("pk")
    say([upload], {"app": "Merge Harbor", "platform": "android"})
    return client.get(f"/imports/preview/{upload.token}/")


@pytest.mark.parametrize("point", [one for one in CASES if one not in ASKED])
def test_each_point_is_one_tick_box_on_the_page(staff_client, stored, point):
    answer = previewed(staff_client, point)
    (asked,) = answer.context["preview"].points
    assert asked.name == point
    page = answer.content.decode()
    assert f'name="accept" value="{point}" required' in page
    assert "--accept" not in page


@pytest.mark.parametrize("point", ["totals_differ", "shrinks"])
def test_the_page_writes_nothing_until_the_box_is_ticked(staff_client, stored, point):
    before = everything()
    token = previewed(staff_client, point).context["upload"].token
    assert staff_client.post("/imports/confirm/", {"token": token}).status_code == 400
    assert everything() == before
    staff_client.post("/imports/confirm/", {"token": token, "accept": [point]})
    assert everything() != before


def test_a_contradiction_is_told_in_figures(write):
    message = run(write(CASES["totals_differ"]))[1]["confirm"][0]["message"]
    assert message == (
        "The totals row in line 3 says 2,000 impressions, 20 clicks, 10 installs and 18.00 spend; "
        "the lines add up to 1,000, 10, 5 and 9.00."
    )


def test_what_is_restated_on_the_same_lines_is_not_asked_about(write):
    run(write(STORED))
    code, answer = run(write(HEADER + "2026-11-01,Lumio Ads,Broad,US,30000,900,180,300\n"))
    assert (code, answer["changed"]) == (0, 1)


ODD_TABLES = {
    "The counts never fall from one day to the next.": [
        f"2026-11-{n:02},L,B,{n * 900},{n * 10}" for n in range(1, 8)
    ],
    "The days are all a week apart.": [
        f"2026-11-{day:02},L,B,{1000 - day},5" for day in (2, 9, 16)
    ],
    "of the lines repeat another line": [f"2026-11-01,L,{name},1000,30" for name in "AABB"],
    "more installs than impressions": ["2026-11-01,L,B,10,20"],
}


@pytest.mark.parametrize("warning", ODD_TABLES)
def test_what_is_odd_but_may_be_real_goes_in_with_a_warning(write, warning):
    lines = "\n".join(["day,network,campaign,impressions,installs", *ODD_TABLES[warning], ""])
    code, answer = run(write(lines))
    assert code == 0
    assert warning in " ".join(map(str, answer["warnings"]))


def test_days_that_still_settle_may_move(write):
    late = HEADER + "2026-11-23,Lumio Ads,Broad,US,10000,300,60,120\n"
    run(write(late))
    assert run(write(late.replace(",US,10000", ",DE,3000")), "--replace-detail")[0] == 0


def test_the_newest_version_of_a_key_wins(write):
    text = (
        "day,network,campaign,device,impressions,installs,_sdc_batched_at\n"
        "2026-11-01,L,B,phone,1000,5,2026-11-02T03:00:00Z\n"
        "2026-11-01,L,B,phone,1400,7,2026-11-03T03:00:00Z\n"
        "2026-11-01,L,B,tablet,300,1,2026-11-02T03:00:00Z\n"
    )
    code, answer = run(write(text))
    assert (code, answer["totals"]["impressions"], answer["totals"]["installs"]) == (0, 1700, 8)
    assert "Left out: line 2." in answer["warnings"][0]


def test_what_the_source_has_deleted_is_left_out(write):
    text = (
        "day,network,campaign,impressions,_fivetran_synced,_fivetran_deleted\n"
        "2026-11-01,L,B,1000,2026-11-02T03:00:00Z,false\n"
        "2026-11-01,L,C,900,2026-11-02T03:00:00Z,true\n"
    )
    assert run(write(text))[1]["totals"]["impressions"] == 1000


@pytest.mark.parametrize(
    "lines",
    [
        "2026-11-01,L,B,US,1000,10,5,9\n2026-11-01,L,,US,400,4,2,3\n",
        "2026-11-01,L,Total War,US,1000,10,5,9\n2026-11-01,L,War,US,1000,10,5,9\n",
    ],
    ids=["rest without a campaign", "a campaign whose name begins with Total"],
)
def test_lines_that_sum_nothing_stay(write, lines):
    code, answer = run(write(HEADER + lines))
    assert (code, answer["rows"]) in ((0, 2), (1, 1))
    if code:  # "Total War" may be the total of War: it is asked, not left out
        assert answer["confirm"][0]["point"] == "subtotals"


def test_a_slip_in_the_name_of_the_app_is_asked_back(write):
    run(write(STORED), app="Tile Garden")
    code, answer = run(write(STORED), app="Tile Gardn")
    assert code == 1
    assert answer["confirm"][0]["message"].endswith("Did you mean Tile Garden?")
    assert run(write(STORED + "\n"), app="Tile Garden 2")[0] == 0
    assert sorted(App.objects.values_list("name", flat=True)) == ["Tile Garden", "Tile Garden 2"]


def test_white_space_and_case_make_no_new_network(write):
    run(write(STORED))
    assert run(write(STORED.replace("Lumio Ads", "lumio   ADS")))[0] == 0
    assert Network.objects.count() == 1


@pytest.mark.parametrize("name", ["restricted", "N/A", "None", "(not set)", "null"])
def test_what_says_nothing_is_no_name(write, name):
    code, answer = run(write(HEADER + f"2026-11-01,{name},B,US,1000,10,5,9\n"))
    assert (code, answer["errors"][0]["field"]) == (1, "network")
    code, answer = run(write(STORED), app=name)
    assert (code, answer["errors"][0]["field"]) == (1, "app")


def test_millionths_are_told_without_a_history_too(write):
    code, answer = run(write(HEADER + "2026-11-01,L,B,US,10000,300,60,120000000\n"))
    assert (code, answer["confirm"][0]["point"]) == (1, "scale")


# Coverage


def covered(batch):
    rows = CoveredDays.objects.filter(batch=batch).order_by("network__name", "first_day")
    return [(r.network.name, r.reported_by, f"{r.first_day}", f"{r.last_day}") for r in rows]


def test_every_batch_says_what_it_was_of_also_where_nothing_changed(write):
    days = STORED + "2026-11-05,Lumio Ads,Broad,US,10000,300,60,120\n"
    for _ in range(2):
        _, answer = run(write(days))
        assert covered(answer["batch"]) == [
            ("Lumio Ads", "network", "2026-11-01", "2026-11-02"),
            ("Lumio Ads", "network", "2026-11-05", "2026-11-05"),
        ]
    assert answer["unchanged"] == 3


def test_what_a_complete_file_no_longer_has_goes_as_revisions(write):
    run(write(STORED + "2026-11-02,Lumio Ads,Gone,US,500,5,1,2\n"))
    run(write(STORED.replace("Lumio Ads", "Kite")))
    code, answer = run(write(STORED), "--complete")
    assert (code, answer["removed"], answer["unchanged"]) == (0, 1, 2)
    assert CountRevision.objects.get().campaign.name == "Gone"
    assert DailyCount.objects.filter(campaign__network__name="Kite").count() == 2


def test_complete_days_reach_beyond_the_lines(write):
    run(write(STORED))
    first = STORED.splitlines()[:2]
    code, answer = run(write("\n".join(first)), "--complete", "2026-11-01:2026-11-03")
    assert (code, answer["removed"]) == (0, 1)
    assert covered(answer["batch"]) == [("Lumio Ads", "network", "2026-11-01", "2026-11-03")]


def test_a_header_without_lines_is_an_answer_where_the_file_is_complete(write):
    run(write(STORED))
    assert run(write(HEADER), "--network", "Lumio Ads")[0] == 1
    code, answer = run(write(HEADER), "--network", "Lumio Ads", "--complete")
    assert (code, answer["errors"][0]["field"]) == (1, "day")
    period = ("--complete", "2026-11-01:2026-11-02")
    code, answer = run(write(HEADER), "--network", "Lumio Ads", *period)
    assert (code, answer["removed"], answer["rows"]) == (0, 2, 0)
    assert not DailyCount.objects.exists()
    assert covered(answer["batch"]) == [("Lumio Ads", "network", "2026-11-01", "2026-11-02")]
