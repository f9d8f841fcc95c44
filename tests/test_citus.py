"""Counts can live on several machines: what we ask is what Citus answers.

`manage.py distribute` itself is tried where the extension is.
"""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.storing.counts import enter, remove
from campaigns.importing.undoing.undo import take_back
from campaigns.management import citus
from campaigns.metrics import Counts
from campaigns.models import Campaign, Creative, DailyCount, ImportBatch, Network
from tests.citus_shapes import refused
from tests.make import LAST_DAY, make_batch, make_day

C, N, D = "campaigns_campaign", "campaigns_network", "campaigns_dailycount"


def has_citus() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'citus'")
        return cursor.fetchone() is not None


# What is refused


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f"SELECT id FROM {N} WHERE EXISTS(SELECT 1 FROM {D} U0 INNER JOIN {C} U1 ON "
         f"(U0.campaign_id = U1.id) WHERE U1.network_id = ({N}.id))",
         "counts asked for each row of another table"),
        (f"SELECT {C}.id, (SELECT MAX(U0.day) FROM {D} U0 WHERE U0.campaign_id = {C}.id) FROM {C}",
         "counts asked for each row of another table"),
        (f"SELECT day FROM {D} WHERE day > '2026-11-01' FOR UPDATE",
         "counts locked without their campaign"),
        (f"SELECT day, SUM(installs) FROM {D} GROUP BY GROUPING SETS ((day), ())",
         "grouping sets over counts"),
        (f"UPDATE {D} SET campaign_id = 5 WHERE campaign_id = 4",
         "a row moved to another campaign"),
        (f"UPDATE {D} AS f SET campaign_id = s.campaign_id FROM staged s WHERE f.id = s.id",
         "a row moved to another campaign"),
        (f"UPDATE {D} AS f SET counted = b.counted FROM campaigns_campaignday b "
         "WHERE b.day = f.day", "counts joined with counts not by their campaign"),
        (f"SELECT a.day FROM {D} a JOIN campaigns_campaignday b ON a.day = b.day",
         "counts joined with counts not by their campaign"),
        (f"SELECT a.day FROM {D} a WHERE EXISTS(SELECT 1 FROM {D} b WHERE b.day = a.day)",
         "counts asked for each row of counts not by their campaign"),
        (f"WITH RECURSIVE t AS (SELECT 1 UNION SELECT day FROM {D}) SELECT * FROM t",
         "a recursive question over counts"),
    ],
)  # fmt: skip
def test_a_shape_that_citus_refuses_is_found(sql, why):
    assert refused(sql) == [why]


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT id FROM {N} WHERE id IN (SELECT U1.network_id FROM {D} U0 INNER JOIN {C} U1 ON "
        "(U0.campaign_id = U1.id))",
        f"SELECT {C}.id, SUM({D}.installs) FROM {C} LEFT OUTER JOIN {D} ON "
        f"({C}.id = {D}.campaign_id) GROUP BY {C}.id",
        f"SELECT a.day FROM {D} a JOIN campaigns_campaignday b ON a.day = b.day AND "
        "a.campaign_id = b.campaign_id",
        f"SELECT day FROM {D} WHERE campaign_id IN (1, 2) FOR UPDATE",
        f"SELECT day FROM {D} WHERE EXISTS(SELECT 1 FROM {C} U0 WHERE U0.id = {D}.campaign_id)",
        f"UPDATE {D} SET counted = TRUE WHERE campaign_id = 4",
        f"UPDATE {D} AS f SET clicks = s.clicks FROM (SELECT * FROM staged ORDER BY day) AS s "
        "WHERE s.campaign_id = f.campaign_id AND s.day = f.day",
        "SELECT 'GROUPING SETS', ')' FROM campaigns_dailycount",
    ],
)
def test_a_shape_that_citus_answers_is_left_alone(sql):
    assert refused(sql) == []


# What we ask

PAGES = (
    *(
        "/",
        "/trends/",
        "/networks/",
        "/networks/{network}/",
        "/campaigns/",
        "/campaigns/{campaign}/",
    ),
    *(
        "/creatives/",
        "/creatives/{creative}/",
        "/concepts/",
        "/names/",
        "/store-pages/",
        "/quality/",
    ),
    *("/audience/", "/why/", "/planner/", "/fraud/", "/experiments/", "/data/", "/data/reporters/"),
    *(
        "/imports/",
        "/views/",
        "/method/",
        "/?reported_by=mmp&by=country",
        "/?by=format&format=video",
    ),
    *("/networks/?_export=csv", "/?compare=year", "/?as_of=2026-11-20"),
    *("/admin/campaigns/dailycount/", "/admin/campaigns/countrevision/"),
    *("/admin/campaigns/campaign/{campaign}/change/", "/admin/campaigns/network/"),
    "/admin/campaigns/importbatch/",
)


