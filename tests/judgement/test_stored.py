"""Judged once, stored, read many times: what a page reads is what it would judge itself, or says
that it is being judged."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.judgement import daily, kept_sums, sizes, stored, thresholds, usual
from campaigns.judgement.creatives.standings import KIND, AppStandings, standings
from campaigns.judgement.daily import judge, judge_pages
from campaigns.judgement.data_health import days_of_all
from campaigns.models import (
    Annotation,
    App,
    Campaign,
    Case,
    Creative,
    DailyCount,
    Experiment,
    ImportBatch,
    Judged,
    Network,
)
from campaigns.models.changes import Versions
from campaigns.models.dialects import READ_AGAIN_KB
from campaigns.models.limits import Limit, limited
from campaigns.periods import Period
from campaigns.records.naming import add_rule
from campaigns.reports import JUDGED_NETWORKS, ReportQuery, answers
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
QUERY = ReportQuery(Period.of_days(28, LAST_DAY - timedelta(days=2)), today=TODAY)
PLAN = {
    "kind": "creative", "lift_percent": 10,
    "planned_start": TODAY, "planned_days": 9, "planned_exposure": 9,
}  # fmt: skip
ADS = {"Best": 90, "Middle": 60, "Low": 30}


@made_once
def account():
    """Two apps with three creatives each, side by side on two networks for six weeks."""
    for app in (make_app(), make_app("Tile Garden")):
        for network in ("Lumio", "Kite"):
            make_campaign(app, network, settle_days=3)
        for back in range(40):
            for network in ("Lumio", "Kite"):
                for name, installs in ADS.items():
                    make_day(
                        network, LAST_DAY - timedelta(days=back), app=app, creative=name,
                        format="video", impressions=10_000, installs=installs + back % 3,
                        clicks=400, store_page="Garden" if network == "Kite" and back < 15 else "",
                    )  # fmt: skip


@made_once
def judged(account):
    """The same, judged as a large account is, whose sums are kept too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "LITTLE", 0)
        patch.setattr(usual, "SMALL", 0)
        judge(TODAY)


@pytest.fixture
def large(judged, monkeypatch):
    """A judged account that is too large for a page to judge or sum by itself."""
    monkeypatch.setattr(sizes, "SMALL", 0)
    monkeypatch.setattr(usual, "LITTLE", 0)
    monkeypatch.setattr(usual, "SMALL", 0)


def content() -> dict:
    found = standings(QUERY, TODAY)
    said = {name: getattr(found, name) for name in ("fields", "sizes", "seen", "fatigues")}
    return said | {"falls": {pk: one.networks for pk, one in found.fatigues.items()}}


def held() -> set[str]:
    """The apps whose stored judgement holds."""
    apps = App.objects.values_list("pk", flat=True)
    return {App.objects.get(pk=pk).name for pk in stored.standing(KIND, AppStandings, apps, TODAY)}


def test_what_is_stored_is_what_would_be_judged(account):
    fresh = content()
    judge_pages(TODAY)
    assert held() == {"Merge Harbor", "Tile Garden"}
    kept = content()
    assert kept == fresh
    (first, *_) = kept["fields"][App.objects.first().pk, "video"].places
    assert (first.creative, first.rank) == (Creative.objects.filter(name="Best").first().pk, 1)


USUAL = ("/audience/", "/campaigns/", "/creatives/?view=table", "/store-pages/", "/why/")
"""Pages that read sums of the usual days, which a large account keeps."""


OVER_A_MONTH = f"from={LAST_DAY - timedelta(days=30)}&to={LAST_DAY + timedelta(days=2)}"
ACROSS_THREES = ("from=2026-10-20&to=2026-11-23", "from=2026-10-15&to=2026-11-11&compare=none")
"""A month as it is known with days of another that begin or end among three that are stored."""


