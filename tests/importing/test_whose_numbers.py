"""A plain table that may be the network's own report or an MMP's is asked about, never added."""

import pytest

from campaigns.models import DailyCount
from tests.importing.test_import import everything, run

pytestmark = pytest.mark.django_db

HEADER = "day,network,campaign,impressions,installs\n"
OWN = HEADER + "2026-11-20,Fernway Ads,FW Broad,40000,200\n"
OTHER = HEADER + "2026-11-20,Fernway Ads,fw_broad (17),40000,140\n"


def reported():
    return sorted(DailyCount.objects.values_list("reported_by", "installs"))


def test_days_that_are_stored_under_other_campaigns_are_asked_about(write):
    run(write(OWN))
    before = everything()
    code, answer = run(write(OTHER))
    message = answer["errors"][0]["message"]
    assert (code, answer["errors"][0]["field"]) == (1, "reported_by")
    assert message.startswith("Fernway Ads is stored already for 20 Nov 2026")
    assert "--reported-by" in message
    assert everything() == before


@pytest.mark.parametrize("reporter", ["network", "mmp"])
def test_either_answer_lets_it_in_as_that(write, reporter):
    run(write(OWN))
    assert run(write(OTHER), "--reported-by", reporter)[0] == 0
    assert reported() == sorted([("network", 200), (reporter, 140)])


def test_days_that_an_mmp_reported_are_asked_about(write):
    run(write(OTHER), "--reported-by", "mmp")
    assert run(write(OWN))[0] == 1
    assert reported() == [("mmp", 140)]


@pytest.mark.parametrize(
    "text",
    [
        OWN.replace(",200", ",210"),
        OWN + "2026-11-20,Fernway Ads,FW New,1000,3\n",
        OWN.replace("2026-11-20", "2026-11-21"),
        OTHER.replace("Fernway Ads", "Quillo"),
    ],
    ids=["restated", "a campaign more", "another day", "another network"],
)
def test_what_goes_on_as_before_asks_nothing(write, text):
    run(write(OWN))
    assert run(write(text))[0] == 0


def test_a_file_that_says_who_reports_asks_nothing(write):
    run(write(OWN))
    text = OTHER.replace("installs\n", "installs,reported by\n").replace(",140", ",140,mmp")
    assert run(write(text))[0] == 0
    assert reported() == [("mmp", 140), ("network", 200)]


def test_another_app_of_the_network_asks_nothing(write):
    run(write(OWN))
    assert run(write(OTHER), app="Tile Garden")[0] == 0
