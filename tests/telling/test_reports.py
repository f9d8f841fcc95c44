"""Saved views as mails: when they go, what stands in them, for whom, and how they are stopped."""

import base64
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.http import QueryDict
from django.test import Client
from PIL import Image

from campaigns import formats
from campaigns.demo import mails
from campaigns.metrics import Counts, total
from campaigns.models import Channel, Delivery, MailedReport, RowAccess, SavedView, Verdict
from campaigns.records.mailed_reports import hour_of
from campaigns.reports import by_value
from campaigns.reports import report as ask
from campaigns.telling.pictures import LOOKS, Line, _png, svg
from campaigns.telling.reports import as_page, message_of, tell_reports
from campaigns.telling.trying import send_test
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


def test_a_mail_says_what_its_view_is_narrowed_to(week):
    one = mailed()
    kite = make_campaign(week, "Kite").network
    SavedView.objects.update(query=f"days=7&platform=android&network=-{kite.pk}")
    said = ", on Android without Kite"
    message = message_of(MailedReport.objects.get(pk=one.pk), TODAY)
    assert said in message.text.splitlines()[0] and said in message.html


def test_the_network_that_needs_somebody_comes_first_with_the_sign_of_its_verdict(week):
    before = message_of(mailed(), TODAY).text
    assert before.index("Kite: IPM") < before.index("Lumio: IPM")
    for name, verdict in (("Kite", "fine"), ("Lumio", "act")):
        Verdict.objects.create(
            app=week, network=make_campaign(week, name).network, verdict=verdict, judged=True,
            first_day=LAST_DAY, day=LAST_DAY, condition=verdict, act_run=5, watch_run=5,
            calm_run=0, impressions=9000, installs=70, ratio=0.5, flagged=LAST_DAY,
        )  # fmt: skip
    told = message_of(MailedReport.objects.get(), TODAY)
    assert told.text.index("Lumio: IPM") < told.text.index("Kite: IPM")
    assert "◆ Act</b>" in told.html and "✓ Fine</b>" in told.html


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
    assert shown.content.decode() == as_page(message_of(one, TODAY))
    assert "cid:" not in shown.content.decode()
    assert "script-src" not in shown["Content-Security-Policy"]
    assert client.post("/mails/", asked | {"hour": 24}).status_code == 400


def test_a_mail_has_ipm_by_day_as_a_picture_of_every_width_and_theme_and_in_words(week):
    make_day("Lumio", LAST_DAY, app=week, impressions=9000, installs=70, country="DE")
    message = message_of(mailed(), TODAY)
    words = re.search(r"^IPM by day: (.*)$", message.text, re.M)[0]
    days = by_value(ask(ReportForm(QueryDict("days=7"), today=TODAY).query("day")), "day")
    last = formats.ratio(Counts.ipm, total(row.counts for row in days[max(days)]).ipm)
    assert f"last {last} on {formats.day(LAST_DAY)}, " in words
    assert f'alt="{words}"' in message.html
    shown = set(re.findall(r"cid:([\w-]+)", message.html))
    assert shown == set(message.pictures) and len(shown) == 4
    for content in message.pictures.values():
        picture = Image.open(BytesIO(base64.b64decode(content)))
        assert picture.width in (1200, 660) and len(content) < 24_000


def test_a_picture_has_a_line_dashed_days_a_target_and_words_that_are_drawn():
    points = [(LAST_DAY - timedelta(days=9 - n), 5 + n / 10, n < 7) for n in range(10)]
    line = Line([*points[:4], (points[4][0], None, True), *points[5:]], 6, [points[2][0]])
    drawing = svg(line, LOOKS["ipm"])
    assert drawing.count('stroke-dasharray="5 4"') == 1  # three days settle still
    assert drawing.count('stroke-width="2.5"') == 3  # a gap, and the settling tail
    assert ">target</text>" in drawing and f">{formats.day(points[0][0])}</text>" in drawing
    bare = re.sub(r"<text.*?</text>", "", drawing)
    assert _png(drawing, LOOKS["ipm"]) != _png(bare, LOOKS["ipm"])  # a font is there
    assert line.words.startswith("IPM by day: first 5.00 on ")
    assert line.words.endswith("Target 6.0. Dashed days still settle.")


def test_without_what_draws_a_mail_has_its_tables(week, monkeypatch):
    monkeypatch.setattr("campaigns.telling.pictures.svg_to_bytes", None)
    message = message_of(mailed(), TODAY)
    assert not message.pictures and "cid:" not in message.html and "<picture" not in message.html
    assert "Lumio</a>" in message.html and "IPM by day" in message.text


def test_the_mail_of_the_demo_is_looked_at_and_never_sent(client, week):
    owner = make_user("olga", "owner")
    mails.plant()
    one = MailedReport.objects.get(user=owner)
    client.force_login(owner)
    assert "Demo, never sent" in client.get("/mails/").content.decode()
    assert client.get(f"/mails/{one.pk}/").status_code == 200
    Channel.objects.update(in_use=True)
    MailedReport.objects.update(created_at=NOW - timedelta(days=40))
    assert tell_reports() == []
    assert send_test(one.channel, "olga").state == "waiting"
    mails.remove()
    assert not SavedView.objects.exists() and not Channel.objects.exists()
