"""The five tools of assistants: what each is asked, and what it answers. All of them only read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from campaigns.api.asking import QUESTION, SPLIT, asked, query_out
from campaigns.api.facts import (
    FACT,
    Fact,
    creative_facts,
    part_fact,
    test_fact,
    verdict_fact,
    why_facts,
)
from campaigns.api.findings import explained
from campaigns.api.lists import verdicts_out
from campaigns.api.problems import Problem
from campaigns.judgement import thresholds
from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.creatives.ranking import creatives
from campaigns.judgement.experiments import records
from campaigns.judgement.experiments.judge import judge
from campaigns.judgement.headline import ipm_sentence
from campaigns.judgement.why import SPLITS
from campaigns.models import Experiment
from campaigns.pages.method import content
from campaigns.pages.why import words
from campaigns.pages.why.charts import gap
from campaigns.reports import DIMENSIONS, settled_ends
from campaigns.telling import messages
from campaigns.ui.report_form import ReportForm

MOST, USUAL = 200, 30
"""Numbers in one answer."""
Arguments = Mapping[str, Any]
LIMIT = {"type": "integer", "minimum": 1, "maximum": MOST, "description": "Numbers at most."}
ANSWER = {
    "type": "object",
    "properties": {
        "answer": {"type": "string"},
        "facts": {"type": "array", "items": FACT},
        "left_off": {"type": "integer"},
        "page": {"type": "string"},
    },
    "required": ["answer", "facts", "left_off", "page"],
}


@dataclass(frozen=True)
class Tool:
    """A question with a name; `asks` are its arguments, by their JSON schema."""

    name: str
    title: str
    description: str
    asks: Mapping[str, Any]
    answer: Callable[[Arguments], dict[str, Any]]

    @property
    def listed(self) -> dict[str, Any]:
        """As it is told to a client."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": {"type": "object", "properties": dict(self.asks)},
            "outputSchema": ANSWER,
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }


def _asked(said: Arguments, splits: tuple[str, ...] = ()) -> ReportForm:
    """The arguments as an address would say them. Raises Problem."""
    query = QueryDict(mutable=True)
    for name, value in said.items():
        values = value if isinstance(value, list) else [value]
        if name == "limit":
            continue
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
            raise Problem(422, "The request cannot be understood.", [(name, "Texts or numbers.")])
        query.setlist(name, [str(one) for one in values])
    return asked(query, splits=splits)


def _told(answer: str, facts: list[Fact], said: Arguments, page: str, **more: Any) -> dict:
    limit = said.get("limit", USUAL)
    if not isinstance(limit, int) or not 1 <= limit <= MOST:
        raise Problem(422, "The request cannot be understood.", [("limit", f"From 1 to {MOST}.")])
    left = max(0, len(facts) - limit)
    return {"answer": answer, "facts": facts[:limit], "left_off": left, "page": page} | more


def _report(said: Arguments) -> dict[str, Any]:
    form = _asked(said)
    by = form.some_of(DIMENSIONS)
    found = breakdown(form.query(), by, form.today)
    facts = [part_fact(found.total, found, form, ())]
    facts += [part_fact(part, found, form, by) for part in found.parts] if by else []
    answer = ipm_sentence(found.total, form.compared_words) or "There is no IPM in these days."
    return _told(answer, facts, said, facts[-1]["page"], query=query_out(form, by))


def _verdicts(said: Arguments) -> dict[str, Any]:
    form = _asked(said)
    facts = [verdict_fact(one) for one in verdicts_out(form)]
    needed = sum(one["verdict"] in ("act", "watch") for one in facts)
    answer = f"{needed} of {len(facts)} networks in apps need somebody."
    return _told(answer, facts, said, messages.link(reverse("networks") + form.elsewhere()))


