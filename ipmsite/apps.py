"""The site itself, and the admin as it has it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class SiteConfig(AppConfig):
    name = "ipmsite"

    def ready(self) -> None:
        from ipmsite import audited
        from ipmsite.devices import note_login

        user_logged_in.connect(note_login, dispatch_uid="devices")
        user_logged_in.connect(audited.logged_in, dispatch_uid="audit")
        user_logged_out.connect(audited.logged_out, dispatch_uid="audit")
        user_login_failed.connect(audited.login_failed, dispatch_uid="audit")


class Admin(AdminConfig):
    """With an index of its own."""

    default_site = "ipmsite.admin_site.Site"
