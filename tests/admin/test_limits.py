"""The admin takes no count, amount or day that an import would refuse."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.metrics import COUNTS, MONEY
from campaigns.models import DailyCount
from tests.make import LAST_DAY, make_campaign, make_day

pytestmark = pytest.mark.django_db

ADD = reverse("admin:campaigns_dailycount_add")
COUNT = "It is too large to be a day's count."
AMOUNT = "It is too large to be a day's amount."
LARGE = ["1000000000001", "9223372036854775807", "9" * 40]


def enter(client, **said):
    data = {
        "campaign": make_campaign().pk, "day": LAST_DAY, "creative": "",
        "country": "ZZ", "store_page": "", "reported_by": "network", **dict.fromkeys(COUNTS, ""),
        **said,
    }  # fmt: skip
    return client.post(ADD, data)


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


@pytest.mark.parametrize("box", ["", "on"], ids=["no tick", "tick"])
@pytest.mark.parametrize("value", LARGE)
def test_a_count_that_is_too_large_is_refused_whichever_it_is(staff_client, value, box):
    names = [name for name in COUNTS if name not in MONEY]
    response = enter(staff_client, **dict.fromkeys(names, value), confirm_odd=box)
    assert errors(response) == {name: [COUNT] for name in names}
    assert not DailyCount.objects.exists()


@pytest.mark.parametrize("value", ["1000000000.01", *LARGE, "1e999999"])
def test_an_amount_that_is_too_large_is_refused_whichever_it_is(staff_client, value):
    response = enter(staff_client, **dict.fromkeys(MONEY, value), confirm_odd="on")
    assert errors(response) == {name: [AMOUNT] for name in MONEY}


def test_an_amount_finer_than_a_millionth_is_not_called_too_large(staff_client):
    (message,) = errors(enter(staff_client, spend="1e-20"))["spend"]
    assert "6 decimal places" in message


def test_the_largest_count_and_amount_are_taken_and_shown(staff_client):
    said = {"impressions": 10**12, "installs": 1, "spend": "1000000000"}
    assert enter(staff_client, **said).status_code == 302
    row = DailyCount.objects.get()
    assert (row.impressions, row.spend) == (10**12, Decimal(10**9))
    for page in ("/", "/?granularity=week", reverse("admin:campaigns_dailycount_changelist")):
        assert staff_client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("day", "said"),
    [("0001-01-01", "1 Jan 1"), ("1990-01-01", "1 Jan 1990"), ("2006-12-31", "31 Dec 2006")],
)
def test_a_day_before_there_were_app_stores_is_refused(staff_client, day, said):
    response = enter(staff_client, day=day, installs=1, confirm_odd="on")
    assert errors(response) == {"day": [f"{said} is before there were app stores."]}
    assert not DailyCount.objects.exists()


def test_the_first_day_of_an_import_is_the_first_day_here(staff_client):
    assert enter(staff_client, day="2007-01-01", installs=1).status_code == 302
    assert DailyCount.objects.get().day == date(2007, 1, 1)


def test_the_limits_hold_in_the_table_of_a_campaign(staff_client):
    row = make_day(day=LAST_DAY, impressions=10, installs=1)
    data = {
        "network": row.campaign.network_id, "name": row.campaign.name, "status": "active",
        "confirm_odd": "on", "new_counts-TOTAL_FORMS": 2, "new_counts-INITIAL_FORMS": 0,
        "counts-TOTAL_FORMS": 1, "counts-INITIAL_FORMS": 1, "counts-0-id": row.pk,
        "counts-0-campaign": row.campaign_id, "counts-0-impressions": 10**12 + 1,
    }  # fmt: skip
    for i, said in enumerate(({"day": "1990-01-01", "installs": 1}, {"spend": 10**9 + 1})):
        new = {"day": "2026-01-01", "country": "ZZ", "reported_by": "network", **said}
        data |= {f"new_counts-{i}-{name}": value for name, value in new.items()}
    page = reverse("admin:campaigns_campaign_change", args=[row.campaign_id])
    inlines = staff_client.post(page, data).context["inline_admin_formsets"]
    found = [[dict(form.errors) for form in inline.formset.forms] for inline in inlines]
    early = {"day": ["1 Jan 1990 is before there were app stores."]}
    assert found == [[early, {"spend": [AMOUNT]}], [{"impressions": [COUNT]}]]
    row.refresh_from_db()
    assert (DailyCount.objects.count(), row.impressions) == (1, 10)
