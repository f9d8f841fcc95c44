"""What the pages of signals and cases say, computed from what they show."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.fraud.dossier import Dossier
from campaigns.judgement.fraud.findings import Finding
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.measures import Measure
from campaigns.judgement.fraud.subjects import WINDOW, Subject
from campaigns.judgement.fraud.triage import Triage, TriageEntry
from campaigns.judgement.fraud.words import case_sentence
from campaigns.judgement.headline import Headline
from campaigns.judgement.networks.decide_table_words import to_do
from campaigns.judgement.networks.decisions import NetworkDecision
from campaigns.models import Case
from campaigns.reports import DIMENSIONS, networks_known
from campaigns.stats.fraud.limits import Limits
from campaigns.ui.filter_bar import filter_bar
from campaigns.ui.freshness import ASK_FIRST, IMPORT_FIRST, zones
from campaigns.ui.report_form import ReportForm

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
TRIAGE = (
    "Daily counts cannot prove fraud, and a signal convicts nobody. They show what is unlikely to "
    "be real users, and give you evidence to send to the network."
)
STATES = dict(Case.State.choices)
NAMED = 12
"""So many networks a sentence names."""


def around(
    page: Triage, decided: Sequence[NetworkDecision], form: ReportForm, *, may_import: bool
) -> dict[str, Any]:
    """What stands around the tables, by the names that the page gives it."""
    return {
        "filters": filters(form),
        "facts": facts(page, form),
        "empty": empty(page, form, may_import=may_import),
        "headline": headline(page, decided),
        "quiet": quiet(page),
        "inputs": inputs(page),
    }


def headline(page: Triage, decided: Sequence[NetworkDecision]) -> Headline:
    """How many signals are worth a question, what became of them, and what to do with whom."""
    networks = len({subject.network for subject in page.networks})
    if not page.entries:
        if not page.subjects:
            return Headline("There is nothing to judge yet.", [TRIAGE])
        title = f"{_counted(networks, 'network')} judged, none with a signal worth a question."
        return Headline(title, [TRIAGE])
    signals = len(page.entries)
    asked = sum(1 for e in page.entries if e.case and e.case.state == Case.State.ASKED)
    title = f"{_word(signals)} {'signal is' if signals == 1 else 'signals are'} worth a question"
    if asked:
        which = "it" if signals == 1 else _word(asked).lower()
        title += f"; {which} has been asked" if asked == 1 else f"; {which} have been asked"
    questioned = {entry.network for entry in page.entries}
    todo = to_do([one for one in decided if one.network in questioned])
    return Headline(f"{title}.", [*filter(None, (_largest(page.entries[0]), todo)), TRIAGE])


def _largest(entry: TriageEntry) -> str:
    where = f" ({entry.source_app})" if entry.source_app else ""
    if not entry.stake:
        return f"{entry.network_name}{where}: {entry.text}"
    stake = formats.money(entry.stake, settings.REPORTING_CURRENCY, brief=True)
    return f"Most is at stake at {entry.network_name}{where}, {stake}. {entry.text}"


def _word(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _counted(number: int, thing: str) -> str:
    return f"{_word(number)} {thing}{'' if number == 1 else 's'}"


def facts(page: Triage, form: ReportForm) -> list[str]:
    """Which days are judged, and which filters are not applied."""
    found = []
    if page.window:
        found.append(f"Judged: {formats.day_range(page.window)}, {WINDOW} settled days")
    names = {subject.network_name for subject in page.networks}
    days = zones(names, page.window or form.period)
    found.append(f"{days}, money in {settings.REPORTING_CURRENCY}")
    cut = [DIMENSIONS[name].label.lower() for name in form.where if name not in _USED]
    if cut:
        found.append(f"Whole networks are judged, so not applied here: {', '.join(cut)}")
    return found


_USED = ("app", "platform", "network")


def filters(form: ReportForm) -> dict:
    """The filter bar without what is not used here, which goes along all the same."""
    found = filter_bar(form)
    used = [pill for pill in found["pills"] if pill["name"] in _USED or pill["name"] in form.where]
    along = [pair for pair in form.pairs() if pair[0].startswith("compare") or pair[0] == "cases"]
    return found | {"pills": used, "compare": [], "kept": [*found["kept"], *along]}


def empty(page: Triage, form: ReportForm, *, may_import: bool) -> dict | None:
    """What to do where there is nothing to judge and no case."""
    if page.subjects or page.entries or page.closed:
        return None
    if form.where:
        clear = {"label": "Clear the filters", "url": form.address(**dict.fromkeys(form.where))}
        text = "No network that passes these filters has counts on the days that are judged."
        return {"title": "Nothing to judge", "text": text, "actions": [clear]}
    if networks_known():
        text = f"Signals are read from the last {WINDOW} settled days, and these have no counts."
        return {"title": "Nothing to judge yet", "text": text, "actions": []}
    do = [{"label": "Import a report", "url": reverse("imports")}] if may_import else []
    text = IMPORT_FIRST if may_import else ASK_FIRST
    return {"title": "No counts to judge yet", "text": text, "actions": do}


def number(value: float | None, unit: str) -> str:
    """A measure without its unit, which stands beside its name: 412, 0.74, 4.13"""
    if value is None:
        return formats.NO_DATA
    return f"{value:,.2f}" if unit == "money" else formats.three_places(value)


def unit(name: str) -> str:
    """% or the currency's sign; nothing for counts, × for multiples."""
    if name == "money":
        return formats.symbol(settings.REPORTING_CURRENCY).strip()
    return {"times": "×"}.get(name, name)


