"""Campaigns: what they are and bring, which of them moved IPM, and what one consists of."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import F
from openpyxl import load_workbook

from campaigns.judgement.moves import part_of
from campaigns.models import Campaign, DailyCount
from tests.browser import SMALL_TARGETS, faults_in_any_look, shut, unfold
from tests.make import LAST_DAY, TODAY, make_app, make_day
from tests.worlds import made_once


def fill(network, campaign, before, now, *, app, impressions=100_000, **more):
    """56 days: IPM `before` in the first half, `now` in the last 28, a little up and down."""
    row = make_day(
        network, LAST_DAY, app=app, campaign=campaign, impressions=impressions,
        clicks=impressions // 25, installs=_installs(0, now, impressions), **{"spend": 100} | more,
    )  # fmt: skip
    first = {
        field.attname: getattr(row, field.attname)
        for field in DailyCount._meta.concrete_fields
        if not field.primary_key
    }
    DailyCount.objects.bulk_create(
        DailyCount(
            **first
            | {
                "day": LAST_DAY - timedelta(days=back),
                "installs": _installs(back, now if back < 28 else before, impressions),
            }
        )
        for back in range(1, 56)
    )
    return row.campaign


def _installs(back, ipm, impressions):
    return round(impressions * ipm / 1000) + 4 * (-1) ** back


@made_once
def app():
    return make_app(target=6)


@made_once
def two(app):
    """Broad US on Kite falls from 8 to 4, Broad US on Lumio Ads stays at 6."""
    fill("Lumio Ads", "Broad US", 6, 6, app=app, spend=300)
    return fill("Kite", "Broad US", 8, 4, app=app)


def lines(client, path):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}_export=csv")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def told(client, path):
    found = client.get(path).context["headline"]
    return [found.title, *found.more]


# All campaigns


def test_a_campaign_stands_with_what_it_is_and_brings_beside_a_namesake(viewer_client, two):
    Campaign.objects.filter(pk=two.pk).update(
        targeting="lookalike", bid_type="cpm", status="paused"
    )
    head, lumio, kite, total = lines(viewer_client, "/campaigns/")
    assert head == [
        "Campaign", "IPM", "Network", "App", "Targeting", "Bid type", "Status", "IPM low",
        "IPM high", "Installs", "Spend", "CTR %", "CVR %", "CPI $", "eCPM $", "Change",
        "Impressions", "Clicks", "IPM before", "Campaign id", "Network id", "App id",
    ]  # fmt: skip
    assert kite[:7] == [
        "Broad US", "4.0", "Kite", "Merge Harbor (Android)", "Lookalike", "CPM", "Paused",
    ]  # fmt: skip
    assert kite[9:15] == ["11200", "2800.0", "4.0", "10.0", "0.25", "1.0"]
    assert float(kite[15]) == pytest.approx(-0.5, abs=1e-3)
    assert (lumio[0], lumio[2], lumio[10]) == ("Broad US", "Lumio Ads", "8400.0")
    assert total[:7] == ["Total", "5.0", "", "", "", "", ""]


@pytest.mark.parametrize("asked", ["targeting=lookalike", "bid_type=cpm", "status=paused"])
def test_campaigns_are_filtered_by_what_they_are(viewer_client, two, asked):
    Campaign.objects.filter(pk=two.pk).update(
        targeting="lookalike", bid_type="cpm", status="paused"
    )
    answer = viewer_client.get(f"/campaigns/?{asked}")
    assert [row.record.keys.get("campaign") for row in answer.context["table"].rows] == [
        two.pk,
        None,
    ]
    pills = {pill["name"]: pill["active"] for pill in answer.context["filters"]["pills"]}
    name = asked.partition("=")[0]
    assert [key for key, active in pills.items() if active] == [name]
    assert {"targeting", "bid_type", "status"} <= set(pills)


def test_the_campaign_that_moved_ipm_is_named_with_its_part(viewer_client, two):
    """Half of the impressions fall by 4 installs per mille: 2 of the total's 2."""
    title, moved, spend = told(viewer_client, "/campaigns/")
    assert title.endswith("29 % lower than in the 28 days before.")
    assert moved == "Broad US on Kite (8.00 to 4.00) explains the whole drop (2.00 of 2.00)."
    assert spend == (
        "75 % of the spend goes to Broad US on Lumio Ads, one of 2 campaigns: IPM 6.00, CPI $0.50; "
        "the others get IPM 4.00, CPI $0.25."
    )


