"""Is this network low? One verdict per network of an app, like for like.

Expectation and level from `account`, the chance to be typical from `typical`, the verdict through
`hysteresis`. Codes and numbers only; words are made where they are shown.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from campaigns.stats.intervals import interval
from campaigns.stats.networks.cases import JudgedNetwork, cases
from campaigns.stats.networks.creatives import CreativeMix, Sums, creative_mixes
from campaigns.stats.networks.hysteresis import DAYS_OFF, DAYS_ON, FLAGS, RunState, step
from campaigns.stats.networks.judgement import Judgement, Span, Verdicts
from campaigns.stats.networks.levels import Fall, distance, fall, fall_since, ratio
from campaigns.stats.networks.rule import (
    KNOWN_FORMATS,
    MIN_EFFECTIVE,
    MIN_EXPECTED,
    MIN_NETWORKS,
    tier,
)
from campaigns.stats.networks.table import Counts
from campaigns.stats.networks.typical import Typical

WINDOW = 28
CLEAR = 0.001
"""How exactly the level is found at which a flag would go."""
CELL = ("country", "format")


def judge(
    counts: Counts,
    before: Mapping[Hashable, RunState] | None = None,
    *,
    last: date | None = None,
    window: int = WINDOW,
    fields: Sequence[str] = CELL,
    creatives: Callable[[], Sums] | None = None,
    days_on: int = DAYS_ON,
    days_off: int = DAYS_OFF,
    known_formats: float = KNOWN_FORMATS,
    details: bool = True,
) -> Verdicts:
    """Judge every network from network -> cell -> (impressions, installs) per day.

    All day lists cover the same days, oldest first, up to 84 of them; `last` is the newest and
    dates `low_since`. The last `window` days are judged, those before say what was usual.
    `fields` name the factors of a cell; None as a country or format is one that is not stated.
    Networks with a smaller share of impressions in `known_formats` get no verdict on their level.
    `before` are the states of the previous judged day; without them the first judgement takes the
    day's condition. `creatives` is asked, for the window, only when a network looks low.
    `details=False` leaves out the intervals and clearing levels that only a page needs.
    """
    everyone = cases(counts, window, fields, known_formats)
    place = _Place(everyone)
    present = sum(1 for case in everyone if case.window.impressions > 0)
    eligible = [case for case in everyone if case.eligible]
    outcomes = [_outcome(case, _reason(case, present, len(eligible)), place) for case in everyone]
    looks_low = [i for i, one in enumerate(outcomes) if one.condition in FLAGS and not one.reason]
    if creatives and looks_low:
        held = _Held(everyone, creatives(), place)
        for i in looks_low:
            outcomes[i] = held.explained(everyone[i], outcomes[i])
    judgements = []
    for case, one in zip(everyone, outcomes, strict=True):
        since = _since(case, one)
        low_since = last - timedelta(days=since - 1) if last else None
        old = (before or {}).get(case.network)
        state = step(old, one.condition, low_since, days_on, days_off)
        judgements.append(_judgement(case, one, state, place, since, last, details))
    return _verdicts(tuple(judgements), everyone, eligible, place)


class _Place:
    """Where each network stands among all that are heard.

    `levels` are those of the cases in their order, if others than their own.
    """

    def __init__(
        self, everyone: Sequence[JudgedNetwork], levels: Sequence[float] | None = None
    ) -> None:
        told = levels or [case.level.d if case.level else 0.0 for case in everyone]
        heard = [(case, d) for case, d in zip(everyone, told, strict=True) if case.heard]
        self._number = {case.network: i for i, (case, _) in enumerate(heard)}
        self._typical = Typical([(d, case.error) for case, d in heard])
        self._elsewhere = _elsewhere(everyone)

    def ratio(self, case: JudgedNetwork) -> float:
        """Installs over expected installs of a typical network of the case's account."""
        typical = self._elsewhere if case.formats_unknown else self._typical
        return ratio(typical.level)

    def at(self, case: JudgedNetwork, d: float | None = None) -> tuple[float, float]:
        """(chance to be typical, shrunk ratio), at another level than its own if `d` is given."""
        level = None if d is None else (d, case.error)
        return self._typical.judge(self._number[case.network], level)


