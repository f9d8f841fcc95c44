"""`manage.py create_token USER`: a key for a program, printed once."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from campaigns.management.database import told_in_words
from campaigns.models import Token

LONGEST = 3650


class Command(BaseCommand):
    """Makes a token of a user and prints it; only its hash is stored."""

    help = "Make a token with which a program asks for numbers or hands in files."

    def add_arguments(self, parser) -> None:
        parser.add_argument("user", help="the name with which the user logs in")
        parser.add_argument("--scope", choices=Token.Scope.values, default=Token.Scope.READ)
        parser.add_argument("--days", type=int, default=365, help="how long it is valid")

    @told_in_words()
    def handle(self, *args, **options):
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(f"--days is from 1 to {LONGEST}.")
        users = get_user_model()
        try:
            user = users.objects.get_by_natural_key(options["user"])
        except users.DoesNotExist as error:
            raise CommandError(f"There is no user {options['user']}.") from error
        _, text = Token.make(user, options["scope"], options["days"])
        self.stdout.write(text)
