"""What the bench says of two runs."""

from copy import deepcopy

from tests.bench_compare import held_against

RUN = {
    "account": {"rows": 1_000_000},
    "yardstick_s": 0.1,
    "pages": [{"page": "overview", "days": 28, "ms": 60.0, "server_ms": 20.0}],
    "imports": [{"import": "created", "rows_per_s": 40_000}],
    "peak_mb": 200.0,
}


def changed(**values):
    return {**deepcopy(RUN), **values}


def slower(ms):
    return changed(pages=[{"page": "overview", "days": 28, "ms": ms, "server_ms": 20.0}])


def test_a_page_that_costs_more_than_before_is_a_loss():
    assert not held_against(RUN, RUN)[1]
    assert not held_against(slower(70.0), RUN)[1]
    said, lost = held_against(slower(100.0), RUN)
    assert lost
    (line,) = [line for line in said if line.startswith("overview")]
    assert line.split()[-5:] == ["->", "120.0", "x", "1.50", "LOSS"]


def test_a_slower_machine_is_no_loss():
    twice = changed(yardstick_s=0.2, pages=slower(140.0)["pages"], imports=[])
    assert not held_against(twice, RUN)[1]
    assert held_against(changed(yardstick_s=0.1, pages=slower(140.0)["pages"]), RUN)[1]


def test_a_larger_account_tells_growth():
    said, lost = held_against(slower(500.0) | {"account": {"rows": 10_000_000}}, RUN)
    assert not lost
    assert said[0] == "growth from 1,000,000 rows, machine x 1.00"
