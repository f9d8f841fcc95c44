"""SKAdNetwork counts the same installs a third time: beside network and MMP, added to neither."""

import pytest

from campaigns.models import CampaignDay, DailyCount, ImportBatch, Network
from tests.importing.test_vendors import read, read_text
from tests.importing.test_whose_lines import DATA, run, write  # noqa: F401
from tests.make import make_user

pytestmark = pytest.mark.django_db

ADJUST = (
    "day,app,partner_name,campaign_network,os_name,impressions,clicks,installs,skad_installs,"
    "skad_total_installs,cost\n"
    "2026-11-20,Merge Harbor,Unity Ads,US rewarded,{os},20000,400,12,61,64,90.00\n"
    "2026-11-21,Merge Harbor,Unity Ads,US rewarded,{os},21000,410,14,66,70,95.00\n"
)


def stored() -> list[tuple]:
    rows = DailyCount.objects.order_by("reported_by", "day")
    return list(rows.values_list("reported_by", "impressions", "installs"))


def test_installs_of_skan_in_a_column_of_their_own_are_rows_of_their_own(write):  # noqa: F811
    path = write(ADJUST.format(os="ios"))
    code, answer = run(path)
    assert (code, answer["errors"], answer["totals"]["installs"]) == (0, [], 26)
    assert any("127 installs ('skad_installs')" in warning for warning in answer["warnings"])
    assert stored() == [
        *(("mmp", 20000, 12), ("mmp", 21000, 14)),
        *(("skan", 20000, 61), ("skan", 21000, 66)),
    ]
    assert answer["created"] == 4
    _, second = run(path)
    assert (second["created"], second["changed"], second["unchanged"]) == (0, 0, 4)


def test_skan_counts_nothing_on_android(write):  # noqa: F811
    run(write(ADJUST.format(os="android")))
    assert {reporter for reporter, *_ in stored()} == {"mmp"}


def test_column_of_noughts_gives_no_rows_of_skan():
    reading = read_text("day,network,impressions,installs,skan_installs\n2026-11-01,A,1000,5,0\n")
    assert reading.also is None


def test_bad_cell_in_a_column_of_skan_is_named_and_nothing_is_written(write):  # noqa: F811
    code, answer = run(write(ADJUST.format(os="ios").replace(",61,", ",sixty,")))
    assert code == 1
    assert [(error["line"], error["field"]) for error in answer["errors"]] == [(2, "installs")]
    assert stored() == []


def test_tiktoks_skan_column_is_beside_too():
    reading = read("tiktok_ads_manager.csv")
    assert reading.also is not None
    assert [line.installs for line in reading.also.lines] == [33]
    assert reading.also.reported_by == "skan"


def test_skan_report_of_appsflyer_does_not_replace_the_mmps(write):  # noqa: F811
    run(DATA / "appsflyer_partners_by_date.csv")
    before = stored()
    run(DATA / "appsflyer_skan.csv")
    assert [row for row in stored() if row[0] == "mmp"] == before
    assert [row for row in stored() if row[0] == "skan"] == [
        *(("skan", 48100, 61), ("skan", 47000, 66))
    ]


def total(client, more: str = "") -> str:
    page = client.get(f"/?from=2026-11-20&to=2026-11-21&_export=csv{more}").content.decode()
    return next(line for line in page.splitlines() if line.startswith(("All", "Total")))


def test_one_reporter_is_shown_a_day_network_before_mmp_before_skan(  # noqa: F811
    write,  # noqa: F811
    client,
    db,
):
    client.force_login(make_user("ada"))
    header = "day,network,campaign,platform,reported_by,impressions,installs\n"
    line = "2026-11-20,Kite,C,ios,{},1000,{}\n"
    for reporter, installs in (("skan", 7), ("mmp", 5), ("network", 9)):
        run(write(header + line.format(reporter, installs)), app="Merge Harbor")
        assert ",1000," in total(client)
        assert f",{installs}," in total(client)
    assert ",7," in total(client, "&reported_by=skan")


POSTBACKS = (
    "day,network,platform,campaign,postback_sequence_index,did_win,conversion_type,version,installs"
    ",mmp_installs\n"
    "2026-11-20,Kite,ios,C,0,true,download,4.0,50,20\n"
    "2026-11-20,Kite,ios,C,1,true,download,4.0,30,\n"
    "2026-11-20,Kite,ios,C,0,false,download,4.0,11,\n"
    "2026-11-20,Kite,ios,C,0,true,redownload,4.0,7,\n"
    "2026-11-21,Kite,ios,C,0,,,3.0,40,10\n"
)


