"""Naming rules: kept, applied to the names of campaigns and creatives, changed and taken back.

A rule writes nothing but its own values: no count, no campaign and no creative changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from campaigns.models import (
    App,
    Campaign,
    Creative,
    CreativeDay,
    NameValue,
    NameWord,
    NamingChange,
    NamingRule,
    Network,
)
from campaigns.models.choices import NOT_STATED
from campaigns.models.limits import unlimited
from campaigns.naming.kinds import folded
from campaigns.naming.template import ReadPart, Template, TemplateError, template
from campaigns.records.name_values import Key, Said, keep_values
from campaigns.reports import DIMENSIONS
from campaigns.reports.name_fields import forget

CHECKED = frozenset({"app", "network", "platform", "country", "store_page"})
"""Fields that are only held against what is stored: they become no dimension of their own."""
REPORTED = frozenset({"format", "targeting"})
"""Fields that stand in where a report states nothing."""
RESERVED = frozenset(
    """
    from to by compare compare_from compare_to as_of cases columns sort view page name id q default
    total rows query impressions clicks installs spend ipm ctr cvr cpi cpm ecpm roas_d7
    retention_d1 retention_d7 ad_group tag tags
    """.split()  # noqa: SIM905
)
"""Words that addresses and exports use otherwise."""
READ_AT_ONCE = 5000
"""So many campaigns and creatives are read anew while a page is waited for."""
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class NamedThing:
    """A campaign or creative as a rule sees it."""

    pk: int
    name: str
    app: int
    networks: frozenset[int]


@dataclass(frozen=True)
class ReadRule:
    """A rule ready to read names: its template, and the apps and networks that it is limited to."""

    pk: int | None
    template: Template
    apps: frozenset[int] = frozenset()
    networks: frozenset[int] = frozenset()

    def is_for(self, one: NamedThing) -> bool:
        """Whether a name is of its apps and networks."""
        here = not self.apps or one.app in self.apps
        return here and (not self.networks or bool(self.networks & one.networks))

    def read(self, one: NamedThing, own: Words) -> tuple[ReadPart, ...] | None:
        """What the rule finds in a name, None where it is not for it or does not fit."""
        return self.template.read(one.name, own) if self.is_for(one) else None


def usable(text: str, level: str) -> Template:
    """The template that a text states. Raises TemplateError, also for words that are taken."""
    found = template(text)
    levels = {"format": "creative", "targeting": "campaign"}
    for one in found.fields:
        taken = one.name in RESERVED or one.name in DIMENSIONS.keys() - CHECKED - REPORTED
        if taken:
            raise TemplateError(
                f"“{one.name}” means something else here: call the field otherwise."
            )
        if one.name in levels and one.kind != one.name:
            raise TemplateError(f"The field “{one.name}” is of the kind {one.name}.")
        if levels.get(one.name, level) != level:
            raise TemplateError(f"“{one.name}” stands in names of {levels[one.name]}s only.")
    return found


def in_use() -> QuerySet[NamingRule]:
    """All rules in use."""
    return NamingRule.objects.filter(in_use=True)


def changes() -> QuerySet[NamingChange]:
    """What was changed, the newest first."""
    return NamingChange.objects.select_related("rule", "by")


def all_apps() -> QuerySet[App]:
    """The apps that a rule may be limited to."""
    return App.objects.all()


def all_networks() -> QuerySet[Network]:
    """The networks that a rule may be limited to."""
    return Network.objects.all()


def rules(level: str) -> list[NamingRule]:
    """The rules of a level in use, in the order in which they are tried."""
    found = NamingRule.objects.filter(level=level, in_use=True)
    return list(found.prefetch_related("apps", "networks"))


def ready(some: Iterable[NamingRule]) -> list[ReadRule]:
    """Rules ready to read names."""
    return [
        ReadRule(
            rule.pk,
            template(rule.template),
            frozenset(app.pk for app in rule.apps.all()),
            frozenset(network.pk for network in rule.networks.all()),
        )
        for rule in some
    ]


def staff_words() -> dict[str, dict[str, str]]:
    """The words that staff added, by field or kind: the value of each folded word."""
    found: dict[str, dict[str, str]] = {}
    for field, word, value in NameWord.objects.values_list("field", "word", "value"):
        found.setdefault(field, {})[folded(word)] = value
    return found


def named(level: str, some: Iterable[ReadRule] = ()) -> list[NamedThing]:
    """All campaigns or creatives that have a name of their own, as these rules see them: on which
    networks a creative ran is asked only for a rule that is limited to some."""
    if level == NamingRule.Level.CAMPAIGN:
        rows = Campaign.objects.order_by("pk").values_list("pk", "name", "app", "network")
        found = [NamedThing(pk, name, app, frozenset({net})) for pk, name, app, net in rows]
    else:
        ran = _networks_of_creatives() if any(rule.networks for rule in some) else {}
        rows = Creative.objects.order_by("pk").values_list("pk", "name", "app")
        found = [NamedThing(pk, name, app, ran.get(pk, frozenset())) for pk, name, app in rows]
    return [one for one in found if one.name != NOT_STATED]


def _networks_of_creatives() -> dict[int, frozenset[int]]:
    """The networks on which each creative ran. One query."""
    pairs = CreativeDay.objects.order_by().values_list("creative", "campaign__network").distinct()
    found: dict[int, set[int]] = {}
    for creative, network in pairs:
        found.setdefault(creative, set()).add(network)
    return {creative: frozenset(own) for creative, own in found.items()}


def first_reading(
    one: NamedThing, some: Iterable[ReadRule], own: Words
) -> tuple[ReadRule, tuple[ReadPart, ...]] | None:
    """The first rule that fits a name, with what it reads; None where none fits."""
    for rule in some:
        parts = rule.read(one, own)
        if parts is not None:
            return rule, parts
    return None


@transaction.atomic
@unlimited()
def apply_rules() -> int:
    """Read all names by the rules in use, and keep what they say. Returns how many values changed.

    Safe to repeat. What no rule reads any more goes, with fields and values that nothing has.
    """
    changed = sum(_apply(level) for level in NamingRule.Level.values)
    forget()
    return changed


def _apply(level: str) -> int:
    some, own = ready(rules(level)), staff_words()
    kept = NameValue.objects.filter(rule__level=level)
    kinds = {p.name: p.kind for rule in some for p in rule.template.fields}
    return keep_values(kept, dict(_said(level, some, own)), kinds)


def _said(level: str, some: list[ReadRule], own: Words) -> Iterator[tuple[Key, Said]]:
    """What names say, by what bears them and the field: the value, and the rule that found it."""
    if not some:
        return
    for one in named(level, some):
        found = first_reading(one, some, own)
        if found is None:
            continue
        rule, parts = found
        whose = (one.pk, None) if level == NamingRule.Level.CAMPAIGN else (None, one.pk)
        for part in parts:
            if part.field not in CHECKED:
                yield (*whose, part.field), (part.value, rule.pk)


def at_once() -> bool:
    """Whether so few names are stored that a page reads them anew while it is waited for."""
    things = Campaign.everything.count() + Creative.everything.count()
    return things <= READ_AT_ONCE


def _reapply() -> None:
    """Read all names anew; where there are many a worker does, before it judges what changed."""
    if at_once():
        apply_rules()


@transaction.atomic
def add_rule(
    level: str,
    text: str,
    *,
    apps: Iterable[App] = (),
    networks: Iterable[Network] = (),
    by=None,
) -> NamingRule:
    """A new rule behind the others, applied. Raises TemplateError, also for one that stands."""
    made, apps, networks = usable(text, level), list(apps), list(networks)
    limits = {one.pk for one in apps}, {one.pk for one in networks}
    for one in ready(rules(level)):
        if one.template == made and (one.apps, one.networks) == limits:
            raise TemplateError("This rule is in use already.")
    last = NamingRule.objects.filter(level=level).aggregate(at=Max("position"))["at"]
    rule = NamingRule.objects.create(
        level=level, template=made.text, position=0 if last is None else last + 1
    )
    rule.apps.set(apps)
    rule.networks.set(networks)
    _log(NamingChange.Action.ADDED, rule, by, after=made.text)
    _reapply()
    return rule


@transaction.atomic
def change_rule(rule: NamingRule, text: str, *, by=None) -> None:
    """Another template for a rule, applied. Raises TemplateError."""
    made, before = usable(text, rule.level), rule.template
    if made.text == before:
        return
    rule.template = made.text
    rule.save(update_fields=["template"])
    _log(NamingChange.Action.CHANGED, rule, by, before=before, after=made.text)
    _reapply()


@transaction.atomic
def set_in_use(rule: NamingRule, in_use: bool, *, by=None) -> None:
    """Take a rule away, or bring it back: its values go or come, no count changes."""
    if rule.in_use == in_use:
        return
    rule.in_use = in_use
    rule.save(update_fields=["in_use"])
    action = NamingChange.Action.RETURNED if in_use else NamingChange.Action.REMOVED
    _log(action, rule, by, before=rule.template)
    _reapply()


@transaction.atomic
def move_first(rule: NamingRule, *, by=None) -> None:
    """Try a rule before all others of its level."""
    others = NamingRule.objects.filter(level=rule.level).exclude(pk=rule.pk)
    for place, one in enumerate([rule, *others]):
        NamingRule.objects.filter(pk=one.pk).update(position=place)
    _log(NamingChange.Action.CHANGED, rule, by, before=rule.template, after=rule.template)
    _reapply()


@transaction.atomic
def merge_values(field: str, word: str, value: str, *, by=None) -> None:
    """From now on one value of a field counts as another."""
    NameWord.objects.update_or_create(field=field, word=word, defaults={"value": value})
    NamingChange.objects.create(
        action=NamingChange.Action.MERGED, before=f"{field}: {word}"[:400], after=value, by=by
    )
    _reapply()


@transaction.atomic
def part_values(field: str, word: str, *, by=None) -> None:
    """A value that counts as another is one of its own again."""
    for one in NameWord.objects.filter(field=field, word=word):
        NamingChange.objects.create(
            action=NamingChange.Action.REMOVED, before=f"{field}: {word}"[:400], by=by
        )
        one.delete()
    _reapply()


def merged_words() -> set[tuple[str, str]]:
    """What counts as another value, as changes write it, and the value."""
    rows = NameWord.objects.values_list("field", "word", "value")
    return {(f"{field}: {word}"[:400], value) for field, word, value in rows}


def _log(action: str, rule: NamingRule, by, *, before: str = "", after: str = "") -> None:
    NamingChange.objects.create(action=action, rule=rule, before=before, after=after, by=by)
