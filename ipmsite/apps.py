"""The site itself, and the admin as it has it."""

import gc
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

        spare_searches()
        user_logged_in.connect(note_login, dispatch_uid="devices")
        user_logged_in.connect(audited.logged_in, dispatch_uid="audit")
        user_logged_out.connect(audited.logged_out, dispatch_uid="audit")
        user_login_failed.connect(audited.login_failed, dispatch_uid="audit")
        if settings.ACCOUNTS.on:
            from ipmsite.accounts import noted

            noted.connect()
            post_migrate.connect(make_cache_table, sender=self, dispatch_uid="cache")


def spare_searches() -> None:
    """Let the collector of cycles look less often, and never at what stays for good.

    A page makes some ten thousand rows that hold no cycle; by default Python searched all that
    lives again and again meanwhile, a third of the CPU of a long page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def make_cache_table(using: str, verbosity: int = 0, **_: Any) -> None:
    """What is counted of wrong codes stands in the database."""
    call_command("createcachetable", database=using, verbosity=verbosity)


class Admin(AdminConfig):
    """With an index of its own."""

    default_site = "ipmsite.admin_site.Site"
