"""Several files in one go: each is its own import, and a bad one holds back no other."""

import io
import json
import zipfile
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from campaigns.models import DailyCount, ImportBatch, PendingUpload
from tests.importing.test_import import COARSE, HEADER, ROWS

pytestmark = pytest.mark.django_db
WHERE = ("--app", "Merge Harbor", "--platform", "android")
GOOD = HEADER + ROWS
OTHER = GOOD.replace("Lumio Ads", "Kite")
BAD = HEADER + "2026-11-02,Lumio Ads,B,M,US,12O0,1,1,1\n"


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"reports/{name}.csv", text)
        archive.writestr("__MACOSX/._x.csv", "nothing")
    return content.getvalue()


def run(*paths):
    out = StringIO()
    code = 0
    try:
        call_command("import_report", *paths, *WHERE, "--json", stdout=out)
    except SystemExit as stop:
        code = stop.code
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_file_of_a_command_is_its_own_import(write):
    paths = [write(GOOD, "a.csv"), write(BAD, "b.csv"), "missing.csv", write(OTHER, "c.csv")]
    code, answers = run(*paths)
    assert code == 1
    assert [len(answer["errors"]) for answer in answers] == [0, 1, 1, 0]
    assert [answer["created"] for answer in answers] == [3, 0, 0, 3]
    assert answers[2]["errors"][0]["field"] == "file"
    assert DailyCount.objects.count() == 6
    assert run(*paths[::3])[0] == 0


def test_a_zip_is_the_files_in_it(write):
    code, answers = run(write(zipped(a=GOOD, b=OTHER), "all.zip"))
    assert (code, len(answers)) == (0, 2)
    assert set(ImportBatch.objects.values_list("file_name", flat=True)) == {"a.csv", "b.csv"}


def test_a_damaged_zip_is_told_and_what_stands_before_the_damage_is_in(write):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.csv", GOOD)
        archive.writestr("broken.csv", OTHER * 9)
    packed = bytearray(content.getvalue())
    at = packed.index(b"broken.csv") + len("broken.csv")
    packed[at : at + 4] = b"\xff" * 4
    code, answers = run(write(bytes(packed), "reports.zip"))
    assert code == 1
    assert "The ZIP is damaged or locked" in answers[-1]["errors"][0]["message"]
    assert ImportBatch.objects.count() == len(answers) - 1 == 1


def test_a_zip_of_a_version_that_nobody_has_is_told(write):
    packed = bytearray(zipped(good=GOOD))
    packed[packed.index(b"PK\x01\x02") + 6] = 107  # the version that unpacks it, in tenths
    code, (answer,) = run(write(bytes(packed), "reports.zip"))
    assert code == 1
    assert "damaged" in answer["errors"][0]["message"]


def test_a_zip_without_a_file_says_so(write):
    (answer,) = run(write(zipped()))[1]
    assert "The ZIP holds no file." in answer["errors"][0]["message"]


def test_a_zip_that_would_fill_the_memory_is_refused(write, monkeypatch):
    monkeypatch.setattr("campaigns.importing.archives.MOST_BYTES", 100)
    code, answers = run(write(zipped(a=GOOD), "all.zip"))
    assert (code, DailyCount.objects.count()) == (1, 0)
    assert "too large" in answers[0]["errors"][0]["message"]


def test_a_folder_is_sorted_by_how_it_went(tmp_path):
    for name, text in (("a.csv", GOOD), ("b.csv", BAD), ("c.csv", OTHER)):
        (tmp_path / name).write_text(text)
    for again in (False, True):
        with pytest.raises(SystemExit) if not again else pytest.MonkeyPatch.context():
            call_command("import_folder", str(tmp_path), *WHERE, stdout=StringIO())
        assert not list(tmp_path.glob("*.csv"))
        assert {path.name for path in (tmp_path / "done").glob("*.csv")} >= {"a.csv", "c.csv"}
        assert [path.name for path in (tmp_path / "failed").glob("*.csv")] == ["b.csv"]
        assert DailyCount.objects.count() == 6
        (tmp_path / "a.csv").write_text(GOOD)
    (report,) = json.loads((tmp_path / "failed/b.csv.report.json").read_text())
    assert (report["errors"][0]["line"], report["errors"][0]["field"]) == (2, "impressions")
    assert (tmp_path / "done/a-2.csv").exists()


def upload(client, *files):
    data = {"file": list(files), "app": "Merge Harbor", "platform": "android"}
    return client.post("/imports/", data, follow=True)


def test_several_files_of_one_upload_wait_each_for_itself(staff_client):
    files = [SimpleUploadedFile(f"{n}.csv", t.encode()) for n, t in (("a", GOOD), ("b", BAD))]
    answer = upload(staff_client, *files, SimpleUploadedFile("all.zip", zipped(c=OTHER, d=COARSE)))
    assert answer.redirect_chain[-1][0].startswith("/imports/preview/")  # the first that asks
    names = PendingUpload.objects.order_by("pk").values_list("file_name", flat=True)
    assert list(names) == ["a.csv", "b.csv", "c.csv", "d.csv"]
    for name in ("b.csv", "c.csv"):
        token = PendingUpload.objects.get(file_name=name).token
        assert staff_client.get(f"/imports/preview/{token}/").status_code == 200
        said = {"app": "Merge Harbor", "platform": "android"}
        staff_client.post(f"/imports/preview/{token}/", said)
        staff_client.post("/imports/confirm/", {"token": token})
    assert DailyCount.objects.count() == 3
    left = staff_client.get("/imports/").context["waiting"]
    assert [waiting.file_name for waiting in left] == ["a.csv", "b.csv", "d.csv"]


def test_one_file_of_an_upload_is_checked_at_once(staff_client):
    answer = upload(staff_client, SimpleUploadedFile("all.zip", zipped(a=GOOD)))
    assert answer.redirect_chain[-1][0].startswith("/imports/preview/")
