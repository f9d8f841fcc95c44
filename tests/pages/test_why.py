"""Why IPM moved: the parts add up, are named right, and what cannot be said is not said."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from random import Random

import pytest

from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.why import SPLITS, USUAL, why
from campaigns.models import DailyCount
from campaigns.ui.report_form import ReportForm
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

NOW = LAST_DAY - timedelta(days=5)
BEFORE = NOW - timedelta(days=1)
ONE_DAY = f"from={NOW}&to={NOW}"


@made_once
def trap():
    """Both platforms rise, the total falls: statistics of the field's oldest trap."""
    for platform, before, now in (
        ("ios", (100_000, 800), (50_000, 425)),
        ("android", (100_000, 400), (250_000, 1_050)),
    ):
        app = make_app("Merge Harbor", platform)
        for day, (impressions, installs) in ((BEFORE, before), (NOW, now)):
            make_day(day=day, app=app, impressions=impressions, installs=installs)


def text(answer) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def explained(query: str, by=USUAL):
    from django.http import QueryDict

    form = ReportForm(QueryDict(query), today=TODAY)
    return why(form.query(), by, network_breakdown(form.query(), TODAY))


@pytest.mark.parametrize("split", ["", "&by=platform", "&by=network&by=platform"])
def test_both_platforms_rose_and_the_page_says_why_the_total_fell(viewer_client, trap, split):
    answer = viewer_client.get(f"/why/?{ONE_DAY}{split}")
    page = text(answer)
    assert (
        "IPM fell by 1.08, from 6.00 to 4.92, although every platform rose: impressions moved to"
        " Android." in page
    )
    lines = {line.name: line.value for line in answer.context["numbers"] if line.name}
    assert lines["IPM before"] == "6.000"
    assert lines["Mix"] == "−1.383"
    assert lines["Rate"] == "+0.300"
    assert lines["IPM now"] == "4.917"
    rows = {row.record.name: row.record for row in answer.context["table"].rows}
    assert (rows["iOS"].before.ipm, rows["iOS"].now.ipm) == (8.0, 8.5)
    assert rows["iOS"].effects.mix[0] == pytest.approx(-0.931, abs=0.001)
    assert rows["Android"].effects.mix[0] == pytest.approx(-0.453, abs=0.001)
    for shown in ("6.000", "4.917", "−1.383", "+0.300", "From 6.00 to 4.92"):
        assert shown in page


def test_without_clicks_the_ad_and_the_store_page_are_not_told_apart(viewer_client, trap):
    answer = viewer_client.get(f"/why/?{ONE_DAY}")
    assert [bar["label"][0] for bar in answer.context["chart"]["bars"]] == [
        "17 Nov", "Targeting and mix", "Rate", "18 Nov",
    ]  # fmt: skip
    assert "the ad’s part and the store page’s cannot be told apart" in text(answer)
    assert "ctr" not in answer.context["table"].columns.names()


