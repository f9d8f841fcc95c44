"""Reports are read from a copy of the database where one is named, and from it alone."""

import os
import subprocess
import sys

import pytest

from ipmsite import settings as site
from tests.empty import copy_to

SCRIPT = """
import django; django.setup()
from django.test.utils import setup_test_environment; setup_test_environment()
import shutil
from django.db import connection
from django.test import Client
from django.contrib.auth.models import User
from campaigns.models import App, Campaign, DailyCount, Network
from tests.make import make_day
User.objects.create_superuser("owner", password="owner")
row = make_day("Lumio", impressions=1000, installs=7)
connection.close()
shutil.copy("{folder}/own", "{folder}/copy")
row.installs = 5
row.save()
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
    copy_to(tmp_path / "own")
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(folder=tmp_path)],
        cwd=site.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": f"sqlite:///{tmp_path}/own"}
        | {"DATABASE_URL_READ": f"sqlite:///{tmp_path}/copy"}
        | {"DJANGO_SETTINGS_MODULE": "ipmsite.settings"},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines() == ["302 1 5 7 5", "2 1"]


def test_without_a_copy_nothing_is_routed(settings):
    assert "read" not in settings.DATABASES
    assert not settings.DATABASE_ROUTERS
    assert "ipmsite.replica.replica_middleware" not in settings.MIDDLEWARE
