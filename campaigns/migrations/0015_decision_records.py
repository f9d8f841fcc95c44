"""Answers to flags become decisions; who may answer may decide."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import TruncDate

ACTIONS = ("add", "change", "delete", "view")


def days(apps, schema_editor):
    Decision = apps.get_model("campaigns", "Decision")
    Decision.objects.update(day=TruncDate("created_at"))


def permissions(before, after):
    def rename(apps, schema_editor):
        Permission = apps.get_model("auth", "Permission")
        for action in ACTIONS:
            Permission.objects.filter(
                codename=f"{action}_{before}", content_type__app_label="campaigns"
            ).update(codename=f"{action}_{after}", name=f"Can {action} {after}")

    return rename


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0014_skan_reporter"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RenameModel("Response", "Decision"),
        migrations.AddField("Decision", "word", models.CharField(blank=True, max_length=6)),
        migrations.AddField(
            "Decision", "day", models.DateField(default=django.utils.timezone.localdate)
        ),
        migrations.AddField("Decision", "numbers", models.JSONField(editable=False, null=True)),
        migrations.AlterField("Decision", "note", models.CharField(blank=True, max_length=500)),
        migrations.AlterField(
            "Decision",
            "network",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="campaigns.network",
            ),
        ),
        migrations.RunPython(days, migrations.RunPython.noop),
        migrations.RunPython(
            permissions("response", "decision"), permissions("decision", "response")
        ),
    ]
