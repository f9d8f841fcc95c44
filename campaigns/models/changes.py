"""What was changed, as one integer that every write raises.

Whatever was computed from the database holds while the integer stays the same, so it can be kept
until then. A row is added in the transaction of the write, so both are seen together or neither,
and no two writers wait for each other.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Max, Sum
from django.utils import timezone

Key = tuple[int | None, bool]
"""An app, None for all, and whether what is judged of it must be judged again."""
WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE ", "REPLAC", "TRUNCA")
WATCHED = re.compile(r'"?(campaigns_\w+|auth_\w+)"?', re.ASCII)
OWN = "campaigns_change"
VALUES = "(app, judged, steps, at) VALUES (%s, %s, %s, %s)"
USED = (
    'UPDATE "auth_user" SET "last_login" = %s WHERE',
    'UPDATE "campaigns_token" SET "used_at" = %s WHERE',
)
"""A login, and the use of a token, change nothing that a page shows."""
ALL_JUDGED = {
    "campaigns_threshold": ("",),
    "campaigns_networktarget": ("",),
    "campaigns_network": ('"name"', '"kind"', '"settle_days"', '"learned_days"', "_as_skan"),
    "campaigns_app": ('"name"', '"platform"', '"target_'),
    "campaigns_campaign": ('"app_id"', '"network_id"'),
    "campaigns_creative": ('"app_id"', '"name"', '"format"'),
    "campaigns_storepage": ('"app_id"', '"name"', '"kind"'),
    "campaigns_namingrule": ("",),
    "campaigns_nameword": ("",),
    "campaigns_namefield": ("SET",),
    "campaigns_fieldvalue": ("SET",),
    "campaigns_namevalue": ("SET",),
}
"""Tables, and columns of them, on which judgements of any app depend; "" is any column."""
OF_ALL = 0
"""Instead of an app: what is found of all apps together, and of none alone."""
TOGETHER = (
    *("campaigns_covereddays", "campaigns_importbatch", "campaigns_networkmaturity"),
    *("campaigns_experiment", "campaigns_experiment_networks", "campaigns_arm"),
    *(
        "campaigns_budget",
        "campaigns_clicktimecount",
        "campaigns_rejectedcount",
        "campaigns_sourceappcount",
    ),
)
"""Tables on which what is found of all apps together depends beside their counts."""
SPLITTING = {"campaigns_campaign": ('"targeting"', '"bid_type"', '"status"')}
"""Columns by which the counts of all apps are split: what is kept of that depends on them."""


QUIET = (
    *(OWN, "campaigns_job", "campaigns_jobfile", "campaigns_worker", "campaigns_pendingupload"),
    *("campaigns_visit", "campaigns_device", "campaigns_auditevent", "campaigns_audithead"),
    *("campaigns_remembered", "campaigns_tally"),
)
"""Tables of which no page of counts or judgements shows anything."""
OF_READER = ("campaigns_remembered", "campaigns_visit")
"""Those that say something of the reader of a page, which is known before it is drawn."""


class Change(models.Model):
    """Some writes, as many as `steps`. `judged` tells those after which an app must be judged
    again, all where `app` is None, and what is found of all together where it is `OF_ALL`;
    whatever changes, pages must be made again."""

    app = models.PositiveBigIntegerField(null=True)
    judged = models.BooleanField(default=False)
    steps = models.PositiveBigIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.steps} changes"


class Versions:
    """The integers of one moment: of everything, and of what the judgement of an app rests on.

    `newest` is the time of the newest change: it tells two databases of one version apart. `demo`
    says whether any counts are demo data.
    """

    def __init__(self) -> None:
        found = Change.objects.order_by().values_list("app", "judged")
        demo = Exists(apps.get_model("campaigns", "ImportBatch").objects.filter(is_demo=True))
        rows = list(found.annotate(Sum("steps"), Max("at"), demo=demo))
        _again(connection)
        self._steps: dict[Key, int] = {(app, judged): n for app, judged, n, *_ in rows}
        self.data = sum(self._steps.values())
        self.newest = max((at for *_, at, _ in rows), default=None)
        self.demo = any(demo for *_, demo in rows)

    @property
    def judged(self) -> int:
        """What was changed so far that any judgement depends on."""
        return self.together - self._steps.get((OF_ALL, True), 0)

    @property
    def together(self) -> int:
        """The same, with what only answers about all apps together depend on."""
        return sum(n for (_, judged), n in self._steps.items() if judged)

    def of(self, app: int) -> int:
        """What was changed so far that judgements of this app depend on."""
        return self._steps.get((None, True), 0) + self._steps.get((app, True), 0)


def changed(some: Iterable[int]) -> None:
    """Say that what is judged of these apps must be judged again."""
    _raise(connection, [(app, True) for app in sorted(set(some))])


@transaction.atomic
def fold() -> None:
    """Make few rows of many; the sums stay."""
    rows = list(Change.objects.select_for_update(skip_locked=True))
    sums: dict[Key, int] = {}
    for row in rows:
        sums[row.app, row.judged] = sums.get((row.app, row.judged), 0) + row.steps
    if len(rows) > 2 * len(sums):
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
        Change.objects.bulk_create(
            Change(app=app, judged=judged, steps=n) for (app, judged), n in sums.items()
        )


def watch(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise the version with every write of a connection; a receiver of `connection_created`."""
    connection._raised, connection._has_changes = {}, False  # type: ignore[attr-defined]
    if _noting not in connection.execute_wrappers:
        connection.execute_wrappers.append(_noting)


