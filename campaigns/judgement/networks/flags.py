"""Verdicts on networks as they are stored, and what people said to them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.networks.counts import AppCounts
from campaigns.judgement.networks.judge import MEMORY, AppJudgement, as_verdict, judge_app
from campaigns.models import App, Campaign, Decision, Network, Verdict
from campaigns.models.limits import unlimited
from campaigns.periods import last_settled_day
from campaigns.reports.answers import is_kept, kept
from campaigns.reports.catalogue import DECISIONS, listed, named
from campaigns.reports.names import networks_ever

NUMBERS = ("verdict", "reason", "impressions", "installs", "ipm", "expected_ipm", "ratio", "chance")
"""What makes a verdict another one when a day is judged again."""


@kept
def apps_of(network: int, platforms: Collection[str] = ()) -> list[int]:
    """The apps, perhaps of some platforms, that a network has campaigns for; none for installs
    without ads."""
    about = networks_ever().get(network)
    if about is None or about.kind in Network.WITHOUT_ADS:
        return []
    known = reports.apps_known()
    return sorted(
        app
        for app, of in listed("runs")
        if of == network and (not platforms or known[app].platform in platforms)
    )


@transaction.atomic
def judge_days(
    days: Sequence[date],
    apps: Iterable[int] | None = None,
    tell: Callable[[AppJudgement], None] | None = None,
) -> list[Verdict]:
    """Judge every network of every app as of some days, the oldest first, and store the verdicts.

    A second run of a day changes nothing where the numbers are the same; where they were
    restated the old verdict stays, superseded, and the new one says that it was judged again.
    `tell` is told of every app as it was judged on each day.
    """
    values = thresholds.current()
    stored = []
    for app in reports.app_ids() if apps is None else apps:
        counts = AppCounts(app, days)
        for day in sorted(days):
            judged = judge_app(app, day, values, counts)
            stored += _stored(judged)
            if tell:
                tell(judged)
    return stored


def _stored(judged: AppJudgement) -> list[Verdict]:
    rows = Verdict.objects.filter(app=judged.app, day=judged.window.last, superseded=False)
    old = {row.network_id: row for row in rows}
    return [
        _store(as_verdict(judged, one), old.get(one.network)) for one in judged.found.judgements
    ]


def _store(new: Verdict, old: Verdict | None) -> Verdict:
    if old is None:
        new.save()
        return new
    if all(_same(getattr(old, name), getattr(new, name)) for name in NUMBERS):
        return old
    old.superseded = True
    old.save(update_fields=["superseded"])
    new.restated = True
    new.save()
    return new


def _same(one: float | str | None, other: float | str | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return one == other


@dataclass(frozen=True)
class Flag:
    """The verdict in force on a network in an app and what somebody said to it.

    `today` is the day on which the flag is looked at, `last` what was decided last on the network
    in the app, about whatever flag.
    """

    verdict: Verdict
    response: Decision | None
    today: date
    last: Decision | None = None

    @property
    def quiet_until(self) -> date | None:
        """The day until which somebody has put the flag aside, come or not."""
        return self.response.snoozed_until if self.response else None

    @property
    def snoozed(self) -> bool:
        """Whether somebody has put the flag aside until a day that has not come."""
        return self.quiet_until is not None and self.quiet_until > self.today

    @property
    def answered(self) -> bool:
        """Whether somebody's answer still stands: a snooze that has ended does not."""
        return self.snoozed or (self.response is not None and self.quiet_until is None)