def _why(said: Arguments) -> dict[str, Any]:
    form = _asked(said, splits=SPLITS)
    networks, found, changes = explained(form)
    page = messages.link(reverse("why") + form.elsewhere(by=form.some_of(SPLITS)))
    facts = why_facts(found, networks, form)
    if found is None:
        nothing = gap(found, networks, form) or {}
        return _told(f"{nothing['title']}. {nothing['text']}", facts, said, page)
    head = words.headline(found, networks)
    told = [one.text for one in words.told(found, networks, form, changes)]
    return _told(" ".join([head.title, *head.more, *told]), facts, said, page)


def _tired(said: Arguments) -> dict[str, Any]:
    form = _asked(said)
    found = creatives(form.query(), form.today)
    ends = settled_ends(form.today)
    tired = [one for one in found.named if one.fatigue and one.fatigue.level in ("act", "watch")]
    facts = [fact for one in tired for fact in creative_facts(one, ends, form)]
    facts = [fact for fact in facts if fact["verdict"] in NEEDED]
    running = records.experiments(status=Experiment.Status.RUNNING, **_apps(form))
    judged = judge(running, form.today)
    tests = [test_fact(one, test, form) for test in judged for one in test.comparisons]
    answer = (
        f"{len(tired)} of {len(found.named)} creatives are tired, pulled back or on a network that "
        f"fell; {len(judged)} tests run."
    )
    page = messages.link(reverse("creatives") + form.elsewhere())
    return _told(answer, [*facts, *tests], said, page)


NEEDED = ("fatigue", "pulled_back", "network")


def _apps(form: ReportForm) -> dict[str, Any]:
    return {"app__in": form.where["app"]} if "app" in form.where else {}


def _method(said: Arguments) -> dict[str, Any]:
    """How numbers are made, as the page tells it: one part, or what parts there are."""
    context = content.words(thresholds.current())
    asked_for, page = said.get("part"), messages.link(reverse("method"))
    if set(said) - {"part", "limit"}:
        raise Problem(422, "The request cannot be understood.", [("part", "Only a part.")])
    if asked_for is None:
        ratios = [f"{one['label']} = {one['formula']}" for one in context["ratios"]]
        parts = [f"{one.key}: {one.title}" for one in content.PARTS]
        return _told("\n".join(["Ratios:", *ratios, "Parts:", *parts]), [], said, page)
    part = next((one for one in content.PARTS if one.key == asked_for), None)
    if part is None:
        known = ", ".join(one.key for one in content.PARTS)
        raise Problem(422, "The request cannot be understood.", [("part", f"One of: {known}.")])
    text = " ".join(strip_tags(render_to_string(part.template, context)).split())
    return _told(f"{part.title}. {text}", [], said, f"{page}#{part.key}")


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "report",
            "Numbers by anything",
            "IPM (installs per 1,000 impressions) with its 95 % interval, counts, CTR, CVR, CPI "
            "and eCPM, of all and split by any dimensions. Ids in the answer are what filters "
            "take.",
            QUESTION | SPLIT | {"limit": LIMIT},
            _report,
        ),
        Tool(
            "verdicts",
            "Which networks need somebody",
            "The verdict on every network in every app (act, watch, fine, or why nothing can be "
            "said) and what to do, on settled days, like for like.",
            QUESTION | {"limit": LIMIT},
            _verdicts,
        ),
        Tool(
            "why",
            "Why IPM moved",
            "The change of IPM against the days before, in parts that add up to it: mix, creative, "
            "store page, network; and what day-to-day noise alone could do.",
            QUESTION | SPLIT | {"limit": LIMIT},
            _why,
        ),
        Tool(
            "tired_creatives_and_tests",
            "Tired creatives and running tests",
            "Creatives whose IPM fell against their settled level, on which network and since "
            "when, and how the running experiments stand.",
            QUESTION | {"limit": LIMIT},
            _tired,
        ),
        Tool(
            "method",
            "How a number is made",
            "Formulas, and how intervals and verdicts come about, with the thresholds in force. "
            "Without a part: the formulas and the names of all parts.",
            {"part": {"type": "string", "enum": [one.key for one in content.PARTS]}},
            _method,
        ),
    )
}
