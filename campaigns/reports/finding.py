"""Whatever has a name, found by words of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from campaigns.models import App, Campaign, Creative, FieldValue, Network
from campaigns.models.choices import NOT_STATED
from campaigns.reports.name_fields import called


@dataclass(frozen=True)
class Hit:
    """Something whose name was found: what it is, its id, its name, and words that tell it apart.

    `kind` is the name of a dimension.
    """

    kind: str
    pk: int
    name: str
    hint: str = ""


def find(text: str, most: int = 8) -> list[Hit]:
    """What has every word of a text in its name, at most so many of each kind; five queries.

    Names that begin with the text come first, then the short ones.
    """
    words = text.split()
    if not words:
        return []
    networks = Hits(Network.objects.all(), "name", text, words, most)
    apps = Hits(App.objects.all(), "name", text, words, most)
    campaigns = Hits(Campaign.objects.select_related("network", "app"), "name", text, words, most)
    creatives = Hits(
        Creative.objects.exclude(name=NOT_STATED).select_related("app"), "name", text, words, most
    )
    values = Hits(FieldValue.objects.select_related("field"), "value", text, words, most)
    return [
        *(Hit("network", row.pk, row.name, row.get_kind_display()) for row in networks.rows()),
        *(Hit("app", row.pk, str(row)) for row in apps.rows()),
        *(
            Hit("campaign", row.pk, row.name, f"{row.network}, {row.app}")
            for row in campaigns.rows()
        ),
        *(Hit("creative", row.pk, row.name, _creative(row)) for row in creatives.rows()),
        *(Hit(row.field.name, row.pk, called(row.field.name, row.value)) for row in values.rows()),
    ]


def _creative(row: Creative) -> str:
    format = f"{row.get_format_display()}, " if row.format else ""
    return f"{format}{row.app}"


@dataclass(frozen=True)
class Hits:
    """The rows of a query whose names have all words."""

    query: QuerySet
    field: str
    text: str
    words: Iterable[str]
    most: int

    def rows(self) -> list[Any]:
        """At most as many as are wanted, the likeliest first."""
        has = reduce(and_, (Q(**{f"{self.field}__icontains": word}) for word in self.words))
        begins = When(**{f"{self.field}__istartswith": self.text}, then=Value(0))
        place = Case(begins, default=Value(1), output_field=IntegerField())
        found = self.query.filter(has).annotate(place=place, long=Length(self.field))
        return list(found.order_by("place", "long", self.field, "pk")[: self.most])
