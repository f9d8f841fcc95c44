"""IPM over time: steps, gaps, lines and the sentence, and the page in a browser."""

import csv
from datetime import date, timedelta
from io import StringIO
from math import sin

import pytest

from campaigns import formats
from campaigns.models import Campaign, CoveredDays, ImportBatch, Network
from tests.browser import SMALL_TARGETS, faults, look, looks, unfold
from tests.make import LAST_DAY, make_app, make_campaign, make_day

pytestmark = pytest.mark.django_db


def fill(network="Lumio", *, days=28, last=LAST_DAY, ipm=lambda day: 6, cvr=0.2, settle=0, **more):
    """Days that end with `last`: 100,000 impressions each, with a wobble of some per cent."""
    make_campaign(more.get("app"), network, settle_days=settle)
    for back in range(days):
        installs = ipm(days - 1 - back) * 100 * (1 + 0.03 * sin(back * 2.4))
        make_day(
            network, last - timedelta(days=back), impressions=100_000, installs=round(installs),
            clicks=round(installs / cvr), spend=installs, **more,
        )  # fmt: skip


def falling(day):
    return 8 if day < 14 else 4


def asked(client, query=""):
    return client.get(f"/trends/?{query}").context


def chart(client, query=""):
    pictures = {picture.id: picture.chart for picture in asked(client, query)["pictures"]}
    return pictures["ipm"]


def line(chart, name):
    return next(one for one in chart["series"] if one["name"] == name)


# Lines


def test_six_lines_of_the_most_impressions_and_the_rest_added(viewer_client):
    for size in range(1, 9):
        make_day(f"Net {size}", impressions=1000 * size, installs=size * size, clicks=90)
    found = chart(viewer_client, f"from={LAST_DAY}&compare=none")
    assert [one["name"] for one in found["series"]] == [
        "Total", "Net 8", "Net 7", "Net 6", "Net 5", "Net 4", "Net 3", "2 others",
    ]  # fmt: skip
    assert line(found, "2 others")["points"] == [round(1000 * (1 + 4) / 3000, 4)]
    assert line(found, "Total")["points"] == [round(1000 * 204 / 36_000, 4)]


def test_the_three_charts_show_the_same_lines_in_the_same_colours(viewer_client):
    fill()
    fill("Kite", ipm=lambda day: 3)
    charts = {picture.id: picture.chart for picture in asked(viewer_client)["pictures"]}
    looks = [
        [(one["name"], one["slot"], one["shape"]) for one in charts[ratio]["series"]]
        for ratio in ("ipm", "ctr", "cvr")
    ]
    assert looks[0] == looks[1] == looks[2]
    assert charts["cvr"]["suffix"] == " %"


def test_a_line_keeps_its_colour_when_others_are_filtered_out(viewer_client):
    fill()
    fill("Kite")
    kite = Network.objects.get(name="Kite").pk
    whole, alone = chart(viewer_client), chart(viewer_client, f"network={kite}")
    assert line(whole, "Kite")["slot"] == line(alone, "Kite")["slot"]
    assert [one["role"] for one in alone["series"]] == ["series"]
    overview = viewer_client.get("/").context["chart"]
    assert line(overview, "Kite")["slot"] == line(whole, "Kite")["slot"]


@pytest.mark.parametrize(
    "by", ["app", "platform", "campaign", "creative", "format", "country", "targeting", "bid_type",
           "store_page", "reported_by", "status"],
)  # fmt: skip
def test_it_is_split_by_any_dimension_and_the_parts_add_to_the_total(viewer_client, by):
    fill(days=3, creative="Ad", format="playable", country="DE")
    fill("Kite", days=3, ipm=lambda day: 3)
    context = asked(viewer_client, f"by={by}")
    *rows, whole = [row.record.counts for row in context["table"].rows]
    assert sum(counts.installs for counts in rows) == whole.installs
    assert line(context["pictures"][0].chart, "Total" if len(rows) > 1 else rows and
                context["table"].rows[0].record.name)["value"] == f"{whole.ipm:.2f}"  # fmt: skip


