"""What was decided in the demo, and a target of its own for one network."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.models import App, Network, NetworkTarget, Verdict
from campaigns.models import Decision as Record

OWN_TARGET = ("Merge Harbor", "Circle Social", Decimal("0.18"))
"""Users of Circle Social pay later, so it is asked for less in the first seven days."""


@dataclass(frozen=True)
class DemoDecision:
    """A word that somebody followed so many days before the last one, with a note."""

    network: str
    word: str
    since: int
    note: str


DECISIONS = (
    DemoDecision("Vantage DSP", "watch", 21, "Budget kept while it learns."),
    DemoDecision("Kite Exchange", "cap", 4, "Bid lowered to what an install may cost."),
    DemoDecision("Brisk Media", "ask", 2, "Asked for the publisher list of iOS."),
)


def own_target() -> None:
    """Store the target, before anything is judged."""
    app, network, target = OWN_TARGET
    NetworkTarget.objects.create(
        app=App.objects.get(name=app),
        network=Network.objects.get(name=network),
        target_roas_d7=target,
    )


def follow(last: date) -> None:
    """Note what was followed, with the numbers of that day, in each app that said so then."""
    for one in DECISIONS:
        day = last - timedelta(days=one.since)
        said = Verdict.objects.filter(
            network__name=one.network,
            decision=one.word,
            superseded=False,
            day__lte=day - timedelta(days=1),
        ).order_by("app", "-day")
        newest: dict[int, Verdict] = {}
        for verdict in said:
            newest.setdefault(verdict.app_id, verdict)
        Record.objects.bulk_create(
            Record(
                app_id=app,
                network_id=verdict.network_id,
                word=one.word,
                note=one.note,
                day=day,
                numbers=verdict.decision_numbers,
            )
            for app, verdict in newest.items()
        )


def remove() -> None:
    """Take out what stays where other data keeps the demo's apps and networks."""
    app, network, target = OWN_TARGET
    NetworkTarget.objects.filter(
        app__name=app, network__name=network, target_roas_d7=target
    ).delete()
    for one in DECISIONS:
        Record.objects.filter(network__name=one.network, note=one.note, user=None).delete()