@pytest.mark.parametrize(
    ("effect", "change", "words"),
    [
        (-0.18, -0.56, "a third of the drop (0.18 of 0.56)"),
        (-0.25, -0.51, "half of the drop (0.25 of 0.51)"),
        (0.2, 0.5, "40 % of the rise (0.20 of 0.50)"),
        (-0.9, -0.5, "more than the whole drop (0.90 of 0.50)"),
    ],
)
def test_a_part_of_a_change_is_told_as_people_say_it(effect, change, words):
    assert part_of(effect, change) == words


def test_many_campaigns_that_moved_are_told_by_what_they_share(viewer_client, app):
    for number in range(4):
        fill("Kite", f"Falls {number}", 8, 6, app=app)
        fill("Lumio Ads", f"Stays {number}", 7, 7, app=app)
    assert told(viewer_client, "/campaigns/")[1] == (
        "4 of 8 campaigns, all on Kite, explain the whole drop (1.00 of 1.00), above all "
        "Falls 0 on Kite (8.00 to 6.00)."
    )


def test_where_all_fell_that_is_said_and_not_how_many_of_all(viewer_client, app):
    for number in range(4):
        fill("Kite", f"Falls {number}", 8, 6, app=app)
    assert told(viewer_client, "/campaigns/")[1] == (
        "All 4 campaigns fell, above all Falls 0 on Kite (8.00 to 6.00)."
    )


def test_where_nothing_moved_beyond_noise_no_campaign_is_blamed(viewer_client, app):
    for number in range(6):
        fill("Kite", f"Steady {number}", 6, 6, app=app, spend=None)
    said = told(viewer_client, "/campaigns/")
    assert len(said) == 1
    assert "level with the 28 days before" in said[0]


def test_a_fall_and_a_rise_that_cancel_are_both_told(viewer_client, app):
    fill("Kite", "Falls", 8, 6, app=app, spend=None)
    fill("Kite", "Rises", 6, 8, app=app, spend=None)
    assert told(viewer_client, "/campaigns/")[1] == (
        "Under it Falls on Kite (8.00 to 6.00) and Rises on Kite (6.00 to 8.00) clearly moved."
    )


