"""What people met with reports of networks and MMPs, each with its right answer."""

from decimal import Decimal
from pathlib import Path

import pytest

from campaigns.importing.tables.encodings import decoded
from campaigns.models import Campaign, DailyCount, Network
from tests.importing.test_import import everything, run

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent.parent / "data/cases"


def case(name, *options):
    """The exit code and the answer to one file for the app Puzzle Bay on iOS."""
    return run(str(CASES / f"{name}.csv"), *options, app="Puzzle Bay", platform="ios")


def totals(answer):
    return tuple(answer["totals"][name] for name in ("impressions", "installs", "spend"))


def points(answer):
    return [asked["point"] for asked in answer["confirm"]]


def stored(name):
    return sum(getattr(row, name) or 0 for row in DailyCount.objects.all())


def networks():
    return set(Network.objects.values_list("name", flat=True))


def test_lines_that_sum_others_are_left_out_and_named():
    code, answer = case("subtotals_1")
    assert (code, totals(answer)) == (0, (4000, 15, 20.0))
    assert networks() == {"Fernway Ads", "Quillo"}
    assert "Left out because they are sums of other lines: lines 4 and 6." in answer["warnings"]


def test_the_corrected_file_finds_what_the_one_with_subtotals_stored():
    case("subtotals_1")
    code, answer = case("subtotals_2_corrected")
    assert (code, answer["unchanged"], answer["created"], answer["removed"]) == (0, 3, 0, 0)
    assert (stored("impressions"), stored("installs")) == (4000, 15)


def test_a_line_that_a_loader_wrote_four_times_counts_once():
    code, answer = case("loader_copies")
    assert (code, totals(answer)) == (0, (20_000, 81, 101.0))
    assert "lines 2, 3 and 4" in answer["warnings"][0]


def test_cyrillic_names_are_asked_about_and_stored_as_stated():
    code, answer = case("names_cp1251")
    assert code == 1
    assert "'Осень' in Windows-1251" in answer["errors"][0]["message"]
    assert not Campaign.objects.exists()
    assert case("names_cp1251", "--encoding", "cp1251")[0] == 0
    assert Campaign.objects.get().name == "Осень"


def test_installs_under_attribution_windows_are_asked_for_by_name():
    code, answer = case("attribution_windows_only")
    assert (code, points(answer)) == (1, ["installs_untaken"])
    assert "Mobile app installs [1-day view]" in answer["confirm"][0]["message"]
    assert "Mobile app installs [7-day click]" in answer["confirm"][0]["message"]
    assert not DailyCount.objects.exists()


def test_installs_called_otherwise_are_asked_for_or_read():
    code, answer = case("installs_called_otherwise")
    if code:
        assert points(answer) == ["installs_untaken"]
        assert "'total installs' looks like installs" in answer["confirm"][0]["message"]
        assert not DailyCount.objects.exists()
    else:
        assert stored("installs") == 326


@pytest.mark.parametrize(
    "header",
    ["total_installs", "attributed installs", "rt_installs", "real_time_app_install"]
    + ["Real-time app installs", "app_install", "install_count", "tracked_installs"]
    + ["network_installs"],
)
def test_every_usual_name_of_installs_is_read_or_asked_for(write, header):
    text = f"date,network,campaign,impressions,{header}\n2026-11-20,Fernway Ads,US,50000,160\n"
    code, answer = run(write(text))
    if code:
        assert "installs_untaken" in points(answer) or answer["errors"]
        assert not DailyCount.objects.exists()
    else:
        assert stored("installs") == 160


@pytest.mark.parametrize("header", ["Install rate", "Cost per install", "uninstalls", "eCPI"])
def test_what_is_made_of_installs_is_no_count_of_them(write, header):
    text = f"date,network,impressions,installs,{header}\n2026-11-20,Fernway Ads,50000,160,7\n"
    assert run(write(text))[0] == 0


@pytest.mark.parametrize("stated", [(), ("--source", "generic")])
def test_columns_of_skan_are_rows_of_a_reporter_of_their_own(stated):
    code, answer = case("adjust_skan_columns", *stated)
    assert (code, answer["totals"]["impressions"], answer["totals"]["installs"]) == (0, 41000, 26)
    skan = DailyCount.objects.filter(reported_by="skan").values_list("installs", flat=True)
    assert sum(skan) == 127


