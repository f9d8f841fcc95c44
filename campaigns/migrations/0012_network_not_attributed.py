"""What an MMP could not attribute is no network and is not organic: a kind of its own."""

from django.db import migrations, models


def tell_apart(apps, schema_editor):
    for network in apps.get_model("campaigns", "Network").objects.filter(kind="organic"):
        names = network.aliases.splitlines()
        kept = [name for name in names if name.strip().casefold() != "unattributed"]
        if kept != names:
            network.aliases = "\n".join(kept)
            network.save(update_fields=["aliases"])


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0011_coverage")]

    operations = [
        migrations.AlterField(
            model_name="network",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sdk", "In-app SDK"),
                    ("social", "Social"),
                    ("dsp", "DSP"),
                    ("search", "Search"),
                    ("organic", "Organic: no ads"),
                    ("none", "None: not attributed"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=10,
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
