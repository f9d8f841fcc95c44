"""From a fresh clone to a running site with demo data, in one command."""

import os
import secrets
import socket
import subprocess
import sys

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from campaigns.demo import mails
from campaigns.importing.batches import demo_present

LOGIN = "demo"


def start_worker() -> subprocess.Popen:
    """A worker beside the site, which ends with it even where it is killed."""
    manage = settings.BASE_DIR / "manage.py"
    return subprocess.Popen(
        [sys.executable, manage, "worker", "--with", str(os.getpid())], start_new_session=True
    )


def free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) != 0


class Command(BaseCommand):
    help = (
        "Install the browser files, create the database, fill it with demo data and a demo login "
        "when it is empty, and serve the site on this machine, a worker beside it. Safe to repeat."
    )
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("port", nargs="?", type=int, default=8000, help="8000 if not given")

    def handle(self, *, port: int, **options) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "quickstart makes a demo login and serves debug pages; it does not run with "
                "PERMILLE_PRODUCTION=1. The README says how to deploy."
            )
        if not 0 < port < 65536:
            raise CommandError(f"{port} is not a port; choose one from 1 to 65535.")
        if not free(port):
            raise CommandError(f"Port {port} is in use already: try quickstart {port + 1}.")
        call_command("assets", stdout=self.stdout)
        call_command("migrate", verbosity=0)
        people = get_user_model().objects
        started_before = people.filter(username=LOGIN).exists()
        if apps.get_model("campaigns", "App").objects.exists():
            self.stdout.write("The database has data already.")
        elif started_before:
            # Whoever has removed the demo data does not want it back at the next start.
            self.stdout.write("The database has no data; manage.py load_demo fills in the demo.")
        else:
            self.stdout.write("The database is empty: loading demo data ...")
            self.stdout.flush()
            call_command("load_demo", stdout=self.stdout)
        if not people.exists():
            self.add_demo_login()
        elif started_before:
            self.stdout.write(
                f"Log in as {LOGIN} with the password printed at the first start "
                f"(forgotten? manage.py changepassword {LOGIN})."
            )
        self.stdout.write(f"Permille is at http://127.0.0.1:{port}/ (stop with Ctrl-C)")
        self.stdout.flush()
        worker = start_worker()
        try:
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
        finally:
            worker.terminate()

    def add_demo_login(self) -> None:
        password = secrets.token_urlsafe(9)
        user = get_user_model().objects.create_superuser(LOGIN, password=password)
        user.groups.add(Group.objects.get(name="owner"))
        if demo_present():
            mails.plant()
        self.stdout.write(
            self.style.SUCCESS(f"Log in as {LOGIN} with the password {password}")
            + "\n  It is printed only this once. The login is a superuser, so that /admin/ can be "
            "tried too;\n  delete it before other people can reach this site."
        )