def test_campaigns_of_one_name_say_as_much_more_as_tells_them_apart(viewer_client):
    fill(days=2)
    fill(days=2, app=make_app("Tile Garden", "ios"))
    fill("Kite", days=2)
    fill("Kite", days=2, campaign="Lookalike")
    names = {one["name"] for one in chart(viewer_client, "by=campaign&compare=none")["series"]}
    assert names == {
        "Total",
        "Broad US (Lumio, Merge Harbor (Android))",
        "Broad US (Lumio, Tile Garden (iOS))",
        "Broad US (Kite)",
        "Lookalike",
    }


def test_without_a_split_there_is_the_total_with_its_interval_and_a_row_for_each_step(
    viewer_client,
):
    fill(days=28)
    context = asked(viewer_client, "by=week&from=2026-11-09")
    ipm = context["pictures"][0].chart
    assert [one["role"] for one in ipm["series"]] == ["total", "previous"]
    assert ipm["band"]["low"][0] < ipm["series"][0]["points"][0] < ipm["band"]["high"][0]
    rows = [row.record.keys.get("week") for row in context["table"].rows]
    assert rows[:-1] == [date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 9)]


def test_the_time_before_lies_under_the_days_at_the_same_positions(viewer_client):
    fill(days=3, last=LAST_DAY, ipm=lambda day: 9)
    make_day("Lumio", LAST_DAY - timedelta(days=4), impressions=1000, installs=7)
    found = chart(viewer_client, f"from={LAST_DAY - timedelta(days=2)}&by=day")
    before = line(found, "the 3 days before")
    assert (before["role"], before["points"]) == ("previous", [None, 7.0, None])
    assert len(chart(viewer_client, "by=day&compare=none")["series"]) == 1


def test_every_row_leads_to_the_trend_of_itself_alone(viewer_client):
    fill()
    fill("Kite")
    kite = Network.objects.get(name="Kite").pk
    html = viewer_client.get("/trends/?by=network&by=week&compare=year").content.decode()
    url = f"?compare=year&by=network&by=week&network={kite}"
    assert f'href="{url.replace("&", "&amp;")}"' in html
    alone = viewer_client.get(f"/trends/{url}")
    assert alone.context["headline"].title.startswith("Kite’s IPM")
    assert f'href="/networks/{kite}/?' in alone.content.decode()


# No data, zero and not yet


def states(client, query, name="Kite"):
    found = chart(client, query)
    words = line(found, name)["words"]
    points = line(found, name)["points"]
    return dict(zip(found["labels"], zip(words, points, strict=True), strict=True))


def test_no_data_zero_and_not_yet_are_three_things(viewer_client):
    fill(days=10, settle=3)
    make_campaign(network="Kite", settle_days=3)
    make_day("Kite", date(2026, 11, 16), impressions=5000, installs=30)
    make_day("Kite", date(2026, 11, 18), impressions=5000, installs=0)
    make_day("Kite", date(2026, 11, 19), impressions=0, installs=0)
    make_day("Kite", date(2026, 11, 20), installs=4)
    found = states(viewer_client, "from=2026-11-16&to=2026-11-25")
    assert found["16 Nov"] == ("6.00", 6.0)
    assert found["17 Nov"] == ("–", None)
    assert found["18 Nov"] == ("0.00", 0.0)
    assert found["19 Nov"] == ("no impressions", None)
    assert found["20 Nov"] == ("not reported", None)
    assert found["21 Nov"] == found["23 Nov"] == found["25 Nov"] == ("not yet", None)


def test_the_numbers_under_each_chart_tell_the_three_apart(viewer_client):
    fill(days=2)
    make_day("Kite", LAST_DAY - timedelta(days=9), impressions=5000, installs=0, clicks=3)
    html = viewer_client.get("/trends/?from=2026-11-14&to=2026-11-24").content.decode()
    body = html[html.index('aria-label="IPM by network as numbers"') :]
    rows = [row for row in body[: body.index("</tbody>")].split("<tr") if "<td" in row]
    assert "24 Nov" in rows[0] and rows[0].count("not yet") == 4
    assert "14 Nov" in rows[-1] and ">0.00<" in rows[-1] and ">–<" in rows[-1]
    assert html.count("as numbers") == 3


