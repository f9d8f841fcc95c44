"""What was decided in cases and experiments before decisions were kept is listed, too."""

from django.db import migrations
from django.db.models.functions import TruncDate


def cases(apps, schema_editor):
    """A state that somebody set, unless the same person opened the case again on that day.

    The numbers of then were not kept.
    """
    Decision = apps.get_model("campaigns", "Decision")
    notes = apps.get_model("campaigns", "CaseNote").objects.exclude(state="")
    kept = set(Decision.objects.filter(case__isnull=False).values_list("case", "day", "word"))
    opened = set(notes.filter(state="open").values_list("case", "day", "user"))
    for note in notes.filter(user__isnull=False).exclude(state="open").select_related("case"):
        if (note.case_id, note.day, note.state) in kept:
            continue
        if (note.case_id, note.day, note.user_id) not in opened:
            _make(
                Decision, note.created_at, user_id=note.user_id, word=note.state,
                note=note.note[:500], day=note.day, case_id=note.case_id, app_id=note.case.app_id,
            )  # fmt: skip


def experiments(apps, schema_editor):
    """The numbers are those that an experiment keeps of its last day."""
    Decision = apps.get_model("campaigns", "Decision")
    kept = Decision.objects.filter(experiment__isnull=False).values("experiment")
    decided = apps.get_model("campaigns", "Experiment").objects.filter(status="decided")
    for one in decided.exclude(pk__in=kept).annotate(on=TruncDate("decided_at")):
        _make(
            Decision, one.decided_at, user_id=one.decided_by_id, word=one.decision, note=one.note,
            day=one.on, experiment_id=one.pk, app_id=one.app_id,
            numbers={"lift": one.seen_lift, "low": one.seen_low, "high": one.seen_high},
        )  # fmt: skip


def _make(Decision, at, **fields):
    made = Decision.objects.create(**fields)
    Decision.objects.filter(pk=made.pk).update(created_at=at)


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0054_ad_groups_between")]

    operations = [
        migrations.RunPython(cases, migrations.RunPython.noop),
        migrations.RunPython(experiments, migrations.RunPython.noop),
    ]
