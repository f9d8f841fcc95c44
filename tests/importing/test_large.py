"""Large and broken files, a sample: `python -m tests.long import_size` and `fuzz` are the rest."""

import sys

import pytest

from tests import fuzz
from tests.import_size import measured, most_of

ROWS, MOST = 20_000, 135


@pytest.mark.slow
def test_twenty_thousand_rows_take_little_memory():
    """A Django process takes some 90 MB before it imports anything.

    A worker reads the file from the database and tells how far it is, a command neither. It needs
    128 MB; on a busy machine its two threads now and then held 7 more at once, so of three workers
    one counts.
    """
    assert any(measured(ROWS, 1, worker=True)[0] < MOST for _ in range(3))


def test_what_the_tests_themselves_hold_is_no_memory_of_an_import():
    held = b"x" * 2**28
    assert most_of([sys.executable, "-c", "pass"]) < len(held) // 2**20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_broken_files_end_in_an_answer(tmp_path):
    assert fuzz.fuzz(12, 1, tmp_path) == []
