"""What pages and imports cost, on a seeded account of any size.

    python -m tests.bench [--rows N] [--database URL] [--pages] [--import] [--serve]
                          [--json] [--against FILE]

The account has 20 networks, of which two are told by the MMP as well and one without impressions,
10 apps, 400 campaigns, 5,000 creatives, 60 countries and 730 days. It is built where the database
has no counts yet, and kept where one is named. Without --pages, --import and --serve the first
two run. FILE is what an earlier run printed with --json: what became slower is told and ends with
exit code 1; of an account of another size it is told how cost grows.

All times but those of --serve are CPU time: of this process, and of its server process where
PostgreSQL runs on this machine. `x rollup` is what the page's SQL costs against the bare sum of its
main question.
"""

import argparse
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import django

from tests.bench_compare import held_against, yardstick
from tests.bench_serve import PRODUCTION, serve

RANGES = (28, 365)
PAGES = {
    "overview": ("/", ("app", "network", "day")),
    "trends": ("/trends/", ("day",)),
    "networks": ("/networks/", ("app", "network", "day")),
    "network": ("/networks/{network}/", ("format", "country", "day")),
    "campaigns": ("/campaigns/", ("campaign", "day")),
    "campaign": ("/campaigns/{campaign}/", ("campaign", "day")),
    "creatives": ("/creatives/", ("creative", "network")),
    "creative": ("/creatives/{creative}/", ("creative", "day")),
    "store pages": ("/store-pages/", ("store_page", "day")),
    "audience": ("/audience/", ("country",)),
    "quality": ("/quality/", ("network", "day")),
    "planner": ("/planner/", ("network", "day")),
    "fraud": ("/fraud/", ("network", "day")),
    "why": ("/why/", ("network", "country")),
}
"""The address of each page, and the dimensions of the sum that it mainly shows."""


@dataclass
class Cost:
    """What something cost: CPU ms of this process and of the server, and what it asked."""

    ms: float = 0.0
    server_ms: float = 0.0
    sql_ms: float = 0.0
    queries: int = 0
    rows: int = 0


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of what is done inside, counted where it reaches the database."""
    from django.db import connection
    from django.db.backends.utils import CursorWrapper

    cost = Cost()

    def ask(execute: Callable, *args: Any) -> Any:
        cost.queries += 1
        return clocked(lambda: execute(*args))

    def clocked(work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        cost.sql_ms += 1000 * (time.process_time() - start)
        return result

    def fetching(name: str) -> Callable:
        def fetch(self: Any, *args: Any) -> Any:
            found = clocked(lambda: getattr(self.cursor, name)(*args))
            cost.rows += len(found) if name != "fetchone" else found is not None
            return found

        return fetch

    names = ("fetchone", "fetchmany", "fetchall")
    for name in names:
        setattr(CursorWrapper, name, fetching(name))
    server, start = server_ms(), time.process_time()
    try:
        with connection.execute_wrapper(ask):
            yield cost
    finally:
        cost.ms = 1000 * (time.process_time() - start)
        cost.server_ms = server_ms() - server
        cost.sql_ms += cost.server_ms
        for name in names:
            delattr(CursorWrapper, name)


def server_ms() -> float:
    """The CPU ms that this connection's PostgreSQL process has used so far; 0 where unknown."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        said = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(said.split()[0]) / 1e6


