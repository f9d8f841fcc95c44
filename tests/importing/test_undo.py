"""An import that is taken back leaves everything as it was before, and can be brought back."""

import json
from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.storing.counts import enter, remove, replace_days
from campaigns.importing.undoing.undo import UndoRefused, standing_on, take_back
from campaigns.metrics import COUNTS
from campaigns.models import (
    App,
    Campaign,
    CountRevision,
    Creative,
    DailyCount,
    ImportBatch,
    Network,
    SourceAppCount,
    StoreFact,
    StorePage,
)
from campaigns.models.keeping import faults
from campaigns.periods import Period
from campaigns.reports import ReportQuery, report
from tests.make import LAST_DAY, TODAY, make_batch
from tests.reports.test_rollups import keyed, some
from tests.reports.world import FIRST_DAY, make_catalogue, random_rows

pytestmark = pytest.mark.django_db
HEAD = "day,app,platform,network,campaign,country,impressions,clicks,installs,spend\n"
ALL_DAYS = Period(FIRST_DAY, LAST_DAY)


def bring(text, name="report.csv", **options):
    """Import a file that nothing speaks against, and return its batch."""
    result = import_file(
        text.encode(),
        name,
        Options(**{"today": TODAY, "reported_by": "network"} | options),
        accept=["shrinks", "scale", "grows"],
    )
    assert not result.errors, result.errors
    return result.batch


def line(installs, *, day="2026-11-20", app="Merge Harbor", network="Kite", campaign="Broad"):
    return f"{day},{app},android,{network},{campaign},US,1000,50,{installs},12.5\n"


def facts():
    """All that is stored of counts, whatever its rows are numbered."""
    key = [DailyCount._meta.get_field(name).attname for name in DailyCount.KEY]
    return sorted(DailyCount.objects.values_list(*key, *COUNTS, "batch_id", "counted"), key=repr)


def names():
    found = (model.objects.all() for model in (App, Network, Campaign, Creative, StorePage))
    return [sorted(map(repr, rows.values())) for rows in found]


def told():
    asked = [ReportQuery(ALL_DAYS, by=by) for by in ((), ("network",), ("day", "app"))]
    return repr([(row.keys, dict(row.names), row.counts) for one in asked for row in report(one)])


def state():
    return facts(), names(), told()


def test_an_undone_import_leaves_no_count_and_no_name_of_its_own():
    before = state()
    batch = bring(HEAD + line(5))
    assert App.objects.get().name == "Merge Harbor"
    take_back(batch)
    assert state() == before
    assert not DailyCount.objects.exists() and not App.objects.exists()


def test_undo_brings_changed_and_removed_rows_back_as_they_were():
    bring(HEAD + line(5) + line(7, campaign="Narrow").replace("US", "DE"))
    before = state()
    batch = bring(HEAD + line(6) + line(8, campaign="Narrow").replace("US", "FR"))
    assert (batch.changed, batch.removed, batch.created) == (1, 1, 1)
    take_back(batch)
    assert state() == before


def test_undo_can_be_undone_again_and_again():
    bring(HEAD + line(5) + line(7, campaign="Narrow"))
    before = state()
    batch = bring(HEAD + line(6) + line(9, network="Other"))
    after = state()
    for _ in range(2):
        taken = take_back(batch).by[0]
        assert state() == before
        take_back(taken)
        assert state() == after
        batch.refresh_from_db()
        assert not batch.undone


def test_nothing_disappears_without_a_revision():
    batch = bring(HEAD + line(5))
    taken = take_back(batch).by[0]
    kept = CountRevision.objects.get()
    assert (kept.batch, kept.removed, kept.installs, kept.written_by) == (taken, True, 5, batch)


def test_later_imports_of_the_same_rows_are_named_and_go_first_when_confirmed():
    first = bring(HEAD + line(5), "first.csv")
    other = bring(HEAD + line(5, campaign="Narrow"), "other.csv")
    before = state()
    second = bring(HEAD + line(6) + line(5, campaign="Narrow", day="2026-11-21"), "second.csv")
    third = bring(HEAD + line(7, campaign="Narrow", day="2026-11-21"), "third.csv")
    with pytest.raises(UndoRefused) as refused:
        take_back(second)
    assert refused.value.later == [third]
    assert refused.value.message == "A later import of the same rows must be taken back first."
    assert [one.pk for one in take_back(second, with_later=True).undone] == [third.pk, second.pk]
    assert state() == before
    assert standing_on(first) == []
    assert standing_on(other) == []


def test_an_import_that_found_the_same_rows_stands_on_the_first():
    first = bring(HEAD + line(5))
    again = bring(HEAD + line(5))
    assert standing_on(first) == [again]
    take_back(again)
    assert standing_on(first) == []


def test_what_is_taken_back_is_not_taken_back_twice():
    batch = bring(HEAD + line(5))
    take_back(batch)
    with pytest.raises(UndoRefused, match="report.csv is taken back already"):
        take_back(batch)


def test_a_name_that_another_import_uses_stays():
    batch = bring(HEAD + line(5))
    bring(HEAD + line(5, day="2026-11-22"))
    take_back(batch)
    assert Campaign.objects.get().name == "Broad"
    assert DailyCount.objects.count() == 1


