"""Rows that many tests of a module take, made once for the tests that follow each other.

    @made_once
    def week():
        return make_day(impressions=1000, installs=5)

is a fixture `week`, and another such function may take it. What it writes stands in a transaction
that is rolled back before the first test that does not take it, so such a test finds an empty
database. Each test works in a savepoint of its own, on copies of what was returned. Tests that
commit, as those in a browser, make it for themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from inspect import signature
from typing import Any

import pytest
from django.db import transaction

from tests.make import keep

COMMITTING = {"live_server", "transactional_db"}


@dataclass(frozen=True, eq=False)
class World:
    """What a function writes, and what it takes for it."""

    build: Callable[..., Any]
    takes: tuple["World", ...]

    def stand(self) -> Any:
        """Write the rows, unless they stand already, and return what their function did."""
        if self not in _standing:
            _standing[self] = self.build(*(world.stand() for world in self.takes))
            keep()
        return _standing[self]

    def depth(self) -> int:
        return 1 + sum(world.depth() for world in self.takes)


_worlds: dict[int, World] = {}
"""By the id of their fixture, which modules import from each other."""
_standing: dict[World, Any] = {}
"""What they returned; the world that was asked for is the last, after what it takes."""
_ground = ExitStack()
"""The transaction that all of `_standing` was written in."""
_unblocked: list[Callable] = []
"""How the database is reached outside of tests, once there is one."""


def made_once(build: Callable[..., Any]):
    """Make a fixture of a function that writes rows, from nothing or from other such fixtures."""
    names = list(signature(build).parameters)
    world = World(build, tuple(_worlds[id(build.__globals__[name])] for name in names))

    @pytest.fixture(name=build.__name__)
    def made(db, request):
        if world in _standing:
            return deepcopy(_standing[world])
        taken = [request.getfixturevalue(name) for name in names]
        with transaction.atomic():  # rows are summed once, also where another connection will ask
            found = build(*taken)
            keep()
        return found

    _worlds[id(made)] = world
    return made


@contextmanager
def reaching(unblocked: Callable) -> Iterator[None]:
    """There is a database: worlds can stand in it."""
    _unblocked.append(unblocked)
    yield
    _clear()
    _unblocked.clear()


def prepare(item: pytest.Item) -> None:
    """Before the fixtures of a test: make the world that it takes, and clear any other."""
    world = _taken_by(item)
    if world is next(reversed(_standing), None):
        return
    _clear()
    if world and _unblocked:
        _ground.enter_context(_undone(_unblocked[0]))
        with _unblocked[0]():
            world.stand()


def together(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of each module by the world that they take, which then is made once for them."""
    places: dict[tuple, int] = {}

    def place(item: pytest.Item) -> tuple[int, int]:
        module = places.setdefault((item.path,), len(places))
        return module, places.setdefault((item.path, _taken_by(item)), len(places))

    return sorted(items, key=place)


def _taken_by(item: pytest.Item) -> World | None:
    fixtures = getattr(item, "fixturenames", ())
    if COMMITTING & set(fixtures):
        return None
    module = getattr(item, "module", None)
    taken = [_worlds.get(id(getattr(module, name, None))) for name in fixtures]
    return max(filter(None, taken), key=World.depth, default=None)


def _clear() -> None:
    _standing.clear()
    _ground.close()


@contextmanager
def _undone(unblocked: Callable) -> Iterator[None]:
    """A transaction that is rolled back in the end, if its connection has not ended before."""
    rows = transaction.atomic()
    with unblocked():
        rows.__enter__()
    try:
        yield
    finally:
        with unblocked():
            if transaction.get_connection().in_atomic_block:
                transaction.set_rollback(True)
                rows.__exit__(None, None, None)
