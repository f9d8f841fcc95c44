"""Today, at the head of the overview: what needs somebody, what it is worth, what people answer."""

from datetime import timedelta

import pytest
from django.utils.http import urlencode

from campaigns.judgement.networks import flags
from campaigns.models import Case, Decision, RowAccess, Verdict, Visit
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_case, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@made_once
def week():
    """Four quiet weeks of two networks: nothing to do."""
    app = make_app(target=6)
    for back in range(28):
        for name in ("Lumio", "Kite"):
            make_day(
                name, LAST_DAY - back * DAY, app=app, impressions=10_000, installs=70, spend=140
            )
    return app


def low(app, network="Kite", **more):
    """An act flag: 200 installs missing in 28 days, 40 % below since it is low."""
    known = {"act_run": 3, "watch_run": 3, "calm_run": 0, "impressions": 280_000, "installs": 300}
    rates = {"ipm": 1.07, "expected_ipm": 1.79, "ratio": 0.6, "low_ratio": 0.6, "missing": 200}
    days = {"first_day": LAST_DAY - 27 * DAY, "day": LAST_DAY, "flagged": LAST_DAY}
    return Verdict.objects.create(
        app=app, network=make_campaign(app, network).network, verdict="act", judged=True,
        condition="", low_since=LAST_DAY - 9 * DAY, **known, **rates, **days, **more,
    )  # fmt: skip


def today(client, query=""):
    return client.get(f"/?last=28{query}").context["today"]


def say(client, key, said):
    return client.post("/today/answer/?last=28", {"key": key, "said": said})


def test_a_quiet_account_is_told_that_nothing_needs_anybody(viewer_client, week):
    page = viewer_client.get("/").content.decode()
    assert "Nothing needs you." in page and "Today:" not in page


def test_a_site_without_counts_shows_no_today(viewer_client):
    assert "Today" not in viewer_client.get("/").content.decode()


def test_a_low_network_is_told_in_the_words_of_the_table_and_worth_what_its_verdict_misses(
    viewer_client, week
):
    low(week)
    (card,) = today(viewer_client).cards
    assert card.title == "Kite: 40\N{NO-BREAK SPACE}% below since 14 Nov, flagged 23 Nov"
    assert card.worth == [("200", "installs missing")]
    page = viewer_client.get("/networks/").content.decode()
    assert card.title.partition(": ")[2] in page


def test_the_number_of_low_networks_is_the_one_in_the_bar(viewer_client, week):
    low(week)
    low(week, "Lumio")
    cards = [card for card in today(viewer_client).cards if card.kind == "network"]
    assert len(cards) == flags.waiting() == 2


def test_most_money_comes_first(viewer_client, week):
    make_campaign(week, "Brisk")
    Case.objects.filter(pk=make_case(week, "Kite").pk).update(stake=10)
    Case.objects.filter(pk=make_case(week, "Lumio").pk).update(stake=70)
    low(week, "Brisk")
    names = [card.title.split()[0].rstrip(":") for card in today(viewer_client).cards]
    assert names == ["Lumio", "Kite", "Brisk"]


def test_missing_days_are_worth_as_many_usual_days(viewer_client):
    app = make_app()
    for back in range(28):
        if back not in (9, 10):
            make_day(
                "Kite", LAST_DAY - back * DAY, app=app, impressions=9000, installs=70, spend=140
            )
    (card,) = today(viewer_client).cards
    assert card.title == "Kite misses 13 Nov and 14 Nov"
    assert [words for words, _ in card.worth] == ["140", "$280"]


def test_a_fall_of_all_is_worth_the_installs_that_the_ipm_before_would_have_brought(
    viewer_client, week
):
    for back in range(28, 56):
        make_day("Lumio", LAST_DAY - back * DAY, app=week, impressions=20_000, installs=160)
    (card,) = [one for one in today(viewer_client).cards if one.kind == "ipm"]
    # IPM was 8 and is 7 on 560,000 impressions; an install costs $2.
    assert [words for words, _ in card.worth] == ["560", "$1,120"]
    assert "12 % lower" in card.title


def test_a_flag_that_is_snoozed_is_a_decision_and_quiet_for_a_week(staff_client, week):
    network = low(week).network_id
    assert say(staff_client, f"network {network}", "snooze").status_code == 302
    assert Decision.objects.get().snoozed_until == TODAY + 7 * DAY
    found = today(staff_client)
    assert (found.cards, found.quiet) == ([], "Kite is quiet until 1 Dec.")


def test_a_case_can_be_snoozed_and_comes_back_after_a_week(staff_client, week, time_machine):
    key = f"case {make_case(week, 'Kite').pk}"
    say(staff_client, key, "snooze")
    assert today(staff_client).cards == []
    time_machine.move_to(TODAY + 8 * DAY)
    assert key in [card.key for card in today(staff_client).cards]


def test_a_case_that_was_asked_is_so_on_its_page(staff_client, week):
    case = make_case(week, "Kite")
    say(staff_client, f"case {case.pk}", "asked")
    case.refresh_from_db()
    assert case.state == Case.State.ASKED
    assert today(staff_client).cards == []


def test_what_is_done_does_not_come_back(staff_client):
    app = make_app()
    for back in (*range(5), *range(6, 28)):
        make_day("Kite", LAST_DAY - back * DAY, app=app, impressions=9000, installs=70)
    (card,) = today(staff_client).cards
    say(staff_client, card.key, "done")
    assert today(staff_client).cards == []