def flags(where: Mapping[str, tuple] | None = None, as_of: date | None = None) -> list[Flag]:
    """The newest verdict of every app x network, the ones that need somebody first.

    Only for networks that have campaigns in the app. With `as_of` those that stood on that
    evening, with what people had said to them.
    """
    chosen, today = where or {}, as_of or timezone.localdate()
    networks = chosen.get("network", ())
    if as_of is None and len(networks) == 1 and is_kept(verdicts_on, *networks):
        newest = {row[0] for row in listed("flags")}
        rows = (row for row in verdicts_on(*networks) if row.pk in newest)
        found = _flags(sorted(rows, key=lambda row: (row.judged_at, row.pk)), today, past=False)
    else:
        found = _newest(today, past=as_of is not None)
    return [
        flag
        for flag in found
        if flag.verdict.app_id in chosen.get("app", (flag.verdict.app_id,))
        and flag.verdict.network_id in chosen.get("network", (flag.verdict.network_id,))
        and flag.verdict.app.platform in chosen.get("platform", (flag.verdict.app.platform,))
    ]


@kept
def _newest(today: date, *, past: bool) -> list[Flag]:
    """All flags of a day. One query, which fetches one row for each app x network; three for an
    evening that is `past`, with a row for every time that its day was judged again."""
    order = "judged_at", "pk"
    if past:
        rows = _then(today).select_related("app", "network").order_by(*order)
        return _flags(rows, today, past=True)
    newest = Verdict.objects.filter(pk__in=[row[0] for row in listed("flags")])
    return _flags(_named(newest.order_by(*order)), today, past=False)


def _named(rows: Iterable[Verdict]) -> Iterator[Verdict]:
    """Verdicts with the apps and networks as they are known already: by the same query they would
    be half of what it brings."""
    apps = {
        pk: App.from_db(None, ("id", "name", "platform"), (pk, one.name, one.platform))
        for pk, one in reports.apps_known().items()
    }
    networks = {
        pk: Network.from_db(None, ("id", "name", "kind"), (pk, one.name, one.kind))
        for pk, one in networks_ever().items()
    }
    for row in rows:
        if row.app_id in apps and row.network_id in networks:
            row.app, row.network = apps[row.app_id], networks[row.network_id]
        yield row


def _flags(rows: Iterable[Verdict], today: date, *, past: bool) -> list[Flag]:
    """The flags of verdicts in the order in which they were judged."""
    responses = {(last.app_id, last.network_id): last for last in _last(today, past=past)}
    found = [
        Flag(row, _answer(row, last), today, last)
        for row in _in_force(rows, today)
        for last in (responses.get((row.app_id, row.network_id)),)
    ]
    return sorted(found, key=lambda flag: (flag.verdict.rank, flag.verdict.network.name))


def _then(evening: date) -> QuerySet[Verdict]:
    """The verdicts on the newest day that could be judged by an evening, however often."""
    pair = {"app": OuterRef("app"), "network": OuterRef("network")}
    days = Q(day__range=(evening - MEMORY, evening)) & _judged_by(evening)
    newest = Verdict.objects.filter(days, **pair).order_by("-day").values("day")[:1]
    runs = Exists(Campaign.objects.filter(**pair))
    return Verdict.objects.filter(days, runs, day=Subquery(newest))


def _last(today: date, *, past: bool) -> Iterable[Decision]:
    """The last decision on each network in each app, up to a day. One query where that is past."""
    if not past:
        return (DECISIONS.made(row) for row in listed("decisions"))
    pair = {"app": OuterRef("app"), "network": OuterRef("network"), "day__lte": today}
    last = Decision.objects.filter(**pair).order_by("-created_at", "-pk").values("pk")[:1]
    return Decision.objects.filter(pk=Subquery(last)).select_related("user", "owner")


def _judged_by(evening: date) -> Q:
    """The days that could be judged by an evening: those of an app end as its quickest network
    settles, whoever may see that."""
    with unlimited():
        settle, quickest = reports.networks(past=True), dict[int, int]()
        runs = Campaign.objects.exclude(network__kind__in=Network.WITHOUT_ADS)
        for app, network in runs.order_by().values_list("app", "network").distinct():
            days = settle[network][1]
            quickest[app] = min(days, quickest.get(app, days))
    ends = (Q(app=app, day__lte=last_settled_day(evening, n)) for app, n in quickest.items())
    return reduce(or_, ends, Q(pk__in=()))


