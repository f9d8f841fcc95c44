"""Notes on days: where they show, who may write them, and how they leave in files."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from campaigns.models import Annotation
from campaigns.ui import charts
from tests.browser import settled_width
from tests.make import LAST_DAY, make_app, make_campaign, make_creative, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
RANGE = f"from={LAST_DAY - timedelta(days=9)}&to={LAST_DAY}"


@made_once
def world():
    """Two apps on two networks, ten days each."""
    apps = make_app(), make_app("Tile Garden", "ios")
    for back in range(10):
        for app in apps:
            for network in ("Lumio Ads", "Kite"):
                day = LAST_DAY - timedelta(days=back)
                make_day(network, day, app=app, impressions=1000, clicks=30, installs=6, spend=9)
    return apps


def note(text="New hook video", back=4, **about) -> Annotation:
    return Annotation.objects.create(day=LAST_DAY - timedelta(days=back), text=text, **about)


def shown(client, path="/", query=RANGE) -> list[str]:
    """The words of the notes on a page's chart."""
    return [found["text"] for found in client.get(f"{path}?{query}").context["chart"]["notes"]]


@pytest.fixture
def writer_client(client, db):
    """Somebody who may write notes, and nothing else."""
    user = make_user("writer")
    user.user_permissions.add(Permission.objects.get(codename="add_annotation"))
    client.force_login(user)
    return client


# Where they show


def test_a_note_stands_at_its_day_in_the_chart_its_table_and_the_list_below(viewer_client, world):
    lumio = make_campaign(network="Lumio Ads").network
    note(network=lumio)
    answer = viewer_client.get(f"/?{RANGE}")
    assert answer.context["chart"]["notes"] == [
        {
            "index": 5,
            "last": 5,
            "text": "19 Nov: New hook video",
            "words": "19 Nov: New hook video (Lumio Ads)",
        }
    ]
    html = answer.content.decode()
    assert "<td>19 Nov: New hook video (Lumio Ads)</td>" in html
    assert "1 note</summary>" in html


def test_a_note_shows_when_what_it_is_about_is_not_filtered_out(viewer_client, world):
    first, second = world
    lumio, kite = (make_campaign(first, name) for name in ("Lumio Ads", "Kite"))
    notes = {
        "everything": {},
        "app": {"app": first},
        "network": {"network": lumio.network},
        "campaign": {"campaign": lumio},
    }
    for text, about in notes.items():
        note(text, **about)
    own = f"app={first.pk}&network={lumio.network_id}&campaign={lumio.pk}"
    both = f"network={lumio.network_id}&network={kite.network_id}"
    for query, hidden in (
        ("", set()),
        (f"{own}&platform=android&country=US&creative={make_creative(first).pk}", set()),
        (both, set()),
        (f"app={second.pk}", {"app", "campaign"}),
        ("platform=ios", {"app", "campaign"}),
        (f"campaign={make_campaign(second, 'Lumio Ads').pk}", {"app", "campaign"}),
        (f"creative={make_creative(second).pk}", {"app", "campaign"}),
        (f"app={make_app('Idle').pk}", {"app", "network", "campaign"}),
        (f"network={kite.network_id}", {"network", "campaign"}),
        (f"campaign={kite.pk}", {"network", "campaign"}),
        ("targeting=broad", {"app", "network", "campaign"}),  # nothing is left
    ):
        entries = viewer_client.get(f"/?{RANGE}&{query}").context["notes"]["entries"]
        assert {entry["note"].text for entry in entries} == {*notes} - hidden, query


def test_a_note_about_several_days_shows_while_any_of_them_does(viewer_client, world):
    last = LAST_DAY - timedelta(days=8)
    Annotation.objects.create(day=last - timedelta(days=20), last_day=last, text="Sale")
    note("Long ago", back=30)
    note("To come", back=-1)
    found = viewer_client.get(f"/?{RANGE}").context["chart"]["notes"]
    assert [(one["index"], one["last"], one["text"]) for one in found] == [
        (0, 1, "26 Oct to 15 Nov: Sale")
    ]


def test_the_page_of_a_network_shows_its_notes_and_not_those_of_another(viewer_client, world):
    lumio, kite = (make_campaign(network=name).network for name in ("Lumio Ads", "Kite"))
    note("Of Lumio", network=lumio)
    note("Of Kite", network=kite)
    note("Of an app", app=world[0])
    path = f"/networks/{lumio.pk}/"
    assert shown(viewer_client, path) == ["19 Nov: Of Lumio", "19 Nov: Of an app"]