class Asked:
    """Whether any of what is asked while a page is drawn changes without raising the version."""

    def __init__(self) -> None:
        self.changes_unseen = False

    def __call__(self, execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
        """Ask, and look at what is asked."""
        if not isinstance(sql, str) or any(table in sql for table in _unseen()):
            self.changes_unseen = True
        return execute(sql, params, many, context)


@contextmanager
def asked() -> Iterator[Asked]:
    """Look at what is asked inside, of any database."""
    found = Asked()
    with ExitStack() as ends:
        for alias in connections:
            ends.enter_context(connections[alias].execute_wrapper(found))
        yield found


@cache
def _unseen() -> tuple[str, ...]:
    """Tables that change without raising the version, but those that the key of a page knows."""
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    seen = {name for name in every if WATCHED.fullmatch(name) and name not in QUIET}
    return tuple(sorted(every - seen - {OWN, *OF_READER}))


def _noting(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    if isinstance(sql, str) and sql.startswith("DROP TABLE") and OWN in sql:
        context["connection"]._has_changes = False
    key = _key(sql) if isinstance(sql, str) else None
    if key is None or not _stands(context["connection"]):
        return execute(sql, params, many, context)
    result = execute(sql, params, many, context)
    _raise(context["connection"], [key])
    return result


def _key(sql: str) -> Key | None:
    """What a statement changes; None where nothing that is shown."""
    text = sql.lstrip()
    if text[:6].upper() not in WRITING or text.startswith(USED):
        return None
    found = WATCHED.search(text)
    if found is None or found[1] in QUIET:
        return None
    if found[1] in TOGETHER:
        return OF_ALL, True
    columns = ALL_JUDGED.get(found[1])
    if columns is None or (text.startswith("INSERT") and "" not in columns):
        return None, False  # what is new has no counts yet
    setting = text.partition(" WHERE ")[0]
    if text.startswith("DELETE") or any(column in setting for column in columns):
        return None, True
    splitting = any(column in setting for column in SPLITTING.get(found[1], ()))
    return (OF_ALL, True) if splitting else (None, False)


def _stands(connection: Any) -> bool:
    """Whether there is a table of changes; while a database is migrated there may be none."""
    if not connection._has_changes:
        connection._has_changes = OWN in connection.introspection.table_names()
    return connection._has_changes


def _raise(connection: Any, keys: Iterable[Key]) -> None:
    """Add a row for each key, once a transaction unless the version was read since."""
    standing = {id(entry[1]) for entry in connection.run_on_commit}
    raised = connection._raised
    new = [key for key in keys if key not in raised or id(raised[key]) not in standing]
    if not new:
        return
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for app, judged in new:
            cursor.execute(f"INSERT INTO {OWN} {VALUES}", [app, judged, 1, now])
    if connection.in_atomic_block:
        for key in new:
            raised[key] = lambda: None
            connection.on_commit(raised[key])


def _again(connection: Any) -> None:
    """The version is read: what is written after this must raise it."""
    connection._raised = {}
