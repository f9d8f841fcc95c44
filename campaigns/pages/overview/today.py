"""Today: what needs somebody now, what is new since they were here, and what is quiet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from campaigns import formats
from campaigns.english import listed, some
from campaigns.judgement.creatives.standings import tired
from campaigns.judgement.data_health import DataHealth, DayState, data_health
from campaigns.judgement.fraud import cases
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.standing import Networks
from campaigns.models import Case
from campaigns.pages.overview import cards, data_cards, plan_cards
from campaigns.pages.overview.cards import Card
from campaigns.records import alert_rules
from campaigns.records.today import is_quiet, last_visit, owners
from campaigns.reports import app_labels
from campaigns.ui.report_form import ReportForm

MOST = 7
WHOLE = ("app", "platform", "network")
"""The filters that Today follows: verdicts are of whole networks in whole apps."""
WEEK = 7
NEW = {
    "network": ("new flag", "new flags"),
    "case": ("new case", "new cases"),
    "creative": ("creative tired", "creatives tired"),
    "days": ("network with missing days", "networks with missing days"),
    "alert": ("new alert", "new alerts"),
}
"""What is said of the cards of each kind that are new."""


@dataclass(frozen=True)
class Today:
    """The cards, most urgent first, and the lines around them."""

    cards: Sequence[Card]
    news: str
    quiet: str
    judged: str

    @property
    def first(self) -> Sequence[Card]:
        """The cards that are shown at once."""
        return self.cards[:MOST]

    @property
    def more(self) -> Sequence[Card]:
        """Those behind them."""
        return self.cards[MOST:]


def today_of(user: Any, form: ReportForm, found: Networks) -> Today | None:
    """What needs somebody now; None on a page as known then, or where nothing is counted."""
    if form.as_of or found.known is None:
        return None
    before = last_visit(user, form.today)
    where = {name: form.where[name] for name in WHOLE if name in form.where}
    health = data_health(form.today, before)
    worn, unjudged = tired(where, form.today)
    raised = flags.flags(where)
    everything = [
        *cards.low_networks([one for one in raised if needs(one)]),
        *cards.open_cases([one for one in cases.ongoing(where) if _unasked(one, form.today)]),
        *cards.tired_creatives(worn, where, form.today),
        *plan_cards.tests_ready(form.today),
        *plan_cards.budgets_off_pace(where, form.today),
        *data_cards.missing_days(_within(health, where)),
        *data_cards.restated_days(_within(data_health(form.today, None), where), form.today),
        *cards.open_alerts(alert_rules.still_open(user), found.total.counts),
        *cards.fallen_ipm(found, form.compared_words, reverse("why") + form.address()),
    ]
    shown = [_owned(card) for card in everything if not is_quiet(card.key, form.today)]
    return Today(
        cards=sorted(shown, key=_urgency),
        news=news(shown, health, before, form.today),
        quiet=_quiet(raised, shown),
        judged=_being_judged(found, unjudged),
    )


def _owned(card: Card) -> Card:
    owner = owners().get(card.key)
    return replace(card, owner=owner[1]) if owner else card


def needs(flag: flags.Flag) -> bool:
    """Whether it is an act flag that nobody has answered."""
    return flag.verdict.verdict == "act" and not flag.answered


def _unasked(case: Case, today: date) -> bool:
    return case.state == Case.State.OPEN and not is_quiet(f"case {case.pk}", today)


def _urgency(card: Card) -> tuple[bool, float, float, str]:
    """The most money first; a fall of all networks together behind what it is made of."""
    return card.kind == "ipm", -(card.money or 0), -(card.installs or 0), card.title


def _within(health: DataHealth, where: dict[str, tuple]) -> DataHealth:
    chosen = where.get("network")
    rows = [row for row in health.rows if chosen is None or row.network_id in chosen]
    return DataHealth(health.period, rows)


def news(shown: Sequence[Card], health: DataHealth, before: date | None, today: date) -> str:
    """Since you were here on Friday: one new flag, two days restated."""
    if before is None:
        return ""
    said = []
    for kind, names in NEW.items():
        new = sum(1 for c in shown if c.kind == kind and c.since and c.since > before)
        if new:
            said.append(_counted(new, *names))
    restated = {
        (row.network_id, day)
        for row in health.rows
        for day in row.days(DayState.RESTATED, health.period)
    }
    if restated:
        said.append(_counted(len(restated), "day restated", "days restated"))
    on = f"{before:%A}" if (today - before).days < WEEK else formats.day(before)
    return f"Since you were here on {on}: {', '.join(said) or 'nothing new'}."


def _counted(number: int, one: str, many: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six")
    return f"{words[number] if number < len(words) else number} {one if number == 1 else many}"


def _quiet(raised: Sequence[flags.Flag], shown: Sequence[Card]) -> str:
    """Nothing else needs you. Vantage DSP is on watch; Brisk Media is quiet until 4 Dec."""
    said = []
    watched = _names(raised, lambda one: one.verdict.verdict == "watch" and not one.snoozed)
    if watched:
        said.append(f"{some(watched)} {'is' if len(watched) == 1 else 'are'} on watch")
    silent = {one.verdict.network.name: one.quiet_until for one in raised if one.snoozed}
    said += [f"{name} is quiet until {formats.day(day)}" for name, day in silent.items() if day]
    head = "Nothing else needs you." if shown else ""
    return f"{head} {'; '.join(said)}.".strip() if said else head


def _names(raised: Sequence[flags.Flag], passes: Callable[[flags.Flag], bool]) -> list[str]:
    return list(dict.fromkeys(one.verdict.network.name for one in raised if passes(one)))


def _being_judged(found: Networks, creatives: Sequence[int]) -> str:
    """Which apps are judged on new counts now, so that there may be more."""
    names = app_labels()
    apps = list(dict.fromkeys([*found.being_judged, *(names[app] for app in creatives)]))
    return f"{listed(apps)}: being judged on new counts, so there may be more." if apps else ""
