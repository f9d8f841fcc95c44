"""`/rates/`: typed, from a file, taken away; money follows, small at once and large by a job."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.jobs import changes
from campaigns.jobs.work import work
from campaigns.models import DailyCount, ImportBatch, Job, Rate, Worker
from tests.importing.test_money import FIRST, SECOND, bring, lines, rates, spends
from tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db
TYPED = {"day": "2026-11-10", "currency": "eur", "rate": "1.10"}


@pytest.fixture
def rate_setter(staff, permitted=("change_rate", "add_rate", "delete_rate")):
    from django.contrib.auth.models import Permission

    staff.user_permissions.add(*Permission.objects.filter(codename__in=permitted))


def send(client, **said):
    return client.post(reverse("rates_set"), said, follow=True).content.decode()


def rows_file(text):
    return SimpleUploadedFile("rates.csv", text.encode())


def test_without_rates_the_page_says_what_they_are_for(viewer_client):
    page = viewer_client.get("/rates/").content.decode()
    assert "No rates yet." in page and "Set this rate" not in page


def test_a_typed_rate_restates_money_and_is_taken_back(staff_client, rate_setter):
    bring(lines(FIRST), rate=Decimal(2))
    said = send(staff_client, **TYPED)
    assert "The rate stands, and the money of 1 row is restated" in said and spends() == [11]
    batch = ImportBatch.objects.get(source="rates")
    assert f"/imports/{batch.pk}/undo/" in said
    assert 'data-label="Rows restated"' in said, "what rates changed stacks on a phone"
    staff_client.post(reverse("undo", args=[batch.pk]))
    assert spends() == [20] and not Rate.objects.exists()


def test_a_file_of_rates_is_set_whole_or_not_at_all(staff_client, rate_setter):
    good = "day,currency,rate\n2026-11-10,EUR,1.1\n2026-11-12,EUR,1.2\n"
    assert "The rates stand. No money that is stored follows from them." in send(
        staff_client, file=rows_file(good)
    )
    assert list(Rate.objects.values_list("rate", flat=True)) == [Decimal("1.2"), Decimal("1.1")]
    bad = "day,currency,rate\n2026-11-13,EUR,1.3\n13.11.2026,EUR,x\n2026-11-14,USD,1\n"
    said = send(staff_client, file=rows_file(bad))
    assert "Line 3: 13.11.2026 is no day" in said and "Line 4: Money is counted in USD" in said
    assert Rate.objects.count() == 2
    assert "no column rate" in send(staff_client, file=rows_file("day,currency\n"))


def test_a_rate_is_taken_away_and_the_one_before_holds(staff_client, rate_setter):
    rates("1.10", "1.20")
    bring(lines(SECOND))
    said = send(staff_client, day=str(SECOND), currency="EUR", away="1")
    assert "The rate is taken away, and the money of 1 row is restated." in said
    assert spends() == [11] and Rate.objects.get().day == FIRST


def test_the_table_says_until_when_a_rate_holds_and_is_exported(viewer_client):
    rates("1.10", "1.20")
    page = viewer_client.get("/rates/").content.decode()
    assert "11 Nov 2026" in page and "now" in page and "Take away" not in page
    lines_of = viewer_client.get("/rates/?_export=csv").content.decode("utf-8-sig").splitlines()
    assert lines_of[1:] == ["EUR,2026-11-12,,1.2", "EUR,2026-11-10,2026-11-11,1.1"]


def test_many_rows_are_restated_and_taken_back_in_the_background(
    staff_client, rate_setter, monkeypatch
):
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    bring(lines(FIRST, SECOND), rate=Decimal(2))
    assert "2 rows are being restated" in send(staff_client, **TYPED)
    assert spends() == [20, 20] and not Rate.objects.exists()
    done(Job.objects.get())
    assert spends() == [11, 11]
    batch = ImportBatch.objects.get(source="rates")
    address = reverse("undo", args=[batch.pk])
    page = staff_client.post(address, follow=True).content.decode()
    assert "is being taken back." in page and 'data-job="open"' in page and spends() == [11, 11]
    staff_client.post(address)
    job = Job.objects.get(kind=Job.Kind.UNDO)
    done(job)
    assert spends() == [20, 20] and not Rate.objects.exists()
    assert "is taken back." in staff_client.get(address).content.decode()


def test_an_undo_that_became_impossible_says_why(staff_client, monkeypatch):
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    first = bring(lines(FIRST, currency="USD")).batch
    address = reverse("undo", args=[first.pk])
    staff_client.post(address)
    bring(lines(FIRST, currency="USD", spend="12"))
    job = Job.objects.get()
    done(job)
    job.refresh_from_db()
    assert job.state == Job.State.REFUSED and spends() == [12]
    assert "must be taken back first" in staff_client.get(address).content.decode()


def test_the_admin_goes_through_the_same_door(admin_client):
    bring(lines(FIRST), rate=Decimal(2))
    admin_client.post("/admin/campaigns/rate/add/", TYPED)
    assert spends() == [11]
    rate = Rate.objects.get()
    admin_client.post(f"/admin/campaigns/rate/{rate.pk}/change/", {"rate": "1.3"})
    assert spends() == [13] and Rate.objects.get().rate == Decimal("1.3")
    admin_client.post(f"/admin/campaigns/rate/{rate.pk}/delete/", {"post": "yes"})
    assert spends() == [13] and not Rate.objects.exists()
    assert DailyCount.objects.get().original_spend == 10


def done(job):
    """A worker does a job."""
    Worker.objects.get_or_create(name="w", defaults={"machine": "m", "pid": 1, "beat_at": NOW})
    work(job.pk, "w")


assert date(2026, 11, 10) == FIRST < TODAY
