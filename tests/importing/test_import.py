"""A report through the front doors: the command and the pages."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.management.commands.import_report import Command
from campaigns.management.import_words import as_json
from campaigns.management.importing import import_one
from campaigns.models import (
    App,
    Campaign,
    CountRevision,
    Creative,
    DailyCount,
    ImportBatch,
    Network,
)

pytestmark = pytest.mark.django_db

HEADER = "day,network,campaign,creative,country,impressions,clicks,installs,spend\n"
ROWS = (
    "2026-11-01,Lumio Ads,Broad US,Merge chain 30s,US,10000,300,60,110.5\n"
    "2026-11-01,Lumio Ads,Broad US,Merge chain 30s,DE,5000,100,20,40.25\n"
    "2026-11-02,Lumio Ads,Broad US,Merge chain 30s,US,9000,250,50,99\n"
)
COARSE = "day,network,campaign,impressions,installs\n2026-11-01,Lumio Ads,Broad US,15000,80\n"


def command(path, *options, app="Merge Harbor", platform="android"):
    """The exit code and the JSON answer of the command."""
    out = StringIO()
    try:
        call_command(*_words(path, options, app, platform), stdout=out)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, json.loads(out.getvalue())


def run(path, *options, app="Merge Harbor", platform="android"):
    """The same without judging what came in, which takes most of its time."""
    _, *words = _words(path, options, app, platform)
    asked = vars(Command().create_parser("manage.py", "import_report").parse_args(words))
    result = import_one(Path(path).read_bytes(), Path(path).name, asked)
    return int(bool(result.errors)), json.loads(json.dumps(as_json(result)))


def _words(path, options, app, platform):
    where = ["--app", app] if app else []
    where += ["--platform", platform] if platform else []
    return ["import_report", str(path), *where, *options, "--json"]


def said(answer):
    return tuple(answer[name] for name in ("created", "changed", "unchanged", "removed"))


def everything():
    """All stored rows, to see that nothing was written."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (App, Network, Campaign, Creative, DailyCount, CountRevision, ImportBatch)
    ]


def test_a_report_goes_in_and_the_second_time_changes_nothing(write):
    path = write(HEADER + ROWS)
    code, answer = command(path)
    assert (code, said(answer)) == (0, (3, 0, 0, 0))
    assert answer["source"] == "generic"
    assert answer["totals"] == {
        "impressions": 24000, "clicks": 650, "installs": 130, "spend": 249.75,
    }  # fmt: skip
    code, answer = command(path)
    assert (code, said(answer)) == (0, (0, 0, 3, 0))


def test_a_restated_file_replaces_its_days_and_keeps_what_was(write):
    run(write(HEADER + ROWS))
    code, answer = run(write(HEADER + ROWS.splitlines()[0].replace(",60,", ",66,") + "\n"))
    assert (code, said(answer)) == (0, (0, 1, 0, 1))
    assert sorted(DailyCount.objects.values_list("day__day", "installs")) == [(1, 66), (2, 50)]
    assert CountRevision.objects.count() == 2


def test_several_lines_of_one_key_are_summed(write):
    twice = HEADER + ROWS + ROWS.splitlines()[0] + "\n"
    _, answer = run(write(twice))
    assert answer["totals"]["installs"] == 190
    assert DailyCount.objects.get(day="2026-11-01", country="US").installs == 120
    assert any("very content of an earlier line" in warning for warning in answer["warnings"])


def test_a_coarser_file_is_refused_until_that_is_confirmed(write):
    run(write(HEADER + ROWS))
    before = everything()
    coarse = write(COARSE)
    code, answer = run(coarse)
    assert code == 1
    assert answer["errors"][0]["field"] == "detail"
    assert "1 creative on 1 campaign-day" in answer["errors"][0]["message"]
    assert everything() == before
    code, answer = run(coarse, "--replace-detail")
    assert (code, said(answer)) == (0, (1, 0, 0, 2))


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(write):
    before = everything()
    code, answer = run(write(HEADER + ROWS), "--dry-run")
    assert (code, said(answer)) == (0, (3, 0, 0, 0))
    assert everything() == before


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("2026-11-02,Lumio Ads,Broad US,M,US,12O0,1,1,1\n", "impressions"),
        ("2026-11-02,Lumio Ads,Broad US,M,US,-5,1,1,1\n", "impressions"),
        ("2026-11-02,Lumio Ads,Broad US,M,US,5,1,1.5,1\n", "installs"),
        ("2026-11-02,Lumio Ads,Broad US,M,US,5,1,1,NaN\n", "spend"),
        ("2026-11-02,Lumio Ads,Broad US,M,US,5,1,1,inf\n", "spend"),
        ("2026-02-30,Lumio Ads,Broad US,M,US,5,1,1,1\n", "day"),
    ],
    ids=["text in a number", "minus", "fraction", "NaN", "infinity", "no such day"],
)
def test_a_bad_line_is_named_and_nothing_is_written(write, line, field):
    before = everything()
    code, answer = run(write(HEADER + ROWS + line))
    assert code == 1
    assert [(error["line"], error["field"]) for error in answer["errors"]] == [(5, field)]
    assert everything() == before


