from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.metrics import COUNTS, MONEY, RATIOS, Counts, total

NUMBER = st.none() | st.integers(0, 10**9)
AMOUNT = st.none() | st.decimals(0, 10**6, places=6)
ROW = st.fixed_dictionaries({name: AMOUNT if name in MONEY else NUMBER for name in COUNTS})
ROWS = st.lists(ROW.map(lambda values: Counts.of(**values)), max_size=6)
FEW = settings(max_examples=20)


def test_ipm_is_installs_per_thousand_impressions():
    assert Counts.of(impressions=36_178_206, installs=221_259).ipm == pytest.approx(
        6.1158, abs=1e-4
    )


def test_every_ratio_is_its_definition_on_the_class_and_a_number_on_counts():
    row = Counts.of(
        impressions=10_000, clicks=300, installs=50, view_through_installs=5,
        spend=Decimal("95"), retained_d1=20, retained_d7=5, revenue_d7=Decimal("19"),
    )  # fmt: skip
    values = {ratio.name: getattr(row, ratio.name) for ratio in RATIOS}
    assert values == pytest.approx(
        {"ipm": 5, "ctr": 3, "cvr": 15, "cpi": 1.9, "ecpm": 9.5, "roas_d7": 20,
         "retention_d1": 40, "retention_d7": 10, "revenue_per_install": 0.38}
    )  # fmt: skip
    assert Counts.ipm.label == "IPM"


def test_ecpm_is_ipm_times_cpi_where_all_three_counts_are_reported():
    row = Counts.of(impressions=12_345, installs=67, spend=Decimal("89.1"))
    assert row.ecpm == pytest.approx(row.ipm * row.cpi)


@pytest.mark.parametrize(
    "values",
    [{}, {"installs": 5}, {"impressions": 0, "installs": 5}, {"impressions": 100}],
    ids=["nothing", "no impressions reported", "zero impressions", "no installs reported"],
)
def test_a_ratio_without_its_denominator_or_numerator_is_no_data(values):
    assert Counts.of(**values).ipm is None


def test_no_install_on_a_thousand_impressions_is_zero_and_not_no_data():
    assert Counts.of(impressions=1000, installs=0).ipm == 0


def test_a_ratio_sums_only_rows_that_report_both_of_its_counts():
    both = Counts.of(impressions=1000, installs=6)
    silent = Counts.of(installs=900)
    assert (both + silent).ipm == 6
    assert (both + silent).installs == 906


def test_total_ipm_is_not_the_mean_of_ipms():
    small = Counts.of(impressions=1_000, installs=20)
    large = Counts.of(impressions=99_000, installs=99)
    assert (small + large).ipm == pytest.approx(1.19)
    assert (small.ipm + large.ipm) / 2 == pytest.approx(10.5)


@FEW
@given(ROWS, st.integers(0, 6))
def test_parts_add_to_the_whole_in_any_split(rows, cut):
    assert total(rows[:cut]) + total(rows[cut:]) == total(rows)


@FEW
@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert total(shuffled) == total(rows)


def installs_have_impressions(counts):
    return not (counts.impressions == 0 and counts.installs)


@FEW
@given(
    st.lists(
        ROW.map(lambda values: Counts.of(**values)).filter(installs_have_impressions), max_size=6
    )
)
def test_a_total_ipm_lies_between_the_lowest_and_the_highest_part(rows):
    parts = [row.ipm for row in rows if row.ipm is not None]
    if parts:
        slack = 1e-9 * max(parts)
        assert min(parts) - slack <= total(rows).ipm <= max(parts) + slack
    else:
        assert total(rows).ipm is None


@FEW
@given(ROWS)
def test_a_total_is_reported_when_any_part_is(rows):
    for name in COUNTS:
        told = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        assert getattr(total(rows), name) == (sum(told) if told else None)
