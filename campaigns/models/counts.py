"""Daily counts, the batches that wrote them and what these replaced."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from campaigns.metrics import COUNTS
from campaigns.models.catalogue import Campaign, Creative, StorePage
from campaigns.models.choices import COUNTRIES, UNKNOWN_COUNTRY, Reporter, country_choices
from campaigns.models.keeping import kept, refresh
from campaigns.models.limits import Limited
from campaigns.models.money import MoneyField

MAX_COUNT = 10**12


class ImportBatch(models.Model):
    """One change of counts: an imported file or an entry by hand, and what it did."""

    created_at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    source = models.CharField(max_length=30)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False, editable=False)
    day_kind = models.CharField(
        max_length=7, blank=True, editable=False, help_text="Of SKAN: install or arrival."
    )
    index_told = models.BooleanField(
        null=True, editable=False, help_text="Of SKAN: whether first postbacks are told apart."
    )
    versions = models.JSONField(
        default=list, editable=False, help_text="Of SKAN: the versions of the postbacks, as told."
    )
    currency = models.CharField(
        max_length=60, blank=True, editable=False, help_text="Money of the file that was converted."
    )
    rate = models.DecimalField(
        max_digits=16, decimal_places=10, null=True, editable=False,
        help_text="As stated at the import; empty where each day had its own.",
    )  # fmt: skip
    zone = models.CharField(
        "time zone", max_length=64, blank=True, editable=False, help_text="Of the file's days."
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    undone = models.BooleanField(default=False, db_default=False, editable=False)

    objects = Limited()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "import batches"
        permissions = [("undo_import", "Can undo an import")]

    def __str__(self) -> str:
        return f"{self.file_name}, {timezone.localtime(self.created_at):%-d %b %Y, %H:%M}"

    @property
    def took_away(self) -> bool:
        """Whether it took a file back, so that to undo it brings the file back."""
        return self.undoes is not None and not self.undoes.took_away


class PendingUpload(models.Model):
    """A file between its preview and its confirmation; `says` is what it waits for, in words."""

    class State(models.TextChoices):
        UNSEEN = "", "Not looked at yet"
        READY = "ready", "Ready"
        ASKS = "asks", "Asks"
        ODD = "odd", "Odd"
        REFUSED = "refused", "Cannot be read"

    token = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    options = models.JSONField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.UNSEEN, blank=True)
    says = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.file_name


def _never_negative(prefix: str) -> list[CheckConstraint]:
    return [
        CheckConstraint(
            condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
            name=f"{prefix}_{name}_not_negative",
        )
        for name in COUNTS
        if name != "spend"  # which may be a credit
    ]


def _is_country() -> Q:
    """That `country` is a known code. SQLite would make a table of a list of them for each row."""
    codes = Value(f"|{'|'.join(sorted(COUNTRIES))}|")
    code = Concat(Value("|"), F("country"), Value("|"))
    return Q(GreaterThan(StrIndex(codes, code), 0))


class CountField(models.PositiveBigIntegerField):
    """A count of one day, null where it is not reported. Its limit keeps sums in range."""

    default_validators = [MaxValueValidator(MAX_COUNT)]

    def __init__(self, verbose_name=None, **kwargs) -> None:
        super().__init__(verbose_name, **{"null": True, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        return super().formfield(**{"max_value": MAX_COUNT, **kwargs})


class CountBase(models.Model):
    """A day's counts under one key. A count is null where the source does not report it.

    The key never changes: moving counts is an upsert and a delete, so that rows may live where
    their campaign lives.
    """

    KEY = ("campaign", "day", "creative", "country", "store_page", "reported_by")

    day = models.DateField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="%(class)ss")
    creative = models.ForeignKey(Creative, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, default=UNKNOWN_COUNTRY, choices=country_choices)
    store_page = models.ForeignKey(StorePage, on_delete=models.CASCADE, related_name="+")
    reported_by = models.CharField(max_length=7, choices=Reporter.choices, default=Reporter.NETWORK)
    impressions = CountField()
    clicks = CountField()
    installs = CountField()
    view_through_installs = CountField()
    rejected_installs = CountField()
    spend = MoneyField(null=True, blank=True)
    retained_d1 = CountField("retained D1")
    retained_d7 = CountField("retained D7")
    revenue_d7 = MoneyField("revenue D7", null=True, blank=True)
    mmp_installs = CountField("installs the MMP counted too")
    currency = models.CharField(max_length=3, null=True, editable=False)  # noqa: DJ001
    original_spend = MoneyField(null=True, editable=False)
    original_revenue_d7 = MoneyField("original revenue D7", null=True, editable=False)

    class Meta:
        abstract = True


class CountRows(models.QuerySet):
    """Daily counts, whose rollups follow whatever is done to them."""

    @transaction.atomic
    def bulk_create(self, objs, *args, **kwargs) -> list:
        made = super().bulk_create(objs, *args, **kwargs)
        refresh((row.campaign_id, row.day) for row in made)
        return made

    def update(self, **kwargs) -> int:
        """Raises TypeError for a row that would move: that is an upsert and a delete."""
        if kwargs.keys() & {"campaign", "campaign_id", "day"}:
            raise TypeError("A row stays with its campaign and day.")
        with kept(self):
            return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        with kept(self):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class DailyCount(CountBase):
    """The fact that everything is summed from.

    `counted` is false where another reporter stands for this app x network x day: it follows from
    which reporters have rows there, and is set by what writes, see `keeping`.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="dailycounts", db_index=False
    )
    """Found by the key, which begins with it."""
    store_page = models.ForeignKey(
        StorePage, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    """Found by its rollup: a few stand in all rows."""
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        null=True,
        editable=False,
    )
    counted = models.BooleanField(default=True, db_default=True, editable=False)

    objects = Limited.from_queryset(CountRows)()

    class Meta:
        ordering = ["-day", "campaign", "creative", "country"]
        constraints = [
            UniqueConstraint(fields=CountBase.KEY, name="one_row_per_key"),
            CheckConstraint(condition=_is_country(), name="daily_count_country_valid"),
            CheckConstraint(
                condition=Q(reported_by__in=Reporter.values), name="daily_count_reporter_known"
            ),
            *_never_negative("daily_count"),
        ]
        indexes = [models.Index(fields=["day"], name="daily_count_by_day")]

    def __str__(self) -> str:
        return f"{self.campaign} on {self.day}"

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        """Insert, or update the counts alone: the key of a stored row is never written again."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [*COUNTS, "batch"]
        super().save(*args, **kwargs)
        refresh({(self.campaign_id, self.day)})

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        with kept(DailyCount.objects.filter(pk=self.pk)):
            return super().delete(*args, **kwargs)

    def clean(self) -> None:
        """The parts of a key must belong to one app."""
        app = self.campaign.app_id if self.campaign_id else None
        for name in ("creative", "store_page"):
            part = getattr(self, name, None) if getattr(self, f"{name}_id") else None
            if app and part and part.app_id != app:
                raise ValidationError({name: "It belongs to another app than the campaign."})


class CountRevision(CountBase):
    """What a batch replaced: the old counts of a changed or removed row, and who wrote them.

    A row that an undo brought back was `absent` before. One that an import created leaves none:
    it is the one without a revision under the batch that wrote it.
    """

    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="revisions",
        db_constraint=False,
        db_index=False,
    )
    """Found by the key, which begins with it. By creative and store page nobody looks for old
    counts but who deletes one."""
    creative = models.ForeignKey(
        Creative, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    store_page = models.ForeignKey(
        StorePage, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    written_by = models.ForeignKey(
        ImportBatch, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, null=True
    )
    removed = models.BooleanField(help_text="The row vanished; else it was changed.")
    absent = models.BooleanField(
        default=False, db_default=False, help_text="There was no such row before."
    )

    objects = Limited()

    class Meta:
        ordering = ["-batch", "day"]
        constraints = [
            UniqueConstraint(fields=["batch", *CountBase.KEY], name="one_revision_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} on {self.day} before {self.batch}"