def _in_force(rows: Iterable[Verdict], evening: date) -> list[Verdict]:
    """Of verdicts on the same day, in the order in which they were judged, the one that stood on
    an evening; the first, where all were judged later."""
    found: dict[tuple[int, int], Verdict] = {}
    for row in rows:
        key = (row.app_id, row.network_id)
        if key not in found or timezone.localdate(row.judged_at) <= evening:
            found[key] = row
    return list(found.values())


def expected_ipm(found: Sequence[Flag]) -> float | None:
    """The expected IPM over several apps: expected installs over impressions.

    None where an app's formats are not known: what its countries alone lead to expect says nothing.
    """
    known = [f.verdict for f in found if f.verdict.expected_ipm is not None]
    if any(verdict.reason == "formats_unknown" for verdict in known):
        return None
    impressions = sum(verdict.impressions for verdict in known)
    if not impressions:
        return None
    return sum((v.expected_ipm or 0) * v.impressions for v in known) / impressions


def _answer(verdict: Verdict, response: Decision | None) -> Decision | None:
    """A response counts for the flag that it was given to, not for a later one."""
    if response is None or verdict.flagged is None:
        return None
    return response if response.day >= verdict.flagged - timedelta(days=1) else None


@kept
def verdicts_on(network: int) -> list[Verdict]:
    """Every verdict on a network, by app, the oldest first. One query; the page that has asked it
    has all flags of the network, too."""
    rows = Verdict.objects.filter(network=network).select_related("app", "network")
    return list(rows.order_by("app", "day", "judged_at"))


def history(network: int) -> list[Verdict]:
    """The changes of verdict of a network, newest first, and every time it was judged again."""
    kept: list[Verdict] = []
    last: dict[int, str] = {}
    for row in verdicts_on(network):
        if row.restated or row.superseded or last.get(row.app_id) != row.verdict:
            kept.append(row)
        last[row.app_id] = row.verdict
    return sorted(kept, key=lambda row: (row.day, row.judged_at), reverse=True)


@transaction.atomic
def respond(network: int, user: User, asked: Mapping) -> list[Decision]:
    """Acknowledge the flag of a network in an app, where that is None in all, on its numbers now.

    `asked` is the cleaned data of the form, perhaps with the word that was followed. Raises
    Http404.
    """
    flagged = [
        flag.verdict
        for flag in flags({"network": (network,)})
        if flag.verdict.verdict in (Verdict.Name.ACT, Verdict.Name.WATCH)
        and asked["app"] in (None, flag.verdict.app_id)
    ]
    if not flagged:
        raise Http404("There is no flag on this network in this app.")
    return [
        Decision.put(
            user,
            {"app_id": verdict.app_id, "network_id": network},
            verdict.decision_numbers,
            owner_id=int(asked["owner"]) if asked["owner"] else None,
            word=asked.get("word", ""),
            note=asked["note"],
            snoozed_until=asked["snoozed_until"],
        )
        for verdict in flagged
    ]


def take_back(decisions: Collection[int], user: User) -> None:
    """Let somebody's own decisions be as if they had not been made."""
    Decision.objects.filter(pk__in=decisions, user=user).delete()


@kept
def people() -> list[tuple[int, str]]:
    """Who can own a flag."""
    found = sorted(listed("people"), key=lambda row: row[1])
    return [(pk, named(*names)) for pk, *names in found]


def waiting() -> int:
    """How many networks have an act flag that nobody has acknowledged or put aside."""
    today = timezone.localdate()
    said = {(last.app_id, last.network_id): last for last in _last(today, past=False)}
    acts = [
        Verdict(app_id=app, network_id=network, flagged=flagged and date.fromisoformat(flagged))
        for _, app, network, verdict, flagged in listed("flags")
        if verdict == Verdict.Name.ACT
    ]
    found = (Flag(one, _answer(one, said.get((one.app_id, one.network_id))), today) for one in acts)
    return len({flag.verdict.network_id for flag in found if not flag.answered})
