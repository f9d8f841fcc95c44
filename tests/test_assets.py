"""Files that show a creative: who may send which, how they are kept, and how they come back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import Creative
from tests import files
from tests.make import make_app, make_creative

pytestmark = pytest.mark.django_db


@pytest.fixture
def creative():
    return make_creative(make_app(), "Hook 3", "playable")


def kept() -> set[str]:
    folder = Path(settings.MEDIA_ROOT, "creatives")
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def send(client, creative, content=b"", name="ad.png", field="asset", **more):
    """Change a creative in the admin, with a file; returns the answer."""
    sent = {"name": creative.name, "format": creative.format, **more}
    if content:
        sent[field] = SimpleUploadedFile(name, content, "image/png")
    return client.post(f"/admin/campaigns/creative/{creative.pk}/change/", sent)


def errors(answer, field="asset") -> str:
    return " ".join(answer.context["adminform"].form.errors.get(field, []))


@pytest.mark.parametrize(
    ("content", "name", "kind", "suffix"),
    [
        (files.png(), "anything.exe", "picture", "png"),
        (files.jpeg(), "photo.png", "picture", "jpg"),
        (files.webm(), "film.mp4", "film", "webm"),
        (files.mp4(), "film", "film", "mp4"),
        (files.PLAYABLE, "game.HTML", "playable", "html"),
    ],
)
def test_a_file_is_kept_under_what_it_is_and_not_under_its_name(
    staff_client, creative, content, name, kind, suffix
):
    assert send(staff_client, creative, content, name).status_code == 302
    creative.refresh_from_db()
    stored = Path(creative.asset.name)
    assert (creative.asset.kind, stored.suffix) == (kind, f".{suffix}")
    assert stored.parent.name == "creatives" and len(stored.stem) == 32
    assert Path(creative.asset.path).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (files.PLAYABLE, "shot.png", "holds an HTML page"),
        (files.SVG, "logo.svg", "can carry scripts"),
        (files.SVG, "logo.png", "can carry scripts"),
        (b"GIF89a/*" + files.PLAYABLE, "a.gif", "pixels"),
        (files.png() + files.PLAYABLE, "a.png", "follow after the end"),
        (files.png()[:-20], "a.png", "cut off"),
        (b"MZ\x90\0" * 9, "a.png", "no file that can be shown"),
        (files.PLAYABLE + b" " * 5_300_000, "big.html", "It may have 5 MB at most"),
        (files.PLAYABLE, f"{'x' * 300}.png", "holds an HTML page"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_reason(
    staff_client, creative, content, name, words
):
    before = kept()
    assert words in errors(send(staff_client, creative, content, name))
    creative.refresh_from_db()
    assert not creative.asset and kept() == before


def test_a_poster_is_a_picture(staff_client, creative):
    answer = send(staff_client, creative, files.webm(), "film.webm", field="poster")
    assert errors(answer, "poster").startswith("This is a video")
    assert send(staff_client, creative, files.png(), field="poster").status_code == 302


def test_whatever_saves_it_a_file_is_told_by_its_content(creative):
    creative.asset = ContentFile(files.PLAYABLE, "../../evil.svg")
    creative.save()
    assert Path(creative.asset.name).suffix == ".html"
    assert ".." not in creative.asset.name


def test_a_file_goes_with_its_successor_and_with_its_creative(
    staff_client, creative, django_capture_on_commit_callbacks
):
    before = kept()
    send(staff_client, creative, files.png())
    first = kept() - before
    with django_capture_on_commit_callbacks(execute=True):
        send(staff_client, creative, files.jpeg())
    second = kept() - before
    assert len(first) == len(second) == 1 and first != second
    with django_capture_on_commit_callbacks(execute=True):
        send(staff_client, creative, **{"asset-clear": "on"})
    assert kept() == before
    send(staff_client, creative, files.png())
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(f"/admin/campaigns/app/{creative.app_id}/delete/", {"post": "yes"})
    assert not Creative.objects.exists() and kept() == before


def test_the_admin_leads_to_the_file_behind_the_login(staff_client, creative):
    send(staff_client, creative, files.png())
    page = staff_client.get(f"/admin/campaigns/creative/{creative.pk}/change/").content.decode()
    assert f'href="/creatives/{creative.pk}/asset/?v=' in page


def shown(client, creative, content, name="ad.html", **headers):
    creative.asset = ContentFile(content, name)
    creative.save()
    return client.get(f"/creatives/{creative.pk}/asset/", headers=headers)


def test_files_are_shown_to_people_who_are_logged_in(client, viewer_client, creative):
    assert shown(client, creative, files.png()).status_code == 302
    assert shown(viewer_client, creative, files.png()).getvalue() == files.png()
    assert viewer_client.get(f"/creatives/{creative.pk}/poster/").status_code == 404
    assert viewer_client.get("/creatives/999/asset/").status_code == 404
    assert viewer_client.post(f"/creatives/{creative.pk}/asset/").status_code == 405
    assert viewer_client.get(f"/media/{creative.asset.name}").status_code == 404
    Path(creative.asset.path).unlink()
    assert viewer_client.get(f"/creatives/{creative.pk}/asset/").status_code == 404


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.png(), "image/png"),
        (files.gif(files.PLAYABLE), "image/gif"),
        (files.webm(), "video/webm"),
        (files.PLAYABLE, "text/html; charset=utf-8"),
    ],
)
def test_a_file_never_acts_with_the_rights_of_the_site(
    viewer_client, creative, content, media_type
):
    answer = shown(viewer_client, creative, content)
    answer.close()
    assert answer["Content-Type"] == media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert "default-src 'none'" in policy
    playable = media_type.startswith("text/html")
    (sandbox,) = [part for part in policy if part.startswith("sandbox")]
    assert not {"allow-scripts", "allow-same-origin"} <= set(sandbox.split())
    assert ("allow-scripts" in sandbox) == playable
    assert not any("http" in part for part in policy)
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if playable else "DENY")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=-5", 206, -5, None),
        ("bytes=10-99999999", 206, 10, None),
        ("bytes=9-3", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=" + "9" * 40 + "-", 200, 0, None),
    ],
)
def test_players_get_the_part_they_ask_for(viewer_client, creative, asked, status, first, last):
    film = files.webm()
    answer = shown(viewer_client, creative, film, Range=asked)
    part = film[first : None if last is None else last + 1]
    assert (answer.status_code, answer.getvalue()) == (status, part)
    assert int(answer["Content-Length"]) == len(part)
    if status == 206:
        start = first % len(film)
        said = f"bytes {start}-{start + len(part) - 1}/{len(film)}"
        assert answer["Content-Range"] == said


def test_a_part_beyond_the_end_is_refused(viewer_client, creative):
    answer = shown(viewer_client, creative, files.png(), Range="bytes=99999-")
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(files.png())}")
