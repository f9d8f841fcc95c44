"""What is remembered of a person: the range and app they asked for last, and how tables look."""

from collections.abc import Sequence
from typing import Any

from campaigns.models.today import Remembered

MOST = 500
"""A longer query string is not remembered."""
USUAL = Remembered()


def remembered(user: Any) -> Remembered:
    """What is remembered of somebody. One query for the reader of a request."""
    if not hasattr(user, "remembered"):
        user.remembered = Remembered.objects.filter(user=user).first() or USUAL
    return user.remembered


def last_asked(user: Any) -> str:
    """The range and app that somebody asked for last; `led` says that a page shows it."""
    user.led = remembered(user).query
    return user.led


def led(user: Any) -> str | None:
    """The last range and app that the page at hand shows; None where it shows none."""
    return getattr(user, "led", None)


def noted(user: Any) -> str | None:
    """What the page at hand had remembered of its reader; None where it had nothing."""
    return getattr(user, "noted", None)


def remember(user: Any, query: str) -> None:
    """Keep what the reader asks for, where it is not kept already; `noted` has it from then on."""
    if len(query) > MOST:
        return
    user.noted = query
    if remembered(user).query != query:
        _keep(user, query=query)


def keep_columns(user: Any, page: str, names: Sequence[str]) -> None:
    """Keep which columns the tables of a page show; none for the usual ones."""
    others = {name: one for name, one in remembered(user).columns.items() if name != page}
    _keep(user, columns=others | ({page: list(names)} if names else {}))


def keep_density(user: Any, *, compact: bool) -> None:
    """Keep whether tables are compact."""
    _keep(user, compact=compact)


def _keep(user: Any, **values: Any) -> None:
    user.remembered, _ = Remembered.objects.update_or_create(user=user, defaults=values)
