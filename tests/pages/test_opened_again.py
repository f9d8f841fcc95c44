"""Every page that is opened again is given as it was drawn: as it would be drawn now, whatever was
written meanwhile, and to nobody but its reader."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from campaigns.models import Job, JobFile, Network, Remembered, RowAccess
from campaigns.models.changes import OF_READER, WRITING, Versions
from campaigns.reports import answers, drawn
from campaigns.reports.drawn import Drawn
from tests.make import LAST_DAY, NOW, make_user
from tests.pages.test_every_page import world
from tests.pages.test_permissions import ADDRESSES, address, ids

__all__ = ["ids", "world"]

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")')
TOKEN = re.compile(r"(?<!\w)[A-Za-z0-9]{64}(?!\w)")
FIRST = {"django_session", "django_content_type", "campaigns_change", *OF_READER}
"""Tables that are asked before a page is drawn, whenever it is opened; the kinds of rows are those
of a release."""
RULE = "{hook}_{version}"
ANEW = {"account", "second_factor", "audit", "links", "demo_remove", "imports", "by_hand"}
ANEW |= {"import_done", "undo", "data", "rates"}
"""Pages that show jobs, sessions or what is imported to those who may."""


def asked(client, path):
    """A page, and the statements that were asked for it but for noting that a login is used."""
    found = []

    def note(execute, sql, *more):
        found.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = client.get(path)
    return answer, [sql for sql in found if "campaigns_device" not in sql]


def text(answer):
    """A page without the tokens of its forms, which each answer has of its own."""
    return FIELD.sub("", answer.content.decode())


def test_every_page_is_given_as_it_would_be_drawn_now_and_rests_on_what_raises_the_version(
    admin_client, world, ids, time_machine
):
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    read, anew = set(), set()
    for name in (name for name, expected in ADDRESSES.items() if expected[2] == 200):
        path = address(name, ids)
        answers.forget()
        time_machine.move_to(NOW)
        first, statements = asked(admin_client, path)
        if "ETag" not in first:
            anew.add(name)
            continue
        written = {sql.split('"')[1] for sql in statements if sql[:6].upper() in WRITING}
        assert written <= {*OF_READER}, name
        read |= {word for sql in statements for word in re.findall(r'"(\w+)"', sql)} & {*tables}
        time_machine.move_to(NOW + timedelta(hours=14))
        again, few = asked(admin_client, path)
        assert len(few) == 3, name
        drawn.forget()
        assert text(again) == text(first) == text(admin_client.get(path)), name
        assert TOKEN.findall(first.content.decode()) == FIELD.findall(first.content.decode()), name
    assert anew == ANEW
    for table in read - FIRST:
        before, column = Versions().data, tables[table]._meta.fields[-1].attname
        tables[table]._base_manager.filter(pk=-1).update(**{column: F(column)})
        assert Versions().data > before, table


def test_what_is_written_through_any_door_is_on_the_page_at_once(
    admin_client, viewer_client, world, ids, tmp_path
):
    file = tmp_path / "volt.csv"
    file.write_text(f"day,network,campaign,impressions,installs\n{LAST_DAY},Volt,Broad,90000,450\n")
    options = {"app": "Tile Garden", "platform": "ios", "accept": ["all"]}
    case, decide = f"/fraud/{ids['case']}/", f"/creatives/{ids['creative']}/decide/"
    note = {"day": LAST_DAY, "text": "A new icon", "scope": "", "page": "/"}
    answer = {"state": "asked", "owner": "", "note": "Asked by mail."}
    view = {"name": "Weekly playables", "path": "/", "query": "", "shared": "on"}
    plan = {"month": "2026-11", "network": "Lumio", "app": "", "campaign": "", "plan": "8765"}
    posts = [
        ("/notes/add/", note, "/?default=no", "A new icon"),
        (f"{case}answer/", answer, case, "Asked by mail."),
        ("/views/", view, "/?default=no", "Weekly playables"),
        (decide, {"word": "keep", "note": "It stays."}, "/decisions/", "It stays."),
        ("/names/save/", {"level": "creative", "template": RULE}, "/names/", RULE),
        ("/budgets/set/", plan, "/budgets/", "8,765"),
    ]
    for path, said, page, words in posts:
        viewer_client.get(page)
        assert words not in viewer_client.get(page).content.decode(), page
        assert admin_client.post(path, said).status_code == 302, path
        assert words in viewer_client.get(page).content.decode(), page
    assert b"Volt" not in viewer_client.get("/networks/").content
    call_command("import_report", file, **options)
    assert b"Volt" in viewer_client.get("/networks/").content


def test_what_failed_in_the_background_stands_on_the_page_of_data_at_once(staff_client, world):
    assert staff_client.get("/data/").status_code == 200
    assert b"late.csv" not in staff_client.get("/data/").content
    user = User.objects.get(username="staff")
    job = Job.objects.create(kind="import", user=user, state="failed", file_name="late.csv")
    JobFile.of(job, b"day")
    assert b"late.csv" in staff_client.get("/data/").content


def test_nobody_is_given_the_page_of_another_nor_what_they_may_no_longer_see(world):
    paths = ("/?default=no", "/networks/", "/creatives/", "/fraud/", "/trends/", "/method/")
    users = [make_user(name, "analyst") for name in ("ada", "bob", "cyd")]
    RowAccess.objects.create(user=users[2]).networks.set([Network.objects.get(name="Lumio")])
    clients = [Client(enforce_csrf_checks=True) for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.force_login(user)
    for path in paths:
        pages = [[client.get(path).content.decode() for _ in range(2)] for client in clients]
        for place, (first, second) in enumerate(pages):
            names = {name for name in ("ada", "bob", "cyd") if f"Account of {name}" in second}
            assert names == {users[place].username}, path
            assert not {*FIELD.findall(first)} & {*FIELD.findall(second)}
        assert "Kite" not in pages[2][1], path
    assert b"Kite" in clients[0].get("/networks/").content
    tokens = [FIELD.findall(client.get("/?default=no").content.decode())[0] for client in clients]
    said = {"do": "compact", "path": "/", "query": ""}
    for client, token in zip(clients, tokens, strict=True):
        statuses = [
            client.post("/look/", said | {"csrfmiddlewaretoken": one}).status_code for one in tokens
        ]
        assert statuses == [302 if one == token else 403 for one in tokens]
    users[0].groups.clear()
    assert clients[0].get("/networks/").status_code == 403
    RowAccess.objects.create(user=users[1]).networks.set([Network.objects.get(name="Lumio")])
    assert b"Kite" not in clients[1].get("/networks/").content


def test_another_login_of_the_same_reader_has_forms_that_work_for_it(world, viewer):
    clients = [Client(enforce_csrf_checks=True) for _ in range(2)]
    for client in clients:
        client.force_login(viewer)
    for client in clients:
        page, statements = asked(client, "/networks/")
    assert len(statements) == 3
    token = FIELD.findall(page.content.decode())[0]
    said = {"do": "compact", "path": "/networks/", "query": "", "csrfmiddlewaretoken": token}
    assert [client.post("/look/", said).status_code for client in clients] == [403, 302]


def test_a_page_that_is_opened_again_is_remembered_as_the_last_range(viewer_client, world):
    for days in (14, 7, 14):
        page, statements = asked(viewer_client, f"/networks/?days={days}")
    assert len([sql for sql in statements if sql.startswith("SELECT") and "dailycount" in sql]) == 0
    assert Remembered.objects.get().query == "days=14"
    assert b'href="/networks/?days=14"' in viewer_client.get("/method/").content
    viewer_client.get("/networks/?days=7")
    assert b'href="/networks/?days=7"' in viewer_client.get("/method/").content


def test_of_more_bodies_than_there_is_room_for_the_one_unopened_for_longest_goes(monkeypatch):
    monkeypatch.setattr(drawn, "MOST", 25)
    for key in "ab":
        drawn.keep(key, Drawn((b"x" * 4, b"y" * 6), (), None, None))
    drawn.find("a")
    drawn.keep("c", Drawn((b"z" * 10,), (), None, None))
    assert [key for key in "abc" if drawn.find(key)] == ["a", "c"]
    drawn.keep("d", Drawn((b"z" * 26,), (), None, None))
    assert not any(map(drawn.find, "abcd"))
