"""Imports beside each other, beside readers and beside whoever else holds the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test import Client

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.models import App, Campaign, Creative, DailyCount, ImportBatch, Network
from tests.make import LAST_DAY

IMPORTS = 6


def report(day, names):
    lines = [f"{day},Nova,android,Network {n},Campaign {n},Ad {n},US,1000,{n + 1}" for n in names]
    head = "day,app,platform,network,campaign,creative,country,impressions,installs"
    return "\n".join([head, *lines]).encode()


def bring(content, **options):
    return import_file(content, "report.csv", Options(source="generic"), **options)


@contextmanager
def held() -> Iterator[None]:
    """Somebody else writes, and goes on doing so."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
    else:
        other = connections.create_connection("default")
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE auth_user, campaigns_importbatch IN EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
    try:
        yield
    finally:
        other.rollback()
        other.close()
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_imports_at_once_that_name_the_same_new_things_make_each_once():
    ready, failed = Barrier(IMPORTS), []

    def work(place):
        names = list(range(10)) if place % 2 else list(reversed(range(10)))
        try:
            ready.wait()
            result = bring(report(LAST_DAY.replace(day=place + 1), names))
            failed.extend(result.errors)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(place,)) for place in range(IMPORTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert App.objects.count() == 1
    assert (Network.objects.count(), Campaign.objects.count()) == (10, 10)
    assert Creative.objects.count() == 10
    assert DailyCount.objects.count() == IMPORTS * 10
    assert ImportBatch.objects.count() == IMPORTS


@pytest.mark.django_db(transaction=True)
def test_a_preview_waits_for_nobody_and_writes_nothing():
    with held():
        result = bring(report(LAST_DAY, range(3)), dry_run=True)
    assert (result.errors, result.changes.created) == ([], 3)
    assert result.new_names["campaign"] == ["Campaign 0", "Campaign 1", "Campaign 2"]
    assert not App.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_preview_of_days_without_creatives_says_what_would_be_lost():
    day = LAST_DAY
    bring(report(day, [1]))
    head = "day,app,platform,network,campaign,impressions,installs"
    coarse = f"{head}\n{day},Nova,android,Network 1,Campaign 1,1000,2\n".encode()
    with held():
        result = bring(coarse, dry_run=True)
    assert result.changes.detail_lost == [
        "1 creative on 1 campaign-day",
        "1 country on 1 campaign-day",
    ]


@pytest.mark.django_db(transaction=True)
def test_who_cannot_log_in_because_the_database_is_held_is_asked_to_try_again(django_user_model):
    django_user_model.objects.create_user("viewer", password="viewer")
    client = Client(raise_request_exception=False)
    asked = {"username": "viewer", "password": "viewer"}
    with held():
        answer = client.post("/accounts/login/", asked)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "The database is busy" in answer.content.decode()
    assert client.post("/accounts/login/", asked).status_code == 302
