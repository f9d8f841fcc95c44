"""`manage.py quickstart`, with the parts that take long or never end replaced."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from campaigns.management.commands import quickstart
from campaigns.models import App


@pytest.fixture
def called(monkeypatch) -> list:
    """The commands that quickstart calls, in order, none of which runs."""
    calls = []
    monkeypatch.setattr(
        quickstart, "call_command", lambda name, *arguments, **options: calls.append(name)
    )
    monkeypatch.setattr(quickstart, "start_worker", lambda: Worker(calls))
    return calls


class Worker:
    def __init__(self, calls: list) -> None:
        self.calls = calls
        calls.append("worker")

    def terminate(self) -> None:
        self.calls.append("worker ends")


def test_first_start_installs_migrates_fills_and_serves(db, called):
    call_command("quickstart")
    assert called == ["assets", "migrate", "load_demo", "worker", "runserver", "worker ends"]


def test_first_start_prints_a_login_that_works_in_the_admin(db, called, capsys):
    call_command("quickstart")
    password = capsys.readouterr().out.partition("with the password ")[2].split()[0]
    assert authenticate(RequestFactory().get("/"), username="demo", password=password).is_superuser


def test_second_start_makes_no_login_and_no_data(db, called, capsys):
    call_command("quickstart")
    capsys.readouterr()
    call_command("quickstart")
    assert called[6:] == ["assets", "migrate", "worker", "runserver", "worker ends"]
    assert get_user_model().objects.count() == 1
    assert "printed at the first start" in capsys.readouterr().out


def test_a_database_in_use_is_left_as_it_is(db, called, viewer):
    App.objects.create(name="Merge Harbor", platform="ios")
    call_command("quickstart")
    assert "load_demo" not in called
    assert list(get_user_model().objects.all()) == [viewer]


def test_the_port_is_served_on_this_machine_only(db, monkeypatch):
    served = {}
    monkeypatch.setattr(quickstart, "start_worker", lambda: Worker([]))
    monkeypatch.setattr(
        quickstart,
        "call_command",
        lambda name, *arguments, **options: served.update({name: (arguments, options)}),
    )
    call_command("quickstart", "8123")
    assert served["runserver"] == (("127.0.0.1:8123",), {"use_reloader": False})


def test_a_port_that_cannot_be_is_refused(called):
    with pytest.raises(CommandError, match="70000 is not a port"):
        call_command("quickstart", "70000")
    assert called == []


def test_production_is_refused(called, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="does not run with PERMILLE_PRODUCTION=1"):
        call_command("quickstart")
    assert called == []
