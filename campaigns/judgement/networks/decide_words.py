"""What a decision says: "Cap Kite Exchange: an install costs $0.92, $0.53 is affordable ..."."""

from math import log
from typing import TypeVar

from campaigns import formats
from campaigns.judgement.networks.decide_case_words import evidence, named
from campaigns.metrics import Counts
from campaigns.stats.networks.decide import (
    AGAIN_DAYS,
    ASK_STAKE,
    CAP_STEP,
    MOST_MISSING,
    NEW_DAYS,
    SCALE_STEP,
    Decision,
    OpenCase,
)
from campaigns.stats.networks.decide_money import DAYS, RECENT, Money
from campaigns.stats.networks.decide_runs import (
    AWFUL,
    DAYS_OFF,
    GOOD,
    HALF_SURE,
    MIN_INSTALLS,
    POOR,
    SURE,
    WORTH_SCALING,
    days_on,
)

WORDS = {
    "scale": "Scale",
    "hold": "Hold",
    "watch": "Watch",
    "ask": "Ask",
    "cap": "Cap",
    "cut": "Cut",
}
UNKNOWN = ("new", "spend_untold", "gaps", "few", "no_money", "no_target")
"""Reasons to hold that say nothing of the network."""
AS_BEFORE = log(1.25)
"""Halves that differ by less, of a network that is not poor, read "as before"."""
WHOLE_FROM = 10
"""Amounts under this keep their cents."""


def sentence(network: str, one: Decision, currency: str = "USD") -> str:
    """What to do with a network in an app, and why, in one to three sentences."""
    return f"{_head(network, one, currency)}{because(one, currency)}"


def because(one: Decision, currency: str = "USD") -> str:
    """The sentence without the word and the network: "on target, nothing to mend."."""
    return REASONS[one.word, one.reason](one, currency)


def how_much(one: Decision, currency: str = "USD") -> str:
    """The size of the step, "" where none is meant."""
    step = one.amount
    if step is None:
        return ""
    price = formats.money(step.cpi, currency)
    if one.word == "cap":
        less = f"pend {formats.percent(CAP_STEP)} less."
        return f"Bid at most {price} an install, or s{less}" if step.way == "bid" else f"S{less}"
    again = f"again after {AGAIN_DAYS} days"
    if step.way == "bid":
        return f"Bid up to {price} an install, its eCPM is low; {again}."
    return f"Raise the budget by {formats.percent(SCALE_STEP)}, {again}."


def on_its_way(one: Decision) -> str:
    """How far the word is from its end or from the next, in days in a row; "" where not on it."""
    if one.runs is None:
        return ""
    own = _line(one.word, one.reason)
    if own and getattr(one.runs, own).days:
        days = getattr(one.runs, own).days
        return f"Not so on {days} of the {DAYS_OFF} days in a row that end it."
    next_line = _line(one.today_word, one.today_reason)
    if next_line and next_line != own and getattr(one.runs, next_line).days:
        days = getattr(one.runs, next_line).days
        word = WORDS[one.today_word]
        return f"{word} on {days} of the {days_on(next_line)} days in a row that it takes."
    return ""


def smaller_cases(one: Decision, currency: str = "USD") -> str:
    """The cases that the word is not about: "A case on $320: block 88213."; "" without."""
    told = one.reason == "fraud" or (one.word in ("cap", "cut") and _asked(one, currency))
    if told or not one.facts.cases:
        return ""
    number = len(one.facts.cases)
    head = "A case" if number == 1 else f"{number} cases"
    on = f" on {amount(one.facts.stake, currency)}" if one.facts.stake else ""
    blocked = sorted({case.source_app for case in one.facts.cases if case.source_app})
    what = f"block {', '.join(blocked)}" if blocked else evidence(_leading(one))
    return f"{head}{on}: {what}."


def amount(value: float, currency: str) -> str:
    """8783.4 -> $8,783, under ten with cents."""
    if abs(value) < WHOLE_FROM:
        return formats.money(value, currency)
    return formats.symbol(currency) + formats.count(round(value))


def share(part: float) -> str:
    """0.0391 -> 3.9 %, 0.2 -> 20 %"""
    return formats.percent(round(part, 3))


