"""Rules are judged night by night: each episode is told once, whatever happens to the sender."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from campaigns.judgement.alerts.series import watched
from campaigns.models import AlertEpisode, AlertRule, Channel, DailyCount, Delivery, RowAccess
from campaigns.periods import Period
from campaigns.records.alert_rules import start_again
from campaigns.reports import ReportQuery, report
from campaigns.telling.alerts import judge_rules
from tests.make import TODAY, make_app, make_campaign, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
FELL = TODAY - timedelta(days=12)
WEEK = (1, 0.98, 0.97, 0.98, 1.02, 1.1, 1.08)
NIGHT = timedelta(days=1)


def write(first: date, last: date, fell: date | None, network="Volt Ads", level=1.0) -> None:
    """Days of a network whose installs are a third less since a day."""
    day = first
    while day <= last:
        n = day.toordinal()
        wave = (1 + 0.04 * (5 * n % 7 - 3)) * (1 + 0.015 * (3 * n % 11 - 5))
        part = 0.65 if fell and day >= fell else 1
        installs = round(100 * level * WEEK[n % 7] * wave * part)
        make_day(network, day, impressions=20_000, clicks=900, installs=installs, spend=200)
        day += NIGHT


@made_once
def account():
    """Two networks that settle at once, of which one fell; a third that is thin."""
    for name in ("Volt Ads", "Lumio Ads", "Thin Ads"):
        make_campaign(network=name, settle_days=0)
    first, last = TODAY - timedelta(days=170), TODAY - NIGHT
    write(first, last, FELL)
    write(first, last, None, "Lumio Ads")
    write(first, last, None, "Thin Ads", 0.04)


@pytest.fixture
def rule(account):
    made = AlertRule.objects.create(owner=make_user("ada", "analyst"))
    made.channels.add(Channel.objects.create(name="Ops", kind="mail", address="a@b.example"))
    return made


def texts() -> list[str]:
    return [one.subject for one in Delivery.objects.order_by("pk")]


def test_what_is_open_is_told_when_a_rule_begins_and_never_again(rule):
    [told] = judge_rules()
    assert told.startswith("IPM of Volt Ads 3") and "% under its usual for 3 days" in told
    assert texts() == [told.rstrip(".")]
    one = AlertEpisode.objects.get()
    text = Delivery.objects.get().text
    assert f"as it stood on {one.told_on.day} {one.told_on:%b}" in text
    assert f"/networks/{one.key}/" in text
    for _ in range(2):
        assert judge_rules() == []
    AlertRule.objects.update(seen="")
    assert judge_rules() == [] and len(texts()) == 1
    assert [(e.since, e.told) for e in AlertEpisode.objects.all()] == [(FELL, True)]


def test_what_is_told_is_what_a_report_of_the_same_days_says(rule):
    judge_rules()
    one = AlertEpisode.objects.get()
    days = Period.of_days(one.numbers["days"], date.fromordinal(one.numbers["last"]))
    [row] = [r for r in report(ReportQuery(days, ("network",))) if r.names["network"] == "Volt Ads"]
    assert (row.counts.installs, row.counts.impressions) == (
        one.numbers["value"],
        one.numbers["size"],
    )
    found = watched(rule, {}, TODAY, TODAY)
    assert {d.value for d in found.series[one.key].values()} <= set(
        DailyCount.objects.values_list("installs", flat=True)
    )


def test_an_end_is_told_with_the_first_normal_day_also_when_nights_are_missed(rule, time_machine):
    judge_rules()
    write(TODAY, TODAY + timedelta(days=5), None)
    write(TODAY, TODAY + timedelta(days=5), None, "Lumio Ads")
    time_machine.move_to(TODAY + timedelta(days=6))
    assert judge_rules() == ["IPM of Volt Ads: new level since 12 Nov, now its usual."]
    assert AlertEpisode.objects.get().end == "level"


def test_a_short_fall_is_over_after_three_calm_days(account, time_machine):
    later = TODAY + timedelta(days=5)
    AlertRule.objects.create(owner=make_user("ada", "analyst"), by="network", side="both")
    DailyCount.objects.filter(day__gte=TODAY - timedelta(days=5)).delete()
    judge_rules()
    time_machine.move_to(later)
    write(TODAY - timedelta(days=5), later - NIGHT, None)
    told = judge_rules()
    assert told == ["IPM of Volt Ads: over since 19 Nov, after 7 days."]


def test_a_rule_of_the_total_and_of_other_metrics_and_filters_judges_what_it_says(account):
    owner = make_user("ada", "analyst")
    volt = make_campaign(network="Volt Ads").network_id
    for fields, words in (
        ({"metric": "cpi", "side": "high"}, "CPI of Volt Ads 4"),
        ({"metric": "installs", "by": "", "where": f"network={volt}"}, "Installs on Volt Ads 3"),
        ({"metric": "cvr", "by": "app", "where": f"network={volt}"}, "CVR of Merge Harbor"),
        ({"metric": "spend", "side": "both"}, None),
        ({"metric": "ipm", "where": f"network=-{volt}"}, None),
    ):
        AlertRule.objects.all().delete()
        AlertRule.objects.create(owner=owner, **fields)
        told = judge_rules()
        assert [one.startswith(words) for one in told] == ([True] if words else []), (fields, told)


def test_a_fixed_rule_tells_only_what_is_surely_beyond(account):
    owner = make_user("ada", "analyst")
    AlertRule.objects.create(owner=owner, kind="fixed", threshold="4.2", days=7)
    told = judge_rules()
    assert len(told) == 2 and told[1].startswith("IPM of Volt Ads under 4.20 in 7 days (3.")
    assert told[0].startswith("IPM of Thin Ads under 4.20 in 7 days (0.")
    AlertRule.objects.all().delete()
    AlertRule.objects.create(owner=owner, kind="fixed", threshold="4.2", days=7, least=20)
    assert [one.split(" under")[0] for one in judge_rules()] == ["IPM of Volt Ads"]


def test_a_relative_rule_needs_the_change_and_more_than_noise(account, time_machine):
    time_machine.move_to(FELL + timedelta(days=8))
    owner = make_user("ada", "analyst")
    AlertRule.objects.create(owner=owner, kind="before", threshold="30", days=7)
    [told] = judge_rules()
    assert told.startswith("IPM of Volt Ads 3") and "under the 7 days before" in told
    AlertRule.objects.all().delete()
    AlertRule.objects.create(owner=owner, kind="before", threshold="45", days=7)
    assert judge_rules() == []


def test_days_that_settle_are_seen_only_where_that_is_asked(account, time_machine):
    time_machine.move_to(FELL + timedelta(days=3))
    make_campaign(network="Volt Ads").network.__class__.objects.update(settle_days=3)
    owner = make_user("ada", "analyst")
    slow = AlertRule.objects.create(owner=owner)
    assert judge_rules() == []
    AlertRule.objects.create(owner=owner, settled=False)
    assert len(judge_rules()) == 1
    assert slow.episodes.count() == 0


def test_a_dry_run_says_what_would_be_told_and_changes_nothing(rule):
    said = StringIO()
    call_command("send_alerts", "--dry-run", stdout=said)
    assert "IPM of Volt Ads" in said.getvalue() and "1 would be told" in said.getvalue()
    assert not Delivery.objects.exists() and not AlertEpisode.objects.exists()


def test_a_changed_rule_learns_anew_and_tells_nothing_twice(rule):
    judge_rules()
    rule.threshold = 20
    rule.save()
    start_again(rule)
    assert judge_rules() == [] and len(texts()) == 1


def test_a_rule_of_somebody_who_has_left_is_silent(rule):
    rule.owner.is_active = False
    rule.owner.save()
    assert judge_rules() == []


def test_a_rule_of_somebody_with_limits_sees_and_tells_only_their_rows(rule):
    access = RowAccess.objects.create(user=rule.owner)
    access.networks.set([make_campaign(network="Lumio Ads").network])
    AlertRule.objects.create(owner=rule.owner, by="", kind="fixed", threshold="9")
    [told] = judge_rules()
    assert told.startswith("IPM of all under 9.00 in 7 days (5.")
    assert not AlertEpisode.objects.filter(rule=rule).exists()
    assert set(rule.series.values_list("key", flat=True)) == {str(access.networks.get().pk)}


def test_an_account_without_counts_has_nothing_to_tell(db):
    AlertRule.objects.create(owner=make_user("ada", "analyst"))
    make_app()
    assert judge_rules() == []


def test_a_campaign_is_named_with_its_network_as_others_have_its_name(account):
    names = watched(AlertRule(by="campaign"), {}, TODAY, TODAY).names.values()
    assert sorted(name.partition(" (")[2] for name in names) == [
        "Lumio Ads)", "Thin Ads)", "Volt Ads)",
    ]  # fmt: skip
    assert len({name.partition(" (")[0] for name in names}) == 1


def test_what_a_rule_is_narrowed_to_stands_in_all_that_it_tells(rule):
    pk = make_campaign(network="Lumio Ads").network.pk
    rule.where = f"platform=android&country=US&network=-{pk}"
    rule.save()
    DailyCount.objects.update(country="US")
    [told] = judge_rules()
    said = "on Android in United States without Lumio Ads"
    assert told.startswith(f"IPM of Volt Ads {said} 3")
    assert f"The rule: IPM of any network {said} is 15 % or more" in Delivery.objects.get().text