def random_counts(seed: int) -> None:
    """Three weeks of two apps: segments that appear and vanish, counts that are not reported."""
    rng = Random(seed)
    apps = [make_app("Merge Harbor", "android"), make_app("Tile Garden", "ios")]
    lines = {}
    for _ in range(110):
        day = NOW - timedelta(days=rng.randrange(20))
        impressions = rng.choice([None, 0, rng.randrange(1, 50_000), rng.randrange(1, 50_000)])
        clicks = rng.choice([None, 0, *[rng.randrange(1 + (impressions or 900) // 20)] * 4])
        installs = rng.randrange(80)
        row = {
            "network": rng.choice(["Lumio", "Kite", "Vex", "Ori"]),
            "day": day,
            "app": rng.choice(apps),
            "campaign": rng.choice(["Broad", "Lookalike"]),
            "creative": rng.choice(["Hook", "Fail"]),
            "format": rng.choice(["playable", "banner"]),
            "country": rng.choice(["US", "IN", "BR"]),
        }
        lines[tuple(map(str, row.values()))] = row | {
            "impressions": impressions,
            "clicks": clicks,
            "installs": installs,
            "view_through_installs": rng.choice([None, 0, rng.randrange(installs + 1)]),
        }
    for line in lines.values():
        make_day(**line)


@pytest.mark.parametrize("seed", range(2))
def test_parts_add_up_to_the_change_whatever_is_split(seed):
    random_counts(seed)
    period = f"from={NOW - timedelta(days=9)}&to={NOW}"
    orders = [USUAL, SPLITS, ("country",), ("campaign", "creative")]
    for where in ("", "&country=US"):
        for by in orders:
            found = explained(f"{period}{where}", by)
            if found is None:
                continue
            assert sum(d.value for d in found.drivers) == pytest.approx(found.change, abs=1e-9)
            assert found.total.effects.total == pytest.approx(found.change, abs=1e-9)
            together = [v.effects.total for v in found.values[found.by[0]]]
            assert sum(together) == pytest.approx(found.change, abs=1e-9)
            assert sum(v.share_now for v in found.values[found.by[0]]) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(2))
def test_the_change_is_that_of_the_network_breakdown(seed):
    random_counts(seed)
    query = f"from={LAST_DAY - timedelta(days=12)}&to={LAST_DAY}"
    form = ReportForm({**dict(p.split("=") for p in query.split("&"))}, today=TODAY)
    page = network_breakdown(form.query(), TODAY)
    found = explained(query)
    if not found.lost:
        assert found.split.ipm_before == pytest.approx(page.total.previous.ipm)
        assert found.split.ipm_after == pytest.approx(page.total.counts.ipm)


def fortnights(ctr=(), **cvr):
    """Two fortnights of four networks with clicks; `cvr` is what becomes of a network's CVR, and
    `ctr` names those whose clicks become 6 in 10."""
    rng = Random(4)
    app = make_app()
    for name in ("Lumio", "Northlight", "Playgrid", "Vantage"):
        for back in range(28):
            part = 0.6 if name in ctr and back < 14 else 1
            clicks = round(4_000 * part * rng.gammavariate(400, 1 / 400))
            rate = 0.15 * (cvr.get(name, cvr.get("all", 1)) if back < 14 else 1)
            make_day(
                name, NOW - timedelta(days=back), app=app, impressions=100_000, clicks=clicks,
                installs=round(clicks * rate * rng.gammavariate(400, 1 / 400)),
            )  # fmt: skip


FORTNIGHT = f"from={NOW - timedelta(days=13)}&to={NOW}"


def test_conversion_that_falls_at_one_network_is_that_networks(viewer_client):
    fortnights(Northlight=0.6)
    page = viewer_client.get(f"/why/?{FORTNIGHT}")
    drivers = {one.key: one for one in page.context["found"].drivers}
    assert drivers["network"].value == pytest.approx(-0.6, abs=0.1)
    assert drivers["store_page"].in_noise
    assert "is the CVR of Northlight" in page.context["headline"].title
    assert "Had Northlight held" in " ".join(page.context["headline"].more)
    bars = {bar["label"][0]: bar["role"] for bar in page.context["chart"]["bars"]}
    assert (bars["Store page"], bars["Network"]) == ("noise", "bad")
    assert page.context["told"][0].text.startswith("Northlight converts 4")
    assert re.search(r'href="/networks/\d+/\?from=', page.content.decode())


def test_the_network_that_the_overview_blames_first_is_the_first_here(viewer_client):
    """Northlight converts less than the others, yet fewer clicks took more from Lumio."""
    fortnights(ctr=("Lumio",), Northlight=0.75)
    blamed = viewer_client.get(f"/?{FORTNIGHT}").context["headline"].more[0]
    assert blamed.startswith("Lumio fell most: 5.91 to 3.")
    for split in ("", "&by=platform"):
        page = viewer_client.get(f"/why/?{FORTNIGHT}{split}")
        told = page.context["headline"]
        assert told.more[0] == blamed
        assert "Northlight" not in told.title
        assert split or next(iter(page.context["table"].rows)).record.name == "Lumio"


def test_what_only_one_of_the_periods_states_is_no_mix(viewer_client):
    """IPM falls by itself; reports state the format since the days before."""
    for day, form, installs in ((BEFORE, "", 800), (NOW, "video", 400)):
        for network in ("Kite", "Lumio"):
            make_day(network, day, creative=f"Hook {form}", format=form, impressions=100_000,
                     clicks=4_000, installs=installs)  # fmt: skip
    page = viewer_client.get(f"/why/?{ONE_DAY}&compare=previous")
    found = page.context["found"]
    assert (found.untold, found.driver("mix").value) == (("format",), 0)
    assert "Not split by format: most of one of the periods does not state it." in text(page)


def test_conversion_that_falls_everywhere_is_the_store_pages(viewer_client):
    fortnights(all=0.8)
    drivers = {d.key: d for d in viewer_client.get(f"/why/?{FORTNIGHT}").context["found"].drivers}
    assert drivers["store_page"].value == pytest.approx(-1.2, abs=0.15)
    assert drivers["network"].value == 0


def test_one_network_alone_is_held_against_all_others(viewer_client):
    fortnights(Northlight=0.6)
    pk = DailyCount.objects.filter(campaign__network__name="Northlight")[0].campaign.network_id
    drivers = {d.key: d for d in explained(f"{FORTNIGHT}&network={pk}").drivers}
    assert drivers["network"].value == pytest.approx(-2.4, abs=0.3)
    assert drivers["store_page"].value == 0


def test_view_through_installs_stand_apart(viewer_client):
    make_day(
        day=BEFORE, impressions=1_000, clicks=100, installs=10, view_through_installs=0,
    )  # fmt: skip
    make_day(day=NOW, impressions=1_000, clicks=100, installs=14, view_through_installs=4)
    page = viewer_client.get(f"/why/?{ONE_DAY}")
    drivers = {one.key: one.value for one in page.context["found"].drivers}
    assert drivers["view_through"] == pytest.approx(4)
    assert drivers["creative"] == drivers["store_page"] == 0
    assert "View-through" in page.context["table"].columns["view_through"].header


def test_a_network_that_stops_to_report_impressions_takes_no_part_in_either(viewer_client, trap):
    make_day("Kite", BEFORE, impressions=50_000, installs=900)
    make_day("Kite", NOW, installs=800)
    page = viewer_client.get(f"/why/?{ONE_DAY}")
    assert page.context["found"].change == pytest.approx(-1.083, abs=0.001)
    assert "Kite reported impressions in only one of the two periods" in text(page)


def test_the_last_days_are_settled_ones_and_the_rest_is_said(viewer_client):
    make_campaign(settle_days=3)
    for back in range(17):
        day = LAST_DAY - timedelta(days=back)
        make_day(day=day, impressions=10_000, installs=50 if back > 2 else 5)
    page = viewer_client.get("/why/?days=7")
    assert page.context["headline"].title == "IPM stayed at 5.00."
    assert page.context["headline"].more[-1] == "Compared: 14 Nov to 20 Nov, with 7 Nov to 13 Nov."
    ipm = (7 * 50 + 3 * 5) / 100
    assert f"With the days that still settle, to 23 Nov, IPM is {ipm:.2f}" in text(page)
    young = viewer_client.get(f"/why/?from={LAST_DAY}&to={LAST_DAY}")
    said = text(young)
    assert "1 of 1 days still settles" in said and "without, IPM" not in said


def test_without_a_comparison_the_page_says_so_and_offers_one(viewer_client, trap):
    gap = viewer_client.get(f"/why/?{ONE_DAY}&compare=none").context["gap"]
    assert gap["title"] == "Nothing to compare with"
    assert viewer_client.get(f"/why/{gap['actions'][0]['url']}").context["gap"] is None


def test_a_period_without_data_is_told_and_the_days_before_are_offered(viewer_client, trap):
    first = f"from={BEFORE}&to={BEFORE}"
    assert viewer_client.get(f"/why/?{first}").context["gap"]["text"].startswith("Nothing that")
    gap = viewer_client.get(f"/why/?{ONE_DAY}&compare=year").context["gap"]
    answer = viewer_client.get(f"/why/{gap['actions'][0]['url']}")
    assert answer.context["found"].change == pytest.approx(-1.083, abs=0.001)


def test_without_impressions_there_is_nothing_to_split(viewer_client):
    make_day("Circle", BEFORE, installs=40)
    make_day("Circle", NOW, installs=30)
    page = viewer_client.get(f"/why/?{ONE_DAY}")
    assert page.context["gap"]["title"] == "No IPM in these days"
    assert "<canvas" not in page.content.decode()


def test_an_empty_database_says_what_to_do_next(viewer_client):
    assert viewer_client.get("/why/").context["empty"]["title"] == "No counts yet"


HOSTILE = [
    "by=nonsense", "by=day", "by=", "by=network&by=network&by=", "by=creative&by=campaign&by=app",
    "compare=range", "compare=range&compare_from=2020-01-01&compare_to=2020-01-09", "sort=nothing",
    "sort=-mix&sort=ctr", "page=9", "from=1900-01-01&by=month", "_export=csv&compare=none",
    "network=99999&by=store_page", "format=not_stated", "compare=year&by=targeting",
]  # fmt: skip


def test_a_hostile_address_never_breaks_the_page(viewer_client, trap):
    for place, query in enumerate(HOSTILE):
        days = f"{ONE_DAY}&" if place % 2 else ""
        assert viewer_client.get(f"/why/?{days}{query}").status_code == 200, query


def test_the_split_stays_when_the_range_changes(viewer_client, trap):
    page = viewer_client.get(f"/why/?{ONE_DAY}&by=country&by=platform&country=US")
    urls = [preset["url"] for preset in page.context["filters"]["presets"]]
    assert all("by=country&by=platform" in url for url in urls)
    assert ("by", "platform") in page.context["filters"]["kept"]
    assert "country=US" in page.context["split"]["rows"][0]["url"]


def test_rows_lead_to_what_moved_inside_them(viewer_client, trap):
    page = viewer_client.get(f"/why/?{ONE_DAY}").content.decode()
    inside = re.search(r'href="(\?[^"]*platform=ios[^"]*)" data-drill', page).group(1)
    one = viewer_client.get(f"/why/{unescape(inside)}")
    assert one.context["found"].change == pytest.approx(0.5)


def test_csv_holds_the_rows_of_the_page_and_the_total_adds_up(viewer_client, trap):
    answer = viewer_client.get(f"/why/?{ONE_DAY}&_export=csv")
    head, *rows, total = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[0] == "Platform"
    assert [row[0] for row in rows] == ["iOS", "Android"]
    for place, name in enumerate(head):
        if name.startswith(("Mix", "Rate", "Together", "Share")):
            parts = sum(float(row[place]) for row in rows)
            assert float(total[place]) == pytest.approx(parts, abs=1e-5)


def test_the_overviews_tile_and_headline_lead_here_with_the_state(viewer_client, trap):
    page = viewer_client.get(f"/?{ONE_DAY}&country=US").content.decode()
    links = re.findall(r'href="(/why/\?[^"]*)">(Why[^<]*)<', page)
    assert [words for _, words in links][-2:] == ["Why it changed", "Why?"]
    for url in {url for url, _ in links}:
        assert viewer_client.get(unescape(url)).context["found"].change < -1
    alone = text(viewer_client.get(f"/?{ONE_DAY}&compare=none"))
    assert "Why?" not in alone
    assert "Why it changed" not in alone


def test_queries_do_not_grow_with_the_rows(viewer_client, trap, queries_of):
    asked = set()
    for numbers in (range(2), range(2, 12)):
        for number in numbers:
            app = make_app(f"App {number}")
            make_day(f"Network {number}", NOW, app=app, impressions=900, clicks=30, installs=3)
            make_day(f"Network {number}", BEFORE, app=app, impressions=900, clicks=30, installs=4)
        asked.add(queries_of(viewer_client, f"/why/?{ONE_DAY}"))
    assert len(asked) == 1
