"""`manage.py judge_creatives`: the verdicts of creatives for scripts and for people."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.judgement.test_fatigue import PEERS, account
from tests.make import LAST_DAY, TODAY, make_app, make_day

pytestmark = pytest.mark.django_db
TIRED = {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)}


def said(*words):
    out = StringIO()
    call_command("judge_creatives", *words, stdout=out)
    return out.getvalue()


def judged(*words):
    return json.loads(said("--json", *words))["creatives"]


def test_each_creative_has_one_line_a_network_with_its_two_levels():
    account(of=PEERS | TIRED | {("Kite", "Alone", "JP"): (6, 200_000, 1, 1)})
    lines = judged()
    assert [(line["creative"], line["network"], line["verdict"]) for line in lines] == [
        ("Alone", "Kite", "cannot_say"), ("Peer", "Lumio", "steady"), ("Tired", "Lumio", "fatigue"),
    ]  # fmt: skip
    alone, peer, tired = lines
    assert set(tired) == {
        "app", "creative", "network", "verdict", "since", "ipm", "ipm_before", "reason",
    }  # fmt: skip
    assert (tired["ipm_before"], tired["ipm"]) == pytest.approx((5, 2.5), rel=0.02)
    assert tired["reason"].startswith("Tired: in the same countries its IPM fell from 5.00 to 2.50")
    fell = LAST_DAY - timedelta(days=22)
    assert str(fell) < tired["since"] <= str(fell + timedelta(days=14))
    assert peer["since"] is None
    assert (alone["ipm"], alone["ipm_before"]) == (None, None)


def test_a_day_in_the_past_is_judged_as_of_then():
    account(of=PEERS | TIRED)
    before = str(TODAY - timedelta(days=24))
    verdicts = {line["creative"]: line["verdict"] for line in judged("--as-of", before)}
    assert verdicts == {"Peer": "steady", "Tired": "steady"}


def test_only_the_apps_of_a_name_are_judged():
    account(of=PEERS)
    other = make_app("Other")
    make_day(
        app=other, creative="Elsewhere", format="video", day=LAST_DAY - timedelta(days=5),
        impressions=900, installs=4,
    )  # fmt: skip
    assert {line["creative"] for line in judged("--app", "Other")} == {"Elsewhere"}
    with pytest.raises(CommandError, match="There is no app Nobody"):
        said("--app", "Nobody")


def test_people_read_a_line_a_verdict():
    account(of=PEERS | TIRED)
    (line,) = [line for line in said().splitlines() if "Tired on Lumio" in line]
    assert line.startswith("fatigue ") and line.endswith("held. Replace it.")


def test_without_counts_nothing_is_judged():
    assert judged() == []
