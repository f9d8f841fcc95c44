"""What is stored beside the counts is what follows from them, whoever wrote, changed or deleted."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from campaigns.importing.storing.counts import enter, remove, replace_days
from campaigns.metrics import COUNTS, Counts, total
from campaigns.models import (
    App,
    Campaign,
    CampaignDay,
    CountryDay,
    Creative,
    CreativeDay,
    DailyCount,
    Network,
    StorePage,
    StorePageDay,
)
from campaigns.models.keeping import faults
from campaigns.periods import Period
from tests.make import LAST_DAY, make_batch, make_day
from tests.reports.world import (
    FIRST_DAY,
    make_catalogue,
    network_day,
    random_counts,
    random_rows,
    standing_reporters,
    stored,
)

pytestmark = pytest.mark.django_db
TABLES = (CampaignDay, CreativeDay, StorePageDay, CountryDay)
KEY = ("campaign_id", "day", "creative_id", "country", "store_page_id", "reported_by")


def check():
    """`counted` as its definition says, and every rollup as added up row by row."""
    rows = list(stored())
    standing = standing_reporters(rows)
    for row in rows:
        assert row.counted == (row.reported_by == standing[network_day(row)]), row
    for table in TABLES:
        key = (
            "campaign_id",
            "day",
            "reported_by",
            *(f"{p}_id" if p != "country" else p for p in table.PARTS),
        )
        wanted: dict[tuple, list] = {}
        for row in rows:
            pattern = tuple(getattr(row, name) is not None for name in COUNTS)
            wanted.setdefault((*(getattr(row, n) for n in key), pattern, row.counted), []).append(
                row
            )
        made = {
            (
                *(getattr(row, n) for n in key),
                tuple(bool(row.reports >> place & 1) for place in range(len(COUNTS))),
                row.counted,
            ): tuple(getattr(row, name) for name in COUNTS)
            for row in table.objects.all()
        }
        assert len(made) == table.objects.count()
        assert made == {
            keys: tuple(getattr(total(map(counts_of, some)), name) for name in COUNTS)
            for keys, some in wanted.items()
        }


def counts_of(row) -> Counts:
    return Counts.of(**{name: getattr(row, name) for name in COUNTS})


def keyed(rows) -> dict:
    return {tuple(getattr(row, name) for name in KEY): counts_of(row) for row in rows}


def some(random, rows, most=5):
    rows = list(rows.order_by("pk"))
    return random.sample(rows, min(len(rows), random.randint(1, most)))


def import_days(random):
    replace_days(keyed(random_rows(random, 20)), make_batch())


def enter_rows(random):
    enter(keyed(random_rows(random, 3)), make_batch())


def remove_rows(random):
    remove(keyed(some(random, DailyCount.objects)), make_batch())


def create_row(random):
    for row in random_rows(random, 2):
        if not DailyCount.objects.filter(**{n: getattr(row, n) for n in KEY}).exists():
            DailyCount.objects.create(**{n: getattr(row, n) for n in (*KEY, *COUNTS)})


def create_many(random):
    taken = set(DailyCount.objects.values_list(*KEY))
    rows = random_rows(random, 10)
    DailyCount.objects.bulk_create(
        row for row in rows if tuple(getattr(row, n) for n in KEY) not in taken
    )


def save_row(random):
    for row in some(random, DailyCount.objects):
        for name in COUNTS:
            setattr(row, name, None)
        for name, value in random_counts(random).items():
            setattr(row, name, value)
        row.save()


def delete_row(random):
    for row in some(random, DailyCount.objects, 2):
        row.delete()


def delete_many(random):
    chosen = [row.pk for row in some(random, DailyCount.objects, 8)]
    DailyCount.objects.filter(pk__in=chosen).delete()


def update_many(random):
    chosen = [row.pk for row in some(random, DailyCount.objects, 8)]
    DailyCount.objects.filter(pk__in=chosen).update(installs=random.choice((None, 7)))


def delete_reporter(random):
    day = FIRST_DAY + timedelta(days=random.randrange(12))
    DailyCount.objects.filter(
        day=day, reported_by="network", campaign__network__name="Both"
    ).delete()


def delete_part(random):
    model = random.choice((Campaign, Creative, StorePage))
    rows = model.objects.exclude(kind="default") if model is StorePage else model.objects
    (one, *more) = some(random, rows, 2)
    one.delete()
    rows.filter(pk__in=[row.pk for row in more]).delete()


def delete_whole(random):
    if random.random() < 0.3:
        (one,) = some(random, random.choice((App, Network)).objects, 1)
        if type(one).objects.count() > 1:
            one.delete()


def move_campaign(random):
    campaign = random.choice(Campaign.objects.all())
    campaign.name = f"Moved {random.random()}"
    campaign.network = random.choice(Network.objects.all())
    campaign.save()


def move_campaigns(random):
    network = random.choice(Network.objects.all())
    campaign = random.choice(Campaign.objects.all())
    Campaign.objects.filter(pk=campaign.pk).update(network=network, name=f"Moved {random.random()}")


WAYS = (
    import_days, enter_rows, remove_rows, create_row, create_many, save_row, delete_row,
    delete_many, update_many, delete_reporter, delete_part, delete_whole, move_campaign,
    move_campaigns,
)  # fmt: skip


def test_after_any_writes_what_is_stored_beside_the_counts_follows_from_them():
    random = Random(1)
    make_catalogue()
    DailyCount.objects.bulk_create(random_rows(random, 120))
    check()
    used = Counter()
    for _ in range(30):
        if not (Campaign.objects.count() > 3 and Creative.objects.count() > 2):
            break
        way = random.choice(WAYS)
        if DailyCount.objects.exists() or way in (import_days, create_many):
            way(random)
            used[way.__name__] += 1
            check()
    assert len(used) > 5
    assert not faults(Period(FIRST_DAY, LAST_DAY))


def test_the_demo_comes_and_goes_with_its_rollups():
    call_command("load_demo", days=3)
    rows = DailyCount.objects.count()
    assert 0 < CampaignDay.objects.count() < rows / 3
    call_command("check_rollups")
    call_command("load_demo", remove=True)
    assert not any(table.objects.exists() for table in TABLES)


def test_a_campaign_that_changes_its_network_in_the_admin_is_counted_there(staff_client):
    told = make_day("Meta", installs=5, campaign="Own")
    measured = make_day("Meta", installs=7, campaign="Measured", reported_by="mmp")
    page = reverse("admin:campaigns_campaign_change", args=[told.campaign_id])
    kite = make_day("Kite", installs=2, reported_by="mmp")
    forms = ("new_counts", "counts")
    data = {f"{name}-{kind}_FORMS": 0 for name in forms for kind in ("TOTAL", "INITIAL")}
    data |= {"network": kite.campaign.network_id, "name": "Own", "status": "active"}
    assert staff_client.post(page, data).status_code == 302
    said = {row.pk: row.counted for row in DailyCount.objects.all()}
    assert said == {told.pk: True, measured.pk: True, kite.pk: False}
    check()


def test_deleting_rows_in_the_admin_counts_the_other_reporter_again(staff_client):
    told = make_day("Meta", installs=5)
    measured = make_day("Meta", installs=7, reported_by="mmp")
    assert not DailyCount.objects.get(pk=measured.pk).counted
    url = reverse("admin:campaigns_dailycount_changelist")
    data = {"action": "delete_selected", "_selected_action": [told.pk], "post": "yes"}
    staff_client.post(url, data)
    assert DailyCount.objects.get().counted
    check()


def test_what_differs_is_found_and_made_anew(capsys):
    for back in range(40):
        make_day("Meta", LAST_DAY - timedelta(days=back), impressions=1000, installs=5)
        make_day("Meta", LAST_DAY - timedelta(days=back), installs=7, reported_by="mmp")
    call_command("check_rollups")
    CreativeDay.objects.filter(day=LAST_DAY).update(installs=6)
    CountryDay.objects.filter(day=LAST_DAY - timedelta(days=39)).delete()
    DailyCount._base_manager.filter(day=LAST_DAY - timedelta(days=20)).update(counted=True)
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("check_rollups")
    assert len(faults(Period(LAST_DAY - timedelta(days=50), LAST_DAY))) == 3
    call_command("check_rollups", rebuild=True)
    check()


def test_a_row_never_moves():
    row = make_day(installs=1)
    with pytest.raises(TypeError):
        DailyCount.objects.filter(pk=row.pk).update(day=LAST_DAY - timedelta(days=1))
