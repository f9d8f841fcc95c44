"""The audience: IPM by country and platform with volumes, told small where it is small."""

import csv
import re
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings

from campaigns.models import Network
from tests.browser import SMALL_TARGETS, faults_in_any_look, shut, unfold
from tests.make import LAST_DAY, make_app, make_case, make_day
from tests.pages.test_look import THEMES, contrast, tokens
from tests.worlds import made_once

# installs a day of 10,000 impressions, for Android and iOS
COUNTRIES = {"US": (100, 60), "DE": (50, 40), "IN": (10, None)}


@made_once
def world():
    """Ten days of three countries, and Malta with hardly any impressions."""
    apps = [make_app(platform=platform) for platform in ("android", "ios")]
    for back in range(10):
        day = LAST_DAY - timedelta(days=back)
        for country, cells in COUNTRIES.items():
            for app, installs in zip(apps, cells, strict=True):
                if installs is not None:
                    make_day(
                        day=day, app=app, country=country, format="playable", creative="Hook",
                        impressions=10_000, clicks=400, installs=installs, spend=installs,
                    )  # fmt: skip
    make_day(day=day, app=apps[0], country="MT", impressions=900, installs=2)
    make_day("Circle", day, app=apps[1], country="FR", installs=30)


def lines(client, query=""):
    answer = client.get(f"/audience/?_table=heat&{query}&_export=csv")
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def cells(html):
    """The link, step and words of every cell of the heat table, by country."""
    html = html[html.index('id="heat"') :]
    found = {}
    for row in re.findall(r'<tr role="row" class="row--heat.*?</tr>', html, re.DOTALL):
        name = re.search(r"<b>(.*?)</b>", row)[1]
        found[name] = [
            (link.replace("&amp;", "&"), int(step), " ".join(re.sub(r"<.*?>", " ", words).split()))
            for step, link, words in re.findall(
                r'heat__cell heat--(\d)"(?: href="([^"]*)"[^>]*)?>(.*?)</(?:a|span)>\s*</td>',
                row,
                re.DOTALL,
            )
        ]
    return found


def test_cells_say_ipm_interval_and_impressions_and_are_shaded_by_their_distance_from_the_average(
    viewer_client, world
):
    """The whole has (100 + 60 + 50 + 40 + 10) installs in 50,000 impressions a day: 5.2."""
    answer = viewer_client.get("/audience/")
    found = cells(answer.content.decode())
    android, ios, whole = found["United States"]
    assert re.fullmatch(r"10\.00 \d+\.\d\d to \d+\.\d\d 100\.0 k impressions", android[2])
    assert ios[2].startswith("6.00 ")
    assert whole[2].startswith("8.00 ")
    steps = {name: [step for _, step, _ in row] for name, row in found.items()}
    assert steps["United States"] == [5, 3, 4]
    assert steps["Germany"] == [3, 2, 3]
    assert steps["India"] == [1, 0, 1]
    assert [words for _, words in answer.context["key"]] == [
        "under 2.6", "2.6 to 4.2", "4.2 to 6.5", "6.5 to 10", "10 and more",
    ]  # fmt: skip
    assert found["Malta"][0][1:] == (0, "2.22 too little 900 impressions")
    assert found["India"][1] == ("", 0, "–")
    assert found["France"][1][2].startswith("–")
    told = answer.context["headline"]
    assert told.title == (
        "IPM is highest in United States on Android (10.00) and lowest in India on Android (1.00)."
    )
    assert told.more[-1] == (
        "United States on Android takes the largest part of the spend, 38 %: IPM 10.00, CPI $1.00."
    )


def test_a_cell_leads_to_the_campaigns_with_its_counts(viewer_client, world):
    network = str(Network.objects.get(name="Lumio Ads").pk)
    asked = {"from": ["2026-11-16"], "to": ["2026-11-18"], "network": [network]}
    page = viewer_client.get(f"/audience/?{urlencode(asked, doseq=True)}").content.decode()
    link = cells(page)["Germany"][1][0]
    assert urlsplit(link).path == "/campaigns/"
    assert parse_qs(urlsplit(link).query) == asked | {"country": ["DE"], "platform": ["ios"]}
    total = viewer_client.get(link).context["table"].total
    assert (total.counts.impressions, total.counts.installs) == (30_000, 120)


def test_the_heat_table_is_a_file_of_what_it_shows(viewer_client, world):
    found = lines(viewer_client)
    assert list(found) == ["Germany", "United States", "India", "Malta", "France", "Total"]
    assert found["Germany"] == {
        "Country": "Germany",
        "Android IPM": "5.0",
        "Android IPM low": found["Germany"]["Android IPM low"],
        "Android IPM high": found["Germany"]["Android IPM high"],
        "Android impressions": "100000",
        "iOS IPM": "4.0",
        "iOS IPM low": found["Germany"]["iOS IPM low"],
        "iOS IPM high": found["Germany"]["iOS IPM high"],
        "iOS impressions": "100000",
        "All IPM": "4.5",
        "All IPM low": found["Germany"]["All IPM low"],
        "All IPM high": found["Germany"]["All IPM high"],
        "All impressions": "200000",
        "Impressions": "200000",
        "Impressions %": f"{100 * 200_000 / 500_900:.4f}",
        "Clicks": "8000",
        "Installs": "900",
        "Spend": "900.0",
    }
    assert found["Malta"]["Android IPM"] and not found["Malta"]["Android IPM low"]
    assert found["India"]["iOS IPM"] == found["India"]["iOS impressions"] == ""
    shown = cells(viewer_client.get("/audience/").content.decode())
    for name, row in shown.items():
        for platform, (_, _, words) in zip(("Android", "iOS", "All"), row, strict=True):
            ipm = found[name][f"{platform} IPM"]
            assert words.split()[0] == (f"{float(ipm):.2f}" if ipm else "–")


