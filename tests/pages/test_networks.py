"""The pages of verdicts work for everybody: drawn, accessible, narrow, and without script."""

from datetime import timedelta

import pytest

from campaigns.judgement.networks import flags
from campaigns.models import Decision, Verdict
from tests.browser import SMALL_TARGETS, drawn, look, looks, scriptless, settled_width, unfold
from tests.judgement.test_flags import CELLS, FIVE, world
from tests.make import TODAY, make_day
from tests.worlds import made_once


@made_once
def low():
    """A network on act, judged as of today."""
    world({**FIVE, "Low": 0.6})
    flags.judge_days([TODAY])
    return Verdict.objects.get(network__name="Low")


def test_the_page_of_a_network_is_drawn_accessible_and_fits_a_phone_and_a_thumb(
    open_as, page, axe, staff, low
):
    look(page, 390, "light")
    open_as(staff, f"/networks/{low.network_id}/")
    assert not page.locator(".filters").is_visible()  # they are one line until they are opened
    page.click(".filter-line summary")
    assert page.locator(".filters").is_visible()
    assert page.locator(".filters summary:has-text('Network')").count() == 0
    page.click(".filter-line summary")
    look(page, 1440, "light")
    page.click("summary:has-text('Against all networks')")
    assert drawn(page) == [True, True]
    page.click("summary:has-text('Acknowledge or snooze')")
    while page.locator(".fold:not([open])").count():
        page.locator(".fold:not([open]) > summary").first.click()
    for width in looks(page):
        assert axe(page) == []
        assert settled_width(page) == width
    for summary in page.locator("summary:has-text('Show the numbers')").all():
        summary.click()
    assert page.locator("th:has-text('95 % of days')").is_visible()
    assert page.locator(".numbers tbody th:has-text('Low')").is_visible()
    unfold(page)
    assert page.evaluate(SMALL_TARGETS) == []


def test_leaderboard_and_method_are_accessible_and_never_scroll_sideways(
    open_as, page, axe, viewer, low
):
    for path in ("/networks/", "/method/"):
        open_as(viewer, path)
        for width in looks(page):
            assert axe(page) == [], path
            assert settled_width(page) == width, path


def test_a_flag_is_answered_without_script(open_as, page, staff, low):
    with scriptless(page):
        open_as(staff, "/networks/")
        page.locator("#networks a:has-text('Low')").click()
        page.locator("summary:has-text('Against all networks')").click()
        assert page.locator("summary:has-text('Show the numbers')").last.is_visible()
        page.locator("summary:has-text('Acknowledge or snooze')").click()
        page.fill(".respond label:has-text('Note') + input", "Asked for the placement list.")
        page.select_option("label:has-text('Owner') + select", str(staff.pk))
        page.locator(".respond button:has-text('Acknowledge')").click()
        page.wait_for_selector("text=Asked for the placement list.")
        assert page.locator("text=Asked for the placement list.").first.is_visible()
        assert page.locator("text=staff looks after it").is_visible()
    assert Decision.objects.get().owner == staff


def folds(page):
    """The folds of a page: what each says closed, and whether it is open."""
    (item,) = page.context["views"]
    return {fold.name: (fold.said, fold.open) for fold in item.folds}


def test_each_fold_says_its_result_and_only_where_it_falls_behind_is_open(viewer_client, low):
    page = viewer_client.get(f"/networks/{low.network_id}/")
    assert folds(page) == {
        "behind": ("three cells hold 87 % of the 6,573 missing installs", True),
        "campaigns": ("nothing to compare: each runs where no other does", False),
        "creatives": ("nothing to compare: each runs where no other does", False),
        "all": ("lowest of 5 that can be compared", False),
    }
    assert not page.context["parts_open"]
    html = page.content.decode()
    evidence = html[html.index("Evidence") :]
    assert "badge" not in evidence and "Can’t say" not in evidence
    assert "Acknowledge or snooze" not in html  # a viewer sees no form
    fine = Verdict.objects.get(network__name="Beta").network_id
    page = viewer_client.get(f"/networks/{fine}/")
    assert not any(opened for _, opened in folds(page).values())


def test_what_the_address_asks_for_is_unfolded(viewer_client, low):
    asked = f"?by=format&creatives_{low.app_id}-sort=ipm"
    page = viewer_client.get(f"/networks/{low.network_id}/{asked}")
    assert page.context["parts_open"]
    assert folds(page)["creatives"][1]


