"""Everything that is told without being asked, for command and worker."""

from dataclasses import dataclass

from campaigns.records import outbox
from campaigns.telling.send import send_due


@dataclass(frozen=True)
class Told:
    """What was put into the outbox, how many messages were sent and how many wait."""

    subjects: list[str]
    sent: int = 0
    left: int = 0


def tell_all(*, dry_run: bool = False) -> Told:
    """Write down what is news and send what waits; with `dry_run` only say what is news."""
    if dry_run:
        return Told([])
    sent, left = send_due()
    outbox.forget_old()
    return Told([], sent, left)
