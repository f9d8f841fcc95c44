"""The audit log: what it takes down, for whom, and that nothing of it is changed unseen."""

import csv
import random
from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from django.conf import settings as site
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils.html import strip_tags

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.undoing.undo import take_back
from campaigns.judgement import thresholds
from campaigns.models import AuditEvent, AuditHead, ImportBatch, RowAccess, SharedLink, Token
from campaigns.records import naming
from campaigns.records.audit import What, audit, first_fault
from ipmsite import audited
from tests.browser import faults_in_any_look
from tests.make import NOW, make_app, make_user

pytestmark = pytest.mark.django_db
FILE = b"day,app,platform,network,campaign,impressions,installs\n2026-11-20,A,ios,N,C,1000,5\n"


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """What is written while a block is done, as tuples of who, what and about."""

    class Done:
        def __enter__(self) -> list[tuple[str, str, str]]:
            self.said: list[tuple[str, str, str]] = []
            self.first = AuditEvent.objects.count()
            self.block = django_capture_on_commit_callbacks(execute=True)
            self.block.__enter__()
            return self.said

        def __exit__(self, *error) -> None:
            self.block.__exit__(*error)
            rows = AuditEvent.objects.filter(number__gt=self.first).order_by("number")
            self.said += rows.values_list("who", "what", "about")

    return Done


@pytest.fixture
def owner():
    return make_user("olga", "owner", password="right")


@pytest.fixture
def owner_client(owner):
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.force_login(owner)
    return client


def log_in(name="olga", password="right"):
    asked = {"username": name, "password": password}
    return Client(REMOTE_ADDR="198.51.100.7").post("/accounts/login/", asked)


# What is taken down


def test_logins_and_guesses_are_taken_down_and_no_password_is(owner, done):
    with done() as said:
        log_in()
        log_in("my password", "olga")
        for number in range(site.AXES_FAILURE_LIMIT):
            log_in(password=f"wrong {number}")
    wrong = [("", "wrong", "Of a name that nobody has")]
    wrong += [("", "wrong", "Of olga")] * (site.AXES_FAILURE_LIMIT - 1)
    assert said == [("olga", "login", ""), *wrong, ("", "locked", "After 10 wrong passwords")]
    assert set(AuditEvent.objects.values_list("address", flat=True)) == {"198.51.100.7"}


def test_imports_undos_merges_rules_and_thresholds_are_taken_down(owner, done):
    with done() as said:
        assert not import_file(FILE, "week.csv", Options(source="generic"), user=owner).errors
        take_back(ImportBatch.objects.get(), user=owner)
        naming.merge_values("hook", "old", "new", by=owner)
        thresholds.change("days_on", 4, owner)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            thresholds.change("days_on", 5, owner)
            raise ZeroDivisionError
    assert [(who, what) for who, what, _ in said] == [
        ("olga", what) for what in ("import", "undo", "merge", "threshold")
    ]
    assert said[0][2] == "week.csv: 1 rows new, 0 changed, 0 gone"
    assert said[3][2].startswith("days_on: ")


def test_changes_of_rights_are_taken_down_in_words(owner, owner_client, done):
    ada, app = make_user("ada"), make_app()
    with done() as said:
        ada.groups.set(Group.objects.filter(name="manager"))
        ada.is_active = False
        ada.set_password("secret phrase 7")
        ada.save()
        access = RowAccess.objects.create(user=ada)
        access.apps.set([app])
        access.delete()
        key = str(Token.make(ada, "read", 9)[0])
        ada.delete()
    assert [about for _, _, about in said] == [
        "ada: role viewer taken",
        "ada: role manager given",
        "ada: new password, is_active False",
        f"Limit of ada: app {app} given",
        "ada: limit to some rows: deleted",
        f"Made: {key}, read, until 2026-12-03",
        f"{key}: deleted",
        "ada: account: deleted",
    ]


