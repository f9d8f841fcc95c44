"""Money of other currencies: kept as stated, converted by the rate of each day, restated by one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.storing.rates import set_rates
from campaigns.importing.undoing.merging import merge
from campaigns.importing.undoing.undo import UndoRefused, take_back
from campaigns.models import Campaign, CountRevision, DailyCount, ImportBatch, Network, Rate
from campaigns.models.keeping import faults
from tests.importing.test_undo import ALL_DAYS, state
from tests.make import TODAY

pytestmark = pytest.mark.django_db
HEAD = "day,app,platform,network,campaign,impressions,installs,spend,currency\n"
FIRST, SECOND = date(2026, 11, 10), date(2026, 11, 12)


def rates(*of_days, currency="EUR"):
    """Rates from the first days on, as typed."""
    wanted = {
        (currency, day): Decimal(rate) for day, rate in zip((FIRST, SECOND), of_days, strict=False)
    }
    return set_rates(wanted)


def lines(*days, currency="EUR", spend="10", campaign="Broad", network="Kite"):
    return "".join(
        f"{day},Merge Harbor,android,{network},{campaign},1000,5,{spend},{currency}\n"
        for day in days
    )


def bring(text, **options):
    return import_file(
        (HEAD + text).encode(), "report.csv", Options(**{"today": TODAY} | options),
        accept=["shrinks", "scale", "grows"],
    )  # fmt: skip


def spends():
    return list(DailyCount.objects.order_by("day", "pk").values_list("spend", flat=True))


def test_each_line_takes_the_rate_of_its_day_and_keeps_what_the_file_states():
    rates("1.10", "1.20")
    result = bring(lines(FIRST, FIRST + timedelta(days=1), SECOND))
    assert not result.errors
    assert spends() == [11, 11, 12]
    kept = DailyCount.objects.values_list("currency", "original_spend").distinct()
    assert list(kept.order_by()) == [("EUR", 10)]
    assert result.batch.currency == "EUR" and result.batch.rate is None
    assert any("multiplied by 1.10 to 1.20" in said for said in result.reading.warnings)


def test_lines_of_several_currencies_take_their_own_rates():
    rates("1.10")
    rates("2", currency="GBP")
    assert not bring(lines(FIRST) + lines(FIRST, currency="GBP", campaign="B") + lines(
        FIRST, currency="USD", campaign="C")).errors  # fmt: skip
    assert spends() == [11, 20, 10]
    assert set(DailyCount.objects.values_list("currency", flat=True)) == {"EUR", "GBP", None}


def test_a_day_before_the_first_rate_needs_one():
    rates("1.10")
    (error,) = bring(lines(FIRST - timedelta(days=1), FIRST)).errors
    assert (error.code, error.field) == ("rate_needed", "spend")
    assert not DailyCount.objects.exists()


def test_an_old_rate_is_spoken_of():
    rates("1.10")
    said = bring(lines(FIRST + timedelta(days=8))).reading.warnings
    assert f"The newest rate of EUR for 2026-11-18 is of {FIRST}." in said


def test_a_changed_rate_restates_money_with_revisions_and_its_undo_brings_both_back():
    rates("1.10", "1.20")
    bring(lines(FIRST, SECOND))
    before = state()
    done = rates("1.10", "1.30")
    assert spends() == [11, 13]
    kept = CountRevision.objects.get(batch=done.batch)
    assert (kept.day, kept.spend, kept.original_spend) == (SECOND, 12, 10)
    assert not faults(ALL_DAYS)
    take_back(done.batch)
    assert state() == before
    assert [str(one.rate.normalize()) for one in Rate.objects.order_by("day")] == ["1.1", "1.2"]


def test_a_rate_that_stands_already_changes_nothing():
    rates("1.10")
    assert rates("1.10") is None
    assert ImportBatch.objects.count() == 1


def test_the_same_file_after_a_changed_rate_changes_nothing():
    rates("1.10")
    bring(lines(FIRST))
    rates("1.30")
    again = bring(lines(FIRST)).batch
    assert (again.changed, again.created, again.unchanged) == (0, 0, 1)


def test_rates_are_taken_back_after_the_imports_that_used_them():
    done = rates("1.10")
    batch = bring(lines(SECOND)).batch
    with pytest.raises(UndoRefused) as refused:
        take_back(done.batch)
    assert refused.value.later == [batch]
    take_back(done.batch, with_later=True)
    assert not DailyCount.objects.exists() and not Rate.objects.exists()


def test_a_stated_rate_goes_before_the_table_and_a_later_one_restates():
    assert not bring(lines(FIRST), rate=Decimal("1.5")).errors
    assert spends() == [15]
    assert ImportBatch.objects.get().rate == Decimal("1.5")
    rates("1.10")
    assert spends() == [11]


def test_a_hand_entry_of_other_counts_keeps_the_original_money(admin_user):
    from campaigns.importing.manual_entry import write

    rates("1.10")
    bring(lines(FIRST))
    row = DailyCount.objects.get()
    row.installs = 7
    write(admin_user, [row])
    rates("1.30")
    assert (spends(), DailyCount.objects.get().installs) == ([13], 7)


def test_a_merge_adds_original_money_of_one_currency():
    rates("1.10")
    bring(lines(FIRST) + lines(FIRST, campaign="Brod"))
    merge(Campaign.objects.all(), Campaign.objects.get(name="Broad"))
    row = DailyCount.objects.get()
    assert (row.spend, row.original_spend, row.currency) == (22, 20, "EUR")
    rates("1.30")
    assert spends() == [26]


def test_money_of_two_currencies_in_one_row_is_left_alone_by_later_rates():
    rates("1.10")
    result = bring(lines(FIRST) + lines(FIRST, currency="USD"))
    assert spends() == [21]
    assert any("several currencies" in said for said in result.reading.warnings)
    rates("1.30")
    assert spends() == [21]


def test_zones_are_kept_where_a_file_tells_them():
    told = "Time zone: America/Los_Angeles\n" + HEAD + lines(FIRST, currency="USD")
    result = import_file(told.encode(), "report.csv", Options(today=TODAY))
    assert result.batch.zone == "America/Los_Angeles"
    assert bring(lines(FIRST, network="Other"), zone="UTC", rate=Decimal(1)).batch.zone == "UTC"
    assert bring(lines(FIRST, network="Third", currency="USD")).batch.zone == ""
    assert Network.objects.count() == 3