def test_the_page_says_the_same_by_what_is_stored(viewer_client, judged):
    one = Creative.objects.first().pk
    others = (
        *("/creatives/", f"/creatives/{one}/", "/store-pages/?app=1&by=country"),
        *("/?days=28", "/data/", "/trends/", "/fraud/", "/quality/", "/planner/"),
        *(f"{page}?{OVER_A_MONTH}" for page in ("/networks/", "/trends/", "/why/", "/campaigns/")),
        *(
            f"{page}{'&' if '?' in page else '?'}{days}"
            for page in (*USUAL[:-1], f"/networks/{Network.objects.get(name='Kite').pk}/")
            for days in ACROSS_THREES
        ),
    )
    usual_ones = [read(viewer_client, page) for page in USUAL]
    assert [finely_summed for _, finely_summed in usual_ones] == [False] * len(USUAL)
    shown = [text for text, _ in usual_ones] + [body(viewer_client, page) for page in others]
    Judged.objects.all().delete()
    usual_ones = [read(viewer_client, page) for page in USUAL]
    assert [finely_summed for _, finely_summed in usual_ones] == [
        page != "/campaigns/" for page in USUAL
    ]
    fresh = [text for text, _ in usual_ones] + [body(viewer_client, page) for page in others]
    assert fresh == shown


def test_months_are_read_when_days_before_or_after_them_become_known(viewer_client, large):
    usual.keep_usual_sums(TODAY)
    app = App.objects.first()
    for day in (LAST_DAY - timedelta(days=200), LAST_DAY + timedelta(days=1)):
        make_day("Kite", day, app=app, creative="Low", impressions=9_000, installs=70)
        usual.keep_usual_sums(TODAY)
        paths = [f"/campaigns/?{days}" for days in ACROSS_THREES]
        shown = [body(viewer_client, path) for path in paths]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kept_sums, "listed", lambda _: [])
            answers.forget()
            assert [body(viewer_client, path) for path in paths] == shown
        answers.forget()


FINE = ("countryday", "creativeday", "storepageday", "dailycount")
FINEST = ("countryday", "dailycount")


def read(client, page, fine=FINE) -> tuple[str, bool]:
    """The page as its first reader finds it, and whether it adds up counts by country, creative or
    store page."""
    answers.forget()
    with CaptureQueriesContext(connection) as asked:
        text = body(client, page)
    return text, any("SUM(" in one["sql"] and name in one["sql"] for one in asked for name in fine)


def test_months_are_stored_anew_where_something_changed(viewer_client, large):
    first = LAST_DAY - timedelta(days=30)
    app = App.objects.first()
    changes = {
        "entry": lambda: make_day("Kite", first, app=app, creative="Low", installs=700),
        "edit": lambda: DailyCount.objects.filter(day=LAST_DAY, creative__name="Best").delete(),
        "targeting": lambda: Campaign.objects.filter(app=app).update(targeting="broad"),
        "organic": lambda: Network.objects.filter(name="Kite").update(kind="organic"),
        "format": lambda: Creative.objects.filter(name="Middle").update(format="playable"),
    }
    one = f"/creatives/{Creative.objects.filter(app=app, name='Middle').get().pk}/"
    lists = ("/networks/", "/campaigns/", "/creatives/?view=table", "/audience/", "/store-pages/")
    pages = (one, *lists)
    paths = [f"{page}{'&' if '?' in page else '?'}{OVER_A_MONTH}" for page in pages]
    before, seen = [body(viewer_client, path) for path in paths], {}
    for name, change in changes.items():
        change()
        usual.keep_usual_sums(TODAY)
        shown = [body(viewer_client, path) for path in paths]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kept_sums, "listed", lambda _: [])
            answers.forget()
            assert [body(viewer_client, path) for path in paths] == shown, name
        answers.forget()
        seen[name], before = shown != before, shown
    assert all(seen.values())


