from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CampaignsConfig(AppConfig):
    name = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.models.changes import watch

        connection_created.connect(watch, dispatch_uid="changes")
