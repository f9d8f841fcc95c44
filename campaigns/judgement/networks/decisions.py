"""What to do with each network: decided with its verdict, stored beside it, read by every page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from math import inf
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404

from campaigns.judgement.networks.decide_facts import facts_of
from campaigns.judgement.networks.flags import MEMORY, Flag, flags
from campaigns.models import Decision as Record
from campaigns.models import Verdict
from campaigns.reports.answers import kept
from campaigns.stats.networks.decide import Amount, Decision, Facts, Ipm, OpenCase, decide_app
from campaigns.stats.networks.decide_money import DAYS, Money
from campaigns.stats.networks.decide_runs import Run, Runs
from campaigns.stats.networks.decide_totals import Flow, IfDone, Overall, if_done, over_all

WHOLE = ("cut",)
"""Words that take a network's whole spend away."""


def decide_networks(app: int, as_of: date, verdicts: Sequence[Verdict]) -> None:
    """Decide on every network of an app as of a day, and store the words with the verdicts.

    The words of the last day before this one go in, so that a word does not flicker.
    """
    if not verdicts:
        return
    known = facts_of(app, as_of, verdicts)
    before = _before(app, min(verdict.day for verdict in verdicts))
    decided = decide_app(
        {network: (facts, cohorts) for network, (facts, cohorts, _) in known.items()}, before
    )
    for verdict in verdicts:
        one, counts = decided[verdict.network_id], known[verdict.network_id][2]
        verdict.decision, verdict.decision_reason = one.word, one.reason
        verdict.decision_numbers = _stored(one) | {
            "installs": counts.installs,
            "impressions": counts.impressions,
        }
    Verdict.objects.bulk_update(
        verdicts, ["decision", "decision_reason", "decision_numbers"], batch_size=200
    )


def _before(app: int, day: date) -> dict[int, Runs | None]:
    """The lines of money of every network after its last decided day before `day`."""
    rows = Verdict.objects.filter(
        app=app,
        day__range=(day - MEMORY, day - timedelta(days=1)),
        superseded=False,
        decision_numbers__isnull=False,
    ).order_by("day")
    return {row.network_id: _runs((row.decision_numbers or {})["runs"]) for row in rows}


# As it is stored


def _stored(one: Decision) -> dict[str, Any]:
    numbers = asdict(one)
    since = one.facts.ipm.since
    numbers["facts"]["ipm"]["since"] = since and since.isoformat()
    return numbers


def decision_of(verdict: Verdict) -> Decision | None:
    """The decision stored with a verdict, None where none was made."""
    kept = verdict.decision_numbers
    if not kept:
        return None
    facts = dict(kept["facts"])
    ipm = dict(facts["ipm"])
    ipm["since"] = ipm["since"] and date.fromisoformat(ipm["since"])
    facts |= {"ipm": Ipm(**ipm), "cases": tuple(OpenCase(**case) for case in facts["cases"])}
    return Decision(
        word=verdict.decision,
        reason=verdict.decision_reason,
        today_word=kept["today_word"],
        today_reason=kept["today_reason"],
        facts=Facts(**facts),
        installs_known=kept["installs_known"],
        money=_money(kept["money"]),
        recent=_money(kept["recent"]),
        runs=_runs(kept["runs"]),
        barred=kept["barred"],
        amount=Amount(**kept["amount"]) if kept["amount"] else None,
        concerned=kept["concerned"],
    )


def _money(kept: Mapping[str, Any] | None) -> Money | None:
    return None if kept is None else Money(**{**kept, "halves": tuple(kept["halves"])})


def _runs(kept: Mapping[str, Any] | None) -> Runs | None:
    return None if kept is None else Runs(**{name: Run(**run) for name, run in kept.items()})


# As pages ask for it


@dataclass(frozen=True)
class NetworkDecision:
    """A network's word over all its apps, the decisions behind it, and what it would change.

    `verdicts` are by app. `flow` has spend, installs and impressions of its 28 days together,
    `flows` those of each app: what one does not report is no part of a ratio.
    `done` is whether the word was followed in each app that says it, in the last four weeks.
    """

    network: int
    name: str
    overall: Overall
    decisions: Mapping[int, Decision]
    verdicts: Mapping[int, Verdict]
    flow: Flow
    flows: tuple[Flow, ...] = ()
    done: bool = False

    @property
    def first(self) -> Decision:
        """The decision that gives the word its reason."""
        return self.decisions[self.overall.apps[0]]  # type: ignore[index]


def decided(where: Mapping[str, tuple], as_of: date | None = None) -> list[NetworkDecision]:
    """The word of every network over the apps that pass the filters, today or as of a day."""
    return over_apps(flags(where, as_of))


