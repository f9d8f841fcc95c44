"""A day's judgement: fraud first, then verdicts on IPM, then what to do with each network."""

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from campaigns import reports
from campaigns.judgement.budgets import paces_now
from campaigns.judgement.concepts.kept import keep_concepts, keep_concepts_of_all
from campaigns.judgement.creatives.standings import store_standings
from campaigns.judgement.data_health import days_of_all
from campaigns.judgement.experiments.ready import ready_tests
from campaigns.judgement.forecasts import settling_of_all
from campaigns.judgement.fraud.cases import judge_fraud
from campaigns.judgement.fraud.findings import signals_of_all
from campaigns.judgement.fraud.subjects import subjects_of_all
from campaigns.judgement.maturity import learn, learned_of_all
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.decisions import decide_networks
from campaigns.judgement.networks.evidence import JudgedNow, store_evidence
from campaigns.judgement.networks.judge import AppJudgement
from campaigns.judgement.restated import restated
from campaigns.judgement.store_pages.judged import keep_store_pages
from campaigns.judgement.usual import keep_usual_sums
from campaigns.models import Verdict
from campaigns.models.changes import Versions, fold
from campaigns.models.dialects import read_again
from campaigns.models.limits import unlimited
from campaigns.records.naming import apply_rules
from campaigns.records.stated_values import keep_ad_groups, keep_tags

KINDS = (store_standings, keep_store_pages, keep_concepts)
"""What is judged for pages, app by app, beside the evidence on its networks."""
TOGETHER = (
    *(learned_of_all, settling_of_all, days_of_all, restated, ready_tests),
    *(subjects_of_all, signals_of_all, paces_now),
)
"""What is found of all apps together."""


@contextmanager
def _unsearched() -> Iterator[None]:
    """Let nobody look for cycles inside: what is judged holds none, and a search of all the lists
    that it makes took a twentieth of the time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@unlimited()
@read_again()
@_unsearched()
def judge(as_of: date, apps: Iterable[int] | None = None) -> list[Verdict]:
    """Judge and decide on every network of these apps, of all where None, as of a day.

    As of today, what pages show of creatives is judged too, and before all else is learned how
    soon days are complete, where all apps are judged.
    """
    judged = None if apps is None else tuple(apps)
    if judged is None and as_of == timezone.localdate():
        learn(as_of)
    found: dict[int, JudgedNow] = {}
    verdicts = judge_days([as_of], [as_of], judged, found)
    if as_of == timezone.localdate():
        judge_pages(as_of, judged, found)
    return verdicts


def judge_pages(
    today: date, apps: Collection[int] | None = None, found: Mapping[int, JudgedNow] | None = None
) -> None:
    """Judge and store what pages show of these apps, of all where None; `found` are apps that were
    judged for today.

    The version is read first: what is written meanwhile makes the answer an old one.
    """
    for app in reports.app_ids() if apps is None else apps:
        version = Versions().of(app)
        store_evidence(app, today, version, (found or {}).get(app))
        for judge_kind in KINDS:
            judge_kind(app, today, version)
    keep_concepts_of_all(today)
    for question in TOGETHER:
        question.keep(today)
    keep_usual_sums(today)
    fold()


@transaction.atomic
def judge_days(
    days: Sequence[date],
    fraud: Collection[date],
    apps: Iterable[int] | None = None,
    found: dict[int, JudgedNow] | None = None,
) -> list[Verdict]:
    """The same as of several days, the oldest first; fraud is judged on some of them only.

    Names are read first: what they say of formats is compared like for like. `found` is given each
    app as it was judged on the last of the days.
    """
    apply_rules()
    keep_tags()
    keep_ad_groups()
    judged = None if apps is None else tuple(apps)
    now = Versions()

    def keep(one: AppJudgement) -> None:
        if found is not None:
            found[one.app] = JudgedNow.of(now.of(one.app), one)

    verdicts = flags.judge_days(days, judged, keep)
    by_day: dict[date, list[list[Verdict]]] = defaultdict(list)
    for _, own in groupby(verdicts, key=lambda verdict: verdict.app_id):
        windows = [list(some) for _, some in groupby(own, key=lambda verdict: verdict.day)]
        for day, some in zip(sorted(days), windows, strict=True):
            by_day[day].append(some)
    for day in sorted(days):
        if day in fraud:
            judge_fraud(day, judged)
        for some in by_day[day]:
            decide_networks(some[0].app_id, day, some)
    return verdicts
