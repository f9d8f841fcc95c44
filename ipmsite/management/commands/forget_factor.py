"""`manage.py forget_factor USER`: somebody has lost phone, passkeys and recovery codes."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from campaigns.records.audit import What, audit


class Command(BaseCommand):
    """They log in by password alone then, and set up a new factor."""

    help = "Take all second factors of somebody, who then logs in by password alone."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("user")

    def handle(self, *, user: str, **_: Any) -> None:
        if not apps.is_installed("allauth.mfa"):
            raise CommandError("This site asks for no second factor: SECOND_FACTOR is off.")
        found = User.objects.filter(username=user).first()
        if found is None:
            raise CommandError(f"There is no user {user}.")
        factors = apps.get_model("mfa", "Authenticator").objects.filter(user=found)
        count = factors.delete()[0]
        audit(What.RIGHTS, f"Second factors of {user} taken by command: {count}")
        self.stdout.write(f"{user} has no second factor any more ({count} taken).")