def test_what_is_found_of_all_together_is_read_until_what_it_rests_on_changes(account):
    def is_read() -> bool:
        return days_of_all(TODAY) == []

    def tell_nothing() -> None:
        first = min(App.objects.values_list("pk", flat=True))
        stored.store(days_of_all.name, first, TODAY, Versions().together, [])
        assert is_read()

    app = App.objects.get(name="Tile Garden")
    for write in (
        lambda: make_day("Kite", LAST_DAY, app=app, country="US", impressions=1),
        lambda: ImportBatch.objects.update(undone=True),
        lambda: Network.objects.update(settle_days=9),
        lambda: Experiment.objects.create(app=app, name="New", **PLAN),
    ):
        tell_nothing()
        write()
        assert not is_read()
    tell_nothing()
    Annotation.objects.create(day=TODAY, text="Says nothing of counts")
    assert is_read()
    with limited(Limit(apps=frozenset([app.pk]))):
        assert {one.app for one in days_of_all(TODAY)} == {app.pk}
    assert days_of_all(TODAY - timedelta(days=1)) != []


def body(client, page) -> str:
    """The page without what differs each time."""
    lines = client.get(page).content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def imported() -> None:
    text = "Day,Campaign,Creative,Country,Impressions,Clicks,Installs\n"
    text += f"{LAST_DAY},Broad US,Best,US,50000,400,9\n"
    options = Options(source="generic", network="Lumio", today=TODAY)
    assert not import_file(text.encode(), "a.csv", options, app="Merge Harbor").errors


CHANGES = {
    "import": imported,
    "entry": lambda: make_day("Kite", app=App.objects.first(), creative="Low", installs=5000),
    "edit": lambda: DailyCount.objects.filter(creative__name="Best").first().delete(),
    "threshold": lambda: thresholds.change("lead_p", 0.95, None),
    "target": lambda: App.objects.update(target_ipm=7),
    "settling": lambda: Network.objects.update(settle_days=9),
    "format": lambda: Creative.objects.filter(name="Middle").update(format="playable"),
    "case": lambda: Case.objects.create(
        app=App.objects.first(), network=Network.objects.get(name="Kite"), kind="farm",
        first_day=LAST_DAY, last_day=LAST_DAY, text="Unusual", installs=1, opened_on=TODAY,
        judged_day=LAST_DAY, week_from=LAST_DAY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_no_judgement_outlives_a_change_that_it_rests_on(judged, change):
    CHANGES[change]()
    assert "Merge Harbor" not in held()


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*CHANGES, "judged"]), min_size=2, max_size=4, unique=True))
def test_stored_is_fresh_after_any_changes(account, changes):
    with transaction.atomic():
        for change in changes:
            CHANGES.get(change, lambda: judge_pages(TODAY))()
        shown = content()
        Judged.objects.all().delete()
        assert shown == content()
        transaction.set_rollback(True)


def test_evidence_is_of_what_stands_when_settings_change_while_judging(account, monkeypatch):
    def evidence() -> dict[int, bytes]:
        rows = Judged.objects.filter(kind=JUDGED_NETWORKS)
        return {row.app_id: bytes(row.content) for row in rows}

    monkeypatch.setattr(daily, "judge_fraud", lambda *_: CHANGES["settling"]())
    judge(TODAY)
    kept = evidence()
    judge_pages(TODAY)
    assert len(kept) == 2
    assert evidence() == kept


def test_an_import_leaves_the_judgement_of_other_apps_alone(judged):
    imported()
    assert held() == {"Tile Garden"}


def test_a_new_day_is_judged_anew(judged):
    tomorrow = TODAY + timedelta(days=1)
    assert not stored.standing(KIND, AppStandings, [App.objects.first().pk], tomorrow)


def test_until_new_counts_are_judged_a_large_account_says_so(viewer_client, large):
    both = {"Merge Harbor", "Tile Garden"}
    assert ranked(viewer_client.get("/creatives/")) == both
    imported()
    answer = viewer_client.get("/creatives/")
    assert answer.context["headline"].title == (
        "Merge Harbor (Android): being judged on its new counts."
    )
    assert ranked(answer) == {"Tile Garden"}
    judge(TODAY)
    assert ranked(viewer_client.get("/creatives/")) == both


