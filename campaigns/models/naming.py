"""What names say: rules that read them, the values that they found, and who changed which."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from campaigns.models.catalogue import App, Campaign, Creative, Network
from campaigns.models.counts import ImportBatch
from campaigns.models.limits import Limited

LONGEST_VALUE = 200


class NamingRule(models.Model):
    """A template for the names of campaigns or creatives; the first that fits a name reads it.

    A rule that was taken away stays, out of use, so that it can come back.
    """

    class Level(models.TextChoices):
        CAMPAIGN = "campaign", "Campaigns"
        CREATIVE = "creative", "Creatives"

    level = models.CharField(max_length=8, choices=Level.choices)
    template = models.CharField(max_length=400)
    apps = models.ManyToManyField(App, blank=True, related_name="+")
    networks = models.ManyToManyField(Network, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0, help_text="The lowest is tried first.")
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["level", "position", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(level__in=["campaign", "creative"]), name="naming_rule_level_known"
            )
        ]

    def __str__(self) -> str:
        return self.template


class NamingChange(models.Model):
    """One change of a rule or word, by whom and when."""

    class Action(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Taken away"
        RETURNED = "returned", "Brought back"
        MERGED = "merged", "Values merged"

    rule = models.ForeignKey(NamingRule, on_delete=models.CASCADE, null=True, related_name="+")
    action = models.CharField(max_length=8, choices=Action.choices)
    before = models.CharField(max_length=400, blank=True)
    after = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.after or self.before}"


class NameWord(models.Model):
    """A word that staff added: what it is worth in a field, or in all fields of a kind."""

    field = models.CharField(
        max_length=40, help_text="A field such as concept, or a kind such as format."
    )
    word = models.CharField(max_length=LONGEST_VALUE, help_text="As names write it: SQV")
    value = models.CharField(max_length=LONGEST_VALUE, help_text="What it means: video")

    class Meta:
        ordering = ["field", "word"]
        constraints = [UniqueConstraint(fields=["field", "word"], name="one_name_word")]

    def __str__(self) -> str:
        return f"{self.word}: {self.value}"


class NameField(models.Model):
    """A field that values exist of, and whether campaigns, creatives or pairs of them hold it."""

    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10)
    of_campaigns = models.BooleanField(default=False)
    of_creatives = models.BooleanField(default=False)
    of_pairs = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class FieldValue(models.Model):
    """One value of a field: what pages split and filter by, under its id."""

    field = models.ForeignKey(NameField, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=LONGEST_VALUE)

    objects = Limited()

    class Meta:
        ordering = ["field", "value"]
        default_permissions = ()
        constraints = [UniqueConstraint(fields=["field", "value"], name="one_field_value")]

    def __str__(self) -> str:
        return self.value


class NameValue(models.Model):
    """What one campaign, creative or pair of both has in one field: at most one value.

    A rule read it in a name; without a rule it is stated, as tags and ad groups are.
    """

    field = models.ForeignKey(NameField, on_delete=models.CASCADE, related_name="+")
    value = models.ForeignKey(FieldValue, on_delete=models.CASCADE, related_name="named")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, related_name="name_values"
    )
    creative = models.ForeignKey(
        Creative, on_delete=models.CASCADE, null=True, related_name="name_values"
    )
    rule = models.ForeignKey(NamingRule, on_delete=models.CASCADE, null=True, related_name="+")

    objects = Limited()

    class Meta:
        default_permissions = ()
        constraints = [
            UniqueConstraint(
                fields=["campaign", "field"],
                condition=Q(creative__isnull=True),
                name="one_name_value_of_campaign",
            ),
            UniqueConstraint(
                fields=["creative", "field"],
                condition=Q(campaign__isnull=True),
                name="one_name_value_of_creative",
            ),
            UniqueConstraint(
                fields=["campaign", "creative", "field"], name="one_name_value_of_pair"
            ),
            CheckConstraint(
                condition=Q(campaign__isnull=False) | Q(creative__isnull=False),
                name="name_value_of_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)


class AdGroup(models.Model):
    """An ad group that imports stated of a campaign and creative, by name, by its id at the network
    or by both: the first and the last of them, and by id the newest of those `between`. It holds
    while any of them stands."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    creative = models.ForeignKey(Creative, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_VALUE, blank=True)
    external_id = models.CharField(max_length=LONGEST_VALUE, blank=True)
    first = models.ForeignKey(
        ImportBatch, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    last = models.ForeignKey(
        ImportBatch, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    between = models.JSONField(default=list, blank=True)

    objects = Limited()

    class Meta:
        default_permissions = ()
        constraints = [
            UniqueConstraint(
                fields=["campaign", "creative", "name", "external_id"],
                name="one_ad_group_as_stated",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.external_id
