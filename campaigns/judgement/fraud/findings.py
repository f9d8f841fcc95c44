"""What the rules say of every network and sub-publisher, by kind of signal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

from campaigns.judgement import thresholds
from campaigns.judgement.fraud.kinds import INPUTS, KINDS, SignalKind
from campaigns.judgement.fraud.measures import Measure, measures
from campaigns.judgement.fraud.subjects import Place, Subject, subjects_of_all
from campaigns.judgement.fraud.words import sentence
from campaigns.judgement.together import Together
from campaigns.stats.fraud.limits import Limits
from campaigns.stats.fraud.rules import look
from campaigns.stats.fraud.signals import Signal
from campaigns.stats.fraud.traffic import PEER_INSTALLS, total

STATES = ("signal", "clear", "too_little", "no_peers", "missing")
"""What can be said of a kind: the first of these that one of its rules says."""
INSTEAD_OF = {"flooding_c": "flooding_a"}
"""A rule that adds nothing where another has spoken already."""
COVERED_BY = {"farm": "incentive"}
"""A kind of signal, and the rule beside which it adds nothing: many installs that do not stay are
one question, whoever stays away."""
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Finding:
    """What the rules of one kind say of one network or sub-publisher.

    `covered` where another signal says the same and more, so that one question is asked once.
    """

    kind: SignalKind
    subject: Subject
    signals: tuple[Signal, ...]
    peers: Sequence[Subject]
    limits: Limits
    covered: bool = False

    @property
    def key(self) -> tuple[Place, str]:
        """What a case of it is told apart by."""
        return self.subject.place, self.kind.key

    @property
    def state(self) -> str:
        """signal, clear, too_little, no_peers or missing."""
        said = {signal.state for signal in self.signals}
        state = next(state for state in STATES if state in said)
        return "clear" if self.covered and state == "signal" else state

    @property
    def hits(self) -> list[Signal]:
        """What the rules found, without those that add nothing to another."""
        rules = {s.rule for s in self.signals if s.state == "signal"}
        return [s for s in self.signals if s.rule in rules and INSTEAD_OF.get(s.rule) not in rules]

    @property
    def text(self) -> str:
        """What is unusual, in the words of the rules that found it; else of the first rule."""
        return " ".join(map(sentence, self.hits or self.signals[:1]))

    @property
    def missing(self) -> list[str]:
        """The inputs that its rules lack, in words."""
        lacking = dict.fromkeys(s.missing for s in self.signals if s.state == "missing")
        return [INPUTS[name] for name in lacking]

    @cached_property
    def measures(self) -> list[Measure]:
        """The evidence in numbers."""
        return measures(self.kind.key, self.subject, self.peers, self.limits, self.signals[0])

    @property
    def share(self) -> float:
        """The part of the installs, and of the spend, that the signal is about."""
        return _share(self)

    @property
    def installs(self) -> int:
        """The installs concerned; of a sub-publisher without counts, those with a click time."""
        installs, times = self.subject.counts.installs, self.subject.buckets
        if installs is None:
            installs = sum(times or ())
        return round(self.share * installs)

    @property
    def stake(self) -> Decimal | None:
        """The spend on the installs concerned; None where no spend is reported."""
        spend = self.subject.counts.spend
        if spend is None:
            return None
        return (spend * Decimal(self.share)).quantize(CENT, rounding=ROUND_HALF_EVEN)


def _share(finding: Finding) -> float:
    traffic, kind = finding.subject.traffic, finding.kind.key
    hits = {s.rule for s in finding.signals if s.state == "signal"}
    if kind == "flooding" and hits == {"late_installs"} and traffic.ctit:
        return traffic.ctit.over_24h / traffic.ctit.installs
    if kind == "injection" and traffic.ctit and traffic.ctit.installs:
        return traffic.ctit.under_10s / traffic.ctit.installs
    if kind == "stuffing":
        shown = traffic.impressions or ()
        recent, whole = total(shown[-7:]), total(shown)
        return (recent or 0) / whole if whole else 1.0
    if kind == "rejected" and traffic.rejected:
        return traffic.rejected / (traffic.rejected + (traffic.total("installs") or 0))
    if kind == "poaching":
        came = traffic.installs or ()
        after, before = total(came[-14:]) or 0, total(came[-28:-14]) or 0
        return max(0, after - before) / (after + before) if after + before else 1.0
    if kind == "over_reporting" and traffic.claimed:
        return max(0, traffic.claimed - (traffic.counted or 0)) / traffic.claimed
    return 1.0


def find(
    everyone: Sequence[Subject],
    limits: Limits,
    told: Mapping[Place, Mapping[str, Signal]] | None = None,
) -> list[Finding]:
    """Ask all rules about all networks, and those about clicks about all sub-publishers, unless
    what they say is `told`.

    Peers are the other networks of the same app, whole.
    """
    networks = _networks(everyone)
    signals = rules_say(everyone, limits) if told is None else told
    found = []
    for subject in everyone:
        others = [
            peer
            for peer in networks[subject.app]
            if peer.network != subject.network
            and (peer.traffic.total("installs") or 0) >= PEER_INSTALLS
        ]
        said = signals[subject.place]
        hits = {rule for rule, signal in said.items() if signal.state == "signal"}
        for kind in _kinds(subject):
            mine = tuple(said[rule] for rule in kind.rules)
            covered = COVERED_BY.get(kind.key) in hits
            found.append(Finding(kind, subject, mine, others, limits, covered))
    return found


def rules_say(everyone: Sequence[Subject], limits: Limits) -> dict[Place, dict[str, Signal]]:
    """What each rule says of each of them."""
    networks, found = _networks(everyone), {}
    for subject in everyone:
        rules = [rule for kind in _kinds(subject) for rule in kind.rules]
        beside = [peer.traffic for peer in networks[subject.app]]
        signals = look(subject.traffic, beside, limits, rules)
        found[subject.place] = {signal.rule: signal for signal in signals}
    return found


def _kinds(subject: Subject) -> list[SignalKind]:
    return [kind for kind in KINDS.values() if kind.by_source_app or not subject.source_app]


def _networks(everyone: Sequence[Subject]) -> dict[int, list[Subject]]:
    """The whole networks of each app."""
    found: dict[int, list[Subject]] = defaultdict(list)
    for subject in everyone:
        if not subject.source_app:
            found[subject.app].append(subject)
    return found


def _of_all(today: date) -> list[tuple[Place, dict[str, Signal]]]:
    return [*rules_say(subjects_of_all(today), thresholds.current()).items()]


signals_of_all = Together("signals", list[tuple[Place, dict[str, Signal]]], _of_all)
"""What the rules say today of everybody."""