def test_files_refusals_links_and_ended_logins_are_taken_down(
    owner, owner_client, done, monkeypatch
):
    make_app()
    monkeypatch.setattr(audited, "_refused", {})  # another test's user may have had the same id
    viewer = Client()
    viewer.force_login(make_user("vera"))
    with done() as said:
        assert owner_client.get("/networks/?_export=csv").status_code == 200
        assert viewer.get("/rates/set/").status_code == 403
        assert viewer.get("/rates/set/").status_code == 403
        owner_client.post("/links/", {"path": "/networks/", "query": "", "days": 7})
        owner_client.post(f"/links/{SharedLink.objects.get().pk}/revoke/")
        owner_client.post("/account/logins/end/", {"user": owner.pk})
    assert [(who, what) for who, what, _ in said] == [
        ("olga", "export"), ("vera", "refused"), ("olga", "link"), ("olga", "link"),
        ("olga", "ended"),
    ]  # fmt: skip
    assert said[0][2] == "/networks/?_export=csv"
    assert said[1][2] == "GET /rates/set/"
    assert said[3][2].startswith("Revoked: /networks/")


def test_no_entry_holds_a_key(owner, done):
    with done() as said:
        _, text = Token.make(owner, "read", 9)
        link = SharedLink.make(owner, "/why/", "", 7)
    stored = str(list(AuditEvent.objects.values()))
    assert len(said) == 2
    assert text not in stored and text[8:] not in stored and link.signed not in stored


# Sealed


@pytest.fixture
def log(django_capture_on_commit_callbacks, owner):
    """Eight entries."""
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(8):
            audit(What.EXPORT, f"/networks/?n={number}\x00\ud800", owner)
    assert first_fault() == ""
    return list(AuditEvent.objects.order_by("number"))


def tampered(dice: random.Random, log: list[AuditEvent]) -> int:
    """Change, remove or slip in one entry; the number of the first that is wrong."""
    rows, one = AuditEvent._base_manager, dice.choice(log)
    way = dice.choice(["edit", "remove", "insert", "swap"])
    if way == "edit":
        field, value = dice.choice([
            ("at", one.at + timedelta(microseconds=1)), ("user", None), ("who", "nobody"),
            ("what", "import"), ("about", one.about + " "), ("address", "::1"),
            ("digest", dice.choice(log).digest[::-1]),
        ])  # fmt: skip
        rows.filter(pk=one.pk).update(**{field: value})
        return one.number
    if way == "remove":
        rows.filter(pk=one.pk).delete()
        return one.number
    if way == "insert":
        place = dice.choice([0, log[-1].number + 1, log[-1].number + 5])
        values = {name: getattr(one, name) for name in ("at", "who", "what", "about", "digest")}
        rows.create(number=place, **values)
        return max(1, min(place, log[-1].number + 1))
    other = dice.choice([row for row in log if row.pk != one.pk])
    for mine, theirs in ((one, other), (other, one)):
        rows.filter(pk=mine.pk).update(about=theirs.about, digest=theirs.digest)
    return min(one.number, other.number)


@pytest.mark.parametrize("seed", [7])
def test_whatever_entry_is_changed_removed_or_slipped_in_is_named(log, seed):
    dice = random.Random(seed)
    for _ in range(120):
        place = transaction.savepoint()
        wrong = tampered(dice, log)
        fault = first_fault()
        assert fault.startswith(f"Entry {wrong} "), (wrong, fault)
        transaction.savepoint_rollback(place)


def test_entries_cut_off_the_end_are_missed_and_with_the_head_by_who_noted_the_end(log):
    said = StringIO()
    call_command("check_audit", stdout=said)
    assert "All 8 entries are as they were written." in said.getvalue()
    noted = said.getvalue().split()[-1]
    call_command("check_audit", holds=noted, stdout=said)
    AuditEvent._base_manager.filter(number__gt=5).delete()
    with pytest.raises(CommandError, match="Entry 6 is missing: the log had 8"):
        call_command("check_audit", stdout=said)
    AuditHead.objects.update(number=5, digest=log[4].digest)
    call_command("check_audit", stdout=said)
    with pytest.raises(CommandError, match="Entry 8 of this digest is gone"):
        call_command("check_audit", holds=noted, stdout=said)


