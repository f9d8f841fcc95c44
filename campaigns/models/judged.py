"""What pages show of judgements that cost more than a page may: judged once, read many times."""

from django.db import models

from campaigns.models.catalogue import App
from campaigns.models.limits import Limited


class Judged(models.Model):
    """One kind of judgement of one app, as of `day`.

    `version` is that of the app's data when it was judged: while it is the app's version still,
    counts and judgement belong together. `content` is what `judgement.stored` makes of it.
    """

    OF_COUNTS = "counts "

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    day = models.DateField()
    version = models.PositiveBigIntegerField()
    content = models.BinaryField()
    judged_at = models.DateTimeField(auto_now=True)

    objects = Limited()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["app", "kind"], name="one_judgement_of_a_kind")
        ]
        indexes = [
            # Which of them stand is asked without a look at what they hold.
            models.Index(fields=["kind", "app", "day", "version"], name="judged_of_when")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.app} on {self.day}"