SEEN_ON = {
    "import": "/why/",
    "entry": "/creatives/?view=table",
    "edit": "/creatives/?view=table",
    "intervals": "/creatives/?view=table",
    "targeting": "/campaigns/",
    "threshold": "/why/",
    "target": "/audience/",
    "settling": "/audience/",
    "format": "/audience/",
    "case": "/store-pages/",
    "organic": "/store-pages/",
    "rule": "/creatives/?view=table",
}


def test_no_sum_outlives_a_change_that_it_rests_on(viewer_client, large):
    changes = CHANGES | {
        "targeting": lambda: Campaign.objects.update(targeting="broad"),
        "intervals": lambda: thresholds.change("enough_h", 0.05, None),
        "organic": lambda: Network.objects.filter(name="Kite").update(kind="organic"),
        "rule": lambda: Creative.objects.update(format="") and add_rule("creative", "{format}"),
    }
    before = {page: body(viewer_client, page) for page in USUAL}
    seen = set()
    for name, change in changes.items():
        page = SEEN_ON[name]
        with transaction.atomic():
            change()
            answers.forget()
            shown = body(viewer_client, page)
            for prefix in (kept_sums.PREFIX, kept_sums.FEW_SUMS):
                Judged.objects.filter(kind__startswith=prefix).delete()
            answers.forget()
            assert body(viewer_client, page) == shown, name
            if shown != before[page]:
                seen.add(name)
            transaction.set_rollback(True)
    assert seen >= set(changes) - {"threshold", "target", "case"}, "each shows where it counts"


def test_why_of_any_days_is_put_together_of_what_stands_after_each_change(viewer_client, large):
    app, days = App.objects.get(name="Tile Garden"), [LAST_DAY - timedelta(days=n) for n in (3, 20)]
    App.objects.filter(pk=app.pk).update(platform="ios")
    for network, day in product(("Lumio", "Kite", "Orb"), days):
        one = {"app": app, "creative": "Low", "format": "video", "country": "DE"}
        make_day(network, day, **one, impressions=900, clicks=9, installs=3)
    Network.objects.filter(name="Kite").update(settle_days=1)
    cut = f"/why/?from={LAST_DAY - timedelta(days=18)}&to={LAST_DAY + timedelta(days=2)}"
    pages = (cut, f"{cut}&platform=android", "/why/?days=7&by=format&by=country")
    changes = {
        **{name: CHANGES[name] for name in ("import", "entry", "format")},
        "organic": lambda: Network.objects.filter(name="Orb").update(kind="organic"),
        "platform": lambda: App.objects.filter(pk=app.pk).update(platform="android"),
        "rule": lambda: (
            unnamed.update(format="", name="banner") and add_rule("creative", "{format}")
        ),
        "last day": lambda: DailyCount.objects.filter(day=LAST_DAY).delete(),
        "first days": lambda: DailyCount.objects.filter(day__lt=days[1]).delete(),
    }
    unnamed = Creative.objects.filter(name="Middle")
    usual.keep_usual_sums(TODAY)
    seen = set()
    for name, change in changes.items():
        with transaction.atomic():
            change()
            usual.keep_usual_sums(TODAY)
            shown = [read(viewer_client, page, FINEST) for page in pages]
            assert not any(adds_up for _, adds_up in shown), f"put together after {name}"
            Judged.objects.filter(kind__startswith=Judged.OF_COUNTS).delete()
            fresh = [read(viewer_client, page, FINEST) for page in pages]
            assert fresh == [(text, True) for text, _ in shown], name
            for kinds in (kept_sums.PREFIX, kept_sums.FEW_SUMS):
                Judged.objects.filter(kind__startswith=kinds).delete()
            assert read(viewer_client, cut, FINEST) == fresh[0], name
            seen.add(fresh[0])
            transaction.set_rollback(True)
    assert len(seen) == len(changes), "each shows"


