"""What a verdict may be based on: formats, countries, creatives and days that are stated."""

from datetime import date, timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps as installed
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Round

from campaigns.importing.storing.names import default_page
from campaigns.judgement import thresholds
from campaigns.judgement.networks import flags, sentences, words
from campaigns.models import App, Case, Creative, DailyCount, Network, Threshold, Verdict
from campaigns.models.choices import NOT_STATED
from campaigns.periods import Period
from campaigns.stats.networks.judgement import REASONS
from tests.judgement.test_flags import (  # noqa: F401
    FIVE,
    WINDOW,
    by_name,
    flagged,
    judged,
    low,
    one_low,
    world,
)
from tests.judgement.test_fraud import clean, live  # noqa: F401
from tests.make import TODAY, make_app, make_campaign, make_creative

pytestmark = pytest.mark.django_db
APPLE = Path(__file__).parent.parent / "data/apple_search_ads__campaign_report.csv"
WITHOUT_FORMATS = (("US", "", 10), ("BR", "", 4), ("DE", "", 6))
HIGH = {"installs": lambda place: 160 + place % 7, "retained_d1": 14, "rejected_installs": 2}
LONG = Period.of_days(84, WINDOW.last)


def judged_as(name):
    return by_name(judged())[name]


def fall(name, days, share):
    """A network loses a share of its installs on its last settled days."""
    first = WINDOW.last - timedelta(days=days - 1)
    own = DailyCount.objects.filter(campaign__network__name=name, day__gte=first)
    own.update(installs=Round(F("installs") * (1 - share)))


# Formats


def test_without_formats_a_level_is_not_judged_and_the_page_says_what_would_help(viewer_client):
    world({**FIVE, "Low": 0.6}, cells=WITHOUT_FORMATS)
    found = by_name(judged())
    assert (found["Low"]["verdict"], found["Low"]["known_formats"]) == ("not_enough", 0)
    assert found["Low"]["reason"].replace("\u00a0", " ") == (
        "Formats are known for 0 % of its impressions: a naming rule or a file with formats would "
        "give a verdict."
    )
    assert {entry["verdict"] for entry in found.values()} == {"not_enough"}
    pk = Network.objects.get(name="Low").pk
    text = viewer_client.get(f"/networks/{pk}/").content.decode()
    text = text.replace("/method/#like-for-like", "")
    assert "a naming rule or a file with formats would give a verdict" in text
    assert "like for like" not in text and "like-for-like" not in text
    assert "for its countries and formats" not in text


def test_without_formats_a_fall_against_its_own_past_is_watched_and_dated():
    world({**FIVE, "Fell": 1}, cells=WITHOUT_FORMATS, period=LONG)
    fall("Fell", 21, 0.4)
    found = by_name(judged())
    fell = found["Fell"]
    assert fell["verdict"] == "watch"
    assert fell["since"] == (WINDOW.last - timedelta(days=20)).isoformat()
    said = fell["reason"].replace("\u00a0", " ")
    assert said.startswith("IPM 40 % lower since 31 Oct than before, against the others in its")
    assert said.endswith("so a change of its mix may explain it.")
    assert {e["verdict"] for n, e in found.items() if n != "Fell"} == {"not_enough"}


def test_a_network_with_some_rows_without_a_format_is_judged():
    app = world({**FIVE, "Low": 0.6})
    world({"Low": 0.6}, app=app, cells=(("US", "", 10),), impressions=10_000)
    found = judged_as("Low")
    assert found["known_formats"] == pytest.approx(8 / 9)
    assert found["verdict"] == "act"


def test_rows_without_a_country_are_spread_and_make_no_fine_network_low():
    app = world(FIVE)
    world({"Dark": 1}, app=app)
    dark = DailyCount.objects.filter(campaign__network__name="Dark")
    dark.filter(country="US", creative__format="video").update(country="ZZ")
    found = judged_as("Dark")
    assert found["known_countries"] == pytest.approx(0.75)
    assert found["verdict"] == "fine"
    assert "Its reports state countries for 75\u00a0% of its impressions." in found["reason"]


def test_search_ads_of_apple_have_a_format_by_nature():
    call_command(
        "import_report", str(APPLE), "--app", "X", stdout=StringIO(),
    )  # fmt: skip
    assert set(Creative.objects.values_list("format", flat=True)) == {"search"}


# Creatives