T = TypeVar("T")


def there(value: T | None) -> T:
    """What a reason rests on. Raises ValueError where it is missing after all."""
    if value is None:
        raise ValueError("a decision lacks what its reason rests on")
    return value


def _head(network: str, one: Decision, currency: str) -> str:
    if one.word == "scale":
        step = f"{formats.percent(SCALE_STEP)} ({amount(there(one.concerned), currency)})"
        return f"Scale {network} by {step}: "
    if (one.word, one.reason) == ("ask", "fraud"):
        return f"Ask {network} about {amount(one.facts.stake, currency)}: "
    if one.reason in UNKNOWN:
        return f"Hold {network}, can’t say: "
    return f"{WORDS[one.word]} {network}: "


def _cut_for_fraud(one: Decision, currency: str) -> str:
    pays = _pays(there(one.money), currency)
    return f"{pays}, and {evidence(_leading(one))}. {_spent(one, currency)}"


def _cut(one: Decision, currency: str) -> str:
    awful = there(one.money).rho < AWFUL and not there(one.money).retained
    half = ", it brings back less than half of the target" if awful else ""
    return (
        f"{_pays(there(one.money), currency)}{half}. {_spent(one, currency)}{_asked(one, currency)}"
    )


def _cap(one: Decision, currency: str) -> str:
    return _dear(one, currency, _pays(there(one.money), currency, "target"), DAYS)


def _fell(one: Decision, currency: str) -> str:
    whole = _worth(there(one.money), currency)
    basis = f"{_pays(there(one.recent), currency)} in the last {RECENT} days, {whole} in {DAYS}"
    return _dear(one, currency, basis, RECENT)


def _dear(one: Decision, currency: str, basis: str, days: int) -> str:
    """What an install costs and may cost. Users who stay are told by their own cost."""
    text = basis
    now, most = one.facts.cpi, there(one.amount).cpi
    if now is not None and most is not None and most < now:
        prices = (formats.money(price, currency) for price in (now, most))
        text = "an install costs {}, {} is affordable ({})".format(*prices, basis)
    too_much = f" {amount(there(one.concerned), currency)} too much in {days} days."
    return f"{text}.{too_much if one.concerned else ''}{_asked(one, currency)}"


def _ask_for_fraud(one: Decision, currency: str) -> str:
    number = len(one.facts.cases)
    return f"{evidence(_leading(one))}{f', {number} cases in all' if number > 1 else ''}."


def _ask_for_ipm(one: Decision, currency: str) -> str:
    short = f", {amount(one.concerned, currency)} of installs short" if one.concerned else ""
    return f"{_low(one)}{short}.{_users(one.money, currency)}"


def _watch_ipm(one: Decision, currency: str) -> str:
    money = one.money and f", {_label(one.money)} {_standing(one.money)}"
    return f"{_low(one)}{money or ''}."


def _watch_money(one: Decision, currency: str) -> str:
    low, high = there(one.money).roas_range
    reach = "" if there(one.money).retained else f" (likely {share(low)} to {share(high)})"
    at_issue = f" {amount(there(one.concerned), currency)} at issue." if one.concerned else ""
    return f"{_pays(there(one.money), currency)}, perhaps too little{reach}.{at_issue}"


def _scale(one: Decision, currency: str) -> str:
    money = there(one.money)
    surely = "surely " if money.above(1) >= SURE else ""
    if money.retained:
        return f"{_pays(money, currency)}; IPM fine."
    over = f", {surely}over {share(money.target)}" if money.rho > 1 else ""
    return f"ROAS D7 {share(money.roas)}{over}; IPM fine."


def _fine(one: Decision, currency: str) -> str:
    if one.barred == "no_impressions":
        return "pays well, but reports no impressions: IPM cannot be judged."
    if one.barred == "ipm":
        return "pays well, but IPM cannot be judged yet."
    if one.barred == "case":
        return "pays well, but has a case open."
    verdict, standing = one.facts.ipm.verdict, _standing(there(one.money))
    if verdict == "no_data":
        return f"{standing}; reports no impressions, so IPM cannot be judged."
    if verdict == "not_enough":
        return f"{standing}; IPM cannot be judged yet."
    if one.facts.cases:
        return f"{standing}, IPM fine, a case open."
    calm = standing == "on target"
    return f"{standing}, {'nothing to mend' if calm else 'IPM fine'}."