@pytest.mark.parametrize(
    "content",
    [
        b"", HEADER.encode(), b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"PK\x03\x04 not a sheet",
        HEADER.encode() + b"2026-11-01,Lumio\x00 Ads,x,y,US,1,1,1,1\n", b"one,two\n1,2\n",
        HEADER.encode() + b"2026-11-01,Lumio Ads,Broad US,M,US,5,1",
    ],
    ids=["0 bytes", "only a header", "image", "broken xlsx", "NUL", "wrong header", "truncated"],
)  # fmt: skip
def test_a_broken_file_says_why_and_writes_nothing(write, content):
    before = everything()
    code, answer = run(write(content))
    assert code == 1
    assert answer["errors"] and all(e["field"] and e["message"] for e in answer["errors"])
    assert everything() == before


def test_an_app_that_is_not_known_needs_its_platform(write):
    code, answer = run(write(HEADER + ROWS), platform="")
    assert (code, answer["errors"][0]["field"]) == (1, "app")
    assert "--platform" in answer["errors"][0]["message"]
    assert not App.objects.exists()


def test_what_the_file_names_wins_over_the_option(write):
    App.objects.create(name="Tile Garden", platform="ios")
    run(
        write(
            "day,app,platform,network,campaign,impressions,installs\n"
            "2026-11-01,Tile Garden,ios,Kite,C,1000,5\n"
        ),
        "--network", "Lumio Ads",
    )  # fmt: skip
    assert [str(app) for app in App.objects.all()] == ["Tile Garden (iOS)"]
    assert [str(network) for network in Network.objects.all()] == ["Kite"]


def test_a_network_is_known_by_its_aliases(write):
    Network.objects.create(name="Lumio", aliases="Lumio Ads\nlumio_int")
    run(write(HEADER + ROWS))
    assert Network.objects.count() == 1


def test_a_campaign_without_an_id_gets_the_one_that_a_later_report_states(write):
    run(write(HEADER + ROWS))
    head = "day,network,campaign,campaign_id,creative,country,impressions,clicks,installs,spend\n"
    run(write(head + "2026-11-03,Lumio Ads,Broad US,778,Merge chain 30s,US,10,1,1,1\n"))
    assert Campaign.objects.get().external_id == "778"


BY_CAMPAIGN = (
    "day,network,campaign,impressions,installs\n2026-11-01,L,A,100,1\n2026-11-01,L,B,200,2\n"
)
BY_NETWORK = "day,network,impressions,installs\n2026-11-01,L,300,3\n"


def installs():
    return sum(DailyCount.objects.values_list("installs", flat=True))


def test_a_networks_day_by_campaigns_replaces_its_day_without_them(write):
    run(write(BY_NETWORK))
    code, answer = run(write(BY_CAMPAIGN))
    assert (code, said(answer), installs()) == (0, (2, 0, 0, 1), 3)


def test_a_day_without_campaigns_replaces_campaigns_only_when_that_is_confirmed(write):
    run(write(BY_CAMPAIGN))
    code, answer = run(write(BY_NETWORK))
    assert code == 1 and "2 campaigns on 2 campaign-days" in answer["errors"][0]["message"]
    run(write(BY_NETWORK), "--replace-detail")
    assert installs() == 3


def test_campaigns_that_do_not_reach_the_day_without_them_replace_it_only_when_confirmed(write):
    run(write(BY_NETWORK))
    part = "day,network,campaign,impressions,installs\n2026-11-01,L,A,100,1\n"
    code, answer = run(write(part))
    assert code == 1 and "numbers without a campaign on 1 day" in answer["errors"][0]["message"]
    run(write(part), "--replace-detail")
    assert installs() == 1


