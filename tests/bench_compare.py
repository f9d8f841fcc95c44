"""A run of the bench beside a stored one: what became slower, and how cost grows with rows."""

import time
from collections.abc import Iterator
from typing import Any

LOSS = 1.3
"""Costs of one page differ by a tenth or two from run to run."""
ROUNDS = 2_000_000


def yardstick() -> float:
    """CPU seconds of work that never changes, to hold two machines against each other."""
    start = time.process_time()
    for _ in range(ROUNDS):
        pass
    words = {str(number): number for number in range(ROUNDS // 20)}
    sum(map(len, map(str.upper, map(str, words))))
    return time.process_time() - start


def held_against(now: dict[str, Any], then: dict[str, Any]) -> tuple[list[str], bool]:
    """A sentence for each cost of both runs, and whether one is a loss.

    Costs are held against each other as if the machines were equally fast. Where the accounts
    differ in size it is growth, and no loss.
    """
    same = 0.8 < now["account"]["rows"] / then["account"]["rows"] < 1.25
    speed = then["yardstick_s"] / now["yardstick_s"]
    before = dict(_costs(then))
    said, lost = [], False
    for name, cost in _costs(now):
        if not before.get(name):
            continue
        ratio = cost * speed / before[name]
        loss = same and ratio > LOSS
        lost |= loss
        said.append(f"{name:32} {before[name]:9.1f} -> {cost:9.1f}  x {ratio:5.2f}{_mark(loss)}")
    what = "as then" if same else f"growth from {then['account']['rows']:,} rows"
    return [f"{what}, machine x {speed:.2f}", *said], lost


def _mark(loss: bool) -> str:
    return "  LOSS" if loss else ""


def _costs(run: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Everything that a run measured, so that less is better."""
    for row in run.get("pages", ()):
        yield f"{row['page']} {row['days']} d, ms", row["ms"] + row["server_ms"]
    for row in run.get("imports", ()):
        yield f"import {row['import']}, us a row", 1e6 / row["rows_per_s"]
    if judging := run.get("judging"):
        yield "judging, ms", judging["ms"] + judging["server_ms"]
    for row in run.get("serve", ()):
        yield f"serve {row['readers']}, ms a request", 1000 / row["per_s"]
        yield f"serve {row['readers']}, p95 ms", row["p95_ms"]
    for name in ("peak_mb",):
        if name in run:
            yield "memory, MB", run[name]
