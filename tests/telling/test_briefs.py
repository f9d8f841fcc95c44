"""Random mailed reports against `report()`: each number equals, and no noise is called a change.

The full size, 1,000 mails, is `python -m tests.long briefs`.
"""

import os
import re
from datetime import timedelta
from random import Random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from campaigns import formats
from campaigns.metrics import Counts, total
from campaigns.models import App, Channel, DailyCount, MailedReport, Network, SavedView
from campaigns.reports import by_value, report
from campaigns.stats.log_rates import log_rate
from campaigns.stats.special import t_quantile
from campaigns.telling.reports import message_of
from campaigns.ui.report_form import ReportForm
from tests.agreement import SENTENCES
from tests.make import LAST_DAY, TODAY, make_app, make_creative, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
BRIEFS, SEED = int(os.environ.get("BRIEFS", 6)), int(os.environ.get("SEED", 1))
DAYS = 42
CLOSE = 0.8
"""The noise here is that of days alone; the product's also knows how few they are."""


@made_once
def account():
    """Three networks of two apps in two countries; one falls, one reports no impressions."""
    dice, rows = Random(SEED), []
    for app in (make_app(target=6), make_app("Tile Garden", "ios", target=9)):
        for network, ipm in (("Lumio", 7), ("Kite", 5), ("Circle", 0)):
            for country in ("US", "DE"):
                first = make_day(network, app=app, country=country, impressions=1, installs=1)
                first.delete()
                for back in range(DAYS):
                    rows.append(_day(dice, first, back, ipm))
    make_creative(App.objects.first(), "Ad")
    DailyCount.objects.bulk_create(rows)
    Network.objects.filter(name="Kite").update(settle_days=3)


def _day(dice, first, back, ipm):
    level = 0.7 if ipm == 5 and back < 14 else 1.0
    shown = dice.randrange(5_000, 20_000)
    installs = round(shown * ipm * level * dice.uniform(0.8, 1.2) / 1000) or dice.randrange(9)
    counts = {"installs": installs, "spend": round(installs * dice.uniform(1, 3), 2)}
    if ipm:
        counts |= {"impressions": shown, "clicks": shown // 30}
    place = {"campaign_id": first.campaign_id, "creative_id": first.creative_id}
    place |= {"store_page_id": first.store_page_id, "country": first.country}
    return DailyCount(day=LAST_DAY - timedelta(days=back), **place, **counts)


def asked(dice):
    """What a view may ask, as the query of its address."""
    said = {"compare": dice.choice(["previous", "previous", "week", "none"])}
    if dice.random() < 0.3:
        last = LAST_DAY - timedelta(days=dice.randrange(10))
        said |= {"from": last - timedelta(days=dice.randrange(2, 20)), "to": last}
    else:
        said["days"] = dice.choice([7, 14, 28])
    for name, values in {
        "country": ["US", "DE"],
        "network": list(Network.objects.order_by("pk").values_list("pk", flat=True)),
        "app": list(App.objects.order_by("pk").values_list("pk", flat=True)),
    }.items():
        if dice.random() < 0.3:
            said[name] = dice.choice(values)
    return urlencode(said)


def test_each_number_of_random_mails_is_that_of_the_report_and_no_noise_is_a_change(account):
    dice, user = Random(SEED), make_user("mara", "analyst")
    channel = Channel.objects.create(name="Team", kind="mail", address="team@permille.example")
    changes = 0
    for number in range(BRIEFS):
        query = asked(dice)
        view = SavedView.objects.create(user=user, name=f"View {number}", path="/", query=query)
        one = MailedReport(pk=number + 1, user=user, view=view, channel=channel)
        mail, form = message_of(one, TODAY), ReportForm(QueryDict(query), today=TODAY)
        changes += read(mail, form, query)
    assert changes >= BRIEFS // 5


def read(mail, form, query):
    """Compare all that a mail says; how many changes of IPM it tells."""
    rows = report(form.query("network", "day"))
    before = report(form.query("network", "day").before()) if form.compared else []
    whole = total(row.counts for row in rows)
    told = _tiles(mail.text)
    assert told["IPM"][0] == formats.ratio(Counts.ipm, whole.ipm), query
    assert told["Installs"][0] == formats.count(whole.installs), query
    assert told["Impressions"][0] == formats.short(whole.impressions), query
    assert told["Spend"][0] == formats.money(whole.spend, "USD", brief=True), query
    assert told["CPI"][0] == formats.money(whole.cpi, "USD"), query
    assert told["eCPM"][0] == formats.money(whole.ecpm, "USD"), query
    for name, ratio in (("IPM", Counts.ipm), ("CPI", Counts.cpi), ("eCPM", Counts.ecpm)):
        _beyond_noise(told[name][1], rows, before, ratio, (query, name))
    if found := re.search(SENTENCES["ipm"], mail.text.splitlines()[2]):
        assert found[1] == told["IPM"][0], query
    moved = bool(told["IPM"][1])
    grouped, earlier = by_value(rows, "network"), by_value(before, "network")
    names = dict(Network.objects.values_list("pk", "name"))
    for pk, own in grouped.items():
        counts = total(row.counts for row in own)
        ipm, installs = formats.ratio(Counts.ipm, counts.ipm), formats.count(counts.installs)
        said = f"{names[pk]}: IPM {ipm}, {installs} installs, CPI {formats.money(counts.cpi)}"
        assert said in mail.text, (query, said)
        line = re.search(rf">{names[pk]}</a></b>.*?</tr>", mail.html)[0]
        change = re.search(r">\s*((?:up|down) [\d,]+ %)", line)
        moved += bool(change)
        change = change and change[1]
        _beyond_noise(change or "", own, earlier.get(pk, []), Counts.ipm, (query, names[pk]))
    return moved


def _tiles(text):
    """The first numbers of a mail with their changes: IPM: 5.10 (down 7 %)"""
    found = re.findall(
        r"^(\w+): ([^ (]\S*(?: \w+)?)(?: \(((?:up|down) [\d,]+ %)?.*\))?$", text, re.M
    )
    return {label: (value, change) for label, value, change in found}


def _beyond_noise(change, rows, before, ratio, where):
    """A change that is told is one that the days before and after do not explain."""
    if not change:
        return
    one, other = (_log_rate(some, ratio) for some in (before, rows))
    if one is None or other is None:
        return
    reach = (
        t_quantile(0.975, min(one.days, other.days) - 1) * (one.variance + other.variance) ** 0.5
    )
    apart = other.value - one.value
    assert abs(apart) > CLOSE * reach, (where, change, apart, reach)
    assert (apart > 0) == change.startswith("up"), where


def _log_rate(rows, ratio):
    days = [total(row.counts for row in own) for own in by_value(rows, "day").values()]
    pairs = [pair for day in days if (pair := day.pair(ratio))]
    return log_rate([a for a, _ in pairs], [b for _, b in pairs], counting=ratio is Counts.ipm)