def limit(measure: Measure) -> str:
    """up to 10.1"""
    if measure.limit is None:
        return formats.NO_DATA
    return f"{measure.word} {number(measure.limit, measure.unit)}"


def state(entry: TriageEntry) -> str:
    """The state of a signal's case."""
    return "New, no case yet" if entry.case is None else STATES[entry.case.state]


def standing(entry: TriageEntry) -> str:
    """What the rules say by now of a case that goes on."""
    if entry.live or entry.case is None:
        return ""
    if entry.finding is None:
        return "no counts in the judged days"
    if entry.finding.state != "clear":
        return "cannot be judged now"
    weeks = entry.case.clear_weeks
    return f"no signal now, {weeks} of 2 clear weeks"


@dataclass(frozen=True)
class Lack:
    """One input of the rules: which networks have it."""

    name: str
    text: str


APART = (
    ("Click times", lambda s: s.buckets is not None, ("injection",), "late installs"),
    ("Rejected installs", lambda s: s.traffic.rejected is not None, ("rejected",), ""),
    ("Organic installs", lambda s: bool(s.traffic.organic), ("poaching",), ""),
    ("MMP installs", lambda s: s.traffic.mmp is not None, ("over_reporting",), ""),
    ("D1 retention", lambda s: bool(s.traffic.due_d1), ("incentive", "farm"), ""),
)
"""Inputs that not every report has: who has one, and the signals that need it."""


def inputs(page: Triage) -> list[Lack]:
    """How far the inputs reach that not every report has, and what is not judged without them."""
    apart = sorted({s.network_name for s in page.subjects if s.source_app})
    lines = [_reach(name, has, page.networks, kinds, more) for name, has, kinds, more in APART]
    sub = Lack(
        "Sub-publishers", ", ".join(apart) or "not imported, so only whole networks are judged"
    )
    return [*lines, sub]


def _reach(
    name: str,
    has: Callable[[Subject], bool],
    networks: Sequence[Subject],
    kinds: Sequence[str],
    more: str,
) -> Lack:
    lacking = sorted({s.network_name for s in networks if not has(s)})
    if not lacking:
        return Lack(name, "complete")
    needs = ", ".join(filter(None, [*(KINDS[k].named for k in kinds), more]))
    have = len({s.network_name for s in networks if has(s)})
    if not have:
        return Lack(name, f"not imported, so not judged: {needs}")
    if len(lacking) > 4:
        return Lack(name, f"{have} of {len({s.network for s in networks})} networks")
    return Lack(name, f"all but {listed(lacking)}")