def test_a_file_that_names_a_hidden_thing_shows_it_again():
    take_back(bring(HEAD + line(5)))
    batch = bring(HEAD + line(6))
    assert DailyCount.objects.get().installs == 6
    assert App.objects.get().name == "Merge Harbor"
    take_back(batch)
    assert not App.objects.exists() and App.everything.count() == 1


def test_what_an_import_filled_in_is_empty_again():
    bring(HEAD + line(5))
    before = state()
    said = (HEAD + line(6)).replace("campaign,", "campaign,campaign_id,store_id,")
    batch = bring(said.replace("Broad,", "Broad,c-1,com.example.harbor,"))
    assert Campaign.objects.get().external_id == "c-1"
    assert App.objects.get().store_id == "com.example.harbor"
    take_back(batch)
    assert state() == before


def test_evidence_and_store_facts_go_back_too():
    head = "day,app,platform,network,campaign,source_app,impressions,clicks,installs,spend\n"
    row = "2026-11-20,Merge Harbor,android,Kite,Broad,s{},1000,50,{},12.5\n"
    bring(head + row.format(1, 5) + row.format(2, 6), source="source_apps")
    before = sorted(SourceAppCount.objects.values_list("source_app", "installs", "spend", "batch"))
    batch = bring(head + row.format(1, 7) + row.format(3, 8), source="source_apps")
    after = sorted(SourceAppCount.objects.values_list("source_app", "installs", "spend", "batch"))
    taken = take_back(batch)
    assert taken.apps == {App.objects.get().pk}
    now = sorted(SourceAppCount.objects.values_list("source_app", "installs", "spend", "batch"))
    assert now == before != after
    take_back(taken.by[0])
    now = sorted(SourceAppCount.objects.values_list("source_app", "installs", "spend", "batch"))
    assert now == after


def test_store_facts_are_taken_back(write):
    from pathlib import Path

    content = Path("tests/data/google_play_installs.csv").read_bytes()
    result = import_file(content, "store.csv", Options(today=TODAY), app="Tile", platform="android")
    assert StoreFact.objects.exists()
    take_back(result.batch)
    assert not StoreFact.objects.exists()


# The command


def test_the_command_takes_back_and_says_so(capsys):
    batch = bring(HEAD + line(5))
    call_command("undo_import", batch.pk, "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["removed"], said["errors"], said["later"]) == (1, [], [])
    assert [one["batch"] for one in said["undone"]] == [batch.pk]
    assert not DailyCount.objects.exists()
    call_command("undo_import", said["batch"])
    assert DailyCount.objects.get().installs == 5
    assert "Taken back: " in capsys.readouterr().out


def test_the_command_names_later_imports_and_changes_nothing(capsys):
    first, second = bring(HEAD + line(5), "a.csv"), bring(HEAD + line(6), "b.csv")
    with pytest.raises(SystemExit) as ended:
        call_command("undo_import", first.pk, "--json")
    said = json.loads(capsys.readouterr().out)
    assert (ended.value.code, [one["file_name"] for one in said["later"]]) == (1, ["b.csv"])
    assert DailyCount.objects.get().batch == second
    call_command("undo_import", first.pk, "--with-later")
    assert not DailyCount.objects.exists()


def test_the_command_knows_no_import_of_that_number(capsys):
    with pytest.raises(SystemExit):
        call_command("undo_import", 99999)
    assert "There is no import 99999." in capsys.readouterr().err


# Any sequence


def import_days(random):
    replace_days(keyed(random_rows(random, 15)), batch := make_batch())
    return batch


def enter_rows(random):
    enter(keyed(random_rows(random, 3)), batch := make_batch(source="admin"))
    return batch


def remove_rows(random):
    remove(keyed(some(random, DailyCount.objects)), batch := make_batch(source="admin"))
    return batch


def import_names(random):
    day = LAST_DAY - timedelta(days=random.randrange(5))
    own = {"network": random.choice(["Kite", "Other"]), "campaign": f"C{random.randrange(3)}"}
    return bring(HEAD + line(random.randrange(1, 50), day=day, app="Fresh", **own))


def undo_any(random):
    standing = list(ImportBatch.objects.filter(undone=False).order_by("pk"))[1:]
    if standing:
        take_back(random.choice(standing), with_later=True)


STEPS = (import_days, import_days, enter_rows, remove_rows, import_names, undo_any, undo_any)


@pytest.mark.parametrize("seed", range(3))
def test_undoing_all_leaves_what_there_was_after_any_sequence(seed):
    random = Random(seed)
    make_catalogue()
    replace_days(keyed(random_rows(random, 25)), first := make_batch())
    before = state()
    for _ in range(9):
        random.choice(STEPS)(random)
        assert faults(ALL_DAYS) == set()
    while batch := _newest_standing(first):
        take_back(batch, with_later=True)
    assert state() == before
    assert faults(ALL_DAYS) == set()


def _newest_standing(first):
    rows = ImportBatch.objects.filter(undone=False, undoes=None, pk__gt=first.pk)
    return rows.order_by("-pk").first()
