"""Money, exact in every database."""

from decimal import ROUND_HALF_EVEN, Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

PLACES = 6
UNIT = Decimal(1).scaleb(-PLACES)
MAX_AMOUNT = 10**9


def exact(value: Decimal) -> Decimal:
    """The amount to a millionth, as it is stored."""
    return value.quantize(UNIT, rounding=ROUND_HALF_EVEN)


def in_millionths(value: Decimal | int | float | None) -> int | None:
    """The whole number that the database stores for an amount."""
    return None if value is None else int(exact(Decimal(value)).scaleb(PLACES))


def of_millionths(value: int | None) -> Decimal | None:
    """The amount of a whole number that the database stores."""
    return None if value is None else Decimal(value).scaleb(-PLACES)


BESIDE = ("currency", "original_spend", "original_revenue_d7")
"""What stands beside money that was converted: currency and amounts as the report states them."""


class MoneyField(models.BigIntegerField):
    """A Decimal of six places, stored as whole millionths.

    SQLite has no decimals: its sums of a DecimalField are sums of floats. Sums of integers are
    exact there too, so parts add to the whole in any split.
    """

    default_validators = [MinValueValidator(0), MaxValueValidator(MAX_AMOUNT)]

    def from_db_value(self, value, expression, connection):
        return of_millionths(value)

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        return forms.DecimalField(decimal_places=PLACES).to_python(str(value))

    def get_prep_value(self, value):
        return in_millionths(value)

    def formfield(self, **kwargs):
        options = {"decimal_places": PLACES, "min_value": 0, "max_value": MAX_AMOUNT}
        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, **options, **kwargs}
        )

    @property
    def validators(self):
        return [*self.default_validators, *self._validators]