def pages() -> list[dict]:
    """The cost of every page for its first reader after a change, in a warm process: as it opens,
    which is with 28 days, and of a range of its own."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from campaigns.periods import DEFAULT_DAYS
    from campaigns.reports import answers

    user, _ = get_user_model().objects.get_or_create(username="bench", is_superuser=True)
    client = Client()
    client.force_login(user)
    subjects = _subjects()
    gc.collect()  # judging, which left much to look through, is the work of another process
    gc.freeze()
    found = []
    for days in RANGES:
        for name, (path, by) in PAGES.items():
            url = path.format(**subjects) + (_range(days) if days != DEFAULT_DAYS else "")
            client.get(url)
            answers.forget()
            with measured() as cost:
                status = client.get(url).status_code
            bare = _bare(days, by)
            ratio = cost.sql_ms / bare if bare else None
            found.append(
                {"page": name, "days": days, "status": status, **asdict(cost), "bare": bare}
                | {"x_rollup": ratio}
            )
            print(_line(found[-1]), file=sys.stderr, flush=True)
    return found


def judge_all() -> None:
    """Judge all apps as of today, as the worker does after an import."""
    from django.utils import timezone

    from campaigns.judgement.daily import judge

    judge(timezone.localdate())


def judgements() -> dict[str, dict]:
    """The cost of judging all apps for the first time, when the months of all years are stored,
    and after an import of the last day."""
    from campaigns.models import keeping
    from campaigns.periods import Period

    found = {}
    for name in ("first judging", "judging"):
        if name == "judging":
            last = _last_day()
            keeping.refresh(keeping.all_days(Period(last, last)))
        with measured() as cost:
            judge_all()
        found[name] = asdict(cost)
        print(f"{name} {cost.ms + cost.server_ms:.0f} ms", file=sys.stderr, flush=True)
    return found


def _subjects() -> dict[str, int]:
    """The campaign, creative and network with most rows."""
    from django.db.models import Sum

    from campaigns.models import CreativeDay

    newest = CreativeDay.objects.order_by("-day").values_list("day", flat=True).first()
    rows = CreativeDay.objects.filter(day=newest, impressions__gt=0).order_by()
    paths = {"campaign": "campaign", "creative": "creative", "network": "campaign__network"}
    return {
        name: rows.values_list(path).annotate(n=Sum("impressions")).order_by("-n", path)[0][0]
        for name, path in paths.items()
    }


def _range(days: int) -> str:
    from campaigns.periods import Period

    period = Period.of_days(days, _last_day())
    return f"?from={period.first}&to={period.last}"


def _last_day() -> Any:
    from django.utils import timezone

    from campaigns.periods import last_complete_day

    return last_complete_day(timezone.localdate())


def _bare(days: int, by: tuple[str, ...]) -> float:
    """The ms of the sum by these dimensions alone, of the table that would answer it."""
    from django.db.models import Sum

    from campaigns.metrics import COUNTS
    from campaigns.periods import Period
    from campaigns.reports import DIMENSIONS
    from campaigns.reports.tables import smallest

    period = Period.of_days(days, _last_day())
    rows = smallest(*by).objects.filter(day__range=(period.first, period.last), counted=True)
    paths = [DIMENSIONS[name].path for name in by]
    sums = rows.order_by().values_list(*paths).annotate(*map(Sum, COUNTS))
    list(sums.all())
    with measured() as cost:
        list(sums.all())
    return cost.sql_ms


def _line(row: dict) -> str:
    ratio = f"{row['x_rollup']:6.1f}" if row["x_rollup"] else "     -"
    spent = row["ms"] + row["server_ms"]
    return (
        f"{row['page']:12} {row['days']:4} d {row['status']} {spent:8.0f} ms "
        f"(SQL {row['sql_ms']:7.0f}) {row['queries']:4} queries {row['rows']:8} rows "
        f"bare {row['bare']:7.1f} ms x rollup {ratio}"
    )


def imports(rows: int) -> list[dict]:
    """Rows a CPU second of files: new rows, the same again, restated, and over stored days.

    All is rolled back, so what PostgreSQL checks at the end of a transaction is measured apart:
    that the campaign, creative and store page of each row exist.
    """
    from django.db import transaction

    from tests.bench_account import report_file

    cases: dict[str, dict] = {
        "created": {"restated": False},
        "unchanged": {"restated": False},
        "all changed": {"restated": True},
        "over stored days": {"restated": False, "back": rows // 13_700 + 1},
    }
    found = []
    with transaction.atomic():
        for case, kind in cases.items():
            cost, checks = _imported(report_file(rows, **kind))
            spent = (cost.ms + cost.server_ms) / 1000
            found.append({"import": case, "of": rows, "rows_per_s": rows / spent, **asdict(cost)})
            found[-1]["checks_ms"] = checks.ms + checks.server_ms
            print(
                f"import {case:16} {rows} rows: {rows / spent:8.0f} rows a CPU second, "
                f"{cost.queries} queries, {found[-1]['checks_ms']:.0f} ms of checks, "
                f"{peak_mb():.0f} MB at most so far",
                file=sys.stderr,
                flush=True,
            )
        transaction.set_rollback(True)
    return found


def _imported(content: bytes) -> tuple[Cost, Cost]:
    """The cost of importing a file, and of its checks. Nothing is left when the next is made."""
    from django.db import connection

    from campaigns.importing.codes import POINTS
    from campaigns.importing.import_file import import_file
    from campaigns.importing.lines import Options

    with measured() as cost:
        result = import_file(
            content,
            "bench.csv",
            Options(source="generic", reported_by="network"),
            accept=[str(point) for point in POINTS],
            replace_detail=True,
        )
    assert not result.errors, result.errors[:3]
    with measured() as checks:
        if connection.vendor == "postgresql":
            connection.check_constraints()
    return cost, checks


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--database", help="a DATABASE_URL; else a SQLite file that goes again")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--import", action="store_true", dest="imports")
    parser.add_argument("--import-rows", type=int, default=20_000)
    parser.add_argument("--serve", action="store_true", help="gunicorn under four readers")
    parser.add_argument("--seconds", type=int, default=30, help="how long each kind of them reads")
    parser.add_argument("--against", type=Path, metavar="FILE", help="what --json printed before")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = options.database or f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipmsite.settings"
        if options.serve:
            os.environ |= PRODUCTION  # a session is signed by the key of the site
        django.setup()
        from django.conf import settings

        settings.DEBUG = False
        settings.ALLOWED_HOSTS = ["*"]
        from tests.bench_account import build

        both = not (options.pages or options.imports or options.serve)
        result: dict[str, Any] = {"yardstick_s": yardstick(), "account": build(options.rows)}
        result |= judgements()
        if both or options.pages:
            result["pages"] = pages()
        if both or options.imports:
            result["imports"] = imports(options.import_rows)
        if options.serve:
            result["serve"] = serve(options.seconds, options.import_rows)
        result["peak_mb"] = peak_mb()
    if options.json:
        print(json.dumps(result, default=str))
    if not options.against:
        return 0
    said, lost = held_against(result, json.loads(options.against.read_text()))
    print("\n".join(said), file=sys.stderr)
    return int(lost)


if __name__ == "__main__":
    sys.exit(main())
