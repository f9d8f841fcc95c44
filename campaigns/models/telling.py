"""Where messages go, and every message that went or waits."""

import secrets
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone


class Channel(models.Model):
    """An address that messages are sent to.

    `address` is one or more e-mail addresses with commas between them, or the URL of a webhook.
    What goes to a webhook is signed with `secret`.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", "E-mail"
        SLACK = "slack", "Slack-compatible webhook"
        WEBHOOK = "webhook", "Signed webhook"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=64, editable=False, default=partial(secrets.token_hex, 32))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    in_use = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            CheckConstraint(
                condition=Q(kind__in=["mail", "slack", "webhook"]), name="channel_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A message to a channel: the outbox, and afterwards the log.

    `key` says what the message is about, so that it is put there once however often that is asked.
    A sender takes it for itself with `claim` until `claimed_until`; where that passes without an
    answer, its sender has died and the next one takes it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Arrived"
        GIVEN_UP = "given_up", "Given up"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    pictures = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            UniqueConstraint(fields=["channel", "key"], name="one_delivery_per_channel_and_key"),
            CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "given_up"]),
                name="delivery_state_known",
            ),
        ]
        indexes = [
            models.Index(
                "next_at", condition=Q(state__in=["waiting", "sending"]), name="delivery_open"
            )
        ]

    def __str__(self) -> str:
        return self.subject
