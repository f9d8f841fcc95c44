"""Whose app and whose network a line is: by what the file names, never merged into another."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import App, DailyCount, Network
from tests.importing.test_import import run
from tests.importing.test_vendors import VENDORS
from tests.make import make_user

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def write(tmp_path):
    def written(text: str) -> Path:
        path = tmp_path / "report.csv"
        path.write_text(text)
        return path

    return written


def installs_by_app() -> dict[str, int]:
    sums: dict[str, int] = {}
    for app, installs in DailyCount.objects.values_list("campaign__app__name", "installs"):
        sums[app] = sums.get(app, 0) + installs
    return sums


def installs_by_network() -> dict[str, int]:
    sums: dict[str, int] = {}
    rows = DailyCount.objects.values_list("campaign__network__name", "installs")
    for network, installs in rows:
        sums[network] = sums.get(network, 0) + (installs or 0)
    return sums


TWO_APPS = ("applovin_two_apps.csv", "unity_api.csv")


@pytest.mark.parametrize("name", sorted(VENDORS.keys() - TWO_APPS))
def test_same_file_twice_changes_nothing(name):
    accept = ("--accept", "installs_untaken") if name.startswith("dbt") else ()
    code, first = run(DATA / name, *accept)
    assert (code, first["errors"]) == (0, [])
    assert first["created"] > 0
    code, second = run(DATA / name, *accept)
    assert (code, second["created"], second["changed"], second["removed"]) == (0, 0, 0, 0)
    assert second["unchanged"] == first["created"]


# Whose app


@pytest.mark.parametrize("name", TWO_APPS)
def test_lines_of_two_apps_go_each_to_its_own(name):
    App.objects.create(name="Merge Harbor", platform="android")
    App.objects.create(name="Tile Garden", platform="android", store_id="com.example.tilegarden")
    code, answer = run(DATA / name)
    assert (code, answer["errors"]) == (0, [])
    expected = {
        "applovin_two_apps.csv": {"Merge Harbor": 95, "Tile Garden": 51},
        "unity_api.csv": {"Merge Harbor": 100, "Tile Garden": 37},
    }
    assert installs_by_app() == expected[name]


def test_store_id_that_no_app_has_is_asked_for_and_merged_into_none():
    code, answer = run(DATA / "applovin_two_apps.csv")
    assert code == 1
    (error,) = answer["errors"]
    assert (error["line"], error["field"]) == (3, "app")
    assert "Whose is the store ID com.example.tilegarden?" in error["message"]
    assert not DailyCount.objects.exists()
    assert not App.objects.exists()


def test_name_that_no_app_has_is_asked_for_and_merged_into_none():
    App.objects.create(name="Merge Harbor", platform="android")
    code, answer = run(DATA / "unity_api.csv")
    assert code == 1
    assert "Is Tile Garden a new app?" in answer["errors"][0]["message"]
    assert not DailyCount.objects.exists()


def test_only_store_id_of_a_file_becomes_that_of_the_stated_app_and_then_keeps_others_out(write):
    header = "day,package name,network,campaign,impressions,installs\n"
    run(write(f"{header}2026-11-01,com.example.one,Kite,C,1000,5\n"))
    assert App.objects.get().store_id == "com.example.one"
    code, answer = run(write(f"{header}2026-11-02,com.example.two,Kite,C,1000,7\n"))
    assert code == 1
    assert "com.example.two" in answer["errors"][0]["message"]
    assert installs_by_app() == {"Merge Harbor": 5}


def test_apple_id_is_known_with_and_without_its_letters(write):
    app = App.objects.create(name="Tile Garden", platform="ios", store_id="id1234567890")
    text = "day,app id,network,campaign,impressions,installs\n2026-11-01,1234567890,Kite,C,1000,5\n"
    code, _ = run(write(text), app="", platform="")
    assert code == 0
    assert DailyCount.objects.get().campaign.app == app


def test_number_of_an_app_at_a_vendor_is_no_store_id(write):
    text = "day,app id,network,campaign,impressions,installs\n2026-11-01,77,Kite,C,1000,5\n"
    run(write(text))
    assert App.objects.get().store_id == ""


# Whose network

MMP_NAMES = (
    "date,app_name,network,campaign,country,impressions,clicks,installs\n"
    "2026-11-20,Merge Harbor,Facebook Installs,C,us,30000,300,30\n"
    "2026-11-20,Merge Harbor,Instagram Installs,C,us,20000,200,20\n"
    "2026-11-20,Merge Harbor,Off-Facebook Installs,C,us,10000,100,10\n"
    "2026-11-20,Merge Harbor,Google Ads ACI,C,us,40000,400,40\n"
    "2026-11-20,Merge Harbor,TikTok SAN,C,us,25000,250,25\n"
    "2026-11-20,Merge Harbor,ironSrc,C,us,12000,120,12\n"
    "2026-11-20,Merge Harbor,Axon by AppLovin,C,us,18000,180,18\n"
    "2026-11-20,Merge Harbor,Snapchat Installs,C,us,5000,50,5\n"
    "2026-11-20,Merge Harbor,Organic,C,us,0,2000,200\n"
    "2026-11-20,Merge Harbor,Untrusted Devices,C,us,0,70,7\n"
    "2026-11-20,Merge Harbor,Unattributed,C,us,0,90,9\n"
)


def test_networks_are_known_by_the_names_that_mmps_give_them(write):
    run(write(MMP_NAMES), "--reported-by", "mmp")
    assert installs_by_network() == {
        **{"Meta": 60, "Google Ads": 40, "TikTok": 25, "ironSource": 12, "AppLovin": 18},
        **{"Snapchat": 5, "Organic": 200, "Untrusted Devices": 7, "Unattributed": 9},
    }


def test_what_is_not_attributed_is_neither_organic_nor_in_the_total(write, client, db):
    run(write(MMP_NAMES), "--reported-by", "mmp")
    kinds = dict(Network.objects.values_list("name", "kind"))
    assert (kinds["Organic"], kinds["Unattributed"]) == ("organic", "none")
    assert kinds["Untrusted Devices"] == "none"
    client.force_login(make_user("ada"))
    page = client.get("/?from=2026-11-20&to=2026-11-20&_export=csv").content.decode()
    total = next(line for line in page.splitlines() if line.startswith(("All", "Total")))
    assert "160000" in total
    assert ",160," in total


def test_network_stored_without_a_name_is_known_by_it_from_then_on(write):
    Network.objects.create(name="Meta", kind="social", aliases="FB")
    text = "day,network,campaign,impressions,installs\n2026-11-01,Facebook Installs,C,1000,5\n"
    assert run(write(text))[0] == 0
    assert Network.objects.get().aliases == "FB\nFacebook Installs"


def test_platform_column_of_networks_is_the_network(write):
    text = (
        "Date,Platform,Campaign,Spend,Impressions,Clicks,Installs\n"
        '2026-11-20,facebook,Launch,$120.50,"1,000",50,20\n'
        '2026-11-20,google,Launch,$60.00,"1,500",30,15\n'
    )
    code, answer = run(write(text), "--network", "Mixed")
    assert (code, answer["errors"]) == (0, [])
    assert installs_by_network() == {"Meta": 20, "Google Ads": 15}
    assert [str(app) for app in App.objects.all()] == ["Merge Harbor (Android)"]
    assert any("'Platform' holds networks" in warning for warning in answer["warnings"])


def test_google_is_a_platform_among_platforms(write):
    text = "day,platform,network,impressions\n2026-11-20,google,Kite,10\n"
    run(write(text), app="", platform="")
    text = "day,platform,impressions\n2026-11-20,google,10\n2026-11-20,ios,10\n"
    code, answer = run(write(text))
    assert code == 1
    assert "names no network" in answer["errors"][0]["message"]


FILE = "day,network,campaign,impressions,installs\n2026-11-01,Lumio Ads,Broad,1000,5\n"


def test_same_file_for_another_app_is_asked_about(write):
    assert run(write(FILE), app="Merge Harbor")[0] == 0
    code, answer = run(write(FILE), app="Puzzle Bay")
    assert (code, installs_by_app()) == (1, {"Merge Harbor": 5})
    (doubt,) = answer["confirm"]
    assert doubt["point"] == "other_app"
    assert doubt["message"].startswith("This file was imported to Merge Harbor (Android) on ")
    assert "to Puzzle Bay (Android) as well counts it twice" in doubt["message"]
    assert run(write(FILE), "--accept", "other_app", app="Puzzle Bay")[0] == 0
    assert installs_by_app() == {"Merge Harbor": 5, "Puzzle Bay": 5}
    assert run(write(FILE), app="Puzzle Bay")[1]["unchanged"] == 1


def test_file_taken_back_may_go_to_its_right_app_unasked(write):
    _, answer = run(write(FILE), app="Merge Harbor")
    call_command("undo_import", str(answer["batch"]), stdout=StringIO())
    assert run(write(FILE), app="Puzzle Bay")[0] == 0
    assert sum(installs_by_app().values()) == 5
