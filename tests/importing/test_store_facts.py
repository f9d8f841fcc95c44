"""What the stores' consoles report goes to a table of its own, and into no sum of the ads."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from campaigns.importing.lines import Reading
from campaigns.models import App, DailyCount, StoreFact
from tests.importing.test_vendors import read
from tests.importing.test_whose_lines import DATA, run
from tests.make import make_user

pytestmark = pytest.mark.django_db


def totals(reading: Reading) -> tuple:
    return tuple(reading.totals[name] for name in ("impressions", "clicks", "installs", "spend"))


# Rows, then impressions, clicks, installs and spend: from the files, apart from this code.
CONSOLES = {
    "google_play__installs_country.csv": ("google_play", 10, (None, None, 0, None)),
    "google_play__store_performance_country.csv": ("google_play", 10, (None, 2072, 987, None)),
    "app_store__discovery_and_engagement.csv": ("app_store", 10, (None, None, None, None)),
    "app_store__downloads.csv": ("app_store", 10, (None, None, None, None)),
    "google_play_installs.csv": ("google_play", 2, (None, None, 586, None)),
    "app_store_downloads.tsv": ("app_store", 3, (None, None, 245, None)),
    "dbt_app_reporting.csv": ("app_reporting", 2, (None, None, 676, None)),
}


@pytest.mark.parametrize("name", CONSOLES)
def test_consoles_report_is_read_with_what_it_states(name):
    source, rows, stated = CONSOLES[name]
    reading = read(name)
    assert (reading.errors, reading.source, reading.rows) == ([], source, rows)
    assert totals(reading) == stated


@pytest.mark.parametrize("name", CONSOLES)
def test_console_is_stored_apart_and_twice_the_same_changes_nothing(name):
    code, first = run(DATA / name)
    assert (code, first["errors"]) == (0, [])
    assert first["created"] == StoreFact.objects.count() > 0
    assert not DailyCount.objects.exists()
    _, second = run(DATA / name)
    assert (second["created"], second["changed"], second["removed"]) == (0, 0, 0)


def sums(**where: str) -> dict:
    names = ("store_impressions", "page_views", "taps", "installs", "updates")
    found = StoreFact.objects.filter(**where).aggregate(*map(Sum, names))
    return {name: found[f"{name}__sum"] for name in names if found[f"{name}__sum"] is not None}


def test_events_of_the_app_store_are_told_apart():
    run(DATA / "app_store__discovery_and_engagement.csv")
    assert sums() == {"store_impressions": 5, "page_views": 44, "taps": 11}
    assert sums(country="US") == {"page_views": 18}


def test_downloads_and_redownloads_are_installs_and_updates_are_none():
    run(DATA / "app_store_downloads.tsv")
    assert sums() == {"installs": 245, "updates": 990}
    run(DATA / "app_store__downloads.csv", app="Other")
    assert sums(app__name="Other") == {"updates": 58}


def test_console_is_of_its_own_platform_and_its_app_is_known_by_store_id():
    run(DATA / "app_store_downloads.tsv")
    app = App.objects.get()
    assert (str(app), app.store_id) == ("Merge Harbor (iOS)", "6448311069")


def test_reports_of_one_day_stand_beside_each_other(tmp_path: Path):
    listing = tmp_path / "listing.csv"
    listing.write_text(
        "Date,Package name,Country / region,Store listing acquisitions,Store listing visitors\n"
        "2026-11-01,com.example.mergeharbor,US,300,1000\n"
    )
    run(DATA / "google_play_installs.csv")
    run(listing)
    assert sums(report="installs") == {"installs": 586, "updates": 1217}
    assert sums(report="listing") == {"installs": 300, "page_views": 1000}


def test_store_pages_show_what_the_consoles_report(client, db):
    app = App.objects.create(name="Merge Harbor", platform="android")
    StoreFact.objects.create(
        app=app, day=date(2026, 11, 1), report="listing", country="US", installs=300,
        page_views=1000,
    )  # fmt: skip
    client.force_login(make_user("ada"))
    page = client.get("/store-pages/?from=2026-11-01&to=2026-11-02").content.decode()
    assert "What the stores’ consoles report" in page
    assert "Merge Harbor (Android), Google Play: store listing" in page
    assert '"Installs of 100 views">30.0<' in page
    other = client.get("/store-pages/?from=2026-11-01&to=2026-11-02&country=DE").content.decode()
    assert "consoles report" not in other
