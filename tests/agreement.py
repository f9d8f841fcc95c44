"""What pages claim, number by number: each with its name, subject, days and filter.

Every page that the URL conf leads to is read as it is shown. A number in a tile or in a table of
parts says itself what it is of; a word on a network and the date of its flag are found in prose.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, reverse
from django_tables2 import Table

from campaigns import formats, urls
from campaigns.judgement.headline import Headline
from campaigns.judgement.networks.words import VERDICTS
from campaigns.metrics import COHORT_DAYS, COUNTS, RATIOS
from campaigns.models import Network
from campaigns.reports import DIMENSIONS
from campaigns.ui.decided import DoColumn
from campaigns.ui.tiles import Tile

NAMES = {*COUNTS, *(ratio.name for ratio in RATIOS)}
UNITS = {"bn": 1e9, "M": 1e6, "k": 1e3}
TAG = re.compile(r"<[/!]?[a-zA-Z-][^>]*>")  # Django writes no > within one
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
Subject = frozenset


@dataclass(frozen=True)
class Thing:
    """What a claim is about: a metric of a subject, the filters that make it, on some days."""

    metric: str
    subject: Subject
    days: str


@dataclass(frozen=True)
class Claim:
    """A thing, what a page says of it, and which page."""

    thing: Thing
    said: str
    page: str


Claims = dict[Thing, list[Claim]]


@dataclass(frozen=True)
class Here:
    """The filters, the days, those of what users did within a week, and the address of a page."""

    where: Subject
    days: str
    users: str
    page: str

    def claim(
        self, metric: str, said: str, subject: Subject | None = None, days: str = ""
    ) -> Claim:
        """What the page says of a metric, of all it shows unless it names a subject."""
        of = self.where if subject is None else subject
        return Claim(Thing(metric, of, days or self.days), said, self.page)

    def narrowed(self, keys: Mapping[str, Any]) -> "Here":
        """The same, of a part."""
        return replace(self, where=_narrowed(self.where, dict(_where(keys))))

    def judged(self, network: int) -> Subject:
        """A network as verdicts are of it: other filters than these change none."""
        kept = {(name, value) for name, value in self.where if name in ("app", "platform")}
        return frozenset(kept | {("network", network)})


def addresses(query: str, turn: int) -> list[str]:
    """Every page that can be opened; of each that is about one thing the first three things in the
    first turn, and one of them in each later turn."""
    found = []
    for pattern in urls.urlpatterns:
        if not isinstance(pattern, URLPattern):
            continue
        things = _keys(pattern)
        for keys in [things[turn % len(things)]] if turn and things else things:
            try:
                found.append(f"{reverse(pattern.name, kwargs=keys)}?{query}")
            except NoReverseMatch:
                continue
    return found


def _keys(pattern: URLPattern) -> list[dict[str, Any]]:
    wanted = list(pattern.pattern.converters)
    if not wanted:
        return [{}]
    models = {model._meta.model_name: model for model in apps.get_models()}
    model = models.get((pattern.name or "").replace("_", ""))
    if model is None or len(wanted) > 1:
        return []
    return [{wanted[0]: pk} for pk in model.objects.order_by("pk").values_list("pk", flat=True)[:3]]


def read(client, queries: Iterable[str]) -> Iterator[Any]:
    """The answers of all pages that show something: of one that asks for no filter only one."""
    unasked = set()
    for turn, query in enumerate(queries):
        for address in addresses(query, turn):
            if (path := address.partition("?")[0]) in unasked:
                continue
            answer = client.get(address)
            if not _asked(answer):
                unasked.add(path)
            if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
                yield address, answer


def _asked(answer: Any) -> bool:
    return hasattr(answer.wsgi_request, "asked")


def claims(address: str, answer: Any) -> Iterator[Claim]:
    """All that a page says of things that it names."""
    if answer.context is None or not _asked(answer):
        return
    context = answer.context[0].flatten()
    values = list({id(value): value for value in _values(context)}.values())
    forms = (getattr(value, "form", None) for value in values if isinstance(value, Table))
    form = next(filter(None, forms), answer.wsgi_request.asked)
    here = here_of(form, address)
    for value in values:
        if isinstance(value, Tile):
            yield from _of_tile(value, here)
        elif isinstance(value, Table):
            yield from _of_table(value, here.narrowed(getattr(value, "narrows", {})))
        elif isinstance(value, Headline):
            yield from of_sentences([value.title, *value.more], here)
    yield from of_sentences([str(fact) for fact in context.get("facts") or ()], here)
    yield from _of_network(context, here)


def here_of(form: Any, address: str) -> Here:
    """What a question is about, and where it is answered."""
    where = _where(form.where) | {("cases", form.cleaned_data.get("cases") or "")}
    return Here(_narrowed(where, {}), _days(form), _users(form), address)


def _days(form: Any) -> str:
    kind = "last" if form.last_days else "all of"
    return f"{kind} {formats.day_range(form.period)}"


def _users(form: Any) -> str:
    days = form.query().cohorts(COHORT_DAYS["revenue_d7"])
    return _days(form) if days in (None, form.period) else f"of {formats.day_range(days)}"


def _where(where: Mapping[str, Any]) -> Subject:
    return frozenset(
        (name, value if isinstance(value, tuple) and len(value) > 1 else _one(value))
        for name, value in where.items()
    )


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _values(context: Mapping[str, Any]) -> Iterator[Any]:
    for value in context.values():
        if isinstance(value, list | tuple):
            yield from value
        elif isinstance(value, dict):
            yield from value.values()
        else:
            yield value


def _of_tile(tile: Tile, here: Here) -> Iterator[Claim]:
    metric = "ipm" if tile.key == "ratio" else tile.key
    if metric not in NAMES:
        return
    own = f"of {tile.hint}" if re.search(r"\d{4}$", tile.hint) else here.days
    yield here.claim(metric, tile.value, days=own)
    if tile.change and metric == "ipm":
        yield here.claim("change of ipm", tile.change.text)
    if tile.interval and tile.interval["before"] is not None:
        yield here.claim("ipm before", f"{tile.interval['before']:.2f}")


def _of_table(table: Table, here: Here) -> Iterator[Claim]:
    for row in [*table.rows, *getattr(table.rows, "pinned", [])]:
        record = row.record
        if isinstance(network := getattr(record, "network_id", None), int):
            yield from _of_verdict(row, here, network)
        keys = getattr(record, "keys", None)
        if not isinstance(keys, Mapping) or any(_timed(name) for name in keys):
            continue
        subject = _narrowed(here.where, keys)
        for column in table.columns:
            of, accessor = column.column, str(column.accessor or "")
            metric = accessor.removeprefix("counts__")
            if accessor.startswith("counts__") and metric in NAMES and "%" not in _share(of):
                own = f"of {of.days}" if getattr(of, "days", "") else here.days
                yield here.claim(metric, _text(row.get_cell(column.name)), subject, own)
            elif column.name == "change":
                yield here.claim("change of ipm", _text(row.get_cell(column.name)), subject)
            elif isinstance(of, DoColumn) and keys.get("network"):
                said = _word(_text(row.get_cell(column.name)), WORDS)
                yield here.claim("do", said, here.judged(keys["network"]), "now")


WORDS = ("Hold, can’t say", "Cut", "Cap", "Ask", "Watch", "Scale", "Hold")
LEVELS = ("Act", "Watch", "Fine", "Can’t say")


def _word(text: str, words: Sequence[str]) -> str:
    return next((word for word in words if text.startswith(word)), "")


def _of_verdict(row: Any, here: Here, network: int) -> Iterator[Claim]:
    """The verdict on a network and what to do with it, where a row says them."""
    names = row.table.columns.names()
    for name, metric, words in (("mark", "verdict", LEVELS), ("word", "do", WORDS)):
        if name in names and (said := _word(_text(row.get_cell(name)), words)):
            yield here.claim(metric, said, here.judged(network), "now")
    if "word" in names and (why := getattr(row.record, "why", "")):
        yield here.claim("why", why, here.judged(network), "now")


def _of_network(context: Mapping[str, Any], here: Here) -> Iterator[Claim]:
    """The same on the page of a network: its badge is of an app, its word of all its apps."""
    about = context.get("about")
    if not isinstance(about, dict) or "tabs" not in about:
        return
    for one in context["views"]:
        keys = {("network", about["pk"]), ("app", one.view.app.app)}
        yield here.claim("verdict", VERDICTS[one.view.verdict], frozenset(keys), "now")
    if about["word"]:
        headed = about["word"]["headed"]
        said = WORDS[0] if "can’t say" in headed else _word(headed, WORDS)
        subject = frozenset({("network", about["pk"])})
        yield here.claim("do", said, subject, "now")
        yield here.claim("why", about["word"]["why"], subject, "now")


def of_sentences(sentences: Iterable[str], here: Here) -> Iterator[Claim]:
    """The numbers that sentences tell of all that a page shows, and of networks by name."""
    names = Network.objects.values_list("pk", "name")
    for sentence in map(_text, sentences):
        for metric, pattern in SENTENCES.items():
            for match in re.finditer(pattern, sentence):
                days = here.users if metric == "roas_d7" else here.days
                yield here.claim(metric, match[1], days=days)
        for pk, name in names:
            of = re.escape(name)
            for pattern in (rf"{of} \(IPM ({N})", rf"IPM(?: here)? is {of}’s ({N})"):
                for match in re.finditer(pattern, sentence):
                    subject = _narrowed(here.where, {"network": pk})
                    yield here.claim("ipm", match[1], subject)


N = r"\d[\d,]*\.\d\d"
TARGET = rf"on target at |under its target of {N} at "
SENTENCES = {
    "ipm": rf"^(?:[^:]+: )?IPM (?:is (?:{TARGET})?|(?:rose|fell|went)[^.]*?\.\d\d.*? to )({N})",
    "ipm before": rf"^IPM (?:rose|fell|went).*?from ({N}) to",
    "ipm with settling": rf"days that still settle, to [^,]+, IPM is ({N})",
    "ipm without settling": rf"still settles?: without, IPM is ({N})",
    "roas_d7": r"^([\d.]+) % of the spend comes back",
}
"""What sentences say of everything on their page."""


def _share(column: Any) -> str:
    """Columns of parts of a whole tell another number of the same count."""
    return "%" if type(column).__name__ == "ShareColumn" else ""


def _timed(name: str) -> bool:
    return name in DIMENSIONS and DIMENSIONS[name].path == "day"


IMPLIED = {
    "campaign": {"app", "network", "platform", "targeting", "bid_type", "status"},
    "creative": {"app", "platform", "format"},
    "store_page": {"app", "platform"},
}
"""What a value has one of: a row or a filter that says it too is of nothing less."""


def _narrowed(where: Subject, keys: Mapping[str, Any]) -> Subject:
    """The filters with the values of a row."""
    said = {implied for name in keys for implied in IMPLIED.get(name, ())}
    own = {name: value for name, value in keys.items() if name not in said}
    return frozenset((dict(where) | own).items())


def _text(html: Any) -> str:
    return " ".join(unescape(TAG.sub(" ", str(html))).split())


def contradictions(found: Claims) -> list[str]:
    """The things that have two values, with where each stands."""
    wrong = []
    for thing, some in found.items():
        first = some[0]
        for other in some[1:]:
            if not agree(first.said, other.said):
                wrong.append(f"{thing}: {first.said} on {first.page}, {other.said} on {other.page}")
                break
    return wrong


def agree(one: str, other: str) -> bool:
    """Whether two texts can be the same number, each rounded as it is written."""
    if one == other:
        return True
    a, b = number(one), number(other)
    if a is None or b is None:
        return False
    return abs(a[0] - b[0]) <= (a[1] + b[1]) * 1.000001


def number(text: str) -> tuple[float, float] | None:
    """The number in a text and how far it may be off by its last place."""
    match = NUMBER.search(text)
    if match is None:
        return None
    plain = match[0].replace(",", "").replace(formats.MINUS, "-")
    unit = next((u for u in UNITS if re.match(rf"\s{u}\b", text[match.end() :])), "")
    places = len(plain.partition(".")[2])
    return float(plain) * UNITS.get(unit, 1), 0.5 * 10**-places * UNITS.get(unit, 1)


def by_thing(client, queries: list[str]) -> tuple[Claims, list[tuple[str, str]]]:
    """All claims of all pages under some filters and days, and the text of each page."""
    found: Claims = defaultdict(list)
    texts = []
    for address, answer in read(client, queries):
        for claim in claims(address, answer):
            found[claim.thing].append(claim)
        texts.append((address, _prose(answer.content.decode())))
    return found, texts


def _prose(html: str) -> str:
    body = html[html.index("<main") :] if "<main" in html else html
    body = re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL)
    return _text(re.sub(r"</(p|td|th|li|h\d|dd|dt|span|summary)>", ". ", body))