def test_in_a_chart_by_week_or_month_a_note_stands_in_its_bucket():
    sale = Annotation(day=date(2026, 11, 19), last_day=date(2026, 12, 2), text="Sale")
    mondays = [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)]
    months = [date(2026, 11, 1), date(2026, 12, 1)]
    (by_week,), (by_month,) = charts.notes([sale], mondays), charts.notes([sale], months)
    assert (by_week["index"], by_week["last"]) == (1, 3)
    assert (by_month["index"], by_month["last"]) == (0, 1)
    assert by_week["text"] == "19 Nov to 2 Dec: Sale"


def test_notes_cost_one_query_however_many_there_are(viewer_client, world, queries_of):
    queries_of(viewer_client, f"/?{RANGE}")  # a first visit is noted
    before = queries_of(viewer_client, f"/?{RANGE}")
    for number in range(20):
        note(f"Note {number}", app=world[0])
    assert queries_of(viewer_client, f"/?{RANGE}") == before


# In files


def test_notes_stand_below_the_exported_table_and_cannot_run_as_formulas(viewer_client, world):
    plain = viewer_client.get(f"/?{RANGE}&_export=csv").content
    note("=1+1", app=world[0])
    answer = viewer_client.get(f"/?{RANGE}&_export=csv").content
    assert answer.startswith(plain)
    lines = list(csv.reader(StringIO(answer.decode("utf-8-sig"))))
    assert lines[-2:] == [[], ["Note", "19 Nov 2026", "'=1+1", "Merge Harbor (Android)"]]
    book = load_workbook(BytesIO(viewer_client.get(f"/?{RANGE}&_export=xlsx").content))
    assert list(book.active.values)[-1][:4] == tuple(lines[-1])


# Who writes


def write(client, **changes):
    back = f"/?{RANGE}"
    asked = {"day": "2026-11-20", "text": "New hook video", "scope": "", "page": back, **changes}
    return client.post("/notes/add/", asked)


def test_a_note_is_written_about_what_the_page_shows_and_leads_back_to_it(writer_client, world):
    kite = make_campaign(network="Kite").network
    offered = writer_client.get(f"/?{RANGE}").context["notes"]["form"].offered
    assert list(offered.values()) == [
        "Kite", "Lumio Ads", "Merge Harbor (Android)", "Tile Garden (iOS)",
    ]  # fmt: skip
    answer = write(writer_client, scope=f"network:{kite.pk}")
    assert answer["Location"] == f"/?{RANGE}"
    found = Annotation.objects.get()
    assert (found.scope, found.author.username) == (kite, "writer")
    assert shown(writer_client) == ["20 Nov: New hook video"]


def test_a_page_offers_what_its_filters_leave(writer_client, world):
    campaign = make_campaign(world[1], "Kite")
    query = f"{RANGE}&app={world[1].pk}&campaign={campaign.pk}"
    answer = writer_client.get(f"/networks/{campaign.network_id}/?{query}")
    form = answer.context["notes"]["form"]
    assert form["scope"].value() == f"campaign:{campaign.pk}"
    assert list(form.offered) == [
        f"campaign:{campaign.pk}", f"network:{campaign.network_id}", f"app:{world[1].pk}",
    ]  # fmt: skip


def test_a_viewer_sees_notes_but_no_form_and_cannot_write(viewer_client, world):
    found = note()
    html = viewer_client.get(f"/?{RANGE}").content.decode()
    assert "New hook video" in html
    assert "Add a note" not in html
    assert ">Edit<" not in html
    assert write(viewer_client).status_code == 403
    assert viewer_client.get(f"/notes/{found.pk}/").status_code == 403
    assert viewer_client.post(f"/notes/{found.pk}/delete/").status_code == 403
    assert list(Annotation.objects.all()) == [found]


def test_a_note_needs_the_token_of_its_page(staff):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    assert write(client).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": ""}, "This field is required."),
        ({"day": "11/12/2026"}, "Enter a valid date."),
        ({"text": " "}, "This field is required."),
        ({"text": "x" * 101}, "at most 100 characters"),
        ({"last_day": "2026-11-19"}, "The last day is before the day."),
        ({"scope": "network:99999"}, "Choose what the note is about."),
        ({"scope": "user:1"}, "Choose what the note is about."),
        ({"scope": "app:" + "9" * 30}, "Choose what the note is about."),
    ],
)
def test_a_note_that_cannot_be_kept_says_why_and_keeps_its_words(staff_client, changes, words):
    answer = write(staff_client, **changes)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert changes.get("text", "New hook video") in html
    assert not Annotation.objects.exists()