def test_an_answer_that_cannot_be_read_keeps_its_words_and_says_why(staff_client, low):
    page = staff_client.post(
        f"/networks/{low.network_id}/respond/",
        {"app": low.app_id, "note": "Asked them.", "snoozed_until": "2020-01-01"},
    )
    html = page.content.decode()
    assert page.status_code == 400
    assert "Choose a day that is still to come." in html
    assert 'value="Asked them."' in html
    assert '<details class="respond" open>' in html


def test_links_to_a_network_keep_the_range(viewer_client, low):
    first = low.first_day.isoformat()
    asked = f"/?from={first}&to={low.day}&sort=-ipm&network={low.network_id}"
    page = viewer_client.get(asked).content.decode()
    assert f'href="/networks/{low.network_id}/?from={first}&amp;to={low.day}"' in page


def test_the_verdict_stands_in_the_overview_with_its_reason(viewer_client, low):
    page = viewer_client.get("/").content.decode()
    row = page[page.index("row--act") :][:6000]
    assert "badge--act" in row
    assert "below like for like" in row
    assert ", expected " in row


@pytest.mark.parametrize("path", ["/networks/", "/method/"])
def test_pages_without_any_data_say_what_to_do(viewer_client, path):
    page = viewer_client.get(path)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_a_network_that_nobody_judged_is_judged_as_of_today(viewer_client, low):
    Verdict.objects.all().delete()
    page = viewer_client.get(f"/networks/{low.network_id}/").content.decode()
    assert "below like-for-like networks" in page
    assert "Acknowledge" not in page


def test_a_network_without_impressions_is_told_so_and_nothing_is_drawn(viewer_client, low):
    row = make_day("Circle", TODAY - timedelta(days=5), app=low.app, installs=40)
    flags.judge_days([TODAY])
    page = viewer_client.get(f"/networks/{row.campaign.network_id}/").content.decode()
    assert "Circle reports no impressions for" in page
    assert "A report with impressions" in page
    assert "<canvas" not in page


def test_the_tables_of_a_network_sort_each_by_itself(viewer_client, low):
    def asked(**sorts):
        sorts = "&".join(f"{kind}_{low.app_id}-sort={sort}" for kind, sort in sorts.items())
        page = viewer_client.get(f"/networks/{low.network_id}/?sort=-ipm&{sorts}")
        return page.context["views"][0].tables

    def names(tables):
        return [row.record.name for row in tables["cells"].paginated_rows]

    *found, total = usual = names(asked())
    assert total == "All cells" and len(found) == len(CELLS)
    assert names(asked(cells="name", creatives="ipm")) == [*sorted(found), total]
    tables = asked(cells="-name", campaigns="gap", creatives="verdict")
    assert names(tables) == [*sorted(found, reverse=True), total]
    assert tables["campaigns"].columns["gap"].is_ordered
    assert tables["creatives"].columns["verdict"].is_ordered
    assert asked(cells="missing")["cells"].columns["missing"].is_ordered
    for wrong in ("peers", "x;y", ""):
        assert names(asked(cells=wrong)) == usual, wrong


def test_the_tables_of_a_network_are_files_of_their_own(viewer_client, low):
    page = f"/networks/{low.network_id}/?_export=csv"
    heads = {
        f"&_table=cells_{low.app_id}": "Country,Format,Impressions,IPM,Peers’ IPM",
        f"&_table=campaigns_{low.app_id}": "Campaign,Impressions,IPM,IPM low,IPM high",
        f"&_table=creatives_{low.app_id}": "Creative,Impressions,IPM,IPM low,IPM high",
        "&_table=none%0A": "Country",
        "": "Country",
    }
    files = {table: viewer_client.get(page + table) for table in heads}
    for table, head in heads.items():
        assert files[table]["Content-Type"].startswith("text/csv")
        assert files[table].content.decode("utf-8-sig").startswith(head)
    file = files[f"&_table=cells_{low.app_id}"].content.decode()
    assert len(file.splitlines()) == 1 + len(CELLS) + 1
    assert "All cells" in file
    assert f"_table=cells_{low.app_id}" in viewer_client.get(page.split("?")[0]).content.decode()
