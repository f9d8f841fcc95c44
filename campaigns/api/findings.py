"""What the pages find: why IPM moved, and which of the things that names tell works."""

from collections.abc import Hashable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from campaigns.api.access import TokenAuth
from campaigns.api.asking import QUESTION, SPLIT, asked, link, query_out, told_as
from campaigns.api.problems import read_again
from campaigns.api.reports import counts_out
from campaigns.judgement.concepts.judge import Concepts, FieldLedger
from campaigns.judgement.concepts.kept import ledger_of
from campaigns.judgement.networks.standing import Networks, network_breakdown
from campaigns.judgement.store_pages.changes import StoreChange
from campaigns.judgement.store_pages.judged import store_changes
from campaigns.judgement.why import SPLITS, USUAL, Value, Why, why
from campaigns.pages.concepts.words import effect, named, reads_as, unsaid
from campaigns.pages.why import words
from campaigns.pages.why.charts import gap
from campaigns.stats.concepts.ledger import ValueEffect
from campaigns.stats.concepts.together import FieldAndValue
from campaigns.ui.report_form import ReportForm

router = Router(auth=TokenAuth(), tags=["findings"])
Named = dict[str, Any]


class DriverOut(Schema):
    """A part of the change, in installs per mille; `reach` is how far noise moves it, where that
    is known."""

    driver: str
    title: str
    change: float
    reach: float | None
    in_noise: bool


class MoverOut(Schema):
    """A value of a dimension: its counts in both periods, its share of the impressions, and its
    parts of the change."""

    id: int | str
    name: str
    before: Named
    now: Named
    share_before: float
    share_now: float
    mix: float
    ctr: float
    cvr: float
    view_through: float
    unsplit: float


class WhyOut(Schema):
    """Why IPM moved: drivers that add up to `change`, in installs per mille. Where nothing can be
    split the numbers are null, and `headline` says why."""

    query: Named
    ipm_before: float | None
    ipm: float | None
    change: float | None
    beyond_noise: bool | None
    headline: str
    sentences: list[str]
    split: list[str]
    drivers: list[DriverOut]
    values: dict[str, list[MoverOut]]
    apart: list[Named]
    left_out: list[str]
    page: str


class EffectOut(Schema):
    """What a value does against the others of its field, like for like: 0.2 is 20 % better."""

    value: str
    creatives: int
    base: float
    effect: float
    low: float
    high: float
    raw: float | None
    where_it_ran: float | None
    chance_wrong: float
    word: str
    reads_as: str


class FieldOut(Schema):
    """The values of a field; `silent` is the share of the base whose creatives state none."""

    field: str
    label: str
    silent: float
    values: list[EffectOut]


class PairOut(Schema):
    """Two values, each as `field: value`, and what they do together."""

    one: str
    other: str
    effect: float
    creatives: int | None


class ConceptsOut(Schema):
    """Effects by field; pairs that do more or less together; pairs that were never tried.

    `unsaid` says why there are none, where new counts are being judged or it would take long.
    """

    query: Named
    rate: str
    creatives: int
    fields: list[FieldOut]
    together: list[PairOut]
    untried: list[PairOut]
    unsaid: str
    page: str


@router.get(
    "/why",
    response=read_again(WhyOut),
    summary="Why IPM moved",
    openapi_extra=told_as(QUESTION, SPLIT),
)
def why_moved(request: HttpRequest):
    """The change of IPM against the compared days, split by `by`, in parts that add up to it."""
    return why_out(asked(request.GET, splits=SPLITS))


@router.get(
    "/concepts",
    response=read_again(ConceptsOut),
    summary="What works, like for like",
    openapi_extra=told_as(QUESTION),
)
def what_works(request: HttpRequest, rate: Literal["ipm", "ctr", "cvr"] = "ipm"):
    """The effect of every value that names hold on a rate, with its 95 % interval."""
    return concepts_out(asked(request.GET, "rate"), rate)


def explained(form: ReportForm) -> tuple[Networks, Why | None, list[StoreChange]]:
    """What the page asks: the networks, the split of their change, and changes of store pages."""
    networks = network_breakdown(form.query(), form.today)
    changes = store_changes(form.query(), form.today)
    changed = {network for change in changes for network in change.networks}
    by = form.some_of(SPLITS) or USUAL
    return networks, why(form.query(), by, networks, changed), changes


