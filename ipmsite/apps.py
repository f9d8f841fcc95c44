"""The site itself, and the admin as it has it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in


class SiteConfig(AppConfig):
    name = "ipmsite"

    def ready(self) -> None:
        from ipmsite.devices import note_login

        user_logged_in.connect(note_login, dispatch_uid="devices")


class Admin(AdminConfig):
    """With an index of its own."""

    default_site = "ipmsite.admin_site.Site"
