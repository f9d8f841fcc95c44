"""The site itself, and the admin as it has it."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.management import call_command
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "ipmsite"

    def ready(self) -> None:
        from ipmsite import audited
        from ipmsite.devices import note_login

        user_logged_in.connect(note_login, dispatch_uid="devices")
        user_logged_in.connect(audited.logged_in, dispatch_uid="audit")
        user_logged_out.connect(audited.logged_out, dispatch_uid="audit")
        user_login_failed.connect(audited.login_failed, dispatch_uid="audit")
        if settings.ACCOUNTS.on:
            from ipmsite.accounts import noted

            noted.connect()
            post_migrate.connect(make_cache_table, sender=self, dispatch_uid="cache")


def make_cache_table(using: str, verbosity: int = 0, **_: Any) -> None:
    """What is counted of wrong codes stands in the database."""
    call_command("createcachetable", database=using, verbosity=verbosity)


class Admin(AdminConfig):
    """With an index of its own."""

    default_site = "ipmsite.admin_site.Site"