def why_out(form: ReportForm) -> dict[str, Any]:
    """The split of a question, by the names of `WhyOut`."""
    networks, found, changes = explained(form)
    told = {
        "query": query_out(form, form.some_of(SPLITS) or USUAL),
        "page": link("why", form, by=form.some_of(SPLITS)),
    }
    if found is None:
        nothing = gap(found, networks, form) or {}
        told["headline"] = f"{nothing['title']}. {nothing['text']}"
        return UNSPLIT | {"ipm": networks.total.counts.ipm} | told
    said = words.headline(found, networks)
    drivers = words.told(found, networks, form, changes)
    return told | {
        "ipm_before": found.split.ipm_before,
        "ipm": found.split.ipm_after,
        "change": found.change,
        "beyond_noise": found.beyond_noise,
        "headline": said.title,
        "sentences": [*said.more, *(one.text for one in drivers)],
        "split": found.by,
        "drivers": _drivers(found),
        "values": {name: list(map(_mover, own)) for name, own in found.values.items()},
        "apart": _apart(found),
        "left_out": found.lost,
    }


UNSPLIT: dict[str, Any] = {
    **dict.fromkeys(("ipm_before", "change", "beyond_noise")),
    **dict.fromkeys(("sentences", "split", "drivers", "apart", "left_out"), ()),
    "values": {},
}
"""What is said where nothing can be split."""


def _drivers(found: Why) -> list[dict[str, Any]]:
    return [
        {
            "driver": one.key,
            "title": words.TITLES[one.key],
            "change": one.value,
            "reach": one.reach,
            "in_noise": one.in_noise,
        }
        for one in found.drivers
    ]


def _apart(found: Why) -> list[dict[str, Any]]:
    """Networks whose conversion of clicks moved apart from the others, as a part of it."""
    return [
        {"network": {"id": pk, "name": found.networks[pk]}, "change": one.change}
        for pk, one in (found.apart or {}).items()
    ]


def _mover(value: Value) -> dict[str, Any]:
    effects = value.effects
    return {
        "id": _key(value.key),
        "name": value.name,
        "before": counts_out(value.before),
        "now": counts_out(value.now),
        "share_before": value.share_before,
        "share_now": value.share_now,
        "mix": sum(effects.mix),
        "ctr": effects.ctr,
        "cvr": effects.cvr,
        "view_through": effects.view_through,
        "unsplit": effects.unsplit,
    }


def _key(key: Hashable) -> int | str:
    return key if isinstance(key, int) else str(key)


def concepts_out(form: ReportForm, rate: str) -> dict[str, Any]:
    """The ledger of a question, by the names of `ConceptsOut`."""
    told = ledger_of(form.query(), rate, form.today)
    found = told.concepts or Concepts(rate, [], [], [], 0)
    return {
        "query": query_out(form, ()),
        "rate": rate,
        "creatives": found.creatives,
        "fields": list(map(_field, found.fields)),
        **_pairs(found),
        "unsaid": unsaid(told),
        "page": link("concepts", form, rate=rate),
    }


def _field(one: FieldLedger) -> dict[str, Any]:
    return {
        "field": one.field,
        "label": one.label,
        "silent": one.silent,
        "values": list(map(_effect, one.values)),
    }


def _effect(one: ValueEffect) -> dict[str, Any]:
    return {
        "value": named(one.field, one.value),
        "creatives": one.creatives,
        "base": one.base,
        "effect": effect(one.delta),
        "low": effect(one.low),
        "high": effect(one.high),
        "raw": None if one.raw is None else effect(one.raw),
        "where_it_ran": None if one.mix is None else effect(one.mix),
        "chance_wrong": one.wrong,
        "word": one.word,
        "reads_as": reads_as(one),
    }


def _pairs(found: Concepts) -> dict[str, list]:
    def told(pair: Any, creatives: int | None) -> dict[str, Any]:
        ends = {"one": _named(pair.one), "other": _named(pair.other)}
        return ends | {"effect": effect(pair.effect), "creatives": creatives}

    return {
        "together": [told(pair, pair.creatives) for pair in found.pairs],
        "untried": [told(pair, None) for pair in found.untried if pair.effect > 0],
    }


def _named(of: FieldAndValue) -> str:
    return f"{of[0]}: {named(*of)}"
