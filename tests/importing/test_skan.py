"""SKAdNetwork counts the same installs a third time: beside network and MMP, added to neither."""

import pytest

from campaigns.models import DailyCount
from tests.importing.test_vendors import read, read_text
from tests.importing.test_whose_lines import DATA, run, write  # noqa: F401

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
    django_user_model,
):
    client.force_login(django_user_model.objects.create_user("ada"))
    header = "day,network,campaign,platform,reported_by,impressions,installs\n"
    line = "2026-11-20,Kite,C,ios,{},1000,{}\n"
    for reporter, installs in (("skan", 7), ("mmp", 5), ("network", 9)):
        run(write(header + line.format(reporter, installs)), app="Merge Harbor")
        assert ",1000," in total(client)
        assert f",{installs}," in total(client)
    assert ",7," in total(client, "&reported_by=skan")