def with_creatives(levels, own):
    """Five networks at 1 that show all creatives, and Low, which shows only those it owns.

    `levels` are those of the creatives, whose mean is 1.
    """
    app = make_app()
    page, rows = default_page(app), []
    for number, network in enumerate([*FIVE, "Eve", "Low"]):
        campaign = make_campaign(app, network, settle_days=3)
        for name in own if network == "Low" else levels:
            spelled = name.replace(" ", "_").upper() if network == "Low" else name
            creative = make_creative(app, spelled, "video")
            for place, day in enumerate(WINDOW.days()):
                turn = 1.05 if (place + number) % 2 else 0.95
                installs = round(20_000 * 8 * levels.get(name, 0.7) * turn / 1000)
                rows.append(
                    DailyCount(
                        day=day, campaign=campaign, creative=creative, country="US",
                        store_page=page, impressions=20_000, installs=installs,
                    )
                )  # fmt: skip
    DailyCount.objects.bulk_create(rows)
    return app


WEAK = {"Dragon one": 1.15, "Dragon two": 1.15, "Castle": 0.7}


def test_weak_creatives_are_not_a_weak_network_and_are_matched_by_tidied_name():
    with_creatives(WEAK, ["Castle"])
    found = judged_as("Low")
    assert found["verdict"] == "watch"
    assert "Its creatives explain 28 of the 28\u00a0%" in found["reason"]
    assert "what is left would raise no flag" in found["reason"]
    stored = Verdict.objects.get(network__name="Low")
    assert (stored.reason, stored.creatives_elsewhere) == ("weak_creatives", pytest.approx(1))
    assert stored.creatives_factor == pytest.approx(0.7, abs=0.03)


def test_a_network_whose_creatives_run_nowhere_else_is_told_that_it_may_be_them(viewer_client):
    with_creatives(WEAK, ["Only here"])
    found = judged_as("Low")
    assert found["verdict"] == "act"
    assert "Its creatives run nowhere else, so it may be them." in found["reason"]
    network = Verdict.objects.get(network__name="Low").network_id
    page = viewer_client.get(f"/networks/{network}/").content.decode()
    assert "Its creatives run nowhere else, so it may be them." in page


def test_the_share_of_stated_creatives_is_kept(one_low):  # noqa: F811
    Creative.objects.filter(name="playable").update(name=NOT_STATED)
    flags.judge_days([TODAY])
    assert Verdict.objects.get(
        network__name="Low", superseded=False
    ).known_creatives == pytest.approx(0.75)


# Days


def test_a_network_that_fell_is_dated_by_its_fall_and_the_date_stays():
    world({**FIVE, "Fell": 1}, period=Period(LONG.first, WINDOW.last + timedelta(days=6)))
    first = WINDOW.last - timedelta(days=13)
    fall("Fell", 14, 0.4)
    flags.judge_days([TODAY + timedelta(days=ahead) for ahead in range(-21, 7)])
    rows = Verdict.objects.filter(network__name="Fell", superseded=False).order_by("day")
    low_days = [row for row in rows if row.flagged]
    for verdict in ("watch", "act"):
        run = [row for row in low_days if row.verdict == verdict]
        assert run[0].day == run[0].flagged
        assert len({(row.low_since, row.flagged) for row in run}) == 1
    assert abs((low_days[0].low_since - first).days) <= 3
    assert low_days[-1].low_ratio == pytest.approx(0.6, abs=0.05)
    assert low_days[0].ratio > 0.75


def test_days_judged_at_once_are_judged_as_one_by_one():
    world({**FIVE, "Low": 0.6}, period=Period.of_days(40, WINDOW.last + timedelta(days=2)))
    days = [TODAY + timedelta(days=ahead) for ahead in range(3)]

    def stored():
        rows = Verdict.objects.order_by("day", "network").values()
        return [{k: v for k, v in row.items() if k not in ("id", "judged_at")} for row in rows]

    flags.judge_days(days)
    at_once = stored()
    Verdict.objects.all().delete()
    for day in days:
        flags.judge_days([day])
    assert stored() == at_once


# What stood before


def test_the_migration_dates_flags_and_forgets_limits_of_the_old_rule():
    app, network = make_app(), Network.objects.create(name="N", kind="sdk")
    counts = ("act_run", "watch_run", "calm_run", "impressions", "installs")
    runs = {"judged": True, **dict.fromkeys(counts, 0)}
    for day, verdict in enumerate(["fine", "watch", "act", "fine", "act"], start=1):
        Verdict.objects.create(
            app=app, network=network, first_day=date(2026, 11, day), day=date(2026, 11, day),
            verdict=verdict, condition=verdict, sentence="As it was said then.", **runs,
        )  # fmt: skip
    for name in ("act_q", "flag_window_days", "days_on"):
        Threshold.objects.create(name=name, value=9)
    migration = import_module("campaigns.migrations.0008_flag_rule")
    migration.date_flags(installed, None)
    migration.forget_old_limits(installed, None)
    found = [row.flagged and row.flagged.day for row in Verdict.objects.order_by("day")]
    assert found == [None, 2, 3, None, 5]
    assert list(Threshold.objects.values_list("name", flat=True)) == ["days_on"]
    said = sentences.sentence(Verdict.objects.latest("day"), thresholds.current())
    assert said == "As it was said then."


