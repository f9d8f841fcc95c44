"""Values of fields: kept in step with what names say and what is stated, and no others."""

from collections.abc import Mapping

from django.db.models import QuerySet

from campaigns.models import FieldValue, NameField, NameValue
from campaigns.models.naming import LONGEST_VALUE

Key = tuple[int | None, int | None, str]
"""Campaign and creative, of which one may be None, and the name of a field."""
Said = tuple[str, int | None]
"""A value, and the rule that read it; None where it is stated."""
CHUNK = 500


def keep_values(
    own: QuerySet[NameValue], says: Mapping[Key, Said], kinds: Mapping[str, str]
) -> int:
    """Make `own` values those that are said; the kind of each field is in `kinds`.

    Returns how many changed. Fields and values that nothing has any more go.
    """
    says = {key: (value[:LONGEST_VALUE], rule) for key, (value, rule) in says.items()}
    stands: dict[Key, tuple[int, str, int | None]] = {
        (campaign, creative, field): (row, value, rule)
        for row, value, rule, campaign, creative, field in own.values_list(
            "pk", "value__value", "rule_id", "campaign_id", "creative_id", "field__name"
        )
    }
    gone = [row for key, (row, *said) in stands.items() if says.get(key) != tuple(said)]
    new = {k: v for k, v in says.items() if k not in stands or stands[k][1:] != v}
    for start in range(0, len(gone), CHUNK):
        NameValue.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    _write(new, kinds)
    if gone or new or FieldValue.objects.filter(named__isnull=True).exists():
        _tidy()
    return len(gone) + len(new)


def _write(new: Mapping[Key, Said], kinds: Mapping[str, str]) -> None:
    fields = {
        name: NameField.objects.update_or_create(name=name, defaults={"kind": kinds[name]})[0]
        for name in sorted({name for *_, name in new})
    }
    wanted = {(fields[name].pk, value) for (*_, name), (value, _) in new.items()}
    FieldValue.objects.bulk_create(
        [FieldValue(field_id=field, value=value) for field, value in sorted(wanted)],
        ignore_conflicts=True,
    )
    rows = FieldValue.objects.filter(field__in=[one.pk for one in fields.values()])
    ids = {(field, value): pk for pk, field, value in rows.values_list("pk", "field", "value")}
    NameValue.objects.bulk_create(
        [
            NameValue(
                field_id=fields[name].pk,
                value_id=ids[fields[name].pk, value],
                rule_id=rule,
                campaign_id=campaign,
                creative_id=creative,
            )
            for (campaign, creative, name), (value, rule) in new.items()
        ],
        batch_size=2000,
    )


def _tidy() -> None:
    """Fields and values that nothing has any more go; a field says of what it still is."""
    FieldValue.objects.filter(named__isnull=True).delete()
    NameField.objects.filter(values__isnull=True).delete()
    for field in NameField.objects.all():
        own = NameValue.objects.filter(field=field)
        field.of_campaigns = own.filter(creative__isnull=True).exists()
        field.of_creatives = own.filter(campaign__isnull=True).exists()
        field.of_pairs = own.filter(campaign__isnull=False, creative__isnull=False).exists()
        field.save(update_fields=["of_campaigns", "of_creatives", "of_pairs"])
