"""`manage.py load_demo`: what it loads, that it never mixes, and that it goes without a trace."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.demo.counts import drawn
from campaigns.importing.batches import demo_present
from campaigns.importing.storing.counts import enter, replace_days
from campaigns.metrics import COUNTS, Counts
from campaigns.models import (
    Annotation,
    App,
    Arm,
    Benchmark,
    Campaign,
    ClickTimeCount,
    CountRevision,
    Creative,
    DailyCount,
    Experiment,
    ImportBatch,
    Network,
    RejectedCount,
    SourceAppCount,
    StorePage,
)
from tests.make import LAST_DAY, make_app, make_batch, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

MODELS = (
    Annotation, App, Arm, Benchmark, Experiment, Network, StorePage, Campaign, Creative, DailyCount,
    CountRevision, ImportBatch, ClickTimeCount, RejectedCount, SourceAppCount,
)  # fmt: skip
NAMES = ("campaign__app__name", "campaign__network__name", "campaign__name", "creative__name")


def load(days=2, seed=7) -> str:
    """What the command says."""
    out = StringIO()
    call_command("load_demo", days=days, seed=seed, stdout=out)
    return out.getvalue()


@made_once
def demo():
    """Two days of it, as most tests need it."""
    return load()


@made_once
def longer():
    """Nine days of it."""
    load(days=9)


def stored() -> set[tuple]:
    """All counts with the names of their keys, without ids."""
    return set(
        DailyCount.objects.values_list(
            "day", *NAMES, "country", "store_page__name", "reported_by", *COUNTS
        )
    )


def numbers() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


def some_key(**where) -> tuple:
    """The key of one stored count."""
    return DailyCount.objects.filter(**where).values_list(*DailyCount.KEY)[0]


NOTHING = dict.fromkeys((model.__name__ for model in MODELS), 0)


# What it loads


def test_another_seed_loads_other_counts(demo):
    first = stored()
    load(seed=8)
    assert not stored() & first


def test_a_longer_demo_ends_like_a_shorter_one():
    long, short = (list(drawn(LAST_DAY, days, seed=7)) for days in (9, 7))
    assert long[2:] == short


def test_it_ends_with_yesterday_of_the_reporting_time_zone(time_machine, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    time_machine.move_to(datetime(2026, 11, 23, 20, tzinfo=UTC))
    load(days=2)
    days = {str(day) for day in DailyCount.objects.values_list("day", flat=True)}
    assert days == {"2026-11-22", "2026-11-23"}


def test_what_it_loads_is_two_apps_and_ten_networks_that_all_have_counts(demo):
    assert set(DailyCount.objects.values_list("day", flat=True)) == {
        LAST_DAY - timedelta(days=1), LAST_DAY,
    }  # fmt: skip
    assert App.objects.count() == 2
    assert Network.objects.exclude(kind="organic").count() == 10
    assert Network.objects.get(kind="organic").name == "Organic"
    for model in (Campaign, Creative, StorePage):
        name = "store_page" if model is StorePage else model._meta.model_name
        counted = set(DailyCount.objects.values_list(name, flat=True))
        assert counted == set(model.objects.values_list("pk", flat=True))
    assert f"{DailyCount.objects.count():,} daily counts" in demo


def test_every_count_comes_from_a_demo_batch(demo):
    assert demo_present()
    batches = set(DailyCount.objects.values_list("batch", flat=True))
    assert batches == set(ImportBatch.objects.filter(is_demo=True).values_list("pk", flat=True))


def test_one_day_is_restated_by_a_second_batch_and_what_stood_there_is_kept(longer):
    first, second = ImportBatch.objects.order_by("pk")
    assert second.created == 0
    assert second.changed == CountRevision.objects.count() > 0
    for old in CountRevision.objects.all():
        assert (old.batch, old.written_by, old.removed) == (second, first, False)
        assert old.day == LAST_DAY - timedelta(days=5)
        assert old.campaign.network.name == "Northlight"
        key = {name: getattr(old, name) for name in old.KEY}
        assert DailyCount.objects.get(**key).installs > old.installs


@pytest.mark.parametrize("days", [0, -1, 731])
def test_days_that_cannot_be_are_refused(days):
    with pytest.raises(CommandError, match=f"--days {days}: choose 1 to 730"):
        load(days=days)
    assert numbers() == NOTHING


# It never mixes


def test_real_counts_refuse_demo_data():
    make_day(app=make_app("Real"), network="Real network", installs=5)
    before = numbers()
    with pytest.raises(CommandError, match="counts that are not demo data.*Nothing was changed"):
        load()
    assert numbers() == before


def test_real_counts_beside_the_demo_refuse_another_demo(demo):
    make_day(app=make_app("Real"), network="Real network", installs=5)
    before = stored()
    with pytest.raises(CommandError, match="counts that are not demo data"):
        load(seed=8)
    assert stored() == before


@pytest.mark.parametrize(
    "make",
    [
        lambda: App.objects.create(name="merge harbor", platform="ios"),
        lambda: Network.objects.create(name="PlayGrid"),
        lambda: Network.objects.create(name="Real network", aliases="Play grid"),
    ],
    ids=["app", "network", "alias of a network"],
)
def test_a_name_in_use_refuses_demo_data(make):
    make()
    with pytest.raises(CommandError, match="already something else called (Merge Har|Playg)"):
        load()
    assert DailyCount.objects.count() == ImportBatch.objects.count() == 0


# It goes without a trace


def test_removing_leaves_nothing(demo):
    call_command("load_demo", remove=True)
    assert numbers() == NOTHING
    assert not demo_present()


def test_loaded_again_it_is_the_same_and_its_creatives_can_be_seen_until_it_goes(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    load()
    first, before = stored(), numbers()
    kinds = {creative.asset.kind for creative in Creative.objects.exclude(format="")}
    assert kinds == {"picture", "film", "playable", ""}
    with django_capture_on_commit_callbacks(execute=True):
        load()
    assert (stored(), numbers()) == (first, before), "the same seed, the same counts"
    shown = Creative.objects.exclude(asset="").count() + Creative.objects.exclude(poster="").count()
    assert len(list((tmp_path / "creatives").iterdir())) == shown > 30
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo", remove=True)
    assert list((tmp_path / "creatives").iterdir()) == []


def test_an_experiment_that_compares_demo_creatives_goes_with_them(demo):
    first, second = Creative.objects.filter(app__name="Merge Harbor")[:2]
    made = Experiment.objects.create(
        app=first.app, name="Ours", kind="creative", lift_percent=10, planned_start=LAST_DAY,
        planned_days=14, planned_exposure=1000,
    )  # fmt: skip
    for creative in (first, second):
        Arm.objects.create(experiment=made, creative=creative, is_control=creative == first)
    call_command("load_demo", remove=True)
    assert numbers() == NOTHING


def test_its_notes_are_labelled_and_go_with_it_while_a_note_of_the_team_stays(staff_client, longer):
    note = Annotation.objects.get()
    assert (note.day, note.text) == (LAST_DAY - timedelta(days=8), "Test of Tandem Video starts")
    assert "Tandem Video, demo data" in staff_client.get("/").content.decode()
    own = Annotation.objects.create(day=LAST_DAY, text="New hook video")
    call_command("load_demo", remove=True)
    assert list(Annotation.objects.all()) == [own]


def test_removing_leaves_other_data_alone(capsys):
    make_campaign(make_app("Idle"), "Idle network")
    load()
    make_day(app=make_app("Real"), network="Real network", installs=5)
    batch = make_batch()
    before = [make_app("Idle"), make_app("Real")]
    call_command("load_demo", remove=True)
    assert list(App.objects.all()) == before
    assert [network.name for network in Network.objects.all()] == ["Idle network", "Real network"]
    assert [row.installs for row in DailyCount.objects.all()] == [5]
    assert list(ImportBatch.objects.all()) == [batch]
    assert "Kept" not in capsys.readouterr().out


def test_removing_keeps_what_real_counts_hang_on(demo, capsys):
    app = App.objects.get(name="Merge Harbor")
    real = make_day(app=app, network="Lumio Ads", campaign="Real campaign", installs=5)
    call_command("load_demo", remove=True)
    assert list(DailyCount.objects.all()) == [real]
    assert [str(campaign) for campaign in Campaign.objects.all()] == ["Real campaign"]
    assert list(App.objects.all()) == [app]
    assert [network.name for network in Network.objects.all()] == ["Lumio Ads"]
    assert list(Creative.objects.all()) == [real.creative]
    assert "Kept, because other data belongs to them: Merge Harbor (Android), Lumio Ads" in (
        capsys.readouterr().out
    )


def test_removing_keeps_demo_days_that_a_real_report_has_replaced_but_not_what_it_replaced(demo):
    batch = make_batch()
    replace_days(
        {
            some_key(campaign__network__name="Playgrid"): Counts(
                impressions=1000, installs=5, spend=Decimal(9)
            )
        },
        batch,
    )
    assert CountRevision.objects.filter(batch=batch).exists()
    call_command("load_demo", remove=True)
    assert [(left.batch, left.installs) for left in DailyCount.objects.all()] == [(batch, 5)]
    assert CountRevision.objects.count() == 0
    assert list(ImportBatch.objects.all()) == [batch]
    kept = {**NOTHING, **dict.fromkeys(("App", "Network", "StorePage", "Campaign"), 1)}
    assert numbers() == {**kept, "Creative": 1, "DailyCount": 1, "ImportBatch": 1}


def test_removing_keeps_a_count_entered_by_hand(demo):
    enter({some_key(): Counts(impressions=1000, installs=4)}, make_batch())
    call_command("load_demo", remove=True)
    assert [left.installs for left in DailyCount.objects.all()] == [4]


def test_removing_where_nothing_is_says_so(capsys):
    call_command("load_demo", remove=True)
    assert capsys.readouterr().out == "There is no demo data.\n"