def test_every_code_has_a_sentence_and_a_few_words():
    app, network = make_app(), Network.objects.create(name="N", kind="sdk")
    for reason in (*REASONS, "no_counts"):
        verdict = Verdict(
            app=app, network=network, first_day=WINDOW.first, day=WINDOW.last, verdict="not_enough",
            reason=reason, condition="ineligible", judged=False, act_run=0, watch_run=0, calm_run=0,
            impressions=1000, installs=5, ratio=0.8, active_days=3, known_formats=0.12,
        )  # fmt: skip
        said = sentences.sentence(verdict, thresholds.current())
        assert said.endswith(".") and "{" not in said and "_" not in said
        flag = flags.Flag(verdict, None, TODAY)
        few = words.reason([flag])
        assert few and len(few.replace("\u00a0%", "%").split()) <= 8


def test_fraud_is_judged_before_networks(clean):  # noqa: F811
    live("Odd", app=clean, **HIGH)
    judged()
    assert Case.objects.get().network.name == "Odd"


def test_the_command_prints_what_is_promised_of_an_entry(low):  # noqa: F811
    promised = (
        "app platform network verdict decision decision_reason from to ipm ipm_low ipm_high "
        "expected_ipm ratio ratio_shrunk chance since flagged known_formats known_countries "
        "impressions installs reason"
    )
    for entry in low["networks"]:
        assert list(entry) == promised.split()


# Filters


@pytest.mark.parametrize("path", ["/", "/networks/"])
def test_a_filter_never_changes_a_verdict_and_the_page_says_so_once(
    viewer_client,
    path,
    flagged,  # noqa: F811
):
    for where, scope in (
        ("country=US", "all countries"),
        ("country=US&format=video", "all formats and countries"),
        (f"country=US&network={flagged.network_id}", "all countries"),
    ):
        page = viewer_client.get(f"{path}?{where}")
        found = {one.name: one for one in page.context["table"].data}
        assert found["Low"].flag.verdict.verdict == "act", where
        assert found["Low"].expected_ipm is None, where
        text = page.content.decode()
        assert text.count("Filters change numbers, not verdicts") == 1, where
        row = next(row for row in text.split("<tr") if "data-label" in row and "<b>Low</b>" in row)
        assert f'Act</span><span class="scope">, {scope}</span>' in row, where
        assert "39\u00a0% below since 24 Oct, flagged 20 Nov" in row, where


def test_the_headline_of_a_filter_names_the_flag_and_the_lowest_in_it(viewer_client, flagged):  # noqa: F811
    more = viewer_client.get("/?country=BR").context["headline"].more
    assert more[0] == (
        "Low is 39 % below like-for-like networks in Merge Harbor (Android), all countries, "
        "since 24 Oct."
    )
    own = DailyCount.objects.filter(
        campaign__network__name="Low", country="BR", day__range=(WINDOW.first, WINDOW.last)
    )
    ipm = 1000 * sum(row.installs for row in own) / sum(row.impressions for row in own)
    assert more[1] == f"The lowest IPM here is Low’s {ipm:.2f}."


def test_a_flag_has_one_date_wherever_it_is_told(viewer_client, flagged):  # noqa: F811
    own = f"/networks/{flagged.network_id}/"
    for path in (f"/?app={flagged.app_id}", "/networks/", own, "/?country=US"):
        text = viewer_client.get(path).content.decode()
        assert "since 24 Oct" in text and "flagged 20 Nov" in text, path
        assert "since 20 Nov" not in text, path


def test_a_row_has_at_most_one_badge(viewer_client, flagged):  # noqa: F811
    App.objects.update(target_ipm=6)
    text = viewer_client.get("/networks/").content.decode()
    rows = [row for row in text.split("<tr")[1:] if "data-label" in row]
    assert len(rows) == 6
    assert all(row.count('class="badge') <= 1 for row in rows)
    own = next(row for row in rows if "<b>Low</b>" in row)
    assert 'class="below"' in own and "Below target" not in own