def test_a_snooze_lasts_the_days_it_says_and_the_flag_comes_back_by_itself(
    staff_client, week, time_machine
):
    key = f"network {low(week).network_id}"
    for days in (3, 14):
        staff_client.post("/today/answer/", {"key": key, "said": "snooze", "days": days})
        assert Decision.objects.first().snoozed_until == TODAY + days * DAY
        Decision.objects.all().delete()
    staff_client.post("/today/answer/", {"key": key, "said": "snooze", "days": 3})
    assert key not in [card.key for card in today(staff_client).cards]
    time_machine.move_to(TODAY + 3 * DAY)
    assert key in [card.key for card in today(staff_client).cards]
    wrong = {"key": key, "said": "snooze", "days": 5}
    assert staff_client.post("/today/answer/", wrong).status_code == 400


def test_undo_brings_back_what_was_put_aside_and_who_looked_after_it(staff_client, staff, week):
    network, case = low(week).network_id, make_case(week, "Kite")
    cards = [(card.key, card.owner) for card in today(staff_client).cards]
    answers = [
        ("snooze", f"network {network}"), ("done", f"network {network}"),
        ("assign", f"network {network}"), ("snooze", f"case {case.pk}"),
        ("asked", f"case {case.pk}"), ("assign", f"case {case.pk}"),
    ]  # fmt: skip
    for said, key in answers:
        staff_client.post("/today/answer/", {"key": key, "said": said, "owner": staff.pk})
        page = staff_client.get("/?last=28").context
        assert [(card.key, card.owner) for card in page["today"].cards] != cards, (said, key)
        (told,) = page["messages"]
        token = told.extra_tags.removeprefix("undo ")
        assert staff_client.post("/answers/undo/", {"given": token}).status_code == 302
        assert [(c.key, c.owner) for c in today(staff_client).cards] == cards, (said, key)
    assert not Decision.objects.exists()


def test_only_who_answered_takes_it_back_and_nothing_else_is_taken(
    client, staff_client, viewer_client, week
):
    low(week)
    key = today(staff_client).cards[0].key
    say(staff_client, key, "snooze")
    (told,) = staff_client.get("/").context["messages"]
    given = {"given": told.extra_tags.removeprefix("undo ")}
    assert viewer_client.post("/answers/undo/", given).status_code == 403
    client.force_login(make_user("another", "analyst"))
    assert client.post("/answers/undo/", given).status_code == 404
    assert staff_client.post("/answers/undo/", {"given": "made up"}).status_code == 404
    assert Decision.objects.count() == 1


def test_what_somebody_looks_after_says_so_where_it_stands(staff_client, staff, week):
    network = low(week).network_id
    asked = {"key": f"network {network}", "said": "assign", "owner": staff.pk}
    staff_client.post("/today/answer/", asked)
    assert "staff looks after it" in staff_client.get("/decisions/").content.decode()
    (card,) = today(staff_client).cards
    assert card.owner == "staff"
    assert "staff looks after it" in staff_client.get(f"/networks/{network}/").content.decode()


def test_what_was_put_aside_is_listed_with_its_name_for_those_who_may_read_it(
    client, staff_client, week
):
    say(staff_client, f"case {make_case(week, 'Kite').pk}", "snooze")
    page = staff_client.get("/decisions/").content.decode()
    assert "Kite in " in page and "until 1 Dec 2026" in page
    access = RowAccess.objects.create(user=make_user("limited"))
    access.networks.set([make_campaign(week, "Lumio").network])
    client.force_login(access.user)
    assert "Kite" not in client.get("/decisions/").content.decode()


def test_only_what_is_on_today_is_answered_and_only_by_who_may(staff_client, viewer_client, week):
    key = f"case {make_case(week, 'Kite').pk}"
    assert say(viewer_client, key, "snooze").status_code == 403
    assert say(staff_client, "case 999", "snooze").status_code == 404
    assert say(staff_client, key, "done").status_code == 404  # closed on its page
    assert say(staff_client, key, "sold").status_code == 400


def test_the_news_are_those_since_the_last_visit(viewer, viewer_client, week):
    assert today(viewer_client).news == ""
    low(week)
    Visit.objects.filter(user=viewer).update(day=TODAY - 4 * DAY)
    said = "Since you were here on Friday: one new flag."
    assert [today(viewer_client).news, today(viewer_client, "&page=1").news] == [said, said]
    Visit.objects.filter(user=viewer).update(day=TODAY, before=LAST_DAY)
    assert today(viewer_client).news == "Since you were here on Monday: nothing new."


def test_a_mail_to_a_network_holds_its_numbers_and_leads_to_its_evidence(viewer_client, week):
    verdict, case = low(week), make_case(week, "Kite")
    page = viewer_client.get(f"/today/ask/{verdict.network_id}/")
    mail = page.context["mail"]
    assert "1.07 installs per 1,000 impressions (300 of 280,000)" in mail.text
    assert urlencode({"subject": mail.subject}).replace("+", "%20") in mail.address
    paths = [path for _, path in mail.evidence]
    assert f"/fraud/{case.pk}/pack/" in paths
    assert {viewer_client.get(path).status_code for path in paths} == {200}
    other = make_campaign(week, "Lumio").network
    assert viewer_client.get(f"/today/ask/{other.pk}/").status_code == 404


def test_a_limited_reader_sees_and_is_worth_only_their_rows(client, week):
    low(week)
    make_case(week, "Kite")
    user = make_user("limited")
    access = RowAccess.objects.create(user=user)
    access.networks.set([make_campaign(week, "Lumio").network])
    client.force_login(user)
    assert today(client).cards == []


def test_a_filter_leaves_the_things_of_its_networks(viewer_client, week):
    low(week)
    lumio = make_campaign(week, "Lumio").network.pk
    assert today(viewer_client, f"&network={lumio}").cards == []
    assert today(viewer_client, "&as_of=2026-11-20") is None
