"""Files of every kind that doubles numbers, in random shapes: right totals, or the right question.

A file is made from lines whose sums are known; then subtotals, copies of a loader, a totals row or
millionths are put into it.
"""

from dataclasses import dataclass, field
from itertools import product

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.models import DailyCount
from tests.make import TODAY

pytestmark = pytest.mark.django_db
COUNTS = ("impressions", "clicks", "installs", "spend")
HEADER = ("Date", "Network", "Campaign", "Country", *COUNTS)
NETWORKS = ("Fernway Ads", "Quillo", "Kite")
CAMPAIGNS = ("Alpha", "Beta", "Gamma")
COUNTRIES = ("US", "DE")
RANDOM = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Made:
    """Lines with their sums, and the file that holds them."""

    rows: list[tuple]
    lines: list[tuple] = field(default_factory=list)

    @property
    def sums(self) -> tuple:
        return tuple(sum(row[4 + i] for row in self.rows) for i in range(4))


numbers = st.tuples(
    st.integers(1_000, 90_000), st.integers(1, 900), st.integers(1, 90), st.integers(1, 500)
)


@st.composite
def tables(draw, least=1):
    """Lines of some networks, campaigns, countries and days, each key once."""
    days = [f"2026-11-{day:02}" for day in range(1, draw(st.integers(1, 3)) + 1)]
    keys = list(product(days, NETWORKS, CAMPAIGNS, COUNTRIES))
    chosen = draw(st.lists(st.sampled_from(keys), min_size=least, max_size=12, unique=True))
    return Made([(*key, *draw(numbers)) for key in sorted(chosen)])


def summed(rows, key):
    """A row that sums others and states `key` alone."""
    return (*key, *(sum(row[4 + i] for row in rows) for i in range(4)))


def as_text(lines, header=HEADER):
    return "\n".join(",".join(map(str, line)) for line in (header, *lines)) + "\n"


def stored():
    sums = DailyCount.objects.aggregate(**{name: Sum(name) for name in COUNTS})
    return tuple(sums[name] for name in COUNTS)


def read(text, **said):
    options = Options(today=TODAY)
    with transaction.atomic():
        result = import_file(
            text.encode(), "f.csv", options, app="Tile Garden", platform="ios", **said
        )
        written = stored()
        transaction.set_rollback(True)
    return {str(doubt.point) for doubt in result.confirm}, result.errors, written


def assert_right_or_asked(text, right, point):
    """Either the right sums are stored, or nothing is and the question is `point`."""
    points, errors, written = read(text)
    if not errors:
        assert written == right
        return
    assert points == {point}
    assert written == (None, None, None, None)


grains = st.sampled_from(["network and day", "day", "network", "campaign", "country"])


def group_key(row, grain, *, called):
    day, network, campaign, country, *_ = row
    name = f"{network} Total" if called else network
    return {
        "network and day": (day, name, "", ""),
        "day": (day, "", "", ""),
        "network": ("", name, "", ""),
        "campaign": (day, network, campaign, ""),
        "country": (day, "", "", country),
    }[grain]


@RANDOM
@given(tables(least=2), grains, st.booleans(), st.booleans(), st.booleans())
def test_subtotals_are_left_out_wherever_they_stand(made, grain, called, beneath, whole):
    groups: dict[tuple, list[tuple]] = {}
    for row in made.rows:
        groups.setdefault(group_key(row, grain, called=called), []).append(row)
    lines = list(made.rows) if beneath else []
    for key, rows in groups.items():
        lines += [summed(rows, key)] if beneath else [*rows, summed(rows, key)]
    if whole:
        lines.append(("Grand Total", "", "", "", *made.sums))
    assert_right_or_asked(as_text(lines), made.sums, "subtotals")
    assert read(as_text(lines))[1] == []


@RANDOM
@given(tables(least=2), st.booleans(), st.integers(0, 3), st.integers(1, 5000))
def test_a_subtotal_or_total_that_is_off_is_asked_about(made, called, count, off):
    wrong = list(made.sums)
    wrong[count] += off
    rows = [row for row in made.rows if row[:2] == made.rows[0][:2]]
    lines = list(made.rows)
    if called:
        sums = list(summed(rows, ()))
        sums[count] += off
        lines.append((made.rows[0][0], f"{made.rows[0][1]} Total", "", "", *sums))
        assert_right_or_asked(as_text(lines), None, "subtotals")
    else:
        lines.append(("Total", "", "", "", *wrong))
        assert_right_or_asked(as_text(lines), None, "totals_differ")


LOADERS = (
    ("_sdc_batched_at", "_sdc_sequence"),
    ("_fivetran_synced", "_fivetran_id"),
    ("_airbyte_extracted_at", "_airbyte_raw_id"),
    ("_dlt_load_id", "_dlt_id"),
    ("_loaded_at", "_row"),
)


@RANDOM
@given(tables(), st.sampled_from(LOADERS), st.data(), st.sampled_from(["", "right", "doubled"]))
def test_what_a_loader_wrote_again_counts_once(made, loader, data, totals):
    lines, number = [], 0
    for row in made.rows:
        versions = data.draw(st.integers(1, 4))
        for version in range(versions):
            number += 1
            older = version < versions - 1 and data.draw(st.booleans())
            counts = [c + 1 for c in row[4:]] if older else row[4:]
            lines.append((*row[:4], *counts, f"2026-11-{10 + version}T03:00:00Z", number))
    lines = data.draw(st.permutations(lines))
    again = len(lines) > len(made.rows)
    if totals:
        sums = made.sums if totals == "right" else summed(lines, ())
        lines = [*lines, ("Total", "", "", "", *sums, "", "")]
    text = as_text(lines, (*HEADER, *loader))
    assert_right_or_asked(text, made.sums, "loader_copies" if again else "totals_differ")
    if totals != "doubled":
        assert read(text)[1] == []


@RANDOM
@given(tables(), st.sampled_from([100, 1_000_000]))
def test_money_in_another_unit_than_before_is_asked_about(made, unit):
    with transaction.atomic():
        import_file(
            as_text(made.rows).encode(), "f.csv", Options(today=TODAY), app="T", platform="ios"
        )
        before = DailyCount.objects.count()
        lines = [(*row[:7], row[7] * unit) for row in made.rows]
        result = import_file(
            as_text(lines).encode(), "f.csv", Options(today=TODAY), app="T", platform="ios"
        )
        assert {str(doubt.point) for doubt in result.confirm} == {"scale"}
        assert (DailyCount.objects.count(), stored()) == (before, made.sums)
        transaction.set_rollback(True)


@RANDOM
@given(tables(), st.booleans())
def test_a_plain_file_and_its_totals_row_go_in_unasked(made, whole):
    lines = [*made.rows, ("Total", "", "", "", *made.sums)] if whole else made.rows
    points, errors, written = read(as_text(lines))
    assert (points, errors, written) == (set(), [], made.sums)
