"""Each vendor's reports, as exported, give the counts that stand in them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from campaigns.importing.codes import Code
from campaigns.importing.lines import Options, Reading
from campaigns.importing.recognise import read_report

DATA = Path(__file__).parent.parent / "data"
TODAY = Options(today=date(2026, 11, 24))


def read(name: str, **options) -> Reading:
    return read_report((DATA / name).read_bytes(), name, replace(TODAY, **options))


def read_text(text: str, **options) -> Reading:
    return read_report(text.encode(), "report.csv", replace(TODAY, **options))


# Totals computed apart from this code, from the files themselves: rows, impressions, clicks,
# installs, spend. None: the file has no such column.
SAMPLES = {
    "apple_search_ads__ad_report.csv": ("apple_ads", 2, 852, 8, 0, "6.16"),
    "apple_search_ads__campaign_report.csv": ("apple_ads", 12, 6336, 129, 25, "100"),
    "apple_search_ads__search_term_report.csv": ("apple_ads", 150, 6336, 129, 25, "100"),
    "apple_ads_custom_report.csv": ("apple_ads", 2, 901, 35, 10, "14.5"),
    "appsflyer__aggregate_excerpt.csv": ("appsflyer", 2, 300, 30, None, None),
    "appsflyer_partners_by_date.csv": ("appsflyer", 4, 95120, 2592, 2299, "1013.54"),
    "appsflyer_geo_by_date.csv": ("appsflyer", 2, 49120, 1332, 405, "523.3"),
    "generic__adjust_like_daily.csv": (
        "generic",
        1096,
        18380806,
        524576,
        103369,
        "2168054.5615",
    ),
    "permille.csv": ("generic", 3, 184000, 3710, 1149, "1375.5"),
    "install_rows__game_installs.csv": ("generic", 200, None, None, 200, "259.10"),
    "meta__basic_ad.csv": ("meta", 10, 37275, 149, None, "643.63"),
    "meta__ui_like_ads.csv": ("meta", 420, 25957271, 287217, None, "176276.7993"),
    "meta_ads_manager.csv": ("meta", 2, 161250, 2905, 612, "1412.66"),
    "meta_french.csv": ("meta", 2, 23360, 400, None, "199.75"),
    "meta_results.csv": ("meta", 3, 39000, 480, 120, "240"),
    "unity.csv": ("unity", 3, 159627, 4204, 1413, "913.77"),
    "applovin.csv": ("applovin", 2, 143052, 4112, 1010, "1251.0235"),
    "snapchat__campaign_country_daily_report.csv": ("snapchat", 10, 9550, 3450, None, "1.7352"),
    "snapchat__campaign_hourly_report.csv": ("snapchat", 10, 5142, 7, 0, "1.0135"),
    "snapchat_ads_manager.csv": ("snapchat", 2, 98310, 1200, 251, "413.55"),
    "reddit__ad_report.csv": ("reddit", 100, 1209985, 3458, 0, "5035.0197"),
    "reddit__campaign_country_report.csv": ("reddit", 10, 1281, 115, None, "3425"),
    "reddit_ads_manager.csv": ("reddit", 2, 61310, 461, None, "187.42"),
    "click_times.csv": ("click_times", 3, None, None, None, None),
    "rejected.csv": ("rejected", 3, None, None, None, None),
    "source_apps.csv": ("source_apps", 3, 47250, 3055, 227, "528.91"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_reads_with_its_totals(name):
    reading = read(name)
    source, rows, impressions, clicks, installs, spend = SAMPLES[name]
    assert (reading.errors, reading.source, reading.rows) == ([], source, rows)
    totals = reading.totals
    counts = (totals["impressions"], totals["clicks"], totals["installs"])
    assert counts == (impressions, clicks, installs)
    expected = None if spend is None else Decimal(spend)
    assert (None if totals["spend"] is None else round(totals["spend"], 4)) == expected


REFUSED = {
    "meta__basic_ad_actions_long.csv": ("generic", "long table"),
    "wide_mmm__simulated_weekly.csv": ("generic", "wide table"),
    "applovin_publisher.csv": ("applovin", "earnings"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_report_of_another_shape_is_refused_with_the_reason(name):
    reading = read(name)
    source, reason = REFUSED[name]
    assert reading.source == source
    assert reading.lines == []
    assert [(error.line, error.field) for error in reading.errors] == [(1, "file")]
    assert reason in reading.errors[0].message


def test_stated_source_wins_over_the_header():
    reading = read("meta__basic_ad.csv", source="generic")
    assert (reading.source, reading.totals["clicks"]) == ("generic", None)


def test_unknown_source_is_refused_with_the_list():
    reading = read("permille.csv", source="nonsense")
    assert "generic" in reading.errors[0].message
    assert reading.errors[0].field == "source"


# What is peculiar to each


def test_conversions_are_not_installs_in_a_plain_table():
    reading = read_text("day,impressions,conversions\n2026-11-01,1000,9\n")
    assert reading.totals["installs"] is None
    assert "'conversions' are not taken for them" in reading.warnings[0]


def test_own_csv_fills_every_field():
    line = read("permille.csv").lines[0]
    empty = {name for name in line.__slots__ if getattr(line, name) in (None, "")}
    foreign = {"currency", "original_spend", "original_revenue_d7"}
    assert empty == {"bid_type", "mmp_installs"} | foreign  # SKAN alone tells of the MMP's installs
    assert (line.number, line.format, line.targeting) == (2, "playable", "lookalike")
    assert line.revenue_d7 == Decimal("310.125")


def test_self_reporting_network_has_no_impressions_in_appsflyer():
    facebook = read("appsflyer_partners_by_date.csv").lines[1]
    assert (facebook.network, facebook.impressions, facebook.clicks) == ("Facebook Ads", None, None)
    assert (facebook.installs, facebook.spend) == (205, None)


def test_organic_row_of_appsflyer_has_unknown_impressions_rather_than_none():
    organic = read("appsflyer_partners_by_date.csv").lines[2]
    assert (organic.campaign, organic.impressions, organic.installs) == ("", None, 1310)


def test_appsflyer_reports_as_an_mmp_unless_told_otherwise():
    assert read("appsflyer_geo_by_date.csv").reported_by == "mmp"
    assert read("appsflyer_geo_by_date.csv", reported_by="network").reported_by == "network"


def test_appsflyer_currency_is_that_of_its_event_columns():
    reading = read("appsflyer_partners_by_date.csv", currency="EUR")
    assert "USD" in reading.errors[0].message
    assert reading.errors[0].code == Code.RATE_NEEDED


APPSFLYER_TOTAL = (
    "Media Source (pid),Campaign (c),Impressions,Installs\nunityads_int,Harbor,900,7\n"
)


def test_appsflyer_report_without_date_asks_for_the_day():
    error = read_text(APPSFLYER_TOTAL).errors[0]
    assert (error.field, error.code) == ("day", Code.DAY_UNSTATED)


def test_report_without_date_takes_the_stated_day():
    reading = read_text(APPSFLYER_TOTAL, day=date(2026, 11, 3))
    assert [line.day for line in reading.lines] == [date(2026, 11, 3)]


def test_apple_dashboard_is_dated_by_its_title_and_not_by_the_life_of_campaigns():
    reading = read("apple_ads_dashboard.csv", currency="AUD")
    assert {line.day for line in reading.lines} == {date(2026, 2, 2)}
    assert [line.number for line in reading.lines] == [8, 9]
    assert reading.totals["installs"] == 30
    assert [line.country for line in reading.lines] == ["AU", "ZZ"]
    assert [line.view_through_installs for line in reading.lines] == [2, 0]


def test_apple_dashboard_of_several_days_asks_for_a_report_by_day():
    text = (DATA / "apple_ads_dashboard.csv").read_text()
    several = text.replace("End Date: 02 Feb", "End Date: 05 Feb")
    error = read_text(several, currency="AUD").errors[0]
    assert (error.line, error.field) == (2, "day")
    assert "2026-02-02 to 2026-02-05" in error.message
    stated = read_text(several, currency="AUD", day=date(2026, 2, 5))
    assert "is dated as stated" in " ".join(stated.warnings)


def test_apple_says_which_of_its_install_columns_was_used():
    reading = read("apple_search_ads__ad_report.csv")
    assert reading.columns["installs"] == "conversions"
    assert any("new_downloads" in warning for warning in reading.warnings)
    assert any("come to 0" in warning and "to 3" in warning for warning in reading.warnings)


def test_low_count_that_apple_withholds_is_unknown():
    assert read("apple_ads_custom_report.csv").lines[1].impressions is None


def test_blank_installs_of_meta_are_unknown():
    assert [line.installs for line in read("meta_ads_manager.csv").lines] == [None, 612]


def test_results_are_installs_only_where_the_indicator_says_so():
    reading = read("meta_results.csv")
    assert [line.installs for line in reading.lines] == [120, None, None]
    assert "actions:lead" in reading.warnings[0]


def test_row_of_meta_over_several_days_is_refused():
    text = (DATA / "meta_results.csv").read_text()
    reading = read_text(text.replace("2026-11-01,2026-11-01,Leads", "2026-11-01,2026-11-07,Leads"))
    assert [(error.line, error.field) for error in reading.errors] == [(4, "day")]
    assert "2026-11-01 to 2026-11-07" in reading.errors[0].message


def test_summary_row_of_meta_is_left_out():
    reading = read("meta_ads_manager.csv")
    assert [line.number for line in reading.lines] == [3, 4]
    assert "Left out because it sums others: line 2." in reading.warnings


def test_unity_is_in_dollars_where_the_file_states_no_currency():
    assert "The money is in USD" in read("unity.csv", currency="EUR").errors[0].message
    text = (DATA / "unity.csv").read_text().replace('"spend"', '"spend (EUR)"')
    assert read_text(text, currency="EUR").errors == []


def test_starts_are_impressions_in_unity():
    assert read("unity.csv").columns["impressions"] == "starts"


def test_views_stand_in_for_missing_starts_and_it_is_said():
    text = "timestamp,campaign set id,views,installs\n2026-11-01T00:00:00.000Z,a,1000,5\n"
    reading = read_text(text)
    assert reading.totals["impressions"] == 1000
    assert "completed views" in reading.warnings[0]


def test_conversions_are_the_installs_of_applovin():
    reading = read("applovin.csv")
    assert reading.columns["installs"] == "conversions"
    assert "not added: 'installs', 'redownloads'" in reading.warnings[0]


def test_snapchat_api_is_in_millionths_and_its_ads_manager_is_not():
    assert "millionths" in read("snapchat__campaign_hourly_report.csv").reads_as
    assert "millionths" not in read("snapchat_ads_manager.csv").reads_as


def test_reddit_api_is_in_millionths_and_its_export_is_not():
    assert "millionths" in read("reddit__ad_report.csv").reads_as
    assert "millionths" not in read("reddit_ads_manager.csv").reads_as


def test_placeholder_countries_are_kept_as_not_stated_with_one_warning():
    reading = read("reddit__campaign_country_report.csv")
    assert {line.country for line in reading.lines} == {"ZZ"}
    assert [w for w in reading.warnings if "country1" in w] == reading.warnings


def test_one_row_per_install_needs_an_id_that_is_unique():
    header = "user_id,install_date,source,country\n"
    row = "u1,2026-11-01,Unity Ads,US\n"
    error = read_text(header + row + row).errors[0]
    assert (error.line, error.field) == (3, "installs")


def test_other_events_among_installs_are_refused():
    text = "user_id,install_time,event_name\nu1,2026-11-01 10:00:00,install\n"
    reading = read_text(text + "u2,2026-11-01 11:00:00,af_purchase\n")
    assert [(error.line, error.field) for error in reading.errors] == [(3, "installs")]


def test_network_comes_from_file_then_options_then_source():
    assert read("permille.csv", network="X").lines[0].network == "Lumio Ads"
    assert read("unity.csv", network="Unity EU").lines[0].network == "Unity EU"
    assert read("unity.csv").lines[0].network == "Unity Ads"


def test_progress_is_told_to_the_end():
    steps = []
    text = "day,installs\n" + "2026-11-01,1\n" * 25_000
    read_report(text.encode(), "x.csv", TODAY, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 25_000), (10_000, 25_000), (20_000, 25_000), (25_000, 25_000)]