def ranked(answer) -> set[str]:
    """The apps of which any creative has a rank on the page."""
    parts = answer.context["table"].data.data
    return {part.about.app_name for part in parts if part.place}


def test_until_new_counts_are_judged_their_store_pages_are_not_compared(viewer_client, large):
    before = viewer_client.get("/store-pages/").context
    assert before["left_out"] == [] and len(before["changes"]) == 2
    imported()
    after = viewer_client.get("/store-pages/").context
    assert after["left_out"] == ["Merge Harbor (Android): being judged on its new counts."]
    assert [change.app_name for change in after["changes"]] == ["Tile Garden (Android)"]
    assert len(before["matrix"].pages) == 2 * len(after["matrix"].pages)


def test_a_large_account_is_not_ranked_by_other_filters(viewer_client, large):
    country = viewer_client.get("/creatives/?country=US").context
    assert "not ranked on these days" in " ".join(country["notes_on_ranking"])
    fewer = viewer_client.get(f"/creatives/?from={LAST_DAY - timedelta(days=6)}&to={LAST_DAY}")
    assert "not ranked on these days" in " ".join(fewer.context["notes_on_ranking"])
    days = f"from={LAST_DAY - timedelta(days=20)}&to={LAST_DAY - timedelta(days=10)}"
    for past in (days, f"as_of={LAST_DAY - timedelta(days=5)}"):
        told = viewer_client.get(f"/creatives/?{past}").context
        assert "being judged" not in str(told["headline"]), "nobody judges the past"
        assert "not ranked on these days" in " ".join(told["notes_on_ranking"])
    whole = viewer_client.get("/creatives/").context
    assert "not ranked on these days" not in " ".join(whole["notes_on_ranking"])


def test_a_judgement_as_of_another_day_is_not_for_pages(account):
    judge(TODAY - timedelta(days=3))
    assert not Judged.objects.exists()


def network_page(client) -> dict:
    """The page of a network in one app of which all are judged."""
    app = App.objects.get(name="Merge Harbor").pk
    return client.get(f"/networks/{Network.objects.get(name='Kite').pk}/?app={app}").context


def test_the_evidence_on_a_network_is_read_where_it_is_stored(viewer_client, judged):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("campaigns.judgement.networks.network_page.judge_app", None)
        patch.setattr("campaigns.judgement.networks.evidence.judge", None)
        read = {fold.name: fold.said for fold in network_page(viewer_client)["views"][0].folds}
    assert {"campaigns", "creatives"} <= set(read)
    Judged.objects.all().delete()
    views = network_page(viewer_client)["views"]
    assert {fold.name: fold.said for fold in views[0].folds} == read


def test_new_counts_and_old_flags_are_not_shown_as_one(viewer_client, large):
    said = "Merge Harbor (Android): being judged on its new counts"
    assert said not in str(viewer_client.get("/networks/").context["facts"])
    imported()
    for page in ("/", "/networks/"):
        facts = str(viewer_client.get(page).context["facts"])
        assert f"{said}, its flags are of those before" in facts and "Tile Garden" not in facts
    late = network_page(viewer_client)
    assert (late["views"], late["unjudged"]) == ([], [said.replace(" (Android)", "") + "."])
    judge(TODAY)
    assert said not in str(viewer_client.get("/networks/").context["facts"])
    assert len(network_page(viewer_client)["views"]) == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has one memory for all")
def test_judging_gives_back_the_memory_that_it_was_lent(account, monkeypatch):
    def lent():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            return -cursor.fetchone()[0]

    meanwhile = []
    monkeypatch.setattr(daily, "fold", lambda: meanwhile.append(lent()))
    usually = lent()
    judge(TODAY)
    assert meanwhile == [READ_AGAIN_KB]
    assert lent() == usually < READ_AGAIN_KB