def test_only_first_won_downloads_are_installs_and_the_rest_is_left_out_with_a_warning(  # noqa: F811
    write,  # noqa: F811
):
    code, answer = run(write(POSTBACKS), "--reported-by", "skan", app="Merge Harbor")
    assert (code, answer["errors"]) == (0, [])
    assert stored() == [("skan", None, 50), ("skan", None, 40)]
    for what in ("a later postback", "did not win", "no first download"):
        assert any(what in warning for warning in answer["warnings"])


def test_a_batch_keeps_what_its_report_tells_of_postbacks(write):  # noqa: F811
    run(write(POSTBACKS), "--reported-by", "skan", app="Merge Harbor")
    batch = ImportBatch.objects.get()
    assert (batch.day_kind, batch.index_told, batch.versions) == ("arrival", True, ["3.0", "4.0"])
    by_install = POSTBACKS.replace("day,", "install_date,", 1).replace("version,", "x,", 1)
    run(write(by_install), "--reported-by", "skan", app="Merge Harbor")
    batch = ImportBatch.objects.first()
    assert (batch.day_kind, batch.versions) == ("install", [])
    run(DATA / "appsflyer_partners_by_date.csv")
    batch = ImportBatch.objects.first()
    assert (batch.day_kind, batch.index_told, batch.versions) == ("", None, [])


def test_installs_that_the_mmp_counted_too_stand_beside_and_in_no_total(write, client):  # noqa: F811
    run(write(POSTBACKS), "--reported-by", "skan", app="Merge Harbor")
    rows = DailyCount.objects.order_by("day")
    assert list(rows.values_list("installs", "mmp_installs")) == [(50, 20), (40, 10)]
    assert CampaignDay.objects.get(day="2026-11-20").mmp_installs == 20
    client.force_login(make_user("ada"))
    assert ",90," in total(client)


def test_an_mmps_installs_in_a_networks_report_are_not_taken_quietly(write):  # noqa: F811
    text = "day,network,platform,impressions,installs,mmp_installs\n2026-11-20,Kite,ios,900,5,4\n"
    code, answer = run(write(text), app="Merge Harbor")
    assert code == 1
    assert [doubt["point"] for doubt in answer["confirm"]] == ["installs_untaken"]


def test_more_installs_of_the_mmp_than_of_skan_are_an_error(write):  # noqa: F811
    text = POSTBACKS.replace(",50,20", ",50,51")
    code, answer = run(write(text), "--reported-by", "skan", app="Merge Harbor")
    assert [(error["line"], error["field"]) for error in answer["errors"]] == [(2, "mmp_installs")]


def test_a_report_that_looks_like_the_mmps_is_skans_by_the_name_of_its_file(write):  # noqa: F811
    head, _, body = (DATA / "appsflyer_skan.csv").read_text().partition("\n")
    head = head.replace("Converted Users,Converted Users/Installs", "Users,Loyal users")
    path = write(f"{head}\n{body}")
    _, answer = run(path.rename(path.with_name("app_skadnetworks_report_2026-11.csv")))
    assert {reporter for reporter, *_ in stored()} == {"skan"}
    assert any("name says SKAdNetwork" in warning for warning in answer["warnings"])
    run(write(f"{head}\n{body}"))
    assert {reporter for reporter, *_ in stored()} == {"skan", "mmp"}


def test_a_network_that_only_skan_counts_settles_after_seven_days(write):  # noqa: F811
    def settles() -> int:
        return Network.objects.get(name="Kite").settles_after

    _, answer = run(write(POSTBACKS), "--reported-by", "skan", app="Merge Harbor")
    assert settles() == 7
    assert any("settle after 7" in warning for warning in answer["warnings"])
    own = "day,network,platform,impressions,installs\n2026-11-21,Kite,ios,9000,50\n"
    run(write(own), app="Merge Harbor")
    assert settles() == 3
    Network.objects.update(settle_days=5)
    run(write(POSTBACKS), "--reported-by", "skan", app="Merge Harbor")
    assert settles() == 5
