"""What the demo's creatives look like: a picture each, a film or a playable if that is the format.

The film and the playable are two small files beside this module; whatever they stand for, they say
that they are a demo.
"""

from pathlib import Path

from django.core.files.base import ContentFile

from campaigns.demo.ads import Ad
from campaigns.demo.pictures import picture
from campaigns.models.choices import Format

HERE = Path(__file__).parent
FILES: dict[str, str] = {Format.REWARDED_VIDEO: "clip.webm", Format.PLAYABLE: "playable.html"}
WITHOUT = ("TG_RV_Puzzle_one_percent_30s_9x16_EN_v1",)
"""Creatives that nobody has uploaded a preview of."""


def preview(ad: Ad) -> dict[str, ContentFile]:
    """The files of a creative by their field; none for counts that name no creative."""
    if ad.name in WITHOUT or ad.format == Format.NOT_STATED:
        return {}
    shown = ContentFile(picture(ad), "picture.png")
    if ad.format not in FILES:
        return {"asset": shown}
    file = HERE / FILES[ad.format]
    return {"asset": ContentFile(file.read_bytes(), file.name), "poster": shown}
