"""The things on Today, each with its sentence, its worth and where its evidence stands.

Every sentence is that of the page about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.alerts.words import episode, installs_more
from campaigns.judgement.creatives.fatigue import Fatigue
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.words import case_sentence
from campaigns.judgement.headline import explanation
from campaigns.judgement.networks.card_words import worth
from campaigns.judgement.networks.decide_table_words import by_network
from campaigns.judgement.networks.decisions import over_apps
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.standing import Networks, need
from campaigns.judgement.networks.words import reason
from campaigns.metrics import Counts
from campaigns.models import AlertEpisode, Case
from campaigns.records.creative_files import about
from campaigns.reports import ReportQuery, last_days, report


@dataclass(frozen=True)
class Card:
    """One thing that needs somebody.

    `keys` are what its answer is kept under; of flags it is the network's, whose answer is a
    decision. `installs` and `money` are what it is about, each with its noun. `do` leads to what
    can be done about it, `network` is whom it can be asked. `since` is when it began, `owner` who
    looks after it.
    """

    keys: tuple[str, ...]
    sign: str
    title: str
    text: str
    url: str
    do: str
    since: date | None = None
    installs: float | None = None
    installs_noun: str = ""
    money: float | None = None
    money_noun: str = ""
    network: int | None = None
    owner: str = ""

    @property
    def key(self) -> str:
        """What it is called in a form."""
        return self.keys[0]

    @property
    def worth(self) -> list[tuple[str, str]]:
        """The installs and the money it is about, each with its noun; what is unknown is left
        out."""
        said = []
        if self.installs is not None:
            said.append((formats.count(round(self.installs)), self.installs_noun))
        if self.money is not None:
            money = formats.money(self.money, settings.REPORTING_CURRENCY, brief=True)
            said.append((money, self.money_noun))
        return said

    @property
    def kind(self) -> str:
        """network, case, creative, experiment, days, alert or ipm"""
        return self.key.partition(" ")[0]


def low_networks(raised: Sequence[Flag]) -> Iterator[Card]:
    """A card for each network with flags that nobody has answered, of all its apps together."""
    words = by_network(over_apps(raised))
    for network, some in groupby(sorted(raised, key=_network), key=_network):
        own = sorted(some, key=need)
        verdicts = [flag.verdict for flag in own]
        worths = [worth(verdict) for verdict in verdicts]
        began = max((v.flagged for v in verdicts if v.flagged), default=None)
        at_once = len({v.flagged for v in verdicts}) == 1
        raised_on = f", flagged {formats.day(began)}" if began and at_once else ""
        said = [f"In {listed([str(v.app) for v in verdicts])}{raised_on}."]
        if begins := words.get(network):
            said.append(f"{begins.word}: {begins.why}.")
        yield Card(
            keys=(f"network {network}",),
            sign="act",
            title=f"{verdicts[0].network}: {reason(own)}",
            text=" ".join(said),
            url=reverse("network", args=[network]),
            do="Ask",
            since=began,
            installs=_sum(missing for missing, _ in worths),
            installs_noun="installs missing",
            money=_sum(money for _, money in worths),
            money_noun="at its CPI",
            network=network,
        )


def _network(flag: Flag) -> int:
    return flag.verdict.network_id


def _sum(values: Any) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def open_cases(found: Sequence[Case]) -> Iterator[Card]:
    """A card for each network with cases that nobody has taken to it: that with most at stake.

    Cases of one network may be about the same installs, so they are not added up.
    """
    for network, some in groupby(sorted(found, key=lambda c: c.network_id), lambda c: c.network_id):
        first, *others = sorted(some, key=lambda case: (-(case.stake or 0), -case.installs))
        kinds = _kinds(others, first)
        yield Card(
            keys=tuple(f"case {case.pk}" for case in (first, *others)),
            sign="case",
            title=f"{first.network}{_where(first)} in {first.app}: {KINDS[first.kind].named}",
            text=case_sentence(first) + (f" Also open: {listed(kinds)}." if kinds else ""),
            url=reverse("case", args=[first.pk]),
            do="Ask",
            since=max(case.opened_on for case in (first, *others)),
            installs=first.installs,
            installs_noun="installs in question",
            money=None if first.stake is None else float(first.stake),
            money_noun="paid for them",
            network=network,
            owner=_named(first.owner),
        )


def _named(owner: Any) -> str:
    return (owner.get_full_name() or owner.get_username()) if owner else ""


def _kinds(others: Sequence[Case], first: Case) -> list[str]:
    """What else is open, with the apps where they are others than that of the first."""
    apps: dict[str, dict[str, None]] = {}
    for case in others:
        of = apps.setdefault(f"{KINDS[case.kind].named}{_where(case)}", {})
        if case.app_id != first.app_id:
            of[str(case.app)] = None
    return [f"{kind} in {listed(list(of))}" if of else kind for kind, of in apps.items()]


def _where(case: Case) -> str:
    return f" ({case.source_app})" if case.source_app else ""


def tired_creatives(
    tired: Mapping[int, Fatigue], where: Mapping[str, tuple], today: date
) -> Iterator[Card]:
    """A card for each creative that is tired, with the installs that it brought less of late."""
    if not tired:
        return
    known, cpis = about(tired), _cpis(tired, where, today)
    for pk, one in tired.items():
        falls = [fall for fall in one.networks if fall.verdict == "fatigue"]
        since = max((fall.since for fall in falls if fall.since), default=None)
        short = sum(
            fall.impressions * (fall.ipm_before - fall.ipm) / Counts.ipm.scale
            for fall in falls
            if fall.ipm is not None and fall.ipm_before is not None
        )
        yield Card(
            keys=(f"creative {pk} {since or ''}".strip(),),
            sign="watch",
            title=f"{known[pk].name} is tired",
            text=f"{known[pk].app_label}: {one.reason}",
            url=reverse("creative", args=[pk]),
            do="Replace",
            since=since,
            installs=short,
            installs_noun="installs fewer in 14 days",
            money=None if cpis.get(pk) is None else short * cpis[pk],
            money_noun="at its CPI",
        )


def _cpis(creatives: Any, where: Mapping[str, tuple], today: date) -> dict[int, float]:
    days = last_days(28, today, where).period
    tired = {**where, "creative": tuple(creatives)}
    asked = ReportQuery(days, ("creative",), tired, today=today, counts=("spend", "installs"))
    return {
        row.keys["creative"]: row.counts.cpi
        for row in report(asked)
        if row.counts.cpi is not None
    }  # fmt: skip


def open_alerts(found: Sequence[AlertEpisode], everyone: Counts) -> Iterator[Card]:
    """A card for each alert that is open, with the installs fewer, if it is about fewer."""
    for one in found:
        more = installs_more(one.rule, one.numbers)
        fewer = -more if more is not None and more < 0 else None
        cpi = everyone.cpi
        yield Card(
            keys=(f"alert {one.pk}",),
            sign="watch",
            title=episode(one).rstrip("."),
            text=f"Alert, since {formats.day(one.since)}, told {formats.day(one.told_on)}.",
            url=reverse("alerts"),
            do="Look",
            since=one.told_on,
            installs=fewer,
            installs_noun="installs fewer",
            money=None if fewer is None or cpi is None else fewer * cpi,
            money_noun="at the CPI of all",
        )


def fallen_ipm(found: Networks, compared_with: str, address: str) -> Iterator[Card]:
    """A card where IPM of all is lower beyond noise, with what carries that."""
    whole, moved = found.total, found.total.ipm_change
    if moved is None or moved.direction != "down" or not whole.beyond_noise:
        return
    before = whole.previous.ipm if whole.previous else None
    _, impressions = whole.counts.pair(Counts.ipm) or (0, 0)
    if before is None or whole.counts.ipm is None:
        return
    fewer = (before - whole.counts.ipm) * impressions / Counts.ipm.scale
    cpi = whole.counts.cpi
    yield Card(
        keys=("ipm",),
        sign="watch",
        title=f"IPM is {moved.text} lower than in {compared_with}, beyond noise",
        text=explanation(found) or _nobody(found, before, whole.counts.ipm),
        url=address,
        do="Why",
        installs=fewer,
        installs_noun="installs fewer",
        money=None if cpi is None else fewer * cpi,
        money_noun="at the CPI of all",
    )


def _nobody(found: Networks, before: float, now: float) -> str:
    """What is said of a fall that no network and no mix explains; of one network, how far."""
    if len(found.parts) + len(found.gone) > 1:
        return "No network alone and no shift between networks carries it."
    return f"From {formats.ratio(Counts.ipm, before)} to {formats.ratio(Counts.ipm, now)}."
