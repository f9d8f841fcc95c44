"""Worlds that are made once: no test sees what another did to them, or one it does not take."""

from itertools import groupby

import pytest

from campaigns.models import App, DailyCount
from tests.make import make_app, make_day
from tests.worlds import made_once, together

pytestmark = pytest.mark.django_db


@made_once
def app():
    return make_app(target=6)


@made_once
def busy(app):
    make_day(app=app, impressions=1000, installs=5)
    return [app]


@pytest.mark.parametrize("turn", [1, 2])
def test_a_world_may_stand_on_another_and_give_both(busy, app, turn):
    assert busy == [app]
    DailyCount.objects.get().delete()


def test_a_world_does_not_bring_those_that_stood_on_it(app):
    assert App.objects.get() == app
    assert not DailyCount.objects.exists()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_to_a_world_is_gone_in_the_next(app, turn):
    assert (app.name, app.target_ipm) == ("Merge Harbor", 6)
    app.name, app.target_ipm = "Ours", 7
    app.save()
    make_day(app=app, installs=5)
    assert DailyCount.objects.count() == 1


def test_a_test_without_a_world_finds_an_empty_database():
    assert not App.objects.exists()


def test_tests_of_one_world_stand_together(request):
    def worlds_of(items):
        return [tuple({"app", "busy"} & set(item.fixturenames)) for item in items]

    here = [item for item in request.session.items if item.path == request.path]
    mixed = here[::2] + here[1::2]
    assert len(list(groupby(worlds_of(mixed)))) > 3
    assert len(list(groupby(map(len, worlds_of(together(mixed)))))) == 3
