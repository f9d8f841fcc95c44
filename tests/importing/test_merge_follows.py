"""What was written of a thing, and judged of it, follows a merge and goes back with it."""

from datetime import timedelta

import pytest

from campaigns.importing.undoing.following import FOLLOWING
from campaigns.importing.undoing.merging import MergeRefused, merge
from campaigns.importing.undoing.undo import take_back
from campaigns.judgement.fraud.cases import all_cases
from campaigns.models import (
    AlertEpisode,
    AlertRule,
    AlertSeries,
    Annotation,
    App,
    Arm,
    Budget,
    Campaign,
    Case,
    CaseNote,
    CoveredDays,
    Creative,
    DailyCount,
    Decision,
    Experiment,
    NamingRule,
    Network,
    NetworkTarget,
    RowAccess,
    StoreFact,
    StorePage,
    Verdict,
)
from campaigns.models.access import AccessNetwork, limit_of
from campaigns.models.catalogue import Part
from campaigns.models.keeping import faults
from campaigns.models.limits import Limit
from campaigns.models.named import Named
from campaigns.reports import ReportQuery, report
from tests.importing.test_undo import ALL_DAYS, state
from tests.make import (
    LAST_DAY,
    make_app,
    make_batch,
    make_campaign,
    make_day,
    make_user,
)
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
EARLIER = LAST_DAY - timedelta(days=1)


@made_once
def spellings():
    """Two spellings of an app and two of a network; each app has both networks."""
    made = [make_app("Merge Harbor", target=6), make_app("MergeHarbor")]
    for app, day in ((made[0], LAST_DAY), (made[1], LAST_DAY), (made[1], EARLIER)):
        for network in ("Kite Ads", "Kitely"):
            seen = {"impressions": 1000, "installs": 5, "store_page": "Summer"}
            make_day(network, day, app=app, creative="Hook A", format="video", **seen)
    make_day("Kite Ads", EARLIER, app=made[1], campaign="Only here", creative="Hook B", clicks=9)
    make_day("Kite Ads", EARLIER, app=made[1], impressions=100)
    for app, installs in zip(made, (3, 4), strict=True):
        facts = {"day": LAST_DAY, "report": "listing", "installs": installs}
        StoreFact.objects.create(app=app, batch=make_batch(), **facts)
    return made


def app(which):
    return App.everything.get(name=("Merge Harbor", "MergeHarbor")[which])


def network(which):
    return Network.everything.get(name=("Kite Ads", "Kitely")[which])


def test_two_spellings_of_an_app_are_one_with_all_that_hangs_on_it(spellings):
    App.objects.filter(name="MergeHarbor").update(store_id="com.harbor", target_roas_d7="0.2")
    before, totals = state(), sums_of_days()
    batch = merge([app(1)], app(0))
    assert sums_of_days() == totals and not faults(ALL_DAYS)
    assert [one.name for one in App.objects.all()] == ["Merge Harbor"]
    assert (app(0).store_id, app(0).target_ipm) == ("com.harbor", 6)
    assert app(0).target_roas_d7 and app(1).merged_into == app(0)
    for model in (Campaign, Creative, StorePage):
        assert {row.app for row in model.objects.all()} == {app(0)}
    assert Campaign.objects.filter(name="Broad US").count() == 2
    assert Creative.objects.filter(name="Hook A").count() == 1
    assert StorePage.objects.filter(kind="default").count() == 1
    assert set(DailyCount.objects.values_list("creative__app", "store_page__app")) == {
        (app(0).pk, app(0).pk)
    }
    assert StoreFact.objects.get().installs == 7
    back = take_back(batch)
    assert state() == before and StoreFact.objects.count() == 2 and not faults(ALL_DAYS)
    take_back(back.by[0])
    assert sums_of_days() == totals and not App.objects.filter(name="MergeHarbor").exists()


def sums_of_days():
    asked = ReportQuery(ALL_DAYS, by=("day",))
    return [(row.keys["day"], row.counts) for row in report(asked)]


def test_apps_of_two_platforms_are_never_one(spellings):
    with pytest.raises(MergeRefused, match="different platforms"):
        merge([make_app("Merge Harbour", platform="ios")], app(0))


def a_note(which):
    return Annotation.objects.create(day=LAST_DAY, text="New bids", network=network(which))


def make_it_a_case(which):
    days = dict.fromkeys(
        ("first_day", "last_day", "opened_on", "judged_day", "week_from"), LAST_DAY
    )
    about = {"app": app(which), "network": network(which), "kind": "fast"}
    return Case.objects.create(**about, **days, installs=3)


def a_verdict(which, day=LAST_DAY):
    runs = dict.fromkeys(("act_run", "watch_run", "calm_run", "impressions", "installs"), 0)
    days = {"first_day": day - timedelta(days=27), "day": day}
    about = {"app": app(which), "network": network(which), "verdict": "fine", "judged": True}
    return Verdict.objects.create(**about, **days, **runs)


def a_decision(which):
    return Decision.objects.create(app=app(which), network=network(which), word="hold")


def a_plan(which):
    return Budget.objects.create(month=LAST_DAY.replace(day=1), amount=9, app=app(which))


def a_target(which):
    about = {"app": app(which), "network": network(which)}
    return NetworkTarget.objects.create(**about, target_roas_d7="0.1")


def a_covered_day(which):
    days = {"first_day": LAST_DAY, "last_day": LAST_DAY, "reported_by": "network"}
    about = {"app": app(which), "network": network(which), "batch": make_batch()}
    return CoveredDays.objects.create(**about, **days)


