"""Roles are groups; whoever may log in and has none sees what everybody saw before."""

from django.conf import settings
from django.db import migrations

ROLES = ("viewer", "analyst", "manager", "owner")


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects
    made = {name: group.get_or_create(name=name)[0] for name in ROLES}
    app, _, model = settings.AUTH_USER_MODEL.partition(".")
    without = apps.get_model(app, model).objects.filter(is_active=True, groups=None)
    made["viewer"].user_set.add(*without.values_list("pk", flat=True))


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0030_maturity"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
