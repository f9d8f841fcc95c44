"""What the pages of networks say: short, true, and carried by the numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F

from campaigns.judgement.networks import evidence_words, flags
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.evidence_words import CAMPAIGNS, CREATIVES
from campaigns.judgement.networks.network_page import network_page
from campaigns.models import DailyCount, Verdict
from campaigns.pages.networks import cards as verdict_cards
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from tests.judgement.test_flags import CELLS, FIVE, world
from tests.make import LAST_DAY, TODAY, make_app
from tests.worlds import made_once

QUERY = ReportQuery(Period.of_days(28, LAST_DAY))


@made_once
def low():
    """A network at 0.6 of what its peers have, on act."""
    world({**FIVE, "Low": 0.6})
    flags.judge_days([TODAY])
    return Verdict.objects.get(network__name="Low").network_id


def page_of(network):
    return network_page(network, QUERY, TODAY)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.72, "28 % below"), (1.04, "4 % above"), (1.004, "level"), (None, "–"), (0, "100 % below")],
)
def test_a_distance_is_told_in_whole_per_cent(ratio, words):
    assert network_words.distance(ratio).replace("\u00a0", " ") == words


def test_a_signed_distance_has_a_true_minus():
    assert network_words.signed(0.72) == "−28\u00a0%"
    assert network_words.signed(1.3) == "+30\u00a0%"
    assert network_words.signed(0.999) == "0\u00a0%"


def test_the_card_opens_with_the_finding_and_says_which_days_it_rests_on(low):
    card = verdict_cards.card(page_of(low).apps[0], "Low")
    assert card.badge == "Act"
    assert card.since == "low since 24 Oct, flagged 20 Nov"
    assert card.title.replace("\u00a0", " ").startswith("Low’s IPM is 39 % below like-for-like")
    assert card.text == "Since 24 Oct IPM 4.5 against 7.4 expected for its countries and formats."
    assert card.days == "Settled days 24 Oct to 20 Nov 2026"
    assert card.flagged


def test_what_would_clear_a_flag_has_a_level_and_the_installs_that_it_takes(low):
    view = page_of(low).apps[0]
    one = view.stored
    level, days, restated = verdict_cards.clearing(view)
    more = (one.would_clear_above - one.ipm) * one.impressions / 1000
    assert level.startswith(f"IPM above {one.would_clear_above:.2f} over 28 settled days")
    assert f"{round(more):,} more installs" in level
    assert "14 days in a row" in days
    assert "the verdict is redone" in restated


def test_a_fine_network_is_told_how_a_flag_would_come(low):
    fine = Verdict.objects.get(network__name="Alpha").network_id
    view = page_of(fine).apps[0]
    assert "5 low days in a row" in verdict_cards.clearing(view)[0]
    assert not verdict_cards.card(view, "Alpha").flagged


def test_two_networks_are_not_called_short_of_data(db):
    world({"Alpha": 1, "Beta": 0.5})
    flags.judge_days([TODAY])
    beta = Verdict.objects.get(network__name="Beta").network_id
    view = page_of(beta).apps[0]
    assert verdict_cards.card(view, "Beta").title.startswith("Nothing to compare Beta with")
    assert "At least 3 networks" in verdict_cards.clearing(view)[0]


def test_the_reason_in_a_table_has_eight_words_at_most(low):
    (flag,) = flags.flags({"network": (low,)})
    words = network_words.reason([flag]).replace("\u00a0%", "%")
    assert words == "39% below since 24 Oct, flagged 20 Nov"
    assert len(words.split()) <= 8


def test_several_apps_that_need_nobody_are_put_together(db):
    for name, level in (("One", 1.1), ("Two", 0.9)):
        app = make_app(name)
        world({**FIVE, "Mixed": level}, app=app, cells=CELLS)
    flags.judge_days([TODAY])
    both = flags.flags({"network": (Verdict.objects.filter(network__name="Mixed")[0].network_id,)})
    ratio = network_words.together(flag.verdict for flag in both)
    assert {flag.verdict.verdict for flag in both} == {"fine"}
    parts = [flag.verdict for flag in both]
    expected = sum(v.installs / v.ratio for v in parts)
    assert ratio == pytest.approx(sum(v.installs for v in parts) / expected)
    assert network_words.reason(both).endswith("like for like")


def test_an_app_is_named_where_only_one_of_several_is_flagged(db):
    for name, platform, level in (("One", "ios", 1), ("Two", "ios", 1), ("Two", "android", 0.6)):
        world({**FIVE, "Mixed": level}, app=make_app(name, platform))
    flags.judge_days([TODAY])
    pk = Verdict.objects.filter(network__name="Mixed")[0].network_id
    all_apps = flags.flags({"network": (pk,)})
    namesakes = [flag for flag in all_apps if flag.verdict.app.name == "Two"]
    others = [flag for flag in all_apps if flag not in namesakes]
    said = "39 % below since 24 Oct, flagged 20 Nov"
    for some, app in (
        (all_apps, "Two (Android)"), (namesakes, "Two (Android)"), (namesakes[:1] + others, "Two")
    ):  # fmt: skip
        assert network_words.reason(some).replace("\u00a0", " ") == f"{app}: {said}"


def test_history_tells_changes_and_what_people_said(low, staff):
    app = Verdict.objects.filter(network=low).get().app_id
    asked = {"app": app, "owner": "", "note": "Asked them.", "snoozed_until": LAST_DAY}
    flags.respond(low, staff, asked)
    texts = [entry.text.replace("\u00a0", " ") for entry in verdict_cards.history(page_of(low))]
    assert "Note by staff: Asked them. Put aside until 23 Nov." in texts
    assert "First judged: act (39 % below)." in texts


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ([50, 30, 10, 10, -40], "Two cells hold 80 % of the missing installs."),
        ([90, 1, 1], "One cell holds 98 % of the missing installs."),
        ([10] * 9 + [-1], "It is behind in 9 of 10 cells, not only in a few."),
    ],
    ids=["two cells", "one cell", "everywhere"],
)
def test_the_cells_that_hold_most_of_what_is_missing_are_named(missing, sentence):
    assert evidence_words.behind(missing).sentence == sentence


@pytest.mark.parametrize("missing", [[], [-5, -1], [0.2]])
def test_no_cell_is_named_where_nothing_is_missing(missing):
    assert evidence_words.behind(missing) is None


def test_the_weights_of_the_peers_and_the_usual_rate_make_the_whole(low):
    sentence = evidence_words.peers(page_of(low).apps[0])
    parts = [int(part.split()[-2]) for part in sentence.removesuffix(".").split(",")]
    assert sum(parts) == pytest.approx(100, abs=2)
    assert "Low" not in sentence


def test_the_leaderboard_says_who_needs_somebody(low):
    page = page_of(low)
    standing = page.standing
    other = replace(standing, names={"network": "Other"})
    assert network_words.leaders([standing]) == "Act on Low."
    assert network_words.leaders([standing, other]) == "Act on Low and Other."
    assert network_words.leaders([replace(standing, flags=())]) == ""


def test_days_before_the_first_verdict_are_not_history(low):
    entries = verdict_cards.history(page_of(low))
    assert min(entry.day for entry in entries) == LAST_DAY - timedelta(days=3)


def test_an_answer_to_one_of_two_flags_is_not_one_to_both(staff):
    apps = [make_app("One"), make_app("Two")]
    for app in apps:
        world({**FIVE, "Low": 0.6}, app=app)
    flags.judge_days([TODAY])
    pk = Verdict.objects.filter(network__name="Low")[0].network_id
    found = [network_words.answers(flags.flags({"network": (pk,)}))]
    for app, until in zip(apps, (LAST_DAY + timedelta(days=9), None), strict=True):
        flags.respond(pk, staff, {"app": app.pk, "owner": "", "note": "x", "snoozed_until": until})
        found.append(network_words.answers(flags.flags({"network": (pk,)})))
    assert found == ["", "1 of 2 answered", "Acknowledged"]


@pytest.mark.parametrize(
    ("clicks", "sentence"),
    [
        (
            F("impressions") / 20,
            "Clicks are normal (CTR level with peers), installs after the click are low (CVR 39 % "
            "below peers).",
        ),
        (
            F("installs") * 9,
            "Clicks are low (CTR 39 % below peers), installs after the click are normal (CVR level "
            "with peers).",
        ),
        (None, ""),
    ],
    ids=["after the click", "before the click", "clicks are not reported"],
)
def test_the_card_says_which_step_loses_the_installs(low, clicks, sentence):
    DailyCount.objects.update(clicks=clicks)
    card = verdict_cards.card(page_of(low).apps[0], "Low")
    assert card.steps.replace("\u00a0", " ") == sentence


def test_steps_are_not_judged_where_nothing_is_low_or_little_is_known(low):
    DailyCount.objects.update(clicks=F("impressions") / 20)
    fine = Verdict.objects.get(network__name="Alpha").network_id
    assert verdict_cards.card(page_of(fine).apps[0], "Alpha").steps == ""
    judged = page_of(low).apps[0].steps
    thin = {r: replace(one.level, variance=0.1) for r, one in judged.items()}
    unsure = {r: replace(one, condition="fine", level=thin[r]) for r, one in judged.items()}
    assert evidence_words.steps(unsure) == ""


def test_parts_without_a_verdict_say_why_in_their_own_words(low):
    view = page_of(low).apps[0]
    held = [evidence_words.held_back(part.judgement, CAMPAIGNS) for part in view.campaigns]
    assert held == ["nothing to compare with"]
    one = replace(view.campaigns[0].judgement, reason="too_few_networks")
    assert evidence_words.held_back(one, CAMPAIGNS) == "too few campaigns to say which one is odd"
    one = replace(one, reason="no_peers")
    assert evidence_words.held_back(one, CREATIVES).startswith(
        "serves mostly networks and countries"
    )
