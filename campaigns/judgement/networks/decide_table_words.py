"""What pages say of decisions: title, word, why, and what exactly to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.networks.decide_total_words import where_else
from campaigns.judgement.networks.decide_words import (
    UNKNOWN,
    WORDS,
    amount,
    because,
    how_much,
    on_its_way,
    smaller_cases,
)
from campaigns.judgement.networks.decisions import NetworkDecision, decided
from campaigns.models import Decision, Verdict

ORDER = ("cut", "cap", "ask", "watch", "scale", "hold")
CANNOT_SAY = "Hold, can’t say"
TITLED = ("cut", "cap", "ask", "scale")
MOST_TITLED = 4
SHORT = {
    ("cut", "fraud"): "installs in question, and they do not pay",
    ("cut", "money"): "brings back under half",
    ("cap", "money"): "installs cost too much",
    ("cap", "fell"): "ROAS D7 fell",
    ("ask", "fraud"): "installs in question",
    ("ask", "ipm"): "IPM low",
    ("watch", "ipm"): "IPM low",
    ("watch", "money"): "may not pay",
    ("scale", "money"): "pays well",
    ("hold", "no_spend"): "no spend",
    ("hold", "spend_untold"): "spend not reported",
    ("hold", "mixed"): "its apps disagree",
    ("hold", "new"): "new",
    ("hold", "gaps"): "days missing",
    ("hold", "few"): "too few installs known",
    ("hold", "no_money"): "what users bring is not reported",
    ("hold", "no_target"): "no target ROAS",
}
"""The reason in a few words, where the sentence has no room."""
NUMBERS = ("", "That is", "Those two are", "Those three are", "Those four are")


def cannot_say(one: NetworkDecision) -> bool:
    """Whether the network is held because too little is known of it."""
    return one.overall.word == "hold" and one.first.reason in UNKNOWN


def word(one: NetworkDecision) -> str:
    """The word, one of six; of too little it is "Hold, can't say"."""
    return CANNOT_SAY if cannot_say(one) else WORDS[one.overall.word]


def word_of(verdict: Verdict) -> str:
    """The word of one app x network; "" where none was decided."""
    untold = verdict.decision == "hold" and verdict.decision_reason in UNKNOWN
    return CANNOT_SAY if untold else WORDS.get(verdict.decision, "")


@dataclass(frozen=True)
class Said:
    """A network's word and its reason in a few words, as every page says them."""

    word: str
    why: str


def said(one: NetworkDecision) -> Said:
    """Cut: installs in question, and they do not pay. What is held as fine has a short sentence."""
    code = (one.overall.word, one.overall.reason)
    return Said(word(one), SHORT.get(code) or because(one.first).rstrip("."))


def networks_decided(where: Mapping[str, tuple], as_of: date | None = None) -> dict[int, Said]:
    """The word of every network over the apps that pass the filters, today or as of a day."""
    return by_network(decided(where, as_of))


def by_network(found: Iterable[NetworkDecision]) -> dict[int, Said]:
    """What is said of each network."""
    return {one.network: said(one) for one in found}


def headed(one: NetworkDecision) -> str:
    """The word with its object: "Ask Northlight", "Hold Tandem Video, can’t say"."""
    said = f"{WORDS[one.overall.word]} {one.name}"
    return f"{said}, can’t say" if cannot_say(one) else said


def why(one: NetworkDecision, apps: Mapping[int, str], currency: str) -> str:
    """The reason of the app that gives the word, named where there are several."""
    said = because(one.first, currency)
    app = one.overall.apps[0]
    if len(one.decisions) > 1:
        return f"{apps[app]}: {said}"  # type: ignore[index]
    return said[:1].upper() + said[1:]


def what(one: NetworkDecision, apps: Mapping[int, str], currency: str) -> str:
    """How much, what else to ask, and what its other apps say."""
    others = where_else(one.overall, one.decisions, apps)
    said = (
        how_much(one.first, currency),
        smaller_cases(one.first, currency),
        f"{others[:1].upper()}{others[1:]}." if others else "",
        on_its_way(one.first),
    )
    return " ".join(filter(None, said))


def done(record: Decision | None) -> str:
    """That somebody followed the word, when, and with which note: "Done 28 Nov, Ann: asked";
    "" where nobody did."""
    if record is None:
        return ""
    said = f"Done {formats.day(record.day)}"
    if record.user is not None:
        said += f", {record.user.get_full_name() or record.user.get_username()}"
    return f"{said}: {record.note}" if record.note else said


def title(found: Sequence[NetworkDecision]) -> str:
    """Cut Rewardly, cap Kite Exchange, ask Northlight, scale Playgrid."""
    if found and all(map(cannot_say, found)):
        return "Nothing can be decided yet."
    if any(one.done and one.overall.word in TITLED for one in found):
        return to_do(found) or "Nothing new to do: all that was to be done is noted as done."
    return to_do(found) or "Nothing to do: every network is held or watched."


def to_do(found: Sequence[NetworkDecision]) -> str:
    """The same, "" where nothing is to be done. What is noted as done is not said again."""
    named = _titled(found)
    if not named:
        return ""
    said = [f"{WORDS[one.overall.word].lower()} {one.name}" for one in named]
    text = listed(said)
    return f"{text[:1].upper()}{text[1:]}."


def stakes(found: Sequence[NetworkDecision], currency: str) -> str:
    """What part of the spend the title is about, and who gets no word."""
    named = _titled(found)
    said = []
    whole = sum(one.flow.spend for one in found)
    own = sum(one.flow.spend for one in named)
    if own:
        of = f"{amount(own, currency)} of {amount(whole, currency)} spent in 28 settled days."
        said.append(f"{NUMBERS[len(named)]} {of}")
    silent = [one for one in found if cannot_say(one)]
    if silent and len(silent) < len(found):
        aimless = [one for one in silent if one.first.reason == "no_target"]
        unknown = [one for one in silent if one not in aimless]
        if unknown:
            late = " yet" if len(unknown) > 1 else ""
            said.append(f"Of {_named(unknown, found)} too little is known{late}.")
        if aimless:
            said.append(f"{_named(aimless, found)} can be judged once a target ROAS is set.")
    return " ".join(said)


def _named(some: Sequence[NetworkDecision], found: Sequence[NetworkDecision]) -> str:
    many = len(some)
    names = [formats.cut(one.name) for one in some]
    return listed(names) if many <= MOST_TITLED else f"{many} of {len(found)} networks"


def _titled(found: Sequence[NetworkDecision]) -> list[NetworkDecision]:
    return [one for one in found if one.overall.word in TITLED and not one.done][:MOST_TITLED]