def test_its_author_changes_and_deletes_a_note_without_a_further_permission(writer_client, world):
    write(writer_client)
    found = Annotation.objects.get()
    page = writer_client.get(f"/notes/{found.pk}/?page=/networks/").content.decode()
    assert 'value="New hook video"' in page
    changed = {"day": "2026-11-21", "text": "Newer", "scope": "", "page": "/networks/?app=1"}
    answer = writer_client.post(f"/notes/{found.pk}/", changed)
    assert answer["Location"] == "/networks/?app=1"
    found.refresh_from_db()
    assert (found.text, found.author.username) == ("Newer", "writer")
    answer = writer_client.post(f"/notes/{found.pk}/delete/", {"page": "/networks/"})
    assert answer["Location"] == "/networks/"
    assert not Annotation.objects.exists()


def test_a_note_of_somebody_else_is_changed_only_with_the_permission(
    writer_client, staff_client, world
):
    found = note()
    assert writer_client.get(f"/notes/{found.pk}/").status_code == 403
    assert staff_client.get(f"/notes/{found.pk}/").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "/admin/", "/notes/add/",
        "javascript:alert(1)", "", "/networks/99x/", "/?x=" + "y" * 3000, "/imports/",
    ],
)  # fmt: skip
def test_writing_never_leads_away_from_the_report_pages(staff_client, page):
    assert write(staff_client, page=page)["Location"] == "/"


def test_a_note_is_about_one_thing_at_most(world):
    network = make_campaign().network
    with pytest.raises(IntegrityError), transaction.atomic():
        note(app=world[0], network=network)


# In the browser


def test_a_note_is_written_by_keyboard_and_changed_on_a_phone(open_as, page, axe, staff, world):
    open_as(staff, f"/?{RANGE}")
    page.focus("summary:has-text('Add a note')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("New hook video")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Note of 23 Nov 2026 saved.")
    page.wait_for_function("() => Chart.getChart(document.querySelector('canvas[data-chart]'))")
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.click("summary:has-text('1 note')")
    assert axe(page) == []
    page.click("a:has-text('Edit')")
    assert axe(page) == []
    assert settled_width(page) == 390
    page.fill("#note_text", "Newer hook video")
    page.click("button:has-text('Save')")
    page.wait_for_selector("summary:has-text('1 note')")
    assert Annotation.objects.get().text == "Newer hook video"


# The page of all notes


def test_the_page_of_notes_lists_the_newest_first_and_leads_to_their_charts(viewer_client, world):
    kite = make_campaign(network="Kite").network
    note("Older", back=8), note("Higher bid", back=4, network=kite)
    page = viewer_client.get("/notes/").content.decode()
    assert page.index("Higher bid") < page.index("Older") and "2 notes on what happened" in page
    day = LAST_DAY - timedelta(days=4)
    first, last = day - timedelta(days=14), LAST_DAY + timedelta(days=1)
    address = f"/trends/?from={first}&to={last}&network={kite.pk}"
    assert address.replace("&", "&amp;") in page
    drawn = viewer_client.get(address).context["chart"]["notes"]
    assert [one["text"] for one in drawn] == ["15 Nov: Older", "19 Nov: Higher bid"]
    file = viewer_client.get("/notes/?_export=csv").content.decode("utf-8-sig")
    assert [row["About"] for row in csv.DictReader(StringIO(file))] == ["Kite", "Everything"]
    only = viewer_client.get(f"/notes/?network=-{kite.pk}").content.decode()
    assert "Older" in only and "Higher bid" not in only


def test_a_note_can_be_written_and_changed_from_the_page_of_notes(client, world):
    client.force_login(make_user("analyst", role="analyst"))
    assert "What happened stands here" in client.get("/notes/").content.decode()
    asked = {"day": LAST_DAY, "text": "Holiday", "scope": "", "page": "/notes/"}
    answer = client.post("/notes/add/", asked, follow=True)
    assert answer.redirect_chain == [("/notes/", 302)] and "Holiday" in answer.content.decode()
    edit = f"/notes/{Annotation.objects.get().pk}/?page=/notes/"
    assert edit in answer.content.decode()
    assert 'href="/notes/"' in client.get(edit).content.decode()


def test_the_queries_of_the_page_of_notes_do_not_grow_with_them(viewer_client, world, queries_of):
    note()
    before = queries_of(viewer_client, "/notes/")
    for back in range(8):
        note(f"Note {back}", back=back, app=world[0])
    assert queries_of(viewer_client, "/notes/") == before
