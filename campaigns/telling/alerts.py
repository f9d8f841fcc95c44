"""Alert rules judged for the first time, and what they say put into the outbox."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import exp

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from campaigns.judgement.alerts import words
from campaigns.judgement.alerts.nights import NightDone, follow, numbers, restored, stored
from campaigns.judgement.alerts.series import Watched, watched
from campaigns.models import AlertEpisode, AlertRule
from campaigns.models.access import limit_of
from campaigns.models.limits import EVERYTHING, limited
from campaigns.records import alert_rules
from campaigns.stats.alerts.episodes import Begun, Over, Track
from campaigns.telling.messages import link, rendered
from campaigns.telling.send import tell
from campaigns.ui.report_form import ReportForm

PAST_NIGHTS = 90
"""A new rule looks at these without telling, so that it knows what is open."""
MOST_NIGHTS = 30
"""So many missed nights are run one by one."""
SHARED = "*"
"""The key of days on which all series are off alike."""
PAGES = ("network", "campaign", "creative")
"""Dimensions whose values have a page each."""
End = AlertEpisode.End


def judge_rules() -> list[str]:
    """Judge every rule that has something new to see; the sentences that it tells."""
    today = timezone.localdate()
    seen = alert_rules.seen_now(today)
    told: list[str] = []
    for rule in alert_rules.in_use().exclude(seen=seen):
        with limited(limit_of(rule.owner) if rule.owner else EVERYTHING):
            found = watched_by(rule, today)
        done = _unseen_nights(rule, found, today)
        with transaction.atomic():
            if alert_rules.taken(rule, seen):
                told += _write_down(rule, found, done)
    return told


def watched_by(rule: AlertRule, today: date) -> Watched:
    """What a rule watches, as far back as a new one looks."""
    first = today - timedelta(days=PAST_NIGHTS - 1)
    return watched(rule, narrowed(rule, today), first, today)


def narrowed(rule: AlertRule, today: date) -> dict[str, tuple]:
    """The filters of a rule."""
    return ReportForm(QueryDict(rule.where), today=today).where


def _unseen_nights(rule: AlertRule, found: Watched, today: date) -> list[NightDone]:
    """The nights that a rule has not judged yet."""
    tracks = {key: restored(data) for key, data in alert_rules.tracks(rule).items()}
    shared = {int(day): shift for day, shift in rule.shared.items()}
    tonight = today.toordinal()
    first = tonight - PAST_NIGHTS + 1
    if rule.started_at:
        nights = range(tonight - MOST_NIGHTS, tonight + 1)
        first = _first_unseen(found, tracks, nights)
    return list(follow(rule, found, tracks, shared, range(first, tonight + 1)))


def _write_down(rule: AlertRule, found: Watched, done: list[NightDone]) -> list[str]:
    """Keep what some nights say, and tell what is news."""
    new = rule.started_at is None
    told = [one for night in done for one in _written_down(rule, found, night, quiet=new)]
    if done:
        last = done[-1].answer
        alert_rules.keep(rule, {k: stored(t) for k, t in last.tracks.items()}, last.shared)
    return list(_still_open(rule)) if new else told


def _first_unseen(found: Watched, tracks: dict[str, Track], nights: range) -> int:
    """The first night that has a day which no night has seen."""
    unseen = [
        day + 1 + found.lags[key]
        for key, days in found.series.items()
        for day in days
        if day > (tracks[key].last or 0 if key in tracks else 0)
        and nights.start <= day + 1 + found.lags[key] < nights.stop
    ]
    return min(unseen, default=nights.stop)


def _written_down(
    rule: AlertRule, found: Watched, done: NightDone, *, quiet: bool
) -> Iterator[str]:
    """Write down the events of a night, and tell those that are new."""
    on = date.fromordinal(done.night)
    for key, event in done.answer.events.items():
        name, since = found.names[key], date.fromordinal(event.since)
        if isinstance(event, Begun):
            sign = -1 if event.score.z < 0 else 1
            evidence = numbers(found, key, event, found.newest(key, done.night) or event.since)
            values = {"name": name, "sign": sign, "numbers": evidence, "told_on": on}
            _, fresh = alert_rules.begun(rule, key, since, told=not quiet, **values)
            if fresh and not quiet:
                said = words.begun(rule, name, sign, evidence)
                yield _tell(rule, key, since, "begins", said, seen=on)
            continue
        end, normal = (
            (End.OVER, date.fromordinal(event.normal_from))
            if isinstance(event, Over)
            else (End.LEVEL, None)
        )
        was = alert_rules.ended(rule, key, since, end=end, ended_on=on, normal_from=normal)
        if was and was.told:
            said = (
                words.over(rule, name, since, normal)
                if normal
                else words.new_level(rule, name, since)
            )
            yield _tell(rule, key, since, str(end), said)
    for day, shift in done.answer.found.items():
        yield from _shared(rule, date.fromordinal(day), exp(shift) - 1, on, quiet)


def _shared(rule: AlertRule, day: date, part: float, on: date, quiet: bool) -> Iterator[str]:
    """A day on which all were off alike; the days that follow it are the same news."""
    sign = -1 if part < 0 else 1
    values = {"sign": sign, "numbers": {"part": part}, "told_on": on, "end": End.OVER}
    _, fresh = alert_rules.begun(rule, SHARED, day, told=not quiet, **values)
    before = alert_rules.was_shared(rule, SHARED, day - timedelta(days=1), sign)
    if fresh and not quiet and not before:
        yield _tell(rule, "*", day, "shared", words.shared(rule, day, part))


def _still_open(rule: AlertRule) -> Iterator[str]:
    """What a new rule finds open is told once."""
    for one in alert_rules.untold_open(rule):
        said = words.begun(rule, one.name, one.sign, one.numbers)
        yield _tell(rule, one.key, one.since, "begins", said, seen=one.told_on)
    alert_rules.mark_told(rule)


def _tell(
    rule: AlertRule, key: str, since: date, what: str, sentence: str, seen: date | None = None
) -> str:
    """Put a sentence into the outbox of the rule's channels; `seen` is the night that it is
    of, said where that is past."""
    subject = sentence.rstrip(".")
    context = {
        "sentence": sentence,
        "since": since,
        "seen": seen if seen != timezone.localdate() else None,
        "page": link(reverse(rule.by, args=[key])) if rule.by in PAGES and key.isdigit() else "",
        "rule": words.described(rule),
        "link": link("/alerts/"),
    }
    data = {"rule": rule.pk, "series": key, "since": since.isoformat(), "event": what}
    message = rendered("alert", subject, "alert", context, data=data)
    tell(rule.channels.filter(in_use=True), f"alert {rule.pk} {what} {since} {key}", message)
    return sentence