def test_days_after_the_data_ends_are_not_yet_and_days_that_settle_are_marked(viewer_client):
    fill(days=10, settle=3)
    found = chart(viewer_client, "from=2026-11-14&to=2026-11-30")
    assert found["grounds"] == [
        {"from": 7, "to": 10, "words": "settling"},
        {"from": 10, "to": 17, "words": "not yet"},
    ]
    assert found["hints"] == [""] * 7 + ["settling"] * 3 + ["not yet"] * 7
    assert chart(viewer_client, "from=2026-11-01&to=2026-11-20")["grounds"] == []


def test_weeks_and_months_that_are_not_whole_are_marked(viewer_client):
    fill(days=40)
    weeks = chart(viewer_client, "by=week&from=2026-11-04&to=2026-11-17")
    assert weeks["labels"] == ["4 Nov", "9 Nov", "16 Nov"]
    assert (weeks["partial"], weeks["hints"]) == ([0, 2], ["5 of 7 days", "", "2 of 7 days"])
    assert weeks["band"]["low"][0] is weeks["band"]["low"][2] is None
    months = chart(viewer_client, "by=month&from=2026-10-01&to=2026-11-30")
    assert months["hints"] == ["17 of 31 days", "23 of 30 days, settling"]
    assert months["titles"] == ["Oct 2026", "Nov 2026"]


@pytest.mark.parametrize(
    ("first", "by", "per"),
    [
        ("2026-11-01", "", "day"), ("2026-01-01", "", "week"), ("2024-01-01", "", "month"),
        ("2024-01-01", "by=week", "week"), ("2024-01-01", "by=day", "month"),
        ("2026-11-20", "by=month", "month"),
    ],
)  # fmt: skip
def test_the_length_of_a_step_follows_the_range_unless_it_is_chosen(viewer_client, first, by, per):
    fill(days=3)
    found = chart(viewer_client, f"from={first}&{by}")
    assert found["per"] == per
    assert len(found["labels"]) <= 400


def test_a_day_that_an_import_was_of_is_a_pause_and_no_day_without_data(viewer_client):
    fill(days=2)
    fill(days=5, last=LAST_DAY - timedelta(days=5))
    fill("Kite", days=2)
    one = Campaign.objects.get(network__name="Lumio")
    pause = LAST_DAY - timedelta(days=3)
    CoveredDays.objects.create(
        batch=ImportBatch.objects.create(source="generic"), app=one.app, network=one.network,
        reported_by="network", first_day=pause, last_day=pause,
    )  # fmt: skip
    found = chart(viewer_client, "days=14")
    said = dict(zip(found["labels"], line(found, "Lumio")["words"], strict=True))
    untold = LAST_DAY - timedelta(days=2)
    assert said[formats.day(pause)] == "nothing shown"
    assert said[formats.day(untold)] == "–"
    assert "A gap is a day without data or on which nothing was shown." in found["foot"]["all"]


# The sentence


def sentence(client, query=""):
    headline = asked(client, query)["headline"]
    return headline.title, headline.more


def test_a_fall_is_told_with_both_halves_and_the_line_that_moved_it(viewer_client):
    fill("Kite", ipm=falling, settle=3)
    fill("Lumio", settle=3)
    context = asked(viewer_client)
    title, more = context["headline"].title, context["headline"].more
    assert title.startswith("IPM fell: 7.02 in the first half of 25 settled days, ")
    assert title.endswith("% lower.")
    assert more[0].startswith("Kite fell most: 8.")
    assert "compare_from=2026-10-27&compare_to=2026-11-07" in context["why"]
    assert viewer_client.get(context["why"]).context["found"].change < -0.5


def test_it_says_whether_clicks_or_installs_after_the_click_moved(viewer_client):
    fill(ipm=lambda day: 8, cvr=0.2, days=14, last=LAST_DAY - timedelta(days=14))
    fill(ipm=lambda day: 4, cvr=0.1, days=14)
    _, more = sentence(viewer_client)
    assert more[0].startswith("CVR fell from 20.0 % to 1")
    assert "CTR stayed within its noise" in more[0]