def _some(names: Sequence[str]) -> str:
    shown, others = names[:NAMED], len(names) - NAMED
    return listed([*shown, f"{others} more"] if others > 1 else names)


def quiet(page: Triage) -> list[str]:
    """Which networks show nothing unusual, and which could not be judged at all."""
    states: dict[str, list[str]] = defaultdict(list)
    for finding in page.findings:
        if not finding.subject.source_app:
            states[finding.subject.network_name].append(finding.state)
    questioned = {entry.network_name for entry in page.entries}
    calm = [n for n, said in states.items() if "clear" in said and n not in questioned]
    unjudged = [n for n, said in states.items() if not {"clear", "signal"} & set(said)]
    said = []
    if calm:
        verb = "shows" if len(calm) == 1 else "show"
        partly = any({*states[name]} != {"clear"} for name in calm)
        where = " in what could be judged" if partly else ""
        nothing = f"{_counted(len(calm), 'network')} {verb} nothing unusual{where}"
        said.append(f"{nothing}: {_some(calm)}.")
    if unjudged:
        said.append(f"Not judged, because counts are missing: {_some(unjudged)}.")
    answered = {c.network.name for c in page.closed} & {
        f.subject.network_name for f in page.findings if f.state == "signal"
    } - questioned
    if answered:
        said.append(f"Closed by somebody and not asked again: {_some(sorted(answered))}.")
    return said


def held(findings: Sequence[Finding]) -> str:
    """Why some kinds were not judged: "no click times: click injection; too little: ..."."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.state in ("signal", "clear"):
            continue
        reasons[_reason(finding)].append(finding.kind.named)
    return "; ".join(f"{reason}: {', '.join(kinds)}" for reason, kinds in reasons.items())


def _reason(finding: Finding) -> str:
    if finding.state == "missing":
        return f"no {' or '.join(finding.missing)}"
    if finding.state == "no_peers":
        return "too few peers"
    return "too little"


@dataclass(frozen=True)
class NextStep:
    """One state of a case's strip: when it was set, and whether it is the one in force."""

    label: str
    day: str
    here: bool


@dataclass(frozen=True)
class CaseWords:
    """What the page and the pack of a case say."""

    title: str
    where: str
    days: str
    finding: str
    stake: str
    steps: list[NextStep]
    condition: str
    source: str
    asks: str


def case_words(dossier: Dossier, limits: Limits) -> CaseWords:
    """The words of a case: who, what, when, and what is at stake."""
    case, kind = dossier.case, dossier.kind
    sub = f" ({case.source_app})" if case.source_app else ""
    return CaseWords(
        title=f"{case.network.name}{sub}: {kind.named}",
        where=f"source app {case.source_app} of {case.network.name}"
        if case.source_app
        else "whole network",
        days=formats.day_range(dossier.period),
        finding=case_sentence(case),
        stake=_stake(case),
        steps=_steps(dossier),
        condition=kind.condition(limits),
        source=kind.source,
        asks=kind.asks,
    )


def _stake(case: Case) -> str:
    installs = f"{formats.count(case.installs)} installs concerned"
    if case.stake is None:
        return f"{installs}; no spend is reported for them."
    money = formats.money(case.stake, settings.REPORTING_CURRENCY)
    return f"{money} was spent on the {installs}."


def _steps(dossier: Dossier) -> list[NextStep]:
    set_on = {note.state: note.day for note in dossier.notes if note.state}
    return [
        NextStep(
            label, formats.day(set_on[name]) if name in set_on else "", name == dossier.case.state
        )
        for name, label in STATES.items()
    ]
