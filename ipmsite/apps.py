from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class SiteConfig(AppConfig):
    name = "ipmsite"

    def ready(self) -> None:
        from ipmsite.devices import note_login

        user_logged_in.connect(note_login, dispatch_uid="devices")
