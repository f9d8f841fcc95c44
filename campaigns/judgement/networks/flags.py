"""Which networks are low, like for like: judged once a day, stored with the numbers behind it.

The statistics are in `stats.verdicts`; here counts go in, verdicts come out, and yesterday's
verdict decides together with today's numbers, so that flags do not flicker.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from campaigns import formats, reports
from campaigns.judgement import thresholds
from campaigns.judgement.networks import verdict_words
from campaigns.metrics import Counts
from campaigns.models import Campaign, Network, Response, Verdict
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery, report
from campaigns.stats.networks.hysteresis_of_q import Standing
from campaigns.stats.networks.verdicts import Judgement, Rule, Verdicts, judge

NUMBERS = ("impressions", "installs", "ipm", "expected_ipm", "ratio")
CELL = ("country", "format")
BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
MEMORY = timedelta(days=180)
"""How far back verdicts are looked up: older ones are history and decide nothing."""


@dataclass(frozen=True)
class AppJudgement:
    """One app's networks over one window. `uncounted` ones have no counts at all in it."""

    app: int
    app_name: str
    window: Period
    found: Verdicts
    names: Mapping[int, str]
    rule: Rule
    uncounted: frozenset[int]


def window(app: int, as_of: date, values: Mapping[str, float]) -> Period:
    """The last complete days that any network of the app has settled, as seen on `as_of`."""
    settle = min((network.settle_days for network in _networks_of(app)), default=0)
    return Period.of_days(int(values["flag_window_days"]), last_settled_day(as_of, settle))


def judge_app(app: int, as_of: date, values: Mapping[str, float]) -> AppJudgement:
    """Judge the networks of an app as of a day by the thresholds, without storing anything.

    Each network is judged on its own settled days: later days of the window do not count for one
    that takes longer.
    """
    rule = thresholds.rule(values)
    days = window(app, as_of, values)
    settled = ReportQuery(days, where={"app": (app,)}, counts=BASIS, settled=True, today=as_of)
    names = {network.pk: network.name for network in _networks_of(app)}
    counted = {row.keys["network"] for row in report(settled.split("network"))}
    counts = {network: {} for network in names}
    counts |= by_entity(reports.cells(settled.split("network", *CELL, "day")), days)
    found = judge(counts, _before(app, days.last), rule)
    silent = frozenset(set(names) - counted)
    return AppJudgement(app, reports.app_label(app), days, found, names, rule, silent)


def by_entity(rows: Iterable[tuple], days: Period) -> dict:
    """entity -> cell -> (impressions, installs) per day, for `stats.verdicts.judge`.

    `rows` are (entity, the values of its cell, day, impressions, installs).
    """
    found: dict = defaultdict(dict)
    for entity, *cell, day, impressions, installs in rows:
        line = found[entity].setdefault(tuple(cell), [(0, 0)] * len(days))
        if impressions:
            line[(day - days.first).days] = (impressions, installs)
    return dict(found)


def _networks_of(app: int) -> list[Network]:
    found = Network.objects.filter(campaigns__app=app)
    return list(found.exclude(kind=Network.Kind.ORGANIC).distinct())


def apps_of(network: int) -> list[int]:
    """The apps that a network has campaigns for; none for organic installs."""
    found = Campaign.objects.filter(network=network).values_list("app", flat=True)
    found = found.exclude(network__kind=Network.Kind.ORGANIC)
    return sorted(set(found.order_by()))


def _before(app: int, day: date) -> dict[int, Standing]:
    """The standing of every network after its last judged day before `day`."""
    rows = Verdict.objects.filter(
        app=app, day__range=(day - MEMORY, day - timedelta(days=1)), superseded=False
    ).order_by("day")
    return {
        row.network_id: Standing(row.verdict, row.judged, row.act_run, row.watch_run, row.calm_run)
        for row in rows
    }


@transaction.atomic
def judge_networks(as_of: date, apps: Iterable[int] | None = None) -> list[Verdict]:
    """Judge every network of every app as of a day and store the verdicts.

    A second run of a day changes nothing where the numbers are the same; where they were
    restated the old verdict stays, superseded, and the new one says that it was judged again.
    """
    values = thresholds.current()
    stored = []
    for app in reports.app_ids() if apps is None else apps:
        judged = judge_app(app, as_of, values)
        old = {
            row.network_id: row
            for row in Verdict.objects.filter(app=app, day=judged.window.last, superseded=False)
        }
        for judgement in judged.found.judgements:
            verdict = as_verdict(judged, judgement)
            stored.append(_store(verdict, old.get(judgement.network)))
    return stored


def as_verdict(judged: AppJudgement, one: Judgement) -> Verdict:
    """A judgement as the row that is stored."""
    standing = one.standing
    limits = one.interval
    verdict, reason = (
        one.verdict,
        verdict_words.sentence(
            one,
            window=len(judged.window),
            days_on=judged.rule.days_on,
            days_off=judged.rule.days_off,
        ),
    )
    if one.network in judged.uncounted:
        verdict = Verdict.Name.NOT_ENOUGH
        reason = f"No counts on settled days from {formats.day_range(judged.window)}."
    return Verdict(
        app_id=judged.app,
        network_id=one.network,
        first_day=judged.window.first,
        day=judged.window.last,
        verdict=verdict,
        condition=one.condition,
        judged=standing.judged,
        act_run=standing.act_run,
        watch_run=standing.watch_run,
        calm_run=standing.calm_run,
        impressions=int(one.impressions),
        installs=int(one.installs),
        ipm=one.ipm,
        ipm_low=limits and Counts.ipm.scale * limits.low,
        ipm_high=limits and Counts.ipm.scale * limits.high,
        expected_ipm=one.expected_ipm,
        ratio=one.ratio,
        ratio_shrunk=one.shrunk,
        q=one.q,
        would_clear_above=one.would_clear_above,
        reason=reason,
    )


