"""Reports are read from a copy of the database where one is named, and from it alone."""

import os
import shutil
import subprocess
import sys

import pytest

from ipmsite import settings as site

SCRIPT = """
import django; django.setup()
from django.test.utils import setup_test_environment; setup_test_environment()
from django.test import Client
from django.contrib.auth.models import User
from campaigns.models import App, Campaign, DailyCount, Network
from tests.make import make_day
if {make!r}:
    User.objects.create_superuser("owner", password="owner")
    make_day("Lumio", impressions=1000, installs={make})
else:
    client = Client()
    said = client.post("/accounts/login/", dict(username="owner", password="owner"))
    written = client.cookies["read_your_writes"].value
    def installs(query):
        table = client.get("/networks/?from=2026-11-20&to=2026-11-23" + query).context["table"]
        return table.rows[0].record.counts.installs
    fresh = installs("")
    del client.cookies["read_your_writes"]
    admin = client.get("/admin/campaigns/dailycount/").context["cl"].result_list[0].installs
    print(said.status_code, written, fresh, installs("&compare=none"), admin)
    make_day("Kite", installs=3)
    print(DailyCount.objects.count(), DailyCount.objects.using("read").count())
"""


@pytest.mark.slow
def test_reports_are_of_the_copy_and_what_one_has_just_written_is_not(tmp_path):
    def run(*command: str, database: str, **more: str) -> str:
        found = subprocess.run(
            [sys.executable, *command],
            cwd=site.BASE_DIR,
            env=os.environ
            | {"DATABASE_URL": f"sqlite:///{tmp_path}/{database}"}
            | {"DJANGO_SETTINGS_MODULE": "ipmsite.settings"}
            | more,
            capture_output=True,
            text=True,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout

    run("manage.py", "migrate", "--verbosity", "0", database="empty")
    for name, installs in (("own", 5), ("copy", 7)):
        shutil.copy(tmp_path / "empty", tmp_path / name)
        run("-c", SCRIPT.format(make=installs), database=name)
    copy = f"sqlite:///{tmp_path}/copy"
    said = run("-c", SCRIPT.format(make=0), database="own", DATABASE_URL_READ=copy)
    assert said.splitlines() == ["302 1 5 7 5", "2 1"]


def test_without_a_copy_nothing_is_routed(settings):
    assert "read" not in settings.DATABASES
    assert not settings.DATABASE_ROUTERS
    assert "ipmsite.replica.replica_middleware" not in settings.MIDDLEWARE