def over_apps(found: Iterable[Flag]) -> list[NetworkDecision]:
    """The word of every network over the apps of these flags, most money at stake first.

    Its apps go in one order, whatever that of the flags: the lowest first.
    """
    networks: dict[int, list[Flag]] = defaultdict(list)
    for flag in found:
        if flag.verdict.decision_numbers:
            networks[flag.verdict.network_id].append(flag)
    decided = [_over(sorted(own, key=_lowest_first)) for own in networks.values()]
    return sorted(decided, key=lambda one: (-_stakes(one), -one.flow.spend))


def _stakes(one: NetworkDecision) -> float:
    return 0.0 if one.overall.word == "hold" else one.overall.concerned or 0.0


def _lowest_first(flag: Flag) -> tuple[int, float, int]:
    verdict = flag.verdict
    return verdict.rank, verdict.shown_ratio or inf, verdict.app_id


def _over(own: Sequence[Flag]) -> NetworkDecision:
    verdicts = [flag.verdict for flag in own]
    decisions = {
        verdict.app_id: decision
        for verdict in verdicts
        if (decision := decision_of(verdict)) is not None
    }
    flows = [
        Flow.of(
            decisions[verdict.app_id],
            (verdict.decision_numbers or {}).get("installs"),
            (verdict.decision_numbers or {}).get("impressions"),
        )
        for verdict in verdicts
    ]
    overall = over_all(decisions)
    return NetworkDecision(
        network=verdicts[0].network_id,
        name=verdicts[0].network.name,
        overall=overall,
        decisions=decisions,
        verdicts={verdict.app_id: verdict for verdict in verdicts},
        flow=_added(flows),
        flows=tuple(flows),
        done=all(_followed(f, overall.word) for f in own if f.verdict.app_id in overall.apps),
    )


def _followed(flag: Flag, word: str) -> bool:
    last, since = flag.last, flag.today - timedelta(days=DAYS)
    return last is not None and last.word == word and last.day > since


def _added(flows: Sequence[Flow]) -> Flow:
    """Several apps of one network; ROAS of those that know it, by spend."""
    paid = [(flow.roas * flow.spend, flow.spend) for flow in flows if flow.roas is not None]
    spent = sum(spend for _, spend in paid)
    return Flow(
        spend=sum(flow.spend for flow in flows),
        installs=_known(flow.installs for flow in flows),
        impressions=_known(flow.impressions for flow in flows),
        roas=sum(revenue for revenue, _ in paid) / spent if spent else None,
        receives=all(flow.receives for flow in flows),
        spend_told=any(flow.spend_told for flow in flows),
    )


def _known(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def change(one: NetworkDecision, everyone: Sequence[NetworkDecision]) -> IfDone | None:
    """What doing it changes for all networks together; None where the word moves no spend."""
    part = 1.0 if one.overall.word in WHOLE else -_step(one)
    if part <= 0:
        return None
    flows = {
        (each.network, place): replace(flow, receives=each.flow.receives)
        for each in everyone
        for place, flow in enumerate(each.flows)
    }
    return if_done(flows, {key: part for key in flows if key[0] == one.network})


def _step(one: NetworkDecision) -> float:
    amount = one.first.amount
    return amount.part if amount and one.overall.word == "cap" else 0.0


# What people make of it


def record(network: int, user: User, where: Mapping[str, tuple], note: str = "") -> list[Record]:
    """Note that a network's word is followed, in each app that says it, with its numbers now.

    Raises Http404 where nothing is decided on it.
    """
    found = next((one for one in decided(where) if one.network == network), None)
    if found is None:
        raise Http404("Nothing is decided on this network yet.")
    return [
        Record.put(
            user,
            {"app_id": app, "network_id": network},
            found.verdicts[app].decision_numbers,
            word=found.overall.word,
            note=note,
        )
        for app in found.verdicts
        if app in found.overall.apps
    ]


def followed(found: Iterable[NetworkDecision], today: date) -> dict[int, Record]:
    """The newest record of each network whose word was followed in the last four weeks."""
    words = {one.network: one.overall.word for one in found}
    since = today - timedelta(days=DAYS)
    if len(words) == 1:
        rows = [row for row in decisions_on(*words) if row.day > since]
    else:
        rows = [*Record.objects.filter(network__in=words, day__gt=since).select_related("user")]
    rows = sorted((row for row in rows if row.word), key=lambda row: (row.day, row.pk))
    found_for = ((row.network_id, row) for row in rows if row.network_id is not None)
    return {network: row for network, row in found_for if row.word == words[network]}


@kept
def decisions_on(network: int) -> list[Record]:
    """Everything that was decided on a network, the newest first. One query."""
    return list(Record.objects.filter(network=network).select_related("user", "app", "network"))