def test_impressions_that_moved_to_poorer_campaigns_are_told_as_mix(viewer_client, app):
    for name, ipm, before, now in (("Rich", 8, 80_000, 20_000), ("Poor", 4, 20_000, 80_000)):
        fill("Kite", name, ipm, ipm, app=app, impressions=now)
        DailyCount.objects.filter(
            campaign__name=name, day__lte=LAST_DAY - timedelta(days=28)
        ).update(impressions=before, installs=ipm * before // 1000 + F("installs") % 4)
    assert told(viewer_client, "/campaigns/")[1].startswith("Impressions moved to camp")


# From page to page


def test_a_campaign_leads_to_its_page_with_the_same_numbers(viewer_client, two):
    asked = "from=2026-11-01&to=2026-11-10&country=US"
    page = viewer_client.get(f"/campaigns/?{asked}").content.decode()
    link = f"/campaigns/{two.pk}/?from=2026-11-01&to=2026-11-10&country=US"
    assert f'href="{link.replace("&", "&amp;")}" data-drill' in page
    assert lines(viewer_client, link + "&columns=installs")[-1][:2] == ["Total", "4000"]


@pytest.mark.parametrize("split", ["creative", "store_page", "day"])
def test_a_campaigns_parts_add_up_to_it(viewer_client, two, split):
    head, *rows, total = lines(
        viewer_client, f"/campaigns/{two.pk}/?by={split}&columns=installs&to=2026-11-10"
    )
    assert sum(int(row[1]) for row in rows) == int(total[1]) == 13 * 800 + 15 * 400


def test_a_part_narrows_the_page_of_its_campaign(viewer_client, two):
    make_day("Kite", app=two.app, campaign="Broad US", country="DE", impressions=1000, installs=9)
    page = viewer_client.get(f"/campaigns/{two.pk}/?by=country").content.decode()
    assert 'href="?country=DE" data-drill' in page
    assert lines(viewer_client, f"/campaigns/{two.pk}/?country=DE&columns=installs")[-1][1] == "9"
    page = viewer_client.get(f"/campaigns/{two.pk}/?by=day").content.decode()
    assert 'href="?from=2026-11-23&amp;to=2026-11-23" data-drill' in page


def test_a_page_about_one_campaign_stays_with_it(viewer_client, two):
    other = Campaign.objects.exclude(pk=two.pk).get()
    answer = viewer_client.get(f"/campaigns/{two.pk}/?campaign={other.pk}")
    assert answer.context["table"].total.counts.installs == 11_200
    assert answer.context["campaign"].network_name == "Kite"


@pytest.mark.parametrize(
    ("asked", "page"),
    [("targeting", "/campaigns/"), ("bid_type", "/campaigns/"), ("country", "/audience/"),
     ("platform", "/audience/"), ("format", "/creatives/")],
)  # fmt: skip
def test_values_lead_to_the_page_that_shows_their_parts(viewer_client, two, asked, page):
    from django.http import QueryDict

    from campaigns.ui.breakdown_tables import drill
    from campaigns.ui.report_form import ReportForm

    form = ReportForm(QueryDict("network=3&compare=year"), today=TODAY)
    address = urlsplit(drill(asked, "x", form))
    assert address.path == page
    assert parse_qs(address.query) == {"compare": ["year"], "network": ["3"], asked: ["x"]}


# One campaign


def test_the_page_of_a_campaign_says_what_it_is(viewer_client, staff_client, two):
    Campaign.objects.filter(pk=two.pk).update(
        targeting="interest", bid_type="cpc", status="ended", external_id="kt-77"
    )
    page = viewer_client.get(f"/campaigns/{two.pk}/").content.decode()
    for words in ("Kite", "Merge Harbor (Android)", "Interest", "CPC", "Ended", "kt-77"):
        assert words in page
    admin = f'href="/admin/campaigns/campaign/{two.pk}/change/"'
    assert admin not in page
    assert admin in staff_client.get(f"/campaigns/{two.pk}/").content.decode()


def test_a_campaign_is_held_against_the_target_of_its_app(viewer_client, two):
    assert told(viewer_client, f"/campaigns/{two.pk}/")[0] == (
        "Broad US: IPM is under its target of 6.00 at 4.00 and 50 % lower than in the 28 days "
        "before."
    )


def test_the_creative_that_moved_a_campaign_is_named(viewer_client, app):
    fill("Kite", "Broad US", 6, 6, app=app, creative="Steady")
    campaign = fill("Kite", "Broad US", 8, 4, app=app, creative="Tired")
    assert told(viewer_client, f"/campaigns/{campaign.pk}/")[1] == (
        "Tired (8.00 to 4.00) explains the whole drop (2.00 of 2.00)."
    )
    assert len(told(viewer_client, f"/campaigns/{campaign.pk}/?by=day")) == 1


def test_tiles_of_a_campaign_compare_with_the_period_before(viewer_client, two):
    tiles = {
        tile.key: (tile.value, tile.change and tile.change.text)
        for tile in viewer_client.get(f"/campaigns/{two.pk}/").context["tiles"]
    }
    assert tiles == {
        "ipm": ("4.00", "50 %"), "ctr": ("4.00", "level"), "cvr": ("10.0", "50 %"),
        "cpi": ("$0.25", "100 %"), "ecpm": ("$1.00", "level"), "impressions": ("2.8 M", "level"),
        "installs": ("11,200", "50 %"), "spend": ("$2,800", "level"),
    }  # fmt: skip


def test_footnotes_are_those_of_the_campaign_alone(viewer_client, two):
    make_day("Circle", app=two.app, campaign="Social", installs=40)
    notes = viewer_client.get(f"/campaigns/{two.pk}/").context["footnotes"]
    assert not any("Circle" in note for note in notes)
    assert any("Circle" in note for note in viewer_client.get("/campaigns/").context["footnotes"])


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30])
def test_an_unknown_campaign_is_not_found(viewer_client, db, pk):
    assert viewer_client.get(f"/campaigns/{pk}/").status_code == 404