def an_experiment(which, name="Hooks"):
    planned = {"planned_start": LAST_DAY, "planned_days": 9, "planned_exposure": 100}
    made = Experiment.objects.create(
        app=app(which), name=name, kind="creative", lift_percent=10, **planned
    )
    made.networks.add(network(which))
    return made


def an_arm(which):
    hook = Creative.objects.get(app=app(which), name="Hook A")
    return Arm.objects.create(experiment=an_experiment(which, "More"), creative=hook)


def a_naming_rule(which):
    rule = NamingRule.objects.create(level="campaign", template="{geo}_{concept}")
    rule.networks.add(network(which))
    rule.apps.add(app(which))
    return rule


def a_watched_series(which):
    rule = AlertRule.objects.create(by="network")
    key = str(network(which).pk)
    AlertEpisode.objects.create(rule=rule, key=key, since=LAST_DAY, sign=1, told_on=LAST_DAY)
    return AlertSeries.objects.create(rule=rule, key=key, track={})


def a_limit(which):
    access = RowAccess.objects.create(user=make_user("limited"))
    access.networks.add(network(which))
    access.apps.add(app(which))
    return access


def hook(which):
    return Creative.everything.get(app=app(which), name="Hook A").pk


def both(which):
    return app(which).pk, network(which).pk


def only(which):
    return Limit(frozenset([app(which).pk]), frozenset([network(which).pk]))


def of_row(one):
    return one.app_id, one.network_id


KINDS = {
    "note": (a_note, lambda one: one.network_id, lambda which: network(which).pk),
    "case": (make_it_a_case, of_row, both),
    "verdict": (a_verdict, of_row, both),
    "decision": (a_decision, of_row, both),
    "plan": (a_plan, lambda one: one.app_id, lambda which: app(which).pk),
    "target": (a_target, of_row, both),
    "covered days": (a_covered_day, of_row, both),
    "experiment": (an_experiment, lambda one: (one.app_id, one.networks.get().pk), both),
    "arm": (an_arm, lambda one: one.creative_id, hook),
    "naming rule": (a_naming_rule, lambda one: (one.apps.get().pk, one.networks.get().pk), both),
    "alert": (
        a_watched_series,
        lambda one: {one.key, one.rule.episodes.get().key},
        lambda which: {str(network(which).pk)},
    ),
    "limit of rows": (a_limit, lambda one: limit_of(one.user), only),
}
"""How one of each is made about a spelling, what it is about, and what that spelling is."""


def test_each_follows_both_merges_and_goes_back(spellings):
    made = {kind: make(1) for kind, (make, *_) in KINDS.items()}
    old, new = ({kind: what(which) for kind, (*_, what) in KINDS.items()} for which in (1, 0))
    done = [merge([app(1)], app(0)), merge([network(1)], network(0))]
    assert about(made) == new
    back = [take_back(batch).by[0] for batch in reversed(done)]
    assert about(made) == old
    for undo in reversed(back):
        take_back(undo)
    assert about(made) == new
    assert all(old[kind] != new[kind] for kind in KINDS)


def about(made):
    return {kind: KINDS[kind][1](again(one)) for kind, one in made.items()}


def again(one):
    return type(one).objects.get(pk=one.pk)


def test_what_both_have_stays_apart_and_the_notes_of_a_case_go_to_the_other(spellings):
    standing, other = make_it_a_case(0), make_it_a_case(1)
    tests = [an_experiment(0), an_experiment(1)]
    Case.objects.filter(pk=other.pk).update(app=app(0))
    note = CaseNote.objects.create(case=other, day=LAST_DAY, note="They will look")
    kept = [a_verdict(0), a_verdict(1)]
    Verdict.objects.filter(pk=kept[1].pk).update(app=app(0))
    first, batch = merge([app(1)], app(0)), merge([network(1)], network(0))
    assert [again(one).app for one in tests] == [app(0), app(0)]
    assert again(tests[1]).name.startswith("Hooks (of MergeHarbor")
    assert again(note).case == standing
    assert [again(one).network for one in kept] == [network(0), network(1)]
    assert all_cases({}) == [standing]
    take_back(batch)
    assert again(note).case == other and len(all_cases({})) == 2
    take_back(first)
    assert (again(tests[1]).name, again(tests[1]).app) == ("Hooks", app(1))


def test_a_limit_to_what_was_merged_twice_is_one_to_what_stays(spellings):
    third = make_campaign(network="Kyte Advertising").network
    old = a_limit(1)
    AccessNetwork.objects.filter(access=old).delete()
    merge([network(1)], network(0))
    old.networks.add(network(1))
    merge([network(0)], third)
    assert network(1).merged_into == third
    assert limit_of(old.user).networks == {third.pk}


LEFT = {
    *("dailycount", "countrevision", "campaignday", "creativeday", "storepageday", "countryday"),
    *("sourceappcount", "clicktimecount", "rejectedcount", "storefact"),
    *("campaign", "creative", "storepage", "app", "network"),
    *("namevalue", "adgroup", "judged", "networkmaturity"),
}
"""Moved with the counts, made of them anew, read under what is meant, or what is merged itself."""


def test_whatever_points_at_a_name_is_known_to_follow_or_to_be_left():
    for model in Named.__subclasses__() + Part.__subclasses__():
        if model._meta.abstract:
            continue
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or relation.many_to_many:
                continue
            kind, field = relation.related_model._meta.model_name, relation.field.name
            assert kind in LEFT or field in FOLLOWING.get(kind, ()), (kind, field)
