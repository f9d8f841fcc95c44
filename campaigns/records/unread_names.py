"""Names that no rule reads, where there are rules: they say nothing of themselves."""

from collections.abc import Collection, Iterable

from campaigns.models import DailyCount, NameValue, NamingRule
from campaigns.models.choices import NOT_STATED
from campaigns.records.naming import first_reading, named, ready, rules, staff_words

LEVELS = tuple(str(level) for level in NamingRule.Level.values)


def unread(level: str, batches: Collection[int] = ()) -> list[str]:
    """The names of a level that no rule in use reads; with `batches` those that they wrote of.

    None where the level has no rule: nobody says how its names are made.
    """
    some = ready(rules(level))
    if not some:
        return []
    read = set(NameValue.objects.filter(rule__level=level).values_list(level, flat=True))
    wanted = _written(level, batches) if batches else None
    left = [one for one in named(level, some) if one.pk not in read]
    left = [one for one in left if wanted is None or one.pk in wanted]
    own = staff_words()
    return [one.name for one in left if first_reading(one, some, own) is None]


def unreadable(level: str, names: Iterable[str]) -> list[str]:
    """Those of some names that no rule of a level would read, whatever a rule is limited to."""
    some = ready(rules(level))
    if not some:
        return []
    own = staff_words()
    new = [name for name in names if name != NOT_STATED]
    return [name for name in new if all(rule.template.read(name, own) is None for rule in some)]


def _written(level: str, batches: Collection[int]) -> set[int]:
    rows = DailyCount.objects.filter(batch__in=batches).order_by()
    return set(rows.values_list(level, flat=True).distinct())
