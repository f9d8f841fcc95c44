"""Everything that is told without being asked, for command and worker."""

from dataclasses import dataclass

from django.db import transaction

from campaigns.records import outbox
from campaigns.telling.alerts import judge_rules
from campaigns.telling.reports import tell_reports
from campaigns.telling.send import send_due


@dataclass(frozen=True)
class Told:
    """The sentences put into the outbox, how many messages were sent and how many wait."""

    subjects: list[str]
    sent: int = 0
    left: int = 0


def tell_all(*, dry_run: bool = False) -> Told:
    """Write down what is news and send what waits; with `dry_run` only say what is news."""
    if dry_run:
        with transaction.atomic():
            told = judge_rules() + tell_reports()
            transaction.set_rollback(True)
        return Told(told)
    told = judge_rules() + tell_reports()
    sent, left = send_due()
    outbox.forget_old()
    return Told(told, sent, left)