def _gaps(one: Decision, currency: str) -> str:
    facts = one.facts
    if facts.missing_days > MOST_MISSING:
        return f"{facts.missing_days} of {DAYS} days missing."
    return f"its newest day is {facts.late_days} days late."


REASONS = {
    ("cut", "fraud"): _cut_for_fraud,
    ("cut", "money"): _cut,
    ("cap", "money"): _cap,
    ("cap", "fell"): _fell,
    ("ask", "fraud"): _ask_for_fraud,
    ("ask", "ipm"): _ask_for_ipm,
    ("watch", "ipm"): _watch_ipm,
    ("watch", "money"): _watch_money,
    ("scale", "money"): _scale,
    ("hold", "fine"): _fine,
    ("hold", "no_spend"): lambda one, currency: f"no spend in {DAYS} days.",
    ("hold", "spend_untold"): lambda one, currency: "its spend is not reported.",
    ("hold", "new"): lambda one, currency: (
        f"{one.facts.live_days} of {NEW_DAYS} settled days since its first."
    ),
    ("hold", "gaps"): _gaps,
    ("hold", "few"): lambda one, currency: (
        f"{formats.count(one.installs_known)} of {MIN_INSTALLS} installs known."
    ),
    ("hold", "no_money"): lambda one, currency: "what its users bring is not reported.",
    ("hold", "no_target"): lambda one, currency: "set a target ROAS.",
}
"""What each code says."""


def _label(money: Money) -> str:
    return "retention" if money.retained else "ROAS"


def _pays(money: Money, currency: str, against: str = "against") -> str:
    """ROAS D7 3.9 % against 20 %; of users who stay the cost of one."""
    if money.retained:
        goal = formats.money(1 / money.target, currency)
        return f"a user who stays a week costs {_worth(money, currency)}, {goal} is affordable"
    comma = "," if against == "target" else ""
    return f"ROAS D7 {share(money.roas)}{comma} {against} {share(money.target)}"


def _worth(money: Money, currency: str) -> str:
    if not money.retained:
        return share(money.roas)
    return formats.money(1 / money.roas if money.roas else None, currency)


def _standing(money: Money) -> str:
    """Where a network that is not capped stands: over, on or under target."""
    if money.above(GOOD) >= SURE and money.level >= WORTH_SCALING:
        return "over target"
    return "under target" if money.below(POOR) >= HALF_SURE else "on target"


def _users(money: Money | None, currency: str) -> str:
    """Whether the users of a network whose IPM is low still pay."""
    if money is None:
        return ""
    before, now = money.halves
    if before is None or now is None:
        return ""
    same = before > 0 and now > 0 and abs(log(now / before)) <= AS_BEFORE
    if same and money.level >= POOR:
        return f" Users {'stay' if money.retained else 'pay'} as before."
    pays = _pays(money, currency)
    return f" {pays[0].upper()}{pays[1:]}."


def _low(one: Decision) -> str:
    """IPM 31 % low since 5 Nov"""
    ipm = one.facts.ipm
    far = "" if ipm.ratio is None else f" {formats.percent(round(1 - ipm.ratio, 2))}"
    since = f" since {formats.day(ipm.since)}" if ipm.since else ""
    return f"{Counts.ipm.label}{far} low{since}"


def _spent(one: Decision, currency: str) -> str:
    return f"{amount(one.facts.spend, currency)} in {DAYS} days."


def _asked(one: Decision, currency: str) -> str:
    """A question beside a cap or cut, from the stake on that would ask by itself."""
    if one.facts.stake_share < ASK_STAKE:
        return ""
    what = named(_leading(one).kind)
    return f" Ask about {amount(one.facts.stake, currency)} of {what}, too."


def _leading(one: Decision) -> OpenCase:
    """The case with the most at stake."""
    return max(one.facts.cases, key=lambda case: case.stake or 0.0)


def _line(word: str, reason: str) -> str:
    """The line of money that gives a word, or ""."""
    if reason == "fell":
        return "fell"
    return word if reason == "money" else ""
