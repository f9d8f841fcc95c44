"""Each vendor's report is known by its header and gives the counts that stand in it.

The files are made by hand in the form that the vendors document; the totals are those of the files,
added up by hand.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from campaigns.importing.lines import Options, Reading
from campaigns.importing.readers import SOURCES
from campaigns.importing.readers import VENDORS as READERS
from campaigns.importing.readers.generic import Generic
from campaigns.importing.readers.stores import STORES
from campaigns.importing.recognise import read_report
from campaigns.importing.tables.files import read_tables
from campaigns.importing.tables.header import Header
from tests.importing.test_readers import SAMPLES

DATA = Path(__file__).parent.parent / "data"
TODAY = Options(today=date(2026, 11, 24))


def read(name: str, **options: object) -> Reading:
    return read_report((DATA / name).read_bytes(), name, replace(TODAY, **options))  # type: ignore[arg-type]


def read_text(text: str) -> Reading:
    return read_report(text.encode(), "report.csv", TODAY)


# Source, reporter, rows, impressions, clicks, installs, spend; first day, last day, networks.
VENDORS = {
    "adjust.csv": ("adjust", "mmp", 3, 49000, 970, 168, "245.5", 1, 2, "Facebook, Unity Ads"),
    "adjust_kpis.csv": (
        *("adjust", "mmp", 2, 39000, 780, 132, None, 20, 21, "Google Ads ACI, Unity Ads"),
    ),
    "adjust_chinese.csv": (
        *("adjust", "mmp", 2, None, 780, 132, None, 20, 21, "TikTok SAN, Unity Ads"),
    ),
    "singular.csv": ("singular", "mmp", 2, 55000, 1100, 195, "390.5", 1, 2, "adwords, facebook"),
    "singular_page.csv": (
        *("singular", "mmp", 2, 55000, 1100, 195, "390.5", 1, 2, "AdWords, Facebook"),
    ),
    "kochava.csv": ("kochava", "mmp", 2, 15000, 310, 61, "70.1", 1, 2, "Restricted, Unity Ads"),
    "tenjin.csv": ("tenjin", "mmp", 3, 51500, 1390, 482, "238.95", 1, 2, "AppLovin, Organic"),
    "branch.csv": ("branch", "mmp", 2, None, None, 78, None, 1, 2, "Facebook, Google AdWords"),
    "google_ads_report.csv": (
        *("google_ads", "network", 2, 150450, 3415, 310, "1815.75", 1, 2, "Google Ads"),
    ),
    "google_ads_excel.csv": (
        *("google_ads", "network", 1, 98450, 2310, 310, "1204.5", 1, 1, "Google Ads"),
    ),
    "tiktok_ads_manager.csv": ("tiktok", "network", 2, 75000, 1080, 199, "440", 1, 2, "TikTok"),
    "tiktok_api.csv": ("tiktok", "network", 2, 75000, 1080, 205, "440", 1, 2, "TikTok"),
    "ironsource.csv": (
        *("ironsource", "network", 2, 82000, 1750, 311, "403.75", 1, 2, "ironSource"),
    ),
    "mintegral.tsv": ("mintegral", "network", 2, 70000, 2700, 211, "269.4", 1, 1, "Mintegral"),
    "liftoff.csv": ("liftoff", "network", 2, 29000, 850, 71, "110", 1, 2, "Liftoff"),
    "vungle.csv": ("vungle", "network", 2, 47000, 1190, 127, "193.5", 1, 2, "Vungle"),
    "moloco.csv": ("moloco", "network", 2, 90000, 2600, 240, "300", 1, 2, "Moloco"),
    "moloco_api.csv": ("moloco", "network", 1, 50000, 1500, 150, "180", 1, 1, "Moloco"),
    "chartboost.csv": ("chartboost", "network", 2, 61000, 1580, 180, "200", 1, 2, "Chartboost"),
    "digital_turbine.csv": (
        *("digital_turbine", "network", 2, None, 0, 1200, "1800", 1, 2, "Digital Turbine"),
    ),
    "dbt_ad_reporting.csv": (
        *("dbt", "network", 3, 56500, 1190, None, "435.75", 1, 2),
        "apple_search_ads, facebook_ads, google_ads",
    ),
    "appsflyer_skan.csv": (
        *("appsflyer", "skan", 2, 95100, 2592, 127, "185.5", 1, 2, "unityads_int"),
    ),
    "ironsource_skan.csv": (
        *("ironsource", "skan", 1, 42000, None, 96, "205.5", 1, 1, "ironSource"),
    ),
    "applovin_two_apps.csv": ("applovin", "network", 2, 44000, 1120, 146, "201", 1, 1, "AppLovin"),
    "unity_api.csv": ("unity", "network", 2, 31000, 610, 137, "134.5", 1, 1, "Unity Ads"),
}


@pytest.mark.parametrize("name", VENDORS)
def test_report_is_read_as_its_vendors_with_its_totals_days_and_networks(name):
    source, by, rows, impressions, clicks, installs, spend, first, last, networks = VENDORS[name]
    reading = read(name)
    assert reading.errors == []
    assert (reading.source, reading.reported_by, reading.rows) == (source, by, rows)
    assert reading.totals == {
        "impressions": impressions,
        "clicks": clicks,
        "installs": installs,
        "spend": None if spend is None else Decimal(spend),
    }
    days = [line.day for line in reading.lines]
    assert (min(days), max(days)) == (date(2026, 11, first), date(2026, 11, last))
    assert ", ".join(sorted({line.network for line in reading.lines})) == networks


# Real tables of connectors; totals computed apart from this code, from the files themselves.
TABLES = {
    "google_ads__campaign_stats.csv": ("google_ads", 16, 1854, 280, None, "231.33"),
    "tiktok__campaign_country_report.csv": ("tiktok", 11, 103200, 2165, None, "1586.1"),
    "tiktok__ad_report_hourly.csv": ("tiktok", 4, 69, 2, None, "2.66"),
    "linkedin__ad_analytics_by_campaign.csv": ("linkedin", 20, 1359, 919, None, "530.62"),
    "microsoft_ads__ad_performance_daily.csv": ("microsoft_ads", 401, 860, 28, None, "208.36"),
    "pinterest__pin_promotion_report.csv": ("pinterest", 5, 165000, 4950, None, "12375"),
    "x_twitter__promoted_tweet_report.csv": ("x", 101, 554124, 5099, None, "1390.825"),
}


@pytest.mark.parametrize("name", TABLES)
def test_connectors_table_reads_with_its_totals(name):
    source, rows, impressions, clicks, installs, spend = TABLES[name]
    reading = read(name)
    assert (reading.errors, reading.source, reading.rows) == ([], source, rows)
    totals = reading.totals
    counts = (totals["impressions"], totals["clicks"], totals["installs"])
    assert counts == (impressions, clicks, installs)
    assert round(totals["spend"], 4) == Decimal(spend)


def test_every_source_has_a_sample():
    stated = {source for source, *_ in (*SAMPLES.values(), *VENDORS.values(), *TABLES.values())}
    consoles = {reader.key for reader in STORES}
    assert stated | consoles == set(SOURCES)
    assert all(list(DATA.glob(f"*{key}*")) for key in consoles)


def _headers(path: Path) -> list[Header]:
    tables = read_tables(path.read_bytes(), lambda cells: Generic().fit(Header.of(1, cells)))
    return [Header.of(line, cells) for line, cells in tables[0].rows[:20]]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.?sv")), ids=lambda path: path.name)
def test_at_most_one_vendor_recognises_a_report(path):
    claims = {
        reader.key
        for header in _headers(path)
        for reader in READERS
        if len(header.names) > 1 and reader.recognises(header)
    }
    source = read_report(path.read_bytes(), path.name, TODAY).source
    assert claims in ({source}, set()), "another vendor's reader takes it for its own"


# What is peculiar to each


def test_name_and_id_in_one_cell_of_adjust_are_taken_apart():
    first, second = read("adjust_kpis.csv").lines
    assert (first.campaign, first.campaign_id) == ("US rewarded", "500")
    assert (first.creative, first.creative_id) == ("Boats 30s", "91")
    assert (second.campaign, second.campaign_id) == ("Harbor all", "Q4")


def test_adjusts_own_figures_are_taken_and_the_networks_left():
    reading = read("adjust.csv")
    assert reading.columns["installs"] == "installs"
    assert reading.columns["spend"] == "cost"
    assert "Installs are 'installs'; not added: 'network_installs'." in reading.warnings


def test_network_that_an_mmp_may_not_name_is_restricted_and_attributed_to_nobody():
    assert read("kochava.csv").lines[1].network == "Restricted"


def test_three_letter_countries_of_singular_are_known():
    assert [line.country for line in read("singular.csv").lines] == ["US", "DE"]


def test_cost_in_a_networks_currency_is_not_taken_for_the_organisations():
    reading = read_text(
        "start_date,source,adn_impressions,custom_installs,adn_original_currency,adn_original_cost\n"
        "2026-11-01,facebook,1000,4,EUR,9.50\n"
    )
    assert "The money is in EUR" in reading.errors[0].message


def test_network_with_the_id_nought_of_tenjin_is_organic():
    organic = read("tenjin.csv").lines[1]
    assert (organic.network, organic.impressions, organic.installs) == ("Organic", None, 310)


def test_event_counts_of_branch_without_the_event_are_asked_for_it():
    reading = read_text(
        "timestamp,last_attributed_touch_data_tilde_campaign,total_count\n2026-11-01,A,5\n"
    )
    assert [(error.field, error.line) for error in reading.errors] == [("installs", 1)]
    assert "which event" in reading.errors[0].message


def test_other_events_than_installs_are_left_out_of_branch():
    reading = read("branch.csv")
    assert [line.number for line in reading.lines] == [2, 4]
    assert "Only INSTALL events are installs, not: OPEN." in reading.warnings


def test_conversions_of_google_are_no_installs():
    reading = read("google_ads__campaign_stats.csv")
    assert any("'conversions'" in w and "not taken" in w for w in reading.warnings)
    assert "millionths" in reading.reads_as


def test_blank_installs_of_google_are_unknown():
    assert [line.installs for line in read("google_ads_report.csv").lines] == [310, None]


def test_installs_of_skadnetwork_are_never_added_to_tiktoks():
    warnings = " ".join(read("tiktok_ads_manager.csv").warnings)
    assert "Installs are 'App installs'; not added" in warnings
    assert "'SKAN app installs'" in warnings


def test_long_ids_of_tiktok_keep_all_their_digits():
    assert read("tiktok_api.csv").lines[0].creative_id == "1790000000000000101"


def test_views_stand_in_for_impressions_of_vungle_and_it_is_said():
    text = "date,application id,campaign id,views,installs\n2026-11-01,a,b,1000,5\n"
    reading = read_text(text)
    assert reading.totals["impressions"] == 1000
    assert "completed views" in reading.warnings[0]


def test_ipm_that_moloco_states_is_compared_with_ours():
    text = (DATA / "moloco.csv").read_text()
    assert not any("IPM" in warning for warning in read("moloco.csv").warnings)
    wrong = read_text(text.replace("3.00%,3.00", "3.00%,4.10"))
    assert any("an IPM that is not" in warning for warning in wrong.warnings)


def test_earnings_of_chartboost_are_refused():
    reading = read_text("dt,app,impressionsDelivered,moneyEarned\n2026-11-01,A,1000,5\n")
    assert "earnings" in reading.errors[0].message


def test_preloads_are_no_impressions():
    reading = read("digital_turbine.csv")
    assert {line.impressions for line in reading.lines} == {None}
    assert any("'preloadCount' are not taken" in warning for warning in reading.warnings)


def test_platform_is_the_network_in_a_dbt_model_and_conversions_are_no_installs():
    reading = read("dbt_ad_reporting.csv")
    assert {line.platform for line in reading.lines} == {""}
    assert any("'conversions' are not taken" in warning for warning in reading.warnings)


def test_file_names_the_store_ids_of_its_apps():
    stated = [line.store_id for line in read("applovin_two_apps.csv").lines]
    assert stated == ["com.example.mergeharbor", "com.example.tilegarden"]
    assert {line.app for line in read("unity_api.csv").lines} == {"Merge Harbor", "Tile Garden"}