@pytest.mark.django_db
def test_no_page_import_entry_or_undo_asks_what_citus_refuses(admin_client):
    for back in range(35):
        day = LAST_DAY.replace(day=1 + back % 23)
        make_day("Lumio", day, campaign=f"C {back}", creative="Ad", format="video",
                 impressions=9000, clicks=90, installs=30 + back, spend=20)  # fmt: skip
        make_day("Lumio", day, campaign=f"C {back}", installs=25, reported_by="mmp")
    row = DailyCount.objects.select_related("campaign").first()
    ids = {
        "network": Network.objects.get(name="Lumio").pk,
        "campaign": row.campaign_id,
        "creative": Creative.objects.latest("pk").pk,
    }
    asked: dict[str, str] = {}
    with CaptureQueriesContext(connection) as queries:
        call_command("nightly")
        for page in PAGES:
            assert admin_client.get(page.format(**ids)).status_code == 200, page
        _write_all_ways(row)
    asked = {query["sql"]: why for query in queries if (why := refused(query["sql"]))}
    assert asked == {}
    assert sum(D in query["sql"] for query in queries) > 20


def _write_all_ways(row: DailyCount) -> None:
    head = "day,app,platform,network,campaign,creative,country,impressions,installs"
    told = [f"{LAST_DAY},Merge Harbor,android,Lumio,{name},Ad,US,10,1" for name in "CDE"]
    for lines in (told, told[:2], [line + "0" for line in told]):
        content = "\n".join([head, *lines]).encode()
        result = import_file(content, "a.csv", Options(source="generic", reported_by="network"),
                             accept=["grows", "shrinks"])  # fmt: skip
        assert result.batch, result.errors
    take_back(ImportBatch.objects.latest("pk"))
    key = (row.campaign_id, row.day, row.creative_id, "FR", row.store_page_id, "network")
    enter({key: Counts(installs=3)}, make_batch())
    remove([key], make_batch())
    Campaign.objects.get(pk=row.campaign_id).delete()
    call_command("check_rollups")


# How counts are spread


def constrained(model):
    """The tables to which a table's foreign keys are checked by the database."""
    return {
        field.remote_field.model
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.db_constraint
    }


def test_tables_point_only_where_citus_lets_them():
    """A table of counts points to names alone, names to names that come before them."""
    everywhere = list(citus.EVERYWHERE)
    for model in citus.BY_CAMPAIGN:
        assert constrained(model) <= set(everywhere), model
        keys = [set(one.fields) for one in model._meta.constraints if hasattr(one, "fields")]
        assert all(key >= {"campaign", "day"} for key in keys), model
    for place, model in enumerate(everywhere):
        assert constrained(model) <= set(everywhere[: place + 1]), model


def test_the_statements_come_in_the_order_that_citus_needs():
    spread = list(citus.distributed({"campaigns_countryday"}, 16))
    assert spread[0] == "SET citus.shard_count = 16"
    assert spread[1] == "SELECT create_distributed_table('campaigns_dailycount', 'campaign_id')"
    assert not any("campaigns_countryday" in one for one in spread)
    assert sum("colocate_with => 'campaigns_dailycount'" in one for one in spread) == 4
    names = list(citus.replicated({"campaigns_app"}))
    assert names[0] == "SELECT create_reference_table('campaigns_network')"
    assert names.index("SELECT create_reference_table('campaigns_campaign')") == 2


@pytest.mark.django_db
def test_without_citus_it_is_said_what_is_missing():
    said = "SQLite" if connection.vendor == "sqlite" else "shared_preload_libraries"
    if connection.vendor == "postgresql" and has_citus():
        pytest.skip("Citus is here.")
    with pytest.raises(CommandError, match=said):
        call_command("distribute")


@pytest.mark.django_db
def test_a_key_with_the_campaign_in_it_changes_nothing_for_us(admin_client):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL's keys are changed.")
    row = make_day("Lumio", impressions=1000, installs=5)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in citus.tables(citus.BY_CAMPAIGN):
            for statement in citus.rekeyed(table, f"{table}_pkey"):
                cursor.execute(statement)
    _write_all_ways(DailyCount.objects.get(pk=row.pk))
    other = make_day("Lumio", installs=7, campaign="Other")
    other.installs = 8
    other.save()
    assert DailyCount.objects.get(pk=other.pk).installs == 8
    DailyCount.objects.filter(pk=other.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_counts_are_spread_over_a_cluster():
    if connection.vendor != "postgresql" or not has_citus():
        pytest.skip("Citus is not installed here: manage.py distribute was NOT tried.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS citus")
        cursor.execute("SELECT citus_set_coordinator_host('localhost')")
        cursor.execute(
            "SELECT citus_set_node_property('localhost', 5432, 'shouldhaveshards', true)"
        )
    call_command("distribute", shards=4)
    call_command("distribute", shards=4)
    _write_all_ways(make_day("Lumio", impressions=1000, installs=5))


@pytest.mark.django_db
def test_counts_in_monthly_partitions_are_written_and_read_as_before(admin_client):
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has partitions.")
    row = make_day("Lumio", impressions=1000, installs=5)
    readme = (settings.BASE_DIR / "ipmsite/README.md").read_text()
    (block,) = re.findall(r"```sql\n(.*?)```", readme, re.S)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(block.replace("BEGIN;\nALTER", "ALTER").replace("COMMIT;\n", ""))
        cursor.execute("SELECT COUNT(*) FROM dailycount_2026_11")
        assert cursor.fetchone() == (1,)
    _write_all_ways(DailyCount.objects.get(pk=row.pk))
    assert admin_client.get("/networks/?from=2026-11-01&to=2026-11-23").status_code == 200
    call_command("check_rollups")
