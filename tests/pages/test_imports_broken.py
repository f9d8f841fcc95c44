"""Broken files through the page: a report, a question or a clear error; all in, or nothing of it.

BROKEN files are tried, from SEED on; `python -m tests.long dropped` asks for 300.
"""

import os
import time
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from campaigns.jobs import queue
from campaigns.models import PendingUpload
from tests import fuzz
from tests.importing.test_import import everything
from tests.make import make_app

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FILES, SEED = int(os.environ.get("BROKEN", 12)), int(os.environ.get("SEED", 1))
MOST_SECONDS = 10
MOST_ANSWERS = 8


class Walk:
    """One person with one file, who presses whatever the page offers."""

    def __init__(self, client, chance: Random) -> None:
        self.client, self.chance = client, chance
        self.before = everything()

    def drop(self, name: str, content: bytes):
        file = SimpleUploadedFile(name, content or b" ")
        return self._timed(self.client.post, "/imports/", {"file": file}, follow=True)

    def answer(self, page):
        """The page after a button, typed words or other columns."""
        preview, token = page.context["preview"], page.context["upload"].token
        asked, columns = preview.question, preview.columns
        said = {"app": "Kite Run", "platform": "ios"}
        if asked and asked.choices:
            said = {"say": self.chance.choice(asked.choices).say}
        elif asked and asked.fields:
            typed = {"network": "Lumio Ads", "day": "2026-11-20", "rate": "1.5", "source": ""}
            said = {name: {**said, **typed}[name] for name in asked.fields}
        elif columns:
            meanings = [self.chance.choice(column.choices)[0] for column in columns]
            said = {
                "column": [column.name for column in columns],
                "was": [column.was for column in columns],
                "meaning": meanings,
            }
        return self._timed(self.client.post, f"/imports/preview/{token}/", said, follow=True)

    def confirm(self, page):
        """The page after the import, every point ticked."""
        said = {
            "token": page.context["upload"].token,
            "accept": [point.name for point in page.context["preview"].points],
            "replace_detail": "on",
        }
        return self._timed(self.client.post, "/imports/confirm/", said, follow=True)

    def _timed(self, act, *words, **more):
        begun = time.process_time()
        page = act(*words, **more)
        assert time.process_time() - begun < MOST_SECONDS
        assert page.status_code in (200, 400)
        return page

    def wrote_nothing(self) -> bool:
        return everything() == self.before


def walk(client, chance: Random) -> str:
    """How one broken file ended."""
    name, content = fuzz.mutated(chance)
    person = Walk(client, chance)
    page = person.drop(name, content)
    for _ in range(MOST_ANSWERS):
        context = page.context
        assert person.wrote_nothing()
        if "preview" not in context:
            return "refused at the door" if "form" in context else "in the background"
        if context["preview"].can_import:
            page = person.confirm(page)
            if page.status_code == 200 and "done" in page.context:
                assert not person.wrote_nothing()
                return "imported"
            assert person.wrote_nothing()
        elif context["preview"].errors:
            assert context["preview"].error_count and context["preview"].errors[0].message
            return "refused"
        page = person.answer(page)
    return "asks"


@pytest.mark.parametrize("number", range(FILES))
def test_a_broken_file_goes_in_whole_or_not_at_all(staff_client, number, monkeypatch):
    monkeypatch.setattr(queue, "LARGE", 2**30)
    make_app("Merge Harbor", platform="android")
    make_app("Tile Garden", platform="ios")
    with transaction.atomic():
        ended = walk(staff_client, Random(SEED * 10_000 + number))
        transaction.set_rollback(True)
    assert ended and not PendingUpload.objects.exists()
