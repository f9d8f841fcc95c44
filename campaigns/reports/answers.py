"""Answers that are kept until the data changes: nothing is asked twice in a request, and little by
the next one.

Only while a page is read: what commands and forms ask is never kept, because they write.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import is_dataclass
from functools import cached_property, wraps
from inspect import unwrap
from threading import Lock
from typing import Any, TypeVar

from django.utils import timezone

from campaigns.models.changes import Versions
from campaigns.models.limits import limit
from campaigns.reports import drawn

MOST = 300
"""Answers that a process keeps; of these the least asked for goes first."""
Answer = TypeVar("Answer", bound=Callable)

_answers: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


class Reading:
    """One request that only reads: which version of the data it sees, and on which day."""

    @cached_property
    def versions(self) -> Versions:
        """The version at the first question. One query."""
        return Versions()

    @cached_property
    def moment(self) -> tuple[Hashable, ...]:
        """What an answer depends on beside its question and the limit of its reader."""
        return self.versions.data, self.versions.newest, timezone.localdate()


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Keep answers while what is inside reads."""
    one = Reading()
    token = _reading.set(one)
    try:
        yield one
    finally:
        _reading.reset(token)


def versions() -> Versions:
    """The version that the page at hand sees; elsewhere that of now."""
    one = _reading.get()
    return one.versions if one else Versions()


def is_reading() -> bool:
    """Whether a page is read, so that answers are kept."""
    return _reading.get() is not None


def kept(ask: Answer) -> Answer:
    """Keep what a function answers to each question; nobody may change the answer."""

    @wraps(ask)
    def asked(*question: Any, **more: Any) -> Any:
        one = _reading.get()
        if one is None:
            return ask(*question, **more)
        key = _key(one, ask, question, more)
        with _lock:
            if key in _answers:
                _answers.move_to_end(key)
                return _answers[key]
        answer = ask(*question, **more)
        _keep(key, answer)
        return answer

    return asked  # type: ignore[return-value]


def is_kept(ask: Callable, *question: Any) -> bool:
    """Whether the answer to a question is kept, of a function whose answers are."""
    one = _reading.get()
    return one is not None and _key(one, unwrap(ask), question, {}) in _answers


def keep(answer: Any, ask: Callable, *question: Any) -> None:
    """Keep an answer that was found beside another, as long as a page is read."""
    if one := _reading.get():
        _keep(_key(one, unwrap(ask), question, {}), answer)


def _key(one: Reading, ask: Callable, question: tuple, more: Mapping[str, Any]) -> Hashable:
    own = ask.__module__, ask.__qualname__
    return one.moment, limit(), *own, hashed(question), hashed(more)


def _keep(key: Hashable, answer: Any) -> None:
    with _lock:
        _answers[key] = answer
        while len(_answers) > MOST:
            _answers.popitem(last=False)


def forget() -> None:
    """Keep nothing that was answered so far, nor any page that shows it."""
    with _lock:
        _answers.clear()
    drawn.forget()


def hashed(question: Any) -> Hashable:
    """A question in a form that can be a key."""
    if isinstance(question, Mapping):
        return tuple(sorted((name, hashed(value)) for name, value in question.items()))
    if is_dataclass(question):
        return type(question).__name__, hashed(vars(question))
    if isinstance(question, list | tuple):
        return tuple(hashed(value) for value in question)
    return question