def test_neither_a_small_cell_nor_one_under_an_open_case_is_called_the_highest(
    viewer_client, world
):
    apps = [make_app(platform=platform) for platform in ("android", "ios")]
    for back in range(10):
        day = LAST_DAY - timedelta(days=back)
        make_day(day=day, app=apps[0], country="JP", impressions=900, installs=90)
        make_day("Kite", day, app=apps[1], country="BR", impressions=5_000, installs=400)
    highest = "highest in {} ("
    title = viewer_client.get("/audience/").context["headline"].title
    assert highest.format("Brazil on iOS") in title
    make_case(apps[1], "Kite")
    title = viewer_client.get("/audience/").context["headline"].title
    assert highest.format("United States on Android") in title
    assert "lowest in India on Android" in title


def test_the_heat_table_sorts_by_a_platform_with_small_numbers_last(viewer_client, world):
    for sort, first in (("-android", "United States"), ("android", "India")):
        found = list(lines(viewer_client, f"heat-sort={sort}"))
        assert (found[0], set(found[3:5])) == (first, {"Malta", "France"})


@pytest.mark.parametrize("split", ["targeting", "format", "country"])
def test_groups_of_the_audience_add_up(viewer_client, world, split):
    answer = viewer_client.get(f"/audience/?by={split}&columns=installs&_export=csv")
    head, *rows, total = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[:2] == [split.capitalize(), "Installs"]
    assert sum(int(row[1]) for row in rows) == int(total[1]) == 10 * 260 + 32


def test_a_cell_with_under_a_fiftieth_of_the_impressions_is_never_the_highest(viewer_client, db):
    for back in range(10):
        day = LAST_DAY - timedelta(days=back)
        for country, shown, installs in (
            ("US", 90_000, 900),
            ("DE", 90_000, 400),
            ("KR", 1800, 60),
        ):
            make_day(day=day, country=country, impressions=shown, installs=installs + back % 3)
    title = viewer_client.get("/audience/?compare=none").context["headline"].title
    assert title.startswith(
        "IPM is highest in United States on Android (10.01) and lowest in Germany"
    )


def test_ends_that_chance_may_have_made_are_not_named(viewer_client, db):
    for back in range(10):
        day = LAST_DAY - timedelta(days=back)
        for country, installs in (("US", 50 + back % 5), ("DE", 51 - back % 4)):
            make_day(day=day, country=country, impressions=10_000, installs=installs)
    found = viewer_client.get("/audience/?compare=none").context["headline"]
    assert (found.title, found.more) == ("IPM is 5.08.", [])


def test_where_nobody_reports_impressions_nothing_is_claimed(viewer_client, db):
    make_day("Circle", country="FR", installs=30)
    answer = viewer_client.get("/audience/")
    assert (answer.context["headline"], answer.context["key"]) == (None, [])
    assert cells(answer.content.decode())["France"][0][1] == 0


def mixed(theme, per_cent):
    """`color-mix(in srgb, accent n %, card)` as browsers compute it."""
    found = tokens(theme)
    pairs = zip(
        *(
            [int(found[name][i : i + 2], 16) for i in (1, 3, 5)] for name in ("accent", "card")
        ), strict=True,
    )  # fmt: skip
    return "#" + "".join(
        f"{round(a * per_cent / 100 + b * (1 - per_cent / 100)):02x}" for a, b in pairs
    )


@pytest.mark.parametrize("theme", THEMES)
def test_words_stand_out_from_every_step(theme):
    style = (settings.BASE_DIR / "static/css/audience.css").read_text()
    steps = re.findall(
        r"\.heat--(\d) \{ background: color-mix\(in srgb, var\(--accent\) (\d+)%", style
    )
    assert [int(step) for step, _ in steps] == [1, 2, 3, 4, 5]
    for _, per_cent in steps:
        assert contrast(tokens(theme)["ink"], mixed(theme, int(per_cent))) >= 4.5


def test_odd_words_for_the_heat_table_break_nothing(viewer_client, world):
    for query in ("heat-sort=x&heat-page=0", "_table=x&_table=%00", "_table=heat&by=day"):
        assert viewer_client.get(f"/audience/?{query}").status_code == 200, query


def test_queries_do_not_grow_with_the_rows(viewer_client, world, queries_of):
    before = queries_of(viewer_client, "/audience/")
    for number, country in enumerate(("FR", "GB", "JP", "BR", "MX", "CA")):
        app = make_app(f"App {number}", "ios")
        make_day(f"Network {number}", app=app, country=country, impressions=900, installs=3)
    assert queries_of(viewer_client, "/audience/") == before


def test_an_empty_range_offers_the_days_that_have_data(viewer_client, world):
    answer = viewer_client.get("/audience/?from=2020-01-01&to=2020-01-31")
    assert answer.context["empty"]["actions"][0]["label"] == "Show 14 to 23 Nov 2026"


def test_the_page_is_accessible_and_never_scrolls_sideways(open_as, axe, viewer, world, page):
    open_as(viewer, "/audience/")
    assert faults_in_any_look(page, axe) == []
    unfold(page)
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    shut(page)
    page.click("#heat tbody tr:has-text('Germany') td:nth-child(3) a")
    page.wait_for_url("**/campaigns/?country=DE&platform=ios")