# Files, addresses, costs


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/campaigns/", "country=US"),
        ("/campaigns/{}/", "columns=spend&columns=cvr&sort=-cvr"),
        ("/campaigns/{}/?by=day", "country=US"),
    ],
)
def test_files_hold_what_the_page_shows(viewer_client, two, path, asked):
    path = path.format(two.pk)
    path += ("&" if "?" in path else "?") + asked
    table = viewer_client.get(path).context["table"]
    found = lines(viewer_client, path)
    for column in table.columns:
        if column.name in ("daily", "interval"):
            continue
        place = found[0].index({"spend": "Spend"}.get(column.name, column.header))
        for row, line in zip(table.rows, found[1:], strict=True):
            value = row.get_cell_value(column.name)
            if isinstance(value, float):
                assert float(line[place]) == pytest.approx(value, rel=1e-5)
            else:
                assert _number(line[place]) == _number(value)
    book = load_workbook(BytesIO(viewer_client.get(f"{path}&_export=xlsx").content))
    for line, cells in zip(found, book.active.values, strict=True):
        assert [_number(cell) for cell in line] == [_number(cell) for cell in cells]


def _number(cell):
    """What page, CSV and XLSX all say: numbers to five digits, words, nothing as ""."""
    try:
        return float(f"{float(cell):.5g}")
    except (TypeError, ValueError):
        return cell or ""


def test_queries_do_not_grow_with_the_rows(viewer_client, two, queries_of):
    paths = ("/campaigns/", f"/campaigns/{two.pk}/")
    before = {path: queries_of(viewer_client, path) for path in paths}
    for number in range(12):
        make_day(f"N{number}", app=make_app(f"App {number}"), impressions=9000, installs=45)
        make_day("Kite", app=two.app, campaign="Broad US", creative=f"Ad {number}", installs=3)
    assert {path: queries_of(viewer_client, path) for path in paths} == before


def test_without_counts_the_pages_say_what_to_do(viewer_client, two):
    answer = viewer_client.get("/campaigns/?from=2020-01-01&to=2020-01-31")
    assert answer.context["empty"]["actions"][0]["label"].startswith("Show")
    bare = Campaign.objects.create(app=two.app, network=two.network, name="Bare")
    answer = viewer_client.get(f"/campaigns/{bare.pk}/")
    assert answer.context["empty"]["text"] == "No counts of it are stored on any day."
    assert b"<h1" in answer.content


# In a browser


def test_the_pages_are_accessible_and_a_row_leads_from_one_to_the_next_and_back(
    open_as, axe, staff, two, page
):
    open_as(staff, "/campaigns/?country=US")
    assert faults_in_any_look(page, axe) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    shut(page)
    page.click("#campaigns tbody tr:has-text('Kite') td:nth-child(9)")
    page.wait_for_url(f"**/campaigns/{two.pk}/?country=US")
    assert faults_in_any_look(page, axe) == []
    unfold(page)
    assert page.evaluate(SMALL_TARGETS) == []
    shut(page)
    page.click("a:text-is('Day')")
    page.wait_for_url("**by=day#parts")
    page.go_back()
    page.go_back()
    assert page.locator("#campaigns").is_visible()
