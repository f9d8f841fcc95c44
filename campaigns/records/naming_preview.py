"""What a rule would read in the names of an account, before anybody says yes to it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from campaigns.models import App, CampaignDay, Creative, CreativeDay
from campaigns.models.choices import Format
from campaigns.naming.misfits import Misfit, misfits
from campaigns.naming.suggest import Suggestion, suggest
from campaigns.naming.template import ReadPart, TemplateError
from campaigns.naming.twins import twins
from campaigns.records.naming import (
    CHECKED,
    ReadRule,
    Words,
    first_reading,
    named,
    staff_words,
    usable,
)

WEIGHED_DAYS = 365
"""Names weigh what was spent on them in so many days."""
ELSEWHERE = {"creative": ("targeting", "audience"), "campaign": ("format", "ad_format")}
"""The kind whose own field stands in names of the other level only, and what it is called here."""


@dataclass(frozen=True)
class ReadName:
    """A name with its spend, the parts that were read, None where no rule fits, and the rules that
    are for it, by their place among those that were tried."""

    pk: int
    name: str
    spend: Decimal
    parts: tuple[ReadPart, ...] | None = None
    tried: Sequence[tuple[int, ReadRule]] = ()

    def why_not(self, own: Words) -> tuple[int, Misfit] | None:
        """What keeps the rule that comes nearest from fitting, and its place; None where no rule
        is for this name."""
        found = [(n, misfits(rule.template, self.name, own)) for n, rule in self.tried]
        if not found:
            return None
        place, faults = min(found, key=lambda one: sum(fault.weight for fault in one[1]))
        return place, faults[0]


@dataclass(frozen=True)
class FoundValue:
    """A value of a field: on how many names, and what was spent on them."""

    value: str
    names: int
    spend: Decimal


@dataclass(frozen=True)
class NamesRead:
    """What rules read in all names of a level, those with most spend first."""

    read: Sequence[ReadName]
    unread: Sequence[ReadName]

    @property
    def names(self) -> int:
        return len(self.read) + len(self.unread)

    @property
    def share(self) -> float | None:
        """The share of the spend on names that are read; None without spend."""
        fits, other = (sum((n.spend for n in some), Decimal()) for some in (self.read, self.unread))
        return float(fits / (fits + other)) if fits + other > 0 else None

    def values(self) -> dict[str, list[FoundValue]]:
        """The values of each field, most names first, "" for names that leave it out."""
        count: dict[str, Counter[str]] = {}
        spend: dict[str, Counter[str]] = {}
        fields = dict.fromkeys(part.field for one in self.read for part in one.parts or ())
        for one in self.read:
            said = {part.field: part.value for part in one.parts or ()}
            for field in fields:
                value = said.get(field, "")
                count.setdefault(field, Counter())[value] += 1
                spend.setdefault(field, Counter())[value] += one.spend  # type: ignore[assignment]
        return {
            field: [
                FoundValue(value, names, Decimal(spend[field][value]))
                for value, names in sorted(own.items(), key=lambda item: (-item[1], item[0]))
            ]
            for field, own in count.items()
        }

    def twins(self) -> list[tuple[str, str, str]]:
        """Fields with two values that look like one another, the commoner value first."""
        found = []
        for field, values in self.values().items():
            if field in CHECKED:
                continue
            known = {one.value: one.names for one in values if one.value}
            for pair in twins(known):
                more, fewer = sorted(pair, key=lambda value: (-known[value], value))
                found.append((field, more, fewer))
        return found


def preview(
    level: str, some: Sequence[ReadRule], own: Words, *, all_names: bool = False
) -> NamesRead:
    """The names that these rules are for, as they read them, with what was spent on each.

    With `all_names` also those of apps and networks that no rule is for: none reads them.
    """
    spend = spent(level)
    read: list[ReadName] = []
    unread: list[ReadName] = []
    for one in named(level, some):
        if not all_names and not any(rule.is_for(one) for rule in some):
            continue
        found = first_reading(one, some, own)
        parts, cost = found and found[1], spend.get(one.pk, Decimal())
        tried = [(n, rule) for n, rule in enumerate(some, 1) if not found and rule.is_for(one)]
        entry = ReadName(one.pk, one.name, cost, parts, tried)
        (read if found else unread).append(entry)
    return NamesRead(_by_spend(read), _by_spend(unread))


def _by_spend(names: list[ReadName]) -> list[ReadName]:
    return sorted(names, key=lambda one: (-one.spend, one.name, one.pk))


def spent(level: str) -> dict[int, Decimal]:
    """What was spent on each campaign or creative in the last year."""
    table = CampaignDay if level == "campaign" else CreativeDay
    since = timezone.localdate() - timedelta(days=WEIGHED_DAYS)
    rows = table.objects.filter(day__gte=since, counted=True).order_by()
    found = rows.values_list(level).annotate(spend=Sum("spend"))
    return {pk: spend for pk, spend in found if spend}


def suggested(level: str, beside: Sequence[ReadRule] = ()) -> list[Suggestion]:
    """Templates that the names themselves propose, the best first; `beside` rules, of the names
    that these leave."""
    spend = spent(level)
    weights: Counter[str] = Counter()
    words = staff_words() if beside else {}
    for one in named(level, beside):
        if first_reading(one, beside, words):
            continue
        weights[one.name] += float(spend.get(one.pk, 0))  # type: ignore[assignment]
    found = suggest(weights, sorted(set(App.objects.values_list("name", flat=True))))
    return [own for each in found if (own := _of_level(each, level))]


def _of_level(one: Suggestion, level: str) -> Suggestion | None:
    kind, name = ELSEWHERE[level]
    text = re.sub(rf"{{{kind}(\W?)}}", rf"{{{name}\1:{kind}}}", one.template.text)
    try:
        return replace(one, template=usable(text, level))
    except TemplateError:
        return None


def contradictions(found: NamesRead, level: str) -> list[tuple[ReadName, str, str, str]]:
    """Names that say other than what is stored: the name, the field, what it says, what is stored.

    Only what both state is compared; the report's is what counts.
    """
    stored = _stored(level)
    against = []
    for one in found.read:
        facts = stored.get(one.pk, {})
        for part in one.parts or ():
            value, label = facts.get(part.field, ("", ""))
            if value and part.kind in ("format", "platform") and part.value != value:
                against.append((one, part.field, part.written, label))
    return against


def _stored(level: str) -> Mapping[int, Mapping[str, tuple[str, str]]]:
    """What is stored of each thing: value and words of its platform and, of creatives, format."""
    platforms = {app.pk: (app.platform, app.get_platform_display()) for app in App.objects.all()}
    if level == "campaign":
        return {one.pk: {"platform": platforms[one.app]} for one in named(level)}
    labels = dict(Format.choices)
    rows = Creative.objects.values_list("pk", "app", "format")
    return {
        pk: {"platform": platforms[app], "format": (format, str(labels.get(format, format)))}
        for pk, app, format in rows
    }
