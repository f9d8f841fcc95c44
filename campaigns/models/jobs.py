"""Work in the background: jobs, their files, and the workers that do them."""

import gzip
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.models.counts import ImportBatch


class Worker(models.Model):
    """A process that does jobs. It says every few seconds that it lives, see `jobs.workers`."""

    name = models.CharField(max_length=64, unique=True)
    machine = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.machine}, {self.pid}"


class Job(models.Model):
    """Something to do in the background, and how far it is.

    Each is safe to repeat: what it wrote is marked (`batch`) in the transaction that writes it.
    A refused import keeps its file and says why by codes (`answer`), so that it can be asked again.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", "Import"
        NIGHT = "night", "Judging of a day"
        UNDO = "undo", "Undo"
        RATES = "rates", "Rates"
        DEMO = "demo", "Demo data"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CHECKED = "checked", "Waits for your word"
        REFUSED = "refused", "Not imported"
        FAILED = "failed", "Failed"

    class Phase(models.TextChoices):
        READING = "reading", "Reading"
        WRITING = "writing", "Writing"
        JUDGING = "judging", "Judging"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(
        max_length=60, blank=True, help_text="The work of a key is done once; none repeats it."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    phase = models.CharField(max_length=10, choices=Phase.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="jobs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.ForeignKey(Worker, on_delete=models.SET_NULL, null=True, related_name="jobs")
    file_name = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=dict)
    """What was said about the file, as an upload keeps it, and what is confirmed.

    With `look` the file is only tried, and waits for a person's word.
    """
    answer = models.JSONField(default=dict)
    """What came of it: counts of rows, warnings, errors with their codes, open points."""
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, null=True, related_name="+")
    apps = models.JSONField(default=list)
    """The apps that it touched, which are judged afterwards."""

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="job_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="one_job_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}".strip()

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Line, field, message, value and code of each error."""
        return self.answer.get("errors", [])

    def fail(self, why: str) -> None:
        """End it without a result, and say why."""
        error = {"line": 0, "field": "job", "message": why, "value": "", "code": "job"}
        self.state, self.phase, self.worker = self.State.FAILED, "", None
        self.finished_at = timezone.now()
        self.answer = self.answer | {"errors": [error]}
        self.save(update_fields=["state", "phase", "worker", "finished_at", "answer"])


class JobFile(models.Model):
    """The file of a job, packed, in a table of its own: a job is written often."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="file")
    packed = models.BinaryField()

    def __str__(self) -> str:
        return self.job.file_name

    @classmethod
    def of(cls, job: Job, content: bytes) -> "JobFile":
        """Keep a file with its job."""
        return cls.objects.create(job=job, packed=gzip.compress(content, 6, mtime=0))

    @property
    def content(self) -> bytes:
        """The file as it came."""
        return gzip.decompress(self.packed)
