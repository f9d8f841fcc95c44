"""Which judgements stand is an index; those that are little to read have kinds of their own."""

from django.db import migrations, models

RENAMED = ("tired", "all settling", "all restated", "all ready", "all paces")


def forget_renamed(apps, schema_editor):
    """They are judged anew under their new kinds."""
    apps.get_model("campaigns", "Judged").objects.filter(kind__in=RENAMED).delete()


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0057_creative_day_of_creative")]

    operations = [
        migrations.RunPython(forget_renamed, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="judged",
            index=models.Index(fields=["kind", "app", "day", "version"], name="judged_of_when"),
        ),
    ]
