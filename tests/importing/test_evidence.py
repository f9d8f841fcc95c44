"""Click times, rejected installs and sub-publishers come in, and organic installs stay apart."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns.judgement.networks import flags
from campaigns.models import (
    Campaign,
    ClickTimeCount,
    DailyCount,
    ImportBatch,
    Network,
    RejectedCount,
    SourceAppCount,
    Verdict,
)
from tests.importing.test_import import run, said
from tests.make import LAST_DAY, TODAY, make_campaign, make_day
from tests.pages.test_imports import say, upload

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent.parent / "data"
STORES = (ClickTimeCount, RejectedCount, SourceAppCount)
SAMPLES = {"click_times": ClickTimeCount, "rejected": RejectedCount, "source_apps": SourceAppCount}
TIMES = "day,network,campaign,ctit_under_5s,ctit_5_10s,ctit_10_60s,ctit_1_60m,ctit_1_24h,"
TIMES += "ctit_over_24h\n"
BUCKET = "1,2,30,50,10,7"


def everything():
    models = (*STORES, DailyCount, Campaign, Network, ImportBatch)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_goes_in_and_the_second_time_changes_nothing(name):
    path = str(DATA / f"{name}.csv")
    code, answer = run(path, app="", platform="")
    assert (code, answer["source"], said(answer)) == (0, name, (3, 0, 0, 0))
    assert SAMPLES[name].objects.count() == 3
    before = [list(store.objects.order_by("pk").values()) for store in STORES]
    code, answer = run(path, app="", platform="")
    assert (code, said(answer)) == (0, (0, 0, 3, 0))
    assert [list(store.objects.order_by("pk").values()) for store in STORES] == before
    assert not DailyCount.objects.exists()


def test_importing_again_replaces_the_days_that_the_file_covers(write):
    first = f"2026-11-01,K,C,{BUCKET}\n2026-11-02,K,C,{BUCKET}\n"
    run(write(TIMES + first))
    code, answer = run(write(TIMES + "2026-11-01,K,C,9,2,30,50,10,7\n"))
    assert (code, said(answer)) == (0, (0, 1, 0, 0))
    assert list(ClickTimeCount.objects.values_list("day__day", "ctit_under_5s")) == [(2, 1), (1, 9)]
    named = TIMES.replace("campaign", "campaign,source_app")
    code, answer = run(write(named + f"2026-11-01,K,C,1402,{BUCKET}\n"))
    assert (code, said(answer)) == (0, (1, 0, 0, 1))


def test_lines_of_one_key_are_summed(write):
    run(write(TIMES + f"2026-11-01,K,C,{BUCKET}\n2026-11-01,K,C,0,0,0,0,0,3\n"))
    assert ClickTimeCount.objects.get().ctit_over_24h == 10


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (f"{TIMES}2026-11-01,K,C,{BUCKET}\n2026-11-02,K,C,1,2,x,50,10,7\n", 3, "ctit_10_60s"),
        (f"{TIMES}2026-11-02,K,C,1,2,,50,10,7\n", 2, "ctit_10_60s"),
        (f"{TIMES}2026-11-02,K,C,1,-2,3,50,10,7\n", 2, "ctit_5_10s"),
        (f"{TIMES}2026-02-30,K,C,{BUCKET}\n", 2, "day"),
        (f"{TIMES}2026-11-02,,C,{BUCKET}\n", 2, "network"),
        ("day,network,ctit_under_5s\n2026-11-02,K,4\n", 1, "file"),
        ("day,network,reason,rejected_installs\n2026-11-02,K,,4\n", 2, "reason"),
        ("day,network,reason,rejected_installs\n2026-11-02,K,Bots,4.5\n", 2, "rejected_installs"),
        ("day,network,source_app,clicks\n2026-11-02,K,,4\n", 2, "source_app"),
        ("day,network,source_app,clicks\n2026-11-02,K,9E+15,4\n", 2, "source_app"),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_nothing_is_written(write, text, line, field):  # noqa: F811
    before = everything()
    code, answer = run(write(text))
    assert code == 1
    assert [(error["line"], error["field"]) for error in answer["errors"]] == [(line, field)]
    assert everything() == before


def test_click_times_beside_daily_counts_go_to_both_tables(write):
    head = TIMES.replace("campaign,", "campaign,country,impressions,installs,")
    text = f"{head}2026-11-01,K,C,US,1000,5,1,0,1,2,1,0\n2026-11-01,K,C,DE,900,4,0,1,1,1,1,0\n"
    text += "2026-11-02,K,C,DE,900,4,,,,,,\n"
    code, answer = run(write(text))
    assert (code, answer["source"], said(answer)) == (0, "generic", (4, 0, 0, 0))
    times = ClickTimeCount.objects.get()
    assert (times.ctit_under_5s, times.ctit_5_10s, times.ctit_10_60s) == (1, 1, 2)
    assert DailyCount.objects.count() == 3
    bad = f"{head}2026-11-01,K,C,US,1000,5,1,0,1,2,1,x\n"
    code, answer = run(write(bad))
    assert (code, [e["field"] for e in answer["errors"]]) == (1, ["ctit_over_24h"])
    assert DailyCount.objects.count() == 3


def test_evidence_never_enters_a_total(write, viewer_client):  # noqa: F811
    day = (TODAY - timedelta(days=9)).isoformat()
    run(write(f"day,network,campaign,impressions,installs\n{day},K,C,1000,5\n"))
    head = "day,network,campaign,source_app,impressions,clicks,installs,spend\n"
    run(write(f"{head}{day},K,C,88213,400,9,2,1\n"))
    table = viewer_client.get("/").context["table"]
    assert [row.record.counts.impressions for row in table.rows] == [1000, 1000]


def test_the_page_previews_click_times_bucket_by_bucket_and_imports_them(staff_client):
    answer = upload(staff_client, TIMES + f"2026-11-01,K,C,{BUCKET}\n")
    preview = answer.context["preview"]
    assert preview.recognised[0][:2] == ("Report", "Click-to-install times")
    assert [one.meaning for one in preview.columns][3:5] == ["ctit_under_5s", "ctit_5_10s"]
    assert [row[:3] for row in preview.totals] == [("Installs", "–", "100")]
    token = answer.context["upload"].token
    done = staff_client.post("/imports/confirm/", {"token": token}, follow=True)
    assert b"kite.csv is in." in done.content
    batch = ImportBatch.objects.get()
    assert (batch.created, batch.first_day.isoformat()) == (1, "2026-11-01")
    assert ClickTimeCount.objects.get().batch == batch


BESIDE = TIMES.replace("campaign,", "campaign,country,impressions,installs,extra,")
BESIDE += "2026-11-01,K,C,US,900,5,x,1,0,1,2,1,0\n"


def test_the_preview_says_that_click_times_beside_daily_counts_are_used(staff_client):
    preview = upload(staff_client, BESIDE).context["preview"]
    meanings = {one.name: (one.meaning, one.state) for one in preview.columns}
    assert meanings["extra"] == ("leave_out", "out")
    assert {meanings[name] for name in ClickTimeCount.COUNTS} == {
        (name, "known") for name in ClickTimeCount.COUNTS
    }
    assert preview.warnings == []


def test_the_preview_says_where_click_times_are_of_more_installs_than_counted(staff_client):
    preview = upload(staff_client, f"{BESIDE}2026-11-02,K,C,US,900,5,x,1,0,1,2,1,9\n").context[
        "preview"
    ]
    assert preview.warnings == ["The click times are of 19 installs, but the lines count 10."]


def test_click_times_beside_daily_counts_can_be_left_out(staff_client):
    answer = upload(staff_client, BESIDE)
    columns = answer.context["preview"].columns
    said = {
        "column": [one.name for one in columns],
        "was": [one.was for one in columns],
        "meaning": ["leave_out" if one.name.startswith("ctit") else one.meaning for one in columns],
    }
    answer = say(staff_client, answer, **said)
    assert answer.context["preview"].can_import
    staff_client.post("/imports/confirm/", {"token": answer.context["upload"].token})
    assert (DailyCount.objects.count(), ClickTimeCount.objects.count()) == (1, 0)


def test_the_page_names_a_bad_reason(staff_client):
    text = "day,network,reason,rejected_installs\n2026-11-02,K,,4\n"
    preview = upload(staff_client, text).context["preview"]
    assert not preview.can_import
    assert preview.errors[0].message == "The line names no reason."


# By hand


def entered(client, model, **fields):
    data = {"day": LAST_DAY.isoformat(), "campaign": make_campaign().pk, "source_app": "", **fields}
    return client.post(reverse(f"admin:campaigns_{model}_add"), data)


def test_all_of_it_can_be_entered_in_the_admin_and_stands_in_a_batch(staff_client, staff):
    buckets = dict(zip(ClickTimeCount.COUNTS, (1, 2, 30, 50, 10, 7), strict=True))
    assert entered(staff_client, "clicktimecount", **buckets).status_code == 302
    rejected = {"reason": "Bots", "rejected_installs": 4}
    assert entered(staff_client, "rejectedcount", **rejected).status_code == 302
    apart = {"source_app": "88213", "clicks": 900, "spend": "4.5"}
    assert entered(staff_client, "sourceappcount", **apart).status_code == 302
    for store in STORES:
        batch = store.objects.get().batch
        assert (batch.user, batch.source, batch.created) == (staff, "admin", 1)
    for model in ("clicktimecount", "rejectedcount", "sourceappcount", "case"):
        assert staff_client.get(reverse(f"admin:campaigns_{model}_changelist")).status_code == 200


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        ("sourceappcount", {"clicks": 5}, "Name the sub-publisher."),
        ("sourceappcount", {"source_app": "1"}, "Write at least one count."),
        ("rejectedcount", {"reason": "Bots", "rejected_installs": -1}, "greater than or equal"),
        ("clicktimecount", {"ctit_under_5s": 4}, "This field is required."),
        ("rejectedcount", {"reason": "B", "rejected_installs": 1, "day": "2099-01-01"}, "future"),
    ],
)
def test_the_admin_argues_back(staff_client, model, fields, words):
    answer = entered(staff_client, model, **fields)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_second_row_of_one_key_is_refused(staff_client):
    fields = {"reason": "Bots", "rejected_installs": 4}
    entered(staff_client, "rejectedcount", **fields)
    assert b"already exists" in entered(staff_client, "rejectedcount", **fields).content


def test_the_database_holds_what_cannot_be(db):
    campaign = make_campaign()
    for broken in (
        {"source_app": "", "clicks": 5},
        {"source_app": "1", "clicks": -5},
        {"source_app": "1", "installs": -5},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SourceAppCount.objects.create(campaign=campaign, day=LAST_DAY, **broken)


# Organic


@pytest.fixture
def with_organic(write):
    day = TODAY - timedelta(days=5)
    head = "day,network,campaign,impressions,clicks,installs,spend\n"
    ads = f"{day},Lumio Ads,C,10000,300,60,99\n{day},Kite,C,9000,200,40,70\n"
    code, _ = run(write(f"{head}{ads}{day},Organic,,,,500,\n"))
    assert code == 0
    return Network.objects.get(kind="organic")


def test_organic_installs_come_in_with_the_ordinary_csv_and_are_no_ad_network(with_organic):
    assert with_organic.name == "Organic"
    assert DailyCount.objects.get(campaign__network=with_organic).installs == 500


def test_organic_installs_distort_no_number_of_the_pages(with_organic, viewer_client):
    for path in ("/", "/networks/"):
        table = viewer_client.get(path).context["table"]
        *networks, everything = [row.record for row in table.rows]
        assert {row.name for row in networks} == {"Lumio Ads", "Kite"}
        assert everything.counts.installs == 100
        assert everything.counts.ipm == pytest.approx(1000 * 100 / 19_000)


def test_organic_installs_are_not_judged(with_organic):
    flags.judge_days([TODAY])
    assert set(Verdict.objects.values_list("network__name", flat=True)) == {"Lumio Ads", "Kite"}


def test_who_asks_for_organic_installs_gets_them(with_organic, viewer_client):
    asked = viewer_client.get(f"/?network={with_organic.pk}").context["table"]
    assert [row.record.counts.installs for row in asked.rows] == [500, 500]
    assert viewer_client.get(f"/networks/{with_organic.pk}/").status_code == 200


def test_a_network_that_is_called_organic_is_none_whoever_makes_it(db):
    assert Network.objects.create(name="organic").kind == "organic"
    assert make_day("Organics").campaign.network.kind == "other"
