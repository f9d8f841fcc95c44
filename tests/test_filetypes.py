"""What a file is, is told by its content, from the first byte to the last."""

from io import BytesIO

import pytest

from campaigns.filetypes import KINDS, NotAccepted, sniff
from tests import files

GOOD = {
    "PNG": files.png(),
    "JPEG": files.jpeg(),
    "GIF": files.gif(),
    "WebP": files.webp(),
    "MP4": files.mp4(),
    "WebM": files.webm(),
    "HTML": files.PLAYABLE,
}


def told(content: bytes, accepts=tuple(KINDS)):
    return sniff(BytesIO(content), len(content), accepts)


def refusal(content: bytes, accepts=tuple(KINDS)) -> str:
    with pytest.raises(NotAccepted) as refused:
        told(content, accepts)
    return str(refused.value)


@pytest.mark.parametrize("label", GOOD)
def test_a_whole_file_is_told_for_what_it_is(label):
    assert told(GOOD[label]).label == label


@pytest.mark.parametrize("label", [label for label in GOOD if label != "HTML"])
def test_a_file_that_is_cut_off_anywhere_is_refused(label):
    whole = GOOD[label]
    for length in {*range(0, len(whole), max(1, len(whole) // 40)), len(whole) - 1}:
        assert refusal(whole[:length]), length


@pytest.mark.parametrize("label", [label for label in GOOD if label != "HTML"])
def test_nothing_may_follow_after_the_end(label):
    hidden = b"<script>fetch('/admin/')</script>"
    assert "follow after the end" in refusal(GOOD[label] + hidden)


def test_a_polyglot_of_gif_and_script_is_no_gif():
    assert refusal(b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(document.cookie)//;")


def test_what_is_written_into_a_picture_stays_a_picture():
    page = b"<html><script>alert(1)</script>"
    for content in (
        files.png(extra=files.chunk(b"tEXt", b"Comment\0" + page)),
        files.gif(page),
        files.jpeg(page),
    ):
        assert told(content).kind == "picture"


def test_a_picture_that_no_browser_can_hold_is_refused():
    assert "60,000 x 60,000 pixels" in refusal(files.png().replace(
        files.chunk(b"IHDR", b"\0\0\0\2\0\0\0\2\x08\0\0\0\0"),
        files.chunk(b"IHDR", b"\0\0\xea\x60\0\0\xea\x60\x08\0\0\0\0"),
    ))  # fmt: skip


def test_a_chunk_that_was_tampered_with_is_noticed():
    assert "none inside" in refusal(files.png().replace(b"IDAT", b"IDAX"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.SVG, "Export it as PNG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- hi --><svg:svg/>", "Export it as PNG"),
        (b"PK\x03\x04" + b"\0" * 60, "one HTML file"),
        (b"%PDF-1.7", "PDF"),
        (files.mp4(b"heic"), "HEIC"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", "MP4"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "UTF-8"),
        (b"<!doctype html>\xff", "UTF-8"),
        (b"<!doctype html>\0", "no text"),
        (b"", "empty"),
        (b"MZ\x90\0", "no file that can be shown"),
        (files.webm().replace(b"webm", b"matr", 1), "Matroska"),
    ],
)
def test_a_refusal_says_what_would_be_right(content, words):
    assert words in refusal(content)


def test_a_kind_that_does_not_belong_here_is_refused():
    assert refusal(files.PLAYABLE, ("picture",)).startswith("This is a playable")
    assert refusal(files.webm(), ("picture",)).startswith("This is a video")


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    class Short(BytesIO):
        def read(self, size=-1):
            assert 0 <= size <= 1024, "read whole"
            return super().read(size)

    with pytest.raises(NotAccepted, match="has 6.0 MB. It may have 5 MB"):
        sniff(Short(files.png()), 6 * 1024 * 1024)


def test_a_page_of_many_comments_is_told_quickly():
    assert refusal(b"<!---->" * 140 + b"x")
