"""What pages ask of all apps together, and that no filter or range changes: found when the day is
judged, stored, and read while nothing it rests on changed. Else, and for readers who may not see
everything, it is found when a page asks."""

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar

from campaigns import reports
from campaigns.judgement.stored import FEW, decoded, few, store
from campaigns.models import Judged
from campaigns.models.changes import Versions
from campaigns.models.limits import limit
from campaigns.reports.answers import kept, versions

PREFIX, ALONE = "all ", "alone "
Answer = TypeVar("Answer")


class Together(Generic[Answer]):
    """A question about all apps as of today: `ask` answers it in the form `form`; the answer is
    `little` to read, or not, and then perhaps asked where the others are not: `alone`."""

    def __init__(
        self,
        name: str,
        form: type[Answer],
        ask: Callable[[date], Answer],
        *,
        little: bool = False,
        alone: bool = False,
    ) -> None:
        prefix = FEW if little else ALONE if alone else PREFIX
        self.name, self._form, self._ask = f"{prefix}{name}", form, ask

    def __call__(self, today: date) -> Answer:
        """The answer."""
        return _answer(self, today)

    def found(self, today: date) -> Answer:
        """The answer that is stored, else a new one."""
        content = None if limit() else _content(self.name, today)
        return self._ask(today) if content is None else decoded(content, self._form)

    def keep(self, today: date) -> None:
        """Store the answer with the first of all apps. The version is read first: what is written
        meanwhile makes the answer an old one."""
        version, apps = Versions().together, reports.app_ids()
        if apps:
            store(self.name, min(apps), today, version, self._ask(today))


@kept
def _answer(question: Together, today: date) -> Any:
    return question.found(today)


def _content(name: str, today: date) -> bytes | None:
    if not name.startswith(FEW):
        return _standing(ALONE if name.startswith(ALONE) else PREFIX, today).get(name)
    now = versions().together
    return next((content for _, version, content in few(name) if version == now), None)


@kept
def _standing(prefix: str, today: date) -> dict[str, bytes]:
    """All such answers that hold and are much to read. One query."""
    rows = Judged.objects.filter(kind__startswith=prefix, day=today, version=versions().together)
    return {kind: bytes(content) for kind, content in rows.values_list("kind", "content")}