def test_within_noise_it_is_level(viewer_client):
    fill(days=62, settle=3)
    context = asked(viewer_client)
    title, more = context["headline"].title, context["headline"].more
    assert title == (
        "Lumio’s IPM is level at 6.00: no rise or fall beyond day-to-day noise in 28 settled days."
    )
    assert more == ["It is level with the 28 days before."]
    assert context["why"] == ""


def test_a_few_days_say_too_little(viewer_client):
    fill(days=6, settle=3)
    assert sentence(viewer_client)[0].endswith(
        "3 settled days are too few to say whether it rises or falls."
    )
    assert "No settled day has one" in sentence(viewer_client, "from=2026-11-22")[0]


def test_without_impressions_nothing_is_said_and_conversion_is_still_drawn(viewer_client):
    make_day("Circle", clicks=100, installs=30)
    context = asked(viewer_client)
    assert context["headline"] is None
    assert [picture.id for picture in context["pictures"]] == ["cvr"]


# The page


def test_an_empty_database_says_what_to_do(viewer_client):
    assert b"No counts yet" in viewer_client.get("/trends/").content


def test_the_lines_and_the_steps_are_exported(viewer_client):
    fill(days=3)
    fill("Kite", days=3)
    for query, names in (
        ("by=network", ["Lumio", "Kite", "Total"]),
        ("by=month", ["Nov 2026", "Total"]),
    ):
        answer = viewer_client.get(f"/trends/?{query}&_export=csv&sort=-name")
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]
        assert sorted(row[0] for row in rows) == sorted(names)


@pytest.mark.parametrize("query", ["by=network", "by=country&country=US", "by=week"])
def test_the_queries_do_not_grow_with_the_rows(viewer_client, query, queries_of):
    fill(days=5)
    before = queries_of(viewer_client, f"/trends/?{query}")
    for number in range(9):
        fill(f"Network {number}", days=5, app=make_app(f"App {number}"), country="DE")
    assert queries_of(viewer_client, f"/trends/?{query}") == before


LEFTS = "() => Object.values(Chart.instances).map(c => [c.chartArea.left, c.chartArea.right])"
TOOLTIP = (
    "() => { const { title = [], body = [] } = Object.values(Chart.instances)[0].tooltip;"
    " return [...title, ...body.flatMap((b) => b.lines)]; }"
)


def test_three_charts_on_the_same_days_for_everybody(open_as, page, axe, staff):
    latest = f"from={LAST_DAY - timedelta(days=27)}&to={LAST_DAY}"
    fill(ipm=lambda day: falling(day) + 2, settle=3)
    fill(
        "Kite",
        days=20,
        last=LAST_DAY - timedelta(days=7),
        ipm=lambda day: 3,
        country="DE",
        settle=3,
    )
    open_as(staff, f"/trends/?{latest}")
    page.wait_for_function("() => Object.values(Chart.instances).length === 3")
    for _ in looks(page):
        page.wait_for_function(f"() => new Set(({LEFTS})().map(String)).size === 1")
        assert faults(page, axe) == []
    unfold(page)
    assert page.evaluate(SMALL_TARGETS) == []

    look(page, 1440, "light")
    page.wait_for_function(f"() => new Set(({LEFTS})().map(String)).size === 1")
    box = page.locator("canvas").first.bounding_box()
    right = page.evaluate(LEFTS)[0][1]
    page.mouse.move(box["x"] + right - 2, box["y"] + 200)
    page.wait_for_function(f"() => ({TOOLTIP})().length")
    tooltip = page.evaluate(TOOLTIP)
    assert "settling" in tooltip[0]
    assert any(words == "Kite  not yet" for words in tooltip)
    assert page.evaluate("() => Object.values(Chart.instances).map(c => c.$at)") == [27, 27, 27]

    page.click("summary:has-text('Split by')")
    page.click(".pill__links a:has-text('Country')")
    page.wait_for_url(f"**/trends/?{latest}&by=country")
    page.click("a:has-text('Weeks')")
    page.wait_for_url(f"**/trends/?{latest}&by=country&by=week")
    assert page.locator("#lines tbody th").first.inner_text().startswith("United States")
    page.click("#lines tbody tr:first-child td.number >> nth=1")
    page.wait_for_url("**country=US*")
    assert page.locator("h1").inner_text().startswith("United States’ IPM")
