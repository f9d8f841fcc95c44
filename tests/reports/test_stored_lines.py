import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.metrics import COUNTS
from campaigns.models import AdGroup, App, DailyCount

SAMPLE = Path(__file__).parent.parent / "data" / "permille.csv"
pytestmark = pytest.mark.django_db


def stored():
    names = ("day", "campaign__name", "creative__name", "country", "reported_by")
    counts = DailyCount.objects.order_by("day", *names[1:]).values_list(*names, *COUNTS)
    return [*counts, *AdGroup.objects.values_list("campaign__name", "creative__name", "name")]


def test_what_is_exported_can_be_imported_and_is_the_same(tmp_path):
    call_command("import_report", SAMPLE)
    before, file = stored(), tmp_path / "counts.csv"
    call_command("export_counts", file)
    App.objects.all().delete()
    assert stored() == []
    call_command("import_report", file)
    assert stored() == before and len(before) == 3 + 1


def test_days_can_be_chosen_and_a_file_that_cannot_be_written_is_named(tmp_path):
    call_command("import_report", SAMPLE)
    out = StringIO()
    call_command("export_counts", "-", "--from", "2026-11-02", stdout=out)
    head, only = csv.reader(out.getvalue().splitlines())
    told = dict(zip(head, only, strict=True))
    assert (told["network"], told["installs"], told["spend"]) == ("Circle Social", "88", "61")
    assert (told["creative"], told["impressions"]) == ("", "")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_counts", tmp_path / "nowhere" / "counts.csv")
    with pytest.raises(CommandError, match="is no day"):
        call_command("export_counts", "-", "--from", "yesterday")