def _store(new: Verdict, old: Verdict | None) -> Verdict:
    if old is None:
        new.save()
        return new
    if all(_same(getattr(old, name), getattr(new, name)) for name in (*NUMBERS, "verdict")):
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
    """The verdict in force on a network in an app, since when, and what somebody said to it.

    `today` is the day on which the flag is looked at.
    """

    verdict: Verdict
    since: date | None
    response: Response | None
    today: date

    @property
    def quiet_until(self) -> date | None:
        """The day until which somebody has put the flag aside, come or not."""
        return self.response and self.response.snoozed_until

    @property
    def snoozed(self) -> bool:
        """Whether somebody has put the flag aside until a day that has not come."""
        return self.quiet_until is not None and self.quiet_until > self.today

    @property
    def answered(self) -> bool:
        """Whether somebody's answer still stands: a snooze that has ended does not."""
        return self.snoozed or (self.response is not None and self.quiet_until is None)


def flags(where: Mapping[str, tuple] | None = None) -> list[Flag]:
    """The newest verdict of every app x network, the ones that need somebody first.

    Only for networks that have campaigns in the app. Three queries, however many are kept.
    """
    today = timezone.localdate()
    rows = Verdict.objects.filter(superseded=False, day__range=(today - MEMORY, today))
    rows = rows.select_related("app", "network")
    paths = {"app": "app", "network": "network", "platform": "app__platform"}
    for name in set(paths) & set(where or {}):
        rows = rows.filter(**{f"{paths[name]}__in": where[name]})
    chains: dict[tuple[int, int], list[Verdict]] = defaultdict(list)
    alive = set(Campaign.objects.order_by().values_list("app", "network").distinct())
    for row in rows.order_by("-day"):
        if (row.app_id, row.network_id) not in alive:
            continue
        chains[row.app_id, row.network_id].append(row)
    responses: dict[tuple[int, int], Response] = {}
    for response in Response.objects.select_related("user", "owner").order_by("created_at"):
        responses[response.app_id, response.network_id] = response
    found = [
        Flag(chain[0], _since(chain), _answer(chain, responses.get(pair)), today)
        for pair, chain in chains.items()
    ]
    return sorted(found, key=lambda flag: (flag.verdict.rank, flag.verdict.network.name))


def expected_ipm(found: list[Flag]) -> float | None:
    """The expected IPM over several apps: expected installs over impressions."""
    known = [f.verdict for f in found if f.verdict.expected_ipm is not None]
    impressions = sum(verdict.impressions for verdict in known)
    if not impressions:
        return None
    return sum(v.expected_ipm * v.impressions for v in known) / impressions


def _since(chain: list[Verdict]) -> date | None:
    """The first day of the unbroken run of the newest verdict."""
    since = None
    for row in chain:
        if row.verdict != chain[0].verdict:
            break
        since = row.day
    return since


def _answer(chain: list[Verdict], response: Response | None) -> Response | None:
    """A response counts for the flag that it was given to, not for a later one."""
    since = _since(chain)
    flagged = chain[0].verdict in (Verdict.Name.ACT, Verdict.Name.WATCH)
    if response is None or not flagged or since is None:
        return None
    return response if response.created_at.date() >= since - timedelta(days=1) else None


def history(network: int) -> list[Verdict]:
    """The changes of verdict of a network, newest first, and every time it was judged again."""
    rows = list(
        Verdict.objects.filter(network=network)
        .select_related("app")
        .order_by("app", "day", "judged_at")
    )
    kept, last = [], {}
    for row in rows:
        if row.restated or row.superseded or last.get(row.app_id) != row.verdict:
            kept.append(row)
        last[row.app_id] = row.verdict
    return sorted(kept, key=lambda row: (row.day, row.judged_at), reverse=True)


def respond(network: int, user, asked: Mapping) -> Response:
    """Acknowledge a flag. `asked` is the cleaned data of the form. Raises Http404."""
    flagged = {
        (flag.verdict.app_id, flag.verdict.network_id)
        for flag in flags()
        if flag.verdict.verdict in (Verdict.Name.ACT, Verdict.Name.WATCH)
    }
    if (asked["app"], network) not in flagged:
        raise Http404("There is no flag on this network in this app.")
    return Response.objects.create(
        app_id=asked["app"],
        network_id=network,
        user=user,
        owner_id=int(asked["owner"]) if asked["owner"] else None,
        note=asked["note"],
        snoozed_until=asked["snoozed_until"],
    )


def people() -> list[tuple[int, str]]:
    """Who can own a flag."""
    found = get_user_model().objects.filter(is_active=True).order_by("username")
    return [(user.pk, user.get_full_name() or user.get_username()) for user in found]


def waiting() -> int:
    """How many networks have an act flag that nobody has acknowledged or put aside."""
    acts = [flag for flag in flags() if flag.verdict.verdict == Verdict.Name.ACT]
    return len({flag.verdict.network_id for flag in acts if not flag.answered})