def test_a_finer_file_that_is_a_third_of_what_is_stored_is_asked_about():
    case("grain_1_campaigns")
    before = everything()
    code, answer = case("grain_2_ads")
    assert (code, points(answer)) == (1, ["shrinks"])
    assert "33,000 impressions where 100,000 are stored" in answer["confirm"][0]["message"]
    assert everything() == before
    code, answer = case("grain_2_ads", "--accept", "shrinks")
    assert (code, stored("impressions")) == (0, 33_000)
    assert answer["confirm"] == []


def test_counts_grouped_by_dots_are_whole():
    assert totals(case("counts_grouped_by_dots")[1]) == (23_545, 370, 1100.0)


def test_yen_has_no_smaller_unit_so_that_its_comma_groups():
    code, answer = case("yen_grouped", "--rate", "0.0067")
    assert (code, answer["totals"]["spend"]) == (0, 813.045)


def test_days_with_dots_are_day_first():
    assert case("dotted_day")[0] == 0
    assert {f"{row.day}" for row in DailyCount.objects.all()} == {"2026-06-11"}


def test_the_only_column_of_days_is_the_day():
    code, answer = case("day_called_full_date")
    assert (code, totals(answer), answer["totals"]["clicks"]) == (0, (20_000, 60, 90.0), 400)
    assert networks() == {"Unity Ads"}


def test_what_the_mmp_reports_stands_beside_the_networks_own(staff_client):
    assert case("mmp_plain_1_network")[0] == 0
    code, answer = case("mmp_plain_2_adjust_kpis")
    assert (code, answer["source"]) == (0, "adjust")
    said = {row.reported_by: 0 for row in DailyCount.objects.all()}
    for row in DailyCount.objects.all():
        said[row.reported_by] += row.installs
    assert said == {"network": 200, "mmp": 140}
    page = staff_client.get("/?from=2026-11-20&to=2026-11-21")
    assert page.context["tiles"][0].value == "5.00"


@pytest.mark.parametrize(
    "header",
    ["summary_date", "metric_date", "stat_date", "event_date", "dt", "ds", "Date (UTC)"]
    + ["Day of Date", "日期", "日付", "날짜", "Дата"],
)
def test_a_day_may_be_called_anything(write, header):
    text = f"{header},network,campaign,impressions,installs\n2026-11-20,Fernway Ads,US,5000,16\n"
    assert run(write(text))[0] == 0
    assert f"{DailyCount.objects.get().day}" == "2026-11-20"


def test_thirty_lines_may_stand_before_the_header():
    code, answer = case("many_title_rows")
    assert (code, totals(answer)) == (0, (20_000, 81, 101.0))


def test_chinese_names_are_asked_about_and_stored_as_stated():
    code, answer = case("names_gbk")
    assert code == 1
    assert "推广一组" in answer["errors"][0]["message"]
    assert "GBK" in answer["errors"][0]["message"]
    assert not Campaign.objects.exists()
    assert case("names_gbk", "--encoding", "gb18030")[0] == 0
    assert Campaign.objects.get().name == "推广一组"


@pytest.mark.parametrize(
    "name, codec",
    [
        ("Осень", "cp1251"),
        ("春のキャンペーン", "cp932"),
        ("봄 캠페인", "cp949"),
        ("推广一组", "gb18030"),
    ]
    + [("推廣一組", "big5"), ("Größe é", "cp1252"), ("Campaña", "cp1252")],
)
def test_no_encoding_is_guessed_wrong(name, codec):
    """It is told rightly, or the file is refused: never another name."""
    content = f"day,network,campaign,installs\n2026-11-01,A,{name},1\n".encode(codec)
    try:
        opened, *_ = decoded(content)
    except Exception as fault:
        assert name.split()[0] in fault.message
    else:
        assert name in opened().read()
    assert name in decoded(content, codec)[0]().read()


def test_thirty_four_of_thirty_five_store_fronts_are_known():
    code, answer = case("storefront_names")
    assert (code, totals(answer)) == (0, (35_000, 700, 1050.0))
    assert {"CD", "CG", "BS", "TC"} <= set(DailyCount.objects.values_list("country", flat=True))
    assert DailyCount.objects.get(country="ZZ").spend == Decimal(30)