def test_a_count_that_only_the_day_without_campaigns_has_is_not_lost(write):
    run(write("day,network,impressions,installs,spend\n2026-11-01,L,300,3,9\n"))
    code, answer = run(write(BY_CAMPAIGN))
    assert code == 1 and "without a campaign" in answer["errors"][0]["message"]


def test_lines_without_a_campaign_beside_named_ones_are_an_activity_of_their_own(write):
    both = BY_CAMPAIGN + "2026-11-01,L,,50,5\n"
    run(write(both))
    code, answer = run(write("\n".join(BY_CAMPAIGN.splitlines()[:2]) + "\n"))
    assert (code, said(answer), installs()) == (0, (0, 0, 1, 0), 8)
    code, answer = run(write("day,network,impressions,installs\n2026-11-01,L,60,6\n"))
    assert (code, said(answer), installs()) == (0, (0, 1, 0, 0), 9)


def test_lines_of_one_key_that_report_different_counts_make_no_short_ratio(write):
    code, answer = run(
        write(
            "day,network,campaign,impressions,installs\n"
            "2026-11-01,L,A,N/A,50\n2026-11-01,L,A,1000,5\n"
        )
    )
    row = DailyCount.objects.get()
    assert (code, row.impressions, row.installs) == (0, None, 55)
    assert any("impressions are taken as not reported" in w for w in answer["warnings"])


WITH_IDS = "day,network,campaign,campaign_id,impressions,installs\n"


def test_a_renamed_campaign_is_known_by_its_newest_name(write):
    run(write(WITH_IDS + "2026-11-01,L,Old,1,100,1\n"))
    run(write(WITH_IDS + "2026-11-02,L,New,1,100,1\n"))
    run(write("day,network,campaign,impressions,installs\n2026-11-01,L,New,100,1\n"))
    assert Campaign.objects.get().name == "New"
    assert installs() == 2


def test_a_name_that_several_ids_bear_needs_its_id(write):
    run(write(WITH_IDS + "2026-11-01,L,C,1,100,1\n2026-11-01,L,C,2,200,2\n"))
    code, answer = run(write("day,network,campaign,impressions\n2026-11-01,L,C,300\n"))
    assert (code, answer["errors"][0]["field"]) == (1, "campaign_id")
    assert installs() == 3


def test_an_mmps_name_of_a_network_meets_the_networks_own_report(write):
    run(
        write(
            "Date,Media Source (pid),Campaign (c),Impressions,Clicks,Installs\n"
            "2026-11-01,Facebook Ads,A,N/A,N/A,9\n"
        )
    )
    run(
        write(
            "Day,Campaign name,Impressions,Link clicks,App installs,Reporting starts,"
            "Reporting ends\n2026-11-01,A,1000,90,10,2026-11-01,2026-11-01\n"
        )
    )
    assert Network.objects.get().name == "Meta"
    assert DailyCount.objects.count() == 2


def test_a_count_that_one_campaign_would_lose_is_named(write):
    head = "day,network,campaign,impressions,spend\n"
    run(write(head + "2026-11-01,L,A,100,5\n2026-11-01,L,B,100,5\n"))
    code, answer = run(write(head + "2026-11-01,L,A,100,\n2026-11-01,L,B,100,5\n"))
    assert code == 1 and "spend of 1 campaign-day" in answer["errors"][0]["message"]


def test_every_line_that_names_no_network_is_told(write):
    code, answer = run(
        write("day,network,impressions\n2026-11-01,,1\n2026-11-01,L,1\n2026-11-01,,2\n")
    )
    assert (code, [e["line"] for e in answer["errors"]]) == (1, [2, 4])


def test_a_name_in_an_option_has_the_same_limit_as_one_in_a_file(write):
    code, answer = run(write(BY_NETWORK), app="a" * 201)
    assert (code, answer["errors"][0]["field"]) == (1, "app")


def test_without_json_every_bad_line_is_told_on_standard_error(write):
    errors = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command(
            "import_report",
            write(HEADER + "2026-11-02,Lumio Ads,B,M,US,12O0,1,1,1\n"),
            "--app", "A", "--platform", "ios", stderr=errors, stdout=StringIO(),
        )  # fmt: skip
    assert stop.value.code == 1
    assert "line 2, impressions ('12O0')" in errors.getvalue()
    assert "Nothing was imported" in errors.getvalue()