def _elsewhere(everyone: Sequence[JudgedNetwork]) -> Typical:
    """What is typical where networks are compared by country alone."""
    account = next((case.account for case in everyone if case.formats_unknown), None)
    return account.typical() if account else Typical([])


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the day says about one network."""

    condition: str
    reason: str
    chance: float | None = None
    shrunk: float | None = None
    fall: Fall | None = None
    creatives: CreativeMix | None = None


class _Held:
    """All networks placed again with their creatives held equal."""

    def __init__(self, everyone: Sequence[JudgedNetwork], sums: Sums, place: _Place) -> None:
        known = next(case for case in everyone if not case.formats_unknown)
        without = {case.network for case in everyone if case.formats_unknown}
        self._mixes = creative_mixes(known.account, sums, without)
        levels = [
            self._mixes[case.number].held(case.level.d) if case.level else 0.0 for case in everyone
        ]
        self._place = _Place(everyone, levels)
        self._moved = self._place.ratio(known) / place.ratio(known)

    def explained(self, case: JudgedNetwork, one: _Outcome) -> _Outcome:
        """At most watch where the network is less low than its creatives would be anywhere."""
        mix = self._mixes[case.number]
        against = replace(mix, factor=mix.factor * self._moved)
        if not mix.known:
            return replace(one, reason="own_creatives", creatives=against)
        if tier(*self._place.at(case)) in FLAGS:
            return replace(one, creatives=against)
        return replace(one, condition="watch", reason="weak_creatives", creatives=against)


def _reason(case: JudgedNetwork, present: int, eligible: int) -> str:
    """Why there is no verdict on this network's level, or ""."""
    if case.window.impressions <= 0:
        return "no_impressions"
    if present < MIN_NETWORKS:
        return "alone" if present == 1 else "too_few_networks"
    if case.formats_unknown:
        return "formats_unknown"
    return case.lacks or ("too_few_networks" if eligible < MIN_NETWORKS else "")


def _outcome(case: JudgedNetwork, reason: str, place: _Place) -> _Outcome:
    if reason == "no_impressions":
        return _Outcome("no_data", reason)
    if reason == "formats_unknown":
        own = None if case.lacks else fall(case.days)
        return _Outcome("fell" if own and own.clear else "unknown", reason, fall=own)
    if reason:
        return _Outcome("ineligible", reason)
    chance, shrunk = place.at(case)
    if case.window.installs == 0:
        return _Outcome("act", "no_installs", chance, shrunk)
    return _Outcome(tier(chance, shrunk), "", chance, shrunk)


def _since(case: JudgedNetwork, one: _Outcome) -> int:
    """For how many days the network has been at its level."""
    if one.fall and one.condition == "fell":
        return one.fall.since
    return case.level.since if case.level else case.window.days


def _judgement(
    case: JudgedNetwork,
    one: _Outcome,
    state: RunState,
    place: _Place,
    since: int,
    last: date | None,
    details: bool,
) -> Judgement:
    table, m, typical = case.account.table, case.number, place.ratio(case)
    flagged = state.verdict in FLAGS
    if flagged and last and state.low_since:
        since = min((last - state.low_since).days + 1, table.days)
    first = table.first
    rate = interval(table.installs[m][first:], table.impressions[m][first:]) if details else None
    clears = _clears_above(case, place) if details and flagged and one.chance is not None else None
    return Judgement(
        network=case.network,
        window=case.window.against(typical),
        low=case.span(since).against(typical) if flagged else None,
        interval=rate,
        level=case.level,
        own=case.account.noise.own[m],
        wide=case.account.noise.wide[m],
        sr=case.sr,
        cover=case.cover,
        active_days=case.active_days,
        chance=one.chance,
        shrunk=one.shrunk,
        condition=one.condition,
        reason=one.reason,
        state=state,
        fall=fall_since(case.days, since) if flagged and case.formats_unknown else None,
        creatives=one.creatives,
        known_formats=case.known_formats,
        known_countries=case.known_countries,
        would_clear_above=clears,
        more_impressions=_more_impressions(case.window, case) if one.reason == "thin" else None,
    )


def _clears_above(case: JudgedNetwork, place: _Place) -> float | None:
    """The IPM of the window from which on `keep` fails, all else fixed, to a thousandth of it."""
    if not case.level or case.window.expected_ipm is None:
        return None

    def keeps(rho: float) -> bool:
        return tier(*place.at(case, distance(rho, 1.0))) != "fine"

    low = high = ratio(case.level.d)
    while keeps(high):
        low, high = high, 1.2 * high + 0.1
    while high - low > CLEAR * high:
        middle = (low + high) / 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return high * case.window.expected_ipm


def _more_impressions(window: Span, case: JudgedNetwork) -> float | None:
    """How many impressions are missing at least, if its noise stays."""
    if not case.level or window.expected <= 0:
        return None
    needed = max(MIN_EXPECTED, MIN_EFFECTIVE * case.level.variance * window.expected)
    return max(0.0, window.impressions * (needed / window.expected - 1))


def _verdicts(
    judgements: tuple[Judgement, ...],
    everyone: Sequence[JudgedNetwork],
    eligible: Sequence[JudgedNetwork],
    place: _Place,
) -> Verdicts:
    known = [case for case in everyone if not case.formats_unknown] or everyone
    noise = known[0].account.noise if known else None
    shared = known[0].account.shared if known else None
    typical = {case.network: place.ratio(case) for case in everyone}
    impressions = sum(case.window.impressions for case in known)
    expected = sum(case.window.expected * typical[case.network] for case in known)
    return Verdicts(
        judgements=judgements,
        eligible=len(eligible),
        typical=typical,
        c2=noise.c2 if noise else 0.0,
        a=noise.a if noise else 0.0,
        h=noise.h if noise else 0.0,
        sr=median(case.sr for case in eligible) if eligible else 0.0,
        shared=tuple(shared.app) if shared else (),
        expected_rate=expected / impressions if impressions else 0.0,
        accounts={case.network: case.account for case in everyone},
    )
