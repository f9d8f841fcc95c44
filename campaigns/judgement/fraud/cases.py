"""Cases: opened by a signal, followed week by week, and what people make of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns import reports
from campaigns.judgement import deciding, thresholds
from campaigns.judgement.fraud.findings import Finding, find
from campaigns.judgement.fraud.subjects import Place, subjects
from campaigns.judgement.fraud.words import CLOSED, code
from campaigns.models import App, Case, CaseNote, Network
from campaigns.models.once import once
from campaigns.periods import last_settled_day
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import CASES, listed
from campaigns.stats.fraud.signals import CLEAR_WEEKS, CaseStanding, follow_case

Key = tuple[Place, str]
State = Case.State


@transaction.atomic
def judge_fraud(as_of: date, apps: Iterable[int] | None = None) -> list[Case]:
    """Judge every network of every app as of a day; the cases that are ongoing after it.

    A signal opens a case, or refreshes its numbers; two clear weeks close it. A second run of a
    day changes nothing where the numbers are the same. Where an app's counts end earlier, its last
    28 days with counts are judged.
    """
    limits = thresholds.current()
    judged = tuple(reports.app_ids() if apps is None else apps)
    list(App.objects.select_for_update().filter(pk__in=judged).order_by("pk"))  # one at a time
    for some, day in _by_last_day(judged, as_of).items():
        _judge(find(subjects(day, {"app": some}), limits), as_of)
    return ongoing({"app": judged})


def _by_last_day(apps: tuple[int, ...], as_of: date) -> dict[tuple[int, ...], date]:
    """The apps by the day as of which their newest counts are settled, at most `as_of`."""
    shortest = min((days for _, days in reports.networks().values()), default=0)
    days: dict[date, list[int]] = {}
    for app in apps:
        known = reports.days_with_data({"app": (app,)})
        day = as_of
        if known and known.last < last_settled_day(as_of, shortest):
            day = known.last + (as_of - last_settled_day(as_of, shortest))
        days.setdefault(day, []).append(app)
    return {tuple(some): day for day, some in days.items()}


def _judge(findings: list[Finding], today: date) -> None:
    stored: dict[Key, list[Case]] = {}
    for known in Case.objects.filter(app__in={f.subject.app for f in findings}).order_by("pk"):
        stored.setdefault(key_of(known), []).append(known)
    for finding in findings:
        before = stored.get(finding.key, [])
        case = before[-1] if before and before[-1].ongoing else None
        if case:
            _follow(case, finding, today)
        elif finding.state == "signal" and not answered(before, finding):
            _open(finding, today)


def answered(closed: Iterable[Case], finding: Finding) -> bool:
    """Whether somebody closed the same signal on a day that its window still holds: what was
    answered is not asked again. Nor is what a newer judgement has seen already."""
    window = finding.subject.period
    return any(
        case.judged_day > window.last
        or (case.clear_weeks < CLEAR_WEEKS and (case.closed_on or date.min) >= window.first)
        for case in closed
        if key_of(case) == finding.key and not case.ongoing
    )


def _open(finding: Finding, today: date) -> None:
    window = finding.subject.period
    app, network, source_app = finding.subject.place
    case = Case.objects.create(
        app_id=app,
        network_id=network,
        source_app=source_app,
        kind=finding.kind.key,
        opened_on=today,
        judged_day=window.last,
        week_from=window.last,
        **_numbers(finding),
    )
    CaseNote.objects.create(case=case, day=today, state=State.OPEN, said=case.said)


def _numbers(finding: Finding) -> dict[str, Any]:
    """What a case keeps of a signal."""
    window = finding.subject.period
    return {
        "first_day": window.first,
        "last_day": window.last,
        "said": [code(signal) for signal in finding.hits],
        "evidence": [measure.stored() for measure in finding.measures],
        "installs": finding.installs,
        "stake": finding.stake,
    }


def _follow(case: Case, finding: Finding, today: date) -> None:
    """One more judgement of an ongoing case. An older one than the newest says nothing."""
    day = finding.subject.period.last
    if day < case.judged_day:
        return
    before = CaseStanding(True, case.clear_weeks, case.week_from.toordinal())
    after = follow_case(before, finding.state, day.toordinal())
    changes: dict[str, Any] = {
        "judged_day": day,
        "clear_weeks": after.clear_weeks if after.open else CLEAR_WEEKS,
        "week_from": date.fromordinal(after.since),
    }
    if finding.state == "signal":
        changes |= _numbers(finding)
    if not after.open:
        changes |= {"state": State.CLEARED, "closed_on": today}
        said = [{"rule": CLOSED, "facts": {"weeks": CLEAR_WEEKS}}]
        CaseNote.objects.create(case=case, day=today, state=State.CLEARED, said=said)
    changed = {name: value for name, value in changes.items() if getattr(case, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(case, name, value)
        case.save(update_fields=list(changed))


# What people ask and say


def key_of(case: Case) -> Key:
    """What a case is told apart by, as a finding is."""
    return (case.app_id, case.network_id, case.source_app), case.kind


def _cases(where: Mapping[str, tuple]) -> QuerySet[Case]:
    paths = {"app": "app", "platform": "app__platform", "network": "network"}
    chosen = Q(app__hidden=False, network__hidden=False)
    for name in set(paths) & set(where):
        chosen &= Q(**{f"{paths[name]}__in": where[name]})
    return Case.objects.filter(chosen).select_related("app", "network", "owner")


def ongoing(where: Mapping[str, tuple] | None = None) -> list[Case]:
    """The cases that nobody has closed, the newest first; filtered by app, platform, network."""
    chosen = where or {}
    return [
        case
        for case in _ongoing()
        if case.app_id in chosen.get("app", (case.app_id,))
        and case.app.platform in chosen.get("platform", (case.app.platform,))
        and case.network_id in chosen.get("network", (case.network_id,))
    ]


@kept
def _ongoing() -> list[Case]:
    found = [CASES.made(row) for row in listed("cases")]
    return sorted(found, key=lambda case: (case.opened_on, case.pk), reverse=True)


def all_cases(where: Mapping[str, tuple]) -> list[Case]:
    """All cases, the newest first."""
    return list(_cases(where))


def case(pk: int) -> Case:
    """One case. Raises Http404."""
    return get_object_or_404(_cases({}), pk=pk)


def history(case: Case) -> list[CaseNote]:
    """What happened to a case, the oldest first."""
    return list(case.notes.select_related("user"))


def waiting() -> int:
    """How many cases nobody has taken to the network yet."""
    return sum(case.state == State.OPEN for case in _ongoing())


def questioned_networks() -> set[int]:
    """The networks with a case that is not closed."""
    return {case.network_id for case in _ongoing()}


def unquestioned_networks() -> tuple[int, ...]:
    """All networks but those with a case that is not closed, and those without ads."""
    known = Network.objects.exclude(kind__in=Network.WITHOUT_ADS)
    asked = questioned_networks()
    return tuple(pk for pk in known.values_list("pk", flat=True) if pk not in asked)


@transaction.atomic
def answer(pk: int, user: User, asked: Mapping[str, Any]) -> Case:
    """Note something in a case, set its state or its owner. Raises Http404.

    `asked` is the cleaned data of the form. Only what differs is written; who wrote it is kept.
    """
    found = get_object_or_404(Case.objects.select_for_update(), pk=pk)
    today = timezone.localdate()
    state = asked["state"] if asked["state"] != found.state else ""
    owner = int(asked["owner"]) if asked["owner"] else None
    if state and state in Case.ONGOING and not found.ongoing:
        same = {name: getattr(found, name) for name in ("app", "network", "source_app", "kind")}
        if Case.objects.filter(**same, state__in=Case.ONGOING).exists():
            raise AlreadyOpen("A newer case of the same signal is open.")
        found.clear_weeks, found.week_from = 0, found.judged_day
    if state:
        found.state = state
        found.closed_on = None if state in Case.ONGOING else today
        if not found.ongoing:
            found.clear_weeks = 0
    found.owner_id = owner
    found.save(update_fields=["state", "closed_on", "owner", "clear_weeks", "week_from"])
    if state:
        deciding.on_case(found, user, asked["note"], today)
    said = {"case": found, "user": user, "day": today, "state": state, "note": asked["note"]}
    if state:
        CaseNote.objects.create(**said)
    elif asked["note"]:
        once(CaseNote.objects.filter(case=found, user=user), user, said, but=["state"])
    return found


class AlreadyOpen(Exception):
    """A case cannot be opened again beside a newer one of the same signal."""
