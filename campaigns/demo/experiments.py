"""Tests of the demo's team: planned and decided from its own counts, as a person would.

Nothing about their outcome is written here: what they needed, whether they were fair and what
came of them is computed from the counts that `counts` has drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from campaigns.demo.plants import (
    NEW_AD,
    NEW_AD_SINCE,
    PULLED_BACK,
    RICH,
    SHIFTED,
    STORE_PAGE,
    STORE_PAGE_SINCE,
)
from campaigns.judgement.experiments import records
from campaigns.judgement.experiments.judge import judge
from campaigns.judgement.experiments.planning import Proposal, planned
from campaigns.models import App, Creative, Experiment, Network, StorePage

CREATIVES, STORE_PAGES = Experiment.Kind.CREATIVES, Experiment.Kind.STORE_PAGES
AMERICA, EUROPE_JAPAN = RICH[:2], RICH[2:]
HISTORY = 10
"""Days with counts before a test, from which it is planned."""


@dataclass(frozen=True)
class Trial:
    """A test that began `since` days before the last day and was looked at `until` days before it;
    None: it still runs. The control comes first in `parts`, "" is the app's default page."""

    name: str
    app: str
    kind: str
    parts: tuple[str, ...]
    network: str
    countries: tuple[str, ...]
    since: int
    until: int | None = None
    lift: float = 15
    share: int = 50
    note: str = ""


TRIALS = (
    Trial(
        "Rescue hook against plain gameplay",
        "Merge Harbor",
        CREATIVES,
        (PULLED_BACK, "MH_RV_Broken_bridge_20s_9x16_EN_v3"),
        "Lumio Ads",
        EUROPE_JAPAN,
        since=76,
        until=50,
        note="Does a hook in the first three seconds pay?",
    ),
    Trial(
        "Sound instead of a fail",
        "Tile Garden",
        CREATIVES,
        ("TG_RV_Fail_then_win_30s_9x16_EN_v4", "TG_RV_Match_by_ear_15s_9x16_EN_v1"),
        "Playgrid",
        AMERICA,
        since=78,
        until=35,
        lift=10,
    ),
    Trial(
        "Puzzle 1 % at Vantage",
        "Tile Garden",
        CREATIVES,
        (SHIFTED, "TG_RV_Puzzle_one_percent_30s_9x16_EN_v1"),
        "Vantage DSP",
        AMERICA,
        since=46,
        until=24,
        note="The network was asked for even delivery.",
    ),
    Trial(
        "Sound instead of before/after",
        "Tile Garden",
        CREATIVES,
        (SHIFTED, "TG_RV_Match_by_ear_15s_9x16_EN_v1"),
        "Lumio Ads",
        EUROPE_JAPAN,
        since=68,
        until=19,
    ),
    Trial(
        "Garden tour store page",
        "Tile Garden",
        STORE_PAGES,
        ("", STORE_PAGE),
        "Lumio Ads",
        AMERICA,
        since=STORE_PAGE_SINCE,
        share=83,
        note="Ads of the broad campaign lead to the tour, the others to the default page.",
    ),
    Trial(
        "Three moves as a playable",
        "Merge Harbor",
        CREATIVES,
        ("MH_PLA_Merge_till_it_sinks_9x16_EN_v2", "MH_PLA_Three_moves_9x16_EN_v1"),
        "Playgrid",
        AMERICA,
        since=20,
    ),
    Trial(
        "Anna reacts",
        "Merge Harbor",
        CREATIVES,
        ("MH_RV_Broken_bridge_20s_9x16_EN_v3", NEW_AD),
        "Lumio Ads",
        AMERICA,
        since=NEW_AD_SINCE,
        share=45,
        lift=20,
    ),
)


def run(last: date, days: int) -> None:
    """Plan, start and decide the tests that the loaded days reach back to."""
    for trial in TRIALS:
        if trial.since + HISTORY < days:
            _run(trial, last)


def _run(trial: Trial, last: date) -> None:
    app = App.objects.get(name=trial.app)
    network = Network.objects.get(name=trial.network)
    start = last - timedelta(days=trial.since)
    proposal = Proposal(
        trial.kind,
        app.pk,
        tuple(_part(trial.kind, app, name) for name in trial.parts),
        trial.lift / 100,
        trial.share / 100,
        (network.pk,),
        trial.countries,
    )
    found = planned(proposal, start)
    if not (found.need and found.need.plan):
        return
    asked: Mapping = {
        "name": trial.name,
        "start": start,
        "lift": trial.lift,
        "share": trial.share,
        "owner": None,
        "note": trial.note,
    }
    stored = records.add(found, asked, start)
    if trial.until is not None:
        _decide(stored, last - timedelta(days=trial.until))


def _part(kind: str, app: App, name: str) -> int:
    if kind == CREATIVES:
        return Creative.objects.get(app=app, name=name).pk
    page = {"name": name} if name else {"kind": StorePage.Kind.DEFAULT}
    return StorePage.objects.get(app=app, **page).pk


def _decide(stored: Experiment, day: date) -> None:
    """Decide as the counts say, if they say something by then."""
    (judged,) = judge([records.experiment(stored.pk)], day)
    if not judged.suggestion:
        return
    winner = judged.leader.challenger.arm.pk if judged.suggestion == "beats" else None
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    records.decide(judged, judged.suggestion, winner, note="", user=None, at=noon)
