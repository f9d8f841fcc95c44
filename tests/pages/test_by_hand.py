"""`/imports/by-hand/`: a day of active campaigns is typed or pasted, and is one import."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.importing.undoing.undo import take_back
from campaigns.models import Campaign, CountRevision, DailyCount, ImportBatch
from tests.browser import faults_in_any_look
from tests.make import LAST_DAY, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
BEFORE = LAST_DAY - timedelta(days=1)
GONE = LAST_DAY - timedelta(days=29)


def build():
    """Two campaigns that reported the day before, a new one, one long silent and one that ended."""
    make_day(
        "Kite", BEFORE, campaign="Asia", impressions=57000, clicks=780, installs=126, spend=984
    )
    make_day("Kite", BEFORE, campaign="LATAM", impressions=54000, clicks=850, installs=144)
    make_day("Kite", GONE, campaign="Silent", impressions=1000, installs=3)
    make_day("Kite", BEFORE, campaign="Ended", impressions=1000, installs=3)
    Campaign.objects.filter(name="Ended").update(status="ended")
    make_campaign(network="Brisk", name="New")


@made_once
def campaigns():
    build()
    return {one.name: one.pk for one in Campaign.objects.all()}


def typed(campaigns, **rows):
    """What a browser sends of a grid that came empty; impressions, clicks, installs, spend."""
    sent = {f"was-{pk}": "|||" for pk in campaigns.values()}
    names = ("impressions", "clicks", "installs", "spend")
    for campaign, cells in rows.items():
        pairs = zip(names, cells, strict=True)
        sent |= {f"{name}-{campaigns[campaign]}": cell for name, cell in pairs}
    return sent


def send(client, sent, **more):
    return client.post(reverse("by_hand"), sent | more, follow=True)


def stored(campaign):
    row = DailyCount.objects.filter(day=LAST_DAY, campaign=campaign).first()
    return row and (row.impressions, row.clicks, row.installs, row.spend)


def test_active_campaigns_stand_in_the_grid_with_the_day_before_beside(staff_client, campaigns):
    page = staff_client.get("/imports/by-hand/").content.decode()
    assert "Yesterday by hand: Mon 23 Nov" in page and "0 of 3 campaigns are filled" in page
    assert "57,000" in page and "144" in page
    assert f'id="installs-{campaigns["New"]}"' in page
    assert f'id="installs-{campaigns["Silent"]}"' not in page
    assert f'id="installs-{campaigns["Ended"]}"' not in page


def test_another_day_a_network_and_a_part_of_a_name_can_be_chosen(staff_client, campaigns):
    page = staff_client.get(f"/imports/by-hand/?day={BEFORE}&q=lat").content.decode()
    assert "A day by hand: Sun 22 Nov" in page and "1 of 1 campaigns is filled" in page
    brisk = Campaign.objects.get(name="New").network_id
    page = staff_client.get(f"/imports/by-hand/?network={brisk}").content.decode()
    assert "New" in page and "LATAM" not in page
    for odd in ("2027-01-01", "1800-01-01", "x"):
        assert "Mon 23 Nov" in staff_client.get(f"/imports/by-hand/?day={odd}").content.decode()


def test_what_is_typed_is_one_import_empty_is_not_reported_and_not_typed_over_unseen(
    staff_client, campaigns
):
    sent = typed(campaigns, Asia=("54 222", "801", "126", "$1,086.99"), New=("10,000", "", "0", ""))
    page = send(staff_client, sent).content.decode()
    batch = ImportBatch.objects.get(source="admin")
    assert (batch.created, batch.user.username) == (2, "staff")
    assert "Typed for 23 Nov 2026 is in." in page and "Undo this import" in page
    assert stored(campaigns["Asia"]) == (54222, 801, 126, Decimal("1086.99"))
    assert stored(campaigns["New"]) == (10000, None, 0, None)
    assert stored(campaigns["LATAM"]) is None
    late = send(staff_client, typed(campaigns, Asia=("60000", "801", "126", "986.99")))
    assert "impressions: It is 54,222 by now: somebody has changed it." in late.content.decode()
    assert stored(campaigns["Asia"])[0] == 54222
    take_back(batch)
    assert not DailyCount.objects.filter(day=LAST_DAY).exists()


def test_only_what_is_typed_over_changes_and_what_it_was_is_kept(staff_client, campaigns):
    send(staff_client, typed(campaigns, Asia=("54222", "801", "126", "986.99")))
    row = DailyCount.objects.get(day=LAST_DAY)
    type(row).objects.filter(pk=row.pk).update(spend=Decimal("986.994"), retained_d1=30)
    asia = campaigns["Asia"]
    again = {
        **{f"was-{asia}": "54,222|801|126|986.99", f"impressions-{asia}": "54,222"},
        **{f"clicks-{asia}": "", f"installs-{asia}": "130", f"spend-{asia}": "986.99"},
    }
    send(staff_client, again, checked="on")
    assert stored(asia) == (54222, None, 130, Decimal("986.994"))
    assert DailyCount.objects.get(day=LAST_DAY).retained_d1 == 30
    assert CountRevision.objects.get(day=LAST_DAY).installs == 126
    emptied = again | {f"was-{asia}": "54,222||130|986.99", f"retained-{asia}": ""}
    emptied |= {f"{name}-{asia}": "" for name in ("impressions", "clicks", "installs", "spend")}
    DailyCount.objects.filter(day=LAST_DAY).update(retained_d1=None)
    send(staff_client, emptied, checked="on")
    assert stored(asia) is None


def test_a_fault_names_row_and_field_and_nothing_is_saved(staff_client, campaigns):
    sent = typed(campaigns, Asia=("54222", "8o1", "1.5", "1.204"), New=("-3", "", "5", ""))
    answer = send(staff_client, sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and not DailyCount.objects.filter(day=LAST_DAY).exists()
    for said in (
        "Asia on Kite, clicks: Not a whole number: the letter o stands among the digits",
        "Asia on Kite, installs: A count cannot have a fraction.",
        "Asia on Kite, spend: 1.204 can be 1.204 or 1204",
        "New on Brisk, impressions: A count cannot be below zero.",
    ):
        assert said in page
    assert 'value="8o1"' in page and f'href="#clicks-{campaigns["Asia"]}"' in page


def test_what_looks_odd_is_saved_once_it_is_confirmed(staff_client, campaigns):
    sent = typed(campaigns, LATAM=("64760", "1087", "1580", ""))
    page = send(staff_client, sent).content.decode()
    assert "1,580 installs is 11 times the day before. A digit too many?" in page
    assert stored(campaigns["LATAM"]) is None
    send(staff_client, sent, checked="on")
    assert stored(campaigns["LATAM"]) == (64760, 1087, 1580, None)


def test_a_day_that_a_file_tells_finer_cannot_be_typed_over(staff_client, campaigns):
    make_day("Kite", campaign="Asia", country="US", impressions=900, installs=4)
    page = staff_client.get("/imports/by-hand/").content.decode()
    assert "Rows from a file tell more than can be typed" in page
    assert f'id="installs-{campaigns["Asia"]}"' not in page
    answer = send(staff_client, typed(campaigns, Asia=("1", "1", "1", "1")), checked="on")
    assert answer.status_code == 400 and "Nothing was typed" in answer.content.decode()
    assert stored(campaigns["Asia"]) == (900, None, 4, None)


def test_a_network_day_told_without_campaigns_asks_before_it_is_replaced(staff_client, campaigns):
    make_day("Kite", campaign="Not stated", country="ZZ", impressions=90000, installs=400)
    sent = typed(campaigns, Asia=("54222", "801", "126", ""))
    page = send(staff_client, sent).content.decode()
    assert "Finer numbers are stored already and would be lost: numbers without a campaign" in page
    assert stored(campaigns["Asia"]) is None


def test_a_page_without_campaigns_says_what_will_stand_there(staff_client, db):
    page = staff_client.get("/imports/by-hand/").content.decode()
    assert "No active campaign reported within 28 days of this day." in page


def test_the_import_page_and_the_admin_lead_to_it(staff_client, db):
    for address in ("/imports/", "/admin/"):
        assert 'href="/imports/by-hand/"' in staff_client.get(address).content.decode()


PASTE = """([id, text]) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const cell = document.getElementById(id);
  cell.focus();
  const kind = { clipboardData: data, bubbles: true, cancelable: true };
  cell.dispatchEvent(new ClipboardEvent("paste", kind));
}"""


@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_pasted_into_the_first_cell_fills_the_grid(open_as, page, staff, axe):
    build()
    ids = {one.name: one.pk for one in Campaign.objects.all()}
    open_as(staff, "/imports/by-hand/")
    new, asia, latam = (ids[name] for name in ("New", "Asia", "LATAM"))
    text = "10,000\t300\t20\t5.00\r\n54222\t801\t126\t986.99\r\n64760\t1087\t1580\t\r\n"
    page.evaluate(PASTE, [f"impressions-{new}", text])
    assert page.input_value(f"#installs-{latam}") == "1580"
    assert page.inner_text(f"tr:has(#installs-{asia}) [data-ipm]") == "2.32"
    assert "One cell looks odd." in page.inner_text("[data-state]")
    assert page.inner_text("[data-save]") == "Save 3 rows"
    page.focus(f"#clicks-{new}")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"clicks-{asia}"
    assert not faults_in_any_look(page, axe)
    page.fill(f"#installs-{latam}", "158")
    page.click("[data-save]")
    assert stored(asia) == (54222, 801, 126, Decimal("986.99"))
