"""Days that an address asks for: by number, by name, as typed."""

from datetime import date

import pytest
from django.http import QueryDict

from campaigns.models import SavedView
from campaigns.periods import Period
from campaigns.ui.report_form import ReportForm
from tests.make import TODAY, make_day

pytestmark = pytest.mark.django_db


def form(query: str) -> ReportForm:
    return ReportForm(QueryDict(query), today=TODAY)


def test_a_named_range_moves_on_and_goes_along():
    asked = form("days=last_month&network=3")
    assert asked.period == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert asked.elsewhere() == "?days=last_month&network=3"
    assert (asked.rolls, asked.last_days, asked.range_words) == (True, None, "last month")


def test_all_days_are_those_with_counts():
    make_day(day=date(2026, 9, 3), impressions=1000, installs=5)
    assert form("days=all").period == Period(date(2026, 9, 3), date(2026, 11, 23))


def test_what_is_typed_goes_before_the_fields_beside_it():
    fields = "&days=28&from=2026-01-01&to=2026-01-09"
    assert form(f"typed=1 oct - 12 oct{fields}").address() == "?from=2026-10-01&to=2026-10-12"
    assert form("typed=last 3 weeks").address() == "?days=21"
    assert form("typed=last month&days=7").address() == "?days=last_month"


def test_what_cannot_be_read_is_said():
    asked = form("typed=tomorrow")
    assert asked.last_days == 28
    assert asked.problems()[0].startswith("Days: “tomorrow” is no range. Write “1 oct - 12 oct”")
    assert form("days=next_month").problems() == [
        "Days: Write a number of days, or a range such as last_month."
    ]
    assert form("typed=1 jan 2020 - 2 jan 2026").problems() == [
        "Days: A range may have three years at most."
    ]


def test_a_view_of_a_named_range_moves_on(viewer_client, time_machine):
    make_day(day=date(2026, 10, 3), impressions=1000, installs=5)
    sent = {"name": "Month", "path": "/", "query": "days=last_month"}
    viewer_client.post("/views/", sent)
    time_machine.move_to(date(2026, 12, 2))
    assert "last month" in viewer_client.get("/views/").content.decode()
    view = SavedView.objects.get()
    assert viewer_client.get(f"/views/{view.pk}/").url == "/?days=last_month"