def test_a_seal_needs_a_key_of_the_site_of_now_or_before(log, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of more than fifty characters 0123456789 abc"
    assert first_fault() == ""
    settings.SECRET_KEY_FALLBACKS = []
    assert first_fault().startswith("Entry 1 is not as it was written")


def test_the_code_of_the_site_changes_and_removes_no_entry(log):
    for act in (
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.update(who="x"),
        lambda: log[0].delete(),
    ):
        with pytest.raises(TypeError, match="only grows"):
            act()
    User.objects.all().delete()
    assert first_fault() == ""


@pytest.mark.django_db(transaction=True)
def test_those_who_write_at_once_leave_one_whole_chain():
    def work(name: int) -> None:
        for number in range(4):
            audit(What.EXPORT, f"{name}: {number}")
        connection.close()

    threads = [Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEvent.objects.count() == 16
    assert first_fault() == ""


# The page


def shown(client, query="") -> str:
    return " ".join(strip_tags(client.get(f"/audit/{query}").content.decode()).split())


def test_owners_search_the_log_by_text_kind_and_days(log, owner_client):
    assert "/networks/?n=7" in shown(owner_client)
    found = shown(owner_client, f"?q=N%3D3&what=export&first={NOW.date()}")
    assert "/networks/?n=3" in found and "/networks/?n=4" not in found
    assert "No entry is like that" in shown(owner_client, "?what=import")
    assert "No entry is like that" in shown(owner_client, "?last=2020-01-01")
    assert "/networks/?n=7" in shown(owner_client, "?first=no&what=no&before=-1&q=%00")


def test_older_entries_are_behind_a_link(log, owner_client, monkeypatch):
    monkeypatch.setattr("campaigns.pages.audit.views.SHOWN", 3)
    page = owner_client.get("/audit/?what=export").content.decode()
    assert "n=5" in page and "n=4" not in page
    assert 'href="?what=export&amp;before=6"' in page
    page = owner_client.get("/audit/?what=export&before=6").content.decode()
    assert "n=4" in page and "n=5" not in page


def test_the_file_has_every_entry_with_its_seal_and_no_formula(
    log, owner_client, done, django_user_model
):
    with done():
        audit(What.RULE, "=HYPERLINK(1)")
    answer = owner_client.get("/audit/?_export=csv")
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [int(line["Number"]) for line in lines] == list(range(9, 0, -1))
    assert lines[0]["About"] == "'=HYPERLINK(1)"
    assert [line["Digest"] for line in lines[1:]] == [row.digest for row in reversed(log)]


def test_who_is_limited_sees_no_log_whatever_their_role(log, owner):
    RowAccess.objects.create(user=owner).apps.set([make_app()])
    client = Client()
    client.force_login(owner)
    assert client.get("/audit/").status_code == 403


def test_owners_are_told_who_was_locked_out(owner, owner_client, done):
    assert "Locked out for guessing" not in shown(owner_client)
    with done():
        for number in range(site.AXES_FAILURE_LIMIT):
            log_in(password=f"wrong {number}")
    assert "Locked out for guessing passwords in the last 7 days: 198.51.100.7." in shown(
        owner_client
    )


@pytest.mark.browser
def test_the_page_can_be_read_in_any_look(open_as, axe):
    audit(What.EXPORT, "/networks/?" + "x" * 400, make_user("vera"))
    audit(What.LOCKED, "After 10 wrong passwords")
    page = open_as(make_user("olga", "owner"), "/audit/")
    assert faults_in_any_look(page, axe) == []
