from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import IntegerField
from django.db.models.signals import post_migrate


class CampaignsConfig(AppConfig):
    name = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.models.changes import watch
        from campaigns.models.dialects import read_all
        from campaigns.models.keys import HoldableIn
        from campaigns.records import audited, stated_values

        IntegerField.register_lookup(HoldableIn)
        connection_created.connect(watch, dispatch_uid="changes")
        connection_created.connect(read_all, dispatch_uid="cursors")
        audited.connect()
        stated_values.connect()
        post_migrate.connect(give_roles, sender=self, dispatch_uid="roles")


def give_roles(**_: object) -> None:
    """After a migration each role may do what it says, whatever is new."""
    from campaigns.records import roles
    from campaigns.ui.permissions import ROLES

    roles.give(ROLES)
