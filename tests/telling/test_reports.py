"""Saved views as mails: when they go, what stands in them, for whom, and how they are stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from campaigns import formats
from campaigns.metrics import Counts, total
from campaigns.models import Channel, Delivery, MailedReport, RowAccess, SavedView
from campaigns.records.mailed_reports import hour_of
from campaigns.reports import report as ask
from campaigns.telling.reports import message_of, tell_reports
from campaigns.ui.report_form import ReportForm
from tests.make import LAST_DAY, NOW, TODAY, make_app, make_campaign, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def week():
    app = make_app(target=6)
    for back in range(14):
        for name, installs in (("Lumio", 70), ("Kite", 30)):
            make_day(name, LAST_DAY - timedelta(days=back), app=app, impressions=9000,
                     installs=installs, spend=99)  # fmt: skip
    return app


def mailed(user=None, **when):
    user = user or make_user("mara", "analyst")
    view = SavedView.objects.create(user=user, name="Mine", path="/", query="", last_days=7)
    channel = Channel.objects.create(name="Team", kind="mail", address="team@permille.example")
    made = {"created_at": NOW - timedelta(days=40), "every": "day", "hour": 8} | when
    return MailedReport.objects.create(user=user, view=view, channel=channel, **made)


def test_a_mail_goes_at_its_hour_in_its_zone_on_its_day():
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday
    said = {
        ("day", 0, 8, "UTC"): datetime(2026, 11, 24, 8, tzinfo=UTC),
        ("day", 0, 10, "UTC"): datetime(2026, 11, 23, 10, tzinfo=UTC),
        ("day", 0, 8, "Asia/Tokyo"): datetime(2026, 11, 23, 23, tzinfo=UTC),
        ("week", 4, 8, "UTC"): datetime(2026, 11, 20, 8, tzinfo=UTC),
        ("month", 0, 8, "UTC"): datetime(2026, 11, 1, 8, tzinfo=UTC),
    }
    for (every, weekday, hour, zone), at in said.items():
        one = MailedReport(every=every, weekday=weekday, hour=hour, zone=zone)
        assert hour_of(one, now) == at, one


def test_a_mail_goes_once_for_an_hour_however_often_it_is_asked(week):
    mailed()
    assert len(tell_reports()) == 1
    assert tell_reports() == []
    assert Delivery.objects.count() == 1


def test_a_mail_that_was_asked_for_after_its_hour_waits_for_the_next(week):
    mailed(created_at=NOW)
    assert tell_reports() == []


def test_its_numbers_are_those_of_the_report_with_the_same_query(week):
    message = message_of(mailed(), TODAY)
    rows = ask(ReportForm(QueryDict("days=7"), today=TODAY).query("network"))
    whole = total(row.counts for row in rows)
    assert f"IPM: {formats.ratio(Counts.ipm, whole.ipm)}" in message.text
    for row in rows:
        said = f"IPM {formats.ratio(Counts.ipm, row.counts.ipm)}, {row.counts.installs} installs"
        assert f"{row.names['network']}: {said}" in message.text
        assert f">{row.counts.installs}</td>" in message.html


def test_a_limited_users_mail_holds_only_their_rows(week):
    one = mailed()
    access = RowAccess.objects.create(user=one.user)
    access.networks.set([make_campaign(week, "Lumio").network])
    message = message_of(one, TODAY)
    assert "Lumio" in message.text
    assert "Kite" not in message.text + message.html


def test_a_mail_is_stopped_by_its_signed_link_without_a_login_and_by_no_other(week, settings):
    stop = message_of(mailed(), TODAY).data["unsubscribe"].partition("/mails")[2]
    stranger = Client()
    assert stranger.get("/mails/stop/?of=else").status_code == 404
    assert "Stop the mail “Mine”?" in stranger.get(f"/mails{stop}").content.decode()
    assert MailedReport.objects.count() == 1  # a look stops nothing
    assert "This mail is stopped" in stranger.post(f"/mails{stop}").content.decode()
    assert MailedReport.objects.count() == 0
    assert stranger.get(f"/mails{stop}").status_code == 200


def test_the_page_mails_a_view_and_shows_how_it_looks(client, week):
    one = mailed()
    client.force_login(one.user)
    asked = {"view": one.view_id, "channel": one.channel_id, "every": "week", "weekday": 4,
             "hour": 7, "zone": "Europe/Berlin"}  # fmt: skip
    assert client.post("/mails/", asked).status_code == 302
    page = client.get("/mails/").content.decode()
    assert "Every week on Friday, 7:00 Europe/Berlin" in page
    assert all(f'<select name="{name}"' in page for name in ("view", "channel", "every", "zone"))
    shown = client.get(f"/mails/{one.pk}/")
    assert shown.content.decode() == message_of(one, TODAY).html
    assert "script-src" not in shown["Content-Security-Policy"]
    assert client.post("/mails/", asked | {"hour": 24}).status_code == 400
