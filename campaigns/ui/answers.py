"""What people answer to what needs somebody: told with a button that takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.db import transaction
from django.http import Http404

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.fraud import cases
from campaigns.judgement.networks import flags
from campaigns.models import Case, Decision
from campaigns.records import today

SNOOZES = (3, 7, 14)
"""For how many days something can be put aside."""
UNDO = "undo "
"""What the tags of a message begin with that can be taken back; its token follows."""
LEADS = "leads "
"""What the tags of a message begin with that leads back to the usual; its address follows."""
COPIES = "copies "
"""What the tags of a message begin with whose link can be copied; the link follows."""
SALT = "permille.answers"
SECONDS = 24 * 60 * 60
"""How long after it an answer can be taken back by its message."""


@dataclass(frozen=True)
class Given:
    """What an answer wrote: decisions, keys that are quiet, cases that were asked, and who looked
    after each key before."""

    decisions: Sequence[int] = ()
    quiet: Sequence[str] = ()
    asked: Sequence[int] = ()
    owners: Mapping[str, int | None] = field(default_factory=dict)


def undo(given: Given, user: Any, back: str) -> str:
    """The tags of a message that tells an answer: by them it shows a button, which takes the
    answer back and leads `back`."""
    return UNDO + signing.dumps({**asdict(given), "by": user.pk, "back": back}, salt=SALT)


@transaction.atomic
def take_back(token: str, user: Any) -> str:
    """Undo an answer of this user; where it was given. Raises Http404."""
    try:
        told = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise Http404("There is no such answer, or it is older than a day.") from error
    if told["by"] != user.pk:
        raise Http404("Somebody else answered that.")
    flags.take_back(told["decisions"], user)
    today.take_back(told["quiet"], user)
    for pk in told["asked"]:
        _set_case(pk, user, state=Case.State.OPEN, note="Not asked after all.")
    for key, owner in told["owners"].items():
        own(key, owner, user)
    return told["back"]


def own(key: str, owner: int | None, user: Any) -> int | None:
    """Let somebody look after what a key names, or nobody; who did before."""
    kind, _, pk = key.partition(" ")
    if kind != "case":
        return today.give(key, owner)
    before = cases.case(int(pk)).owner_id
    _set_case(int(pk), user, owner=owner)
    return before


def ask_case(pk: int, user: Any) -> None:
    """Note in a case that its network was asked."""
    _set_case(pk, user, state=Case.State.ASKED, note="Asked the network.")


def _set_case(pk: int, user: Any, **changes: Any) -> None:
    found = cases.case(pk)
    cases.answer(pk, user, {"state": found.state, "owner": found.owner_id, "note": "", **changes})


def answered(name: str, made: Sequence[Decision], apps: Mapping[int, str]) -> str:
    """Northlight, Merge Harbor: quiet until 4 Dec."""
    where = listed([apps[one.app_id] for one in made if one.app_id])
    until = made[0].snoozed_until
    return f"{name}, {where}: {f'quiet until {formats.day(until)}' if until else 'acknowledged'}."
