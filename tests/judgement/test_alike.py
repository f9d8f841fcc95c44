"""What may be two of one thing is suggested, and merged by nobody but a person."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from campaigns.filetypes.looks import bits_apart, look_of
from campaigns.judgement.alike import names_alike, pairs, pairs_of
from campaigns.models import App, Creative, ImportBatch, Network
from tests.make import make_app, make_campaign, make_creative, make_day


def drawn(number=0, size=(320, 240), kind="PNG", **saved):
    """A picture of a few shapes; another number draws others."""
    picture = Image.new("RGB", (320, 240), "navy")
    pen = ImageDraw.Draw(picture)
    for step in range(5):
        left, top = (step * 67 + number * 91) % 260, (step * 41 + number * 57) % 180
        pen.ellipse((left, top, left + 90, top + 60), fill=(255 - 40 * step, 60 * step % 255, 99))
    file = BytesIO()
    picture.resize(size).save(file, kind, **saved)
    file.seek(0)
    return file


def test_a_copy_in_another_size_and_format_looks_the_same_and_another_picture_does_not():
    one = look_of(drawn())
    assert bits_apart(one, look_of(drawn(size=(160, 120), kind="JPEG", quality=60))) <= 2
    assert all(bits_apart(one, look_of(drawn(number))) > 10 for number in range(1, 8))


def test_the_hash_is_of_which_grey_is_darker_than_its_neighbour():
    ramp = Image.new("L", (9, 8))
    ramp.putdata([30 * (x if y < 4 else 8 - x) for y in range(8) for x in range(9)])
    file = BytesIO()
    ramp.save(file, "PNG")
    file.seek(0)
    assert look_of(file) == "ffffffff00000000"


def test_a_plain_area_and_a_broken_file_look_like_nothing():
    plain = BytesIO()
    Image.new("RGB", (50, 50), "red").save(plain, "PNG")
    plain.seek(0)
    assert look_of(plain) == "" == look_of(BytesIO(b"\x89PNG broken"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Kite Ads", "KiteAds", True),
        ("Northlight", "Nortlight", True),
        ("Mintegral", "Mintegrel", True),
        ("Broad US", "Broad_us", True),
        ("Game 2", "Game 3", False),
        ("Kite", "Kits", False),
        ("Summer", "Winter", False),
        ("MH_VID_Hook_EN_v1", "MH_VID_Hook_EN_v2", False),
        ("Broad US", "Broad DE", False),
    ],
)
def test_names_are_alike_by_signs_capitals_and_slips_but_not_by_numbers(one, other, alike):
    assert names_alike(one, other) is alike


@pytest.mark.django_db
def test_the_admin_shows_both_and_leads_to_the_merge_in_one_click(staff_client):
    app = make_app()
    named = (("Hook", 0), ("Entirely other", 0), ("Third", 3))
    cuts = (("TG_Third_15s_EN_v1", 5), ("TG_Third_30s_DE_v2", 5))  # whose names tell them apart
    for name, number in named + cuts:
        creative = make_creative(app, name, "banner")
        creative.asset.save("a.png", ContentFile(drawn(number).read()))
    make_creative(app, "Hook_", "video")  # another format is another creative
    (pair,) = pairs_of(Creative)
    assert (pair.names, pair.picture) == (("Hook", "Entirely other"), True)
    page = staff_client.get(f"/admin/campaigns/creative/{pair.ids[0]}/change/").content.decode()
    link = re.search(r'href="(/admin/campaigns/creative/merge/[^"]+)"', page)[1]
    asked = staff_client.get(link.replace("&amp;", "&")).content.decode()
    assert "Which one stays?" in asked and "Entirely other" in asked and "Third" not in asked
    assert "because their pictures are nearly the same" in asked and asked.count("/asset/?v=") == 2
    assert 'action="/admin/campaigns/creative/"' in asked
    chosen = {"action": "merge_chosen", "_selected_action": pair.ids, "into": pair.ids[1]}
    staff_client.post("/admin/campaigns/creative/", chosen)
    assert Creative.everything.get(name="Hook").merged_into.name == "Entirely other"
    assert pairs_of(Creative) == []
    gone = staff_client.get(link.replace("&amp;", "&"), follow=True).content.decode()
    assert "Choose two or more that are one." in gone and "Which one stays?" not in gone
    old = f"/admin/campaigns/creative/{pair.ids[0]}/change/"
    assert (
        "“Hook” was merged into “Entirely other”."
        in staff_client.get(old, follow=True).content.decode()
    )


@pytest.mark.django_db
def test_data_says_in_one_line_what_may_be_one_and_merges_nothing(staff_client, viewer_client):
    make_day("Northlight", app=make_app("Merge Harbor"))
    make_campaign(make_app("MergeHarbor"), "Nortlight")
    assert [pair.kind for pair in pairs()] == ["app", "network"]
    page = staff_client.get("/data/").content.decode()
    assert "may be one app, and 1 more pair may be one." in page
    assert "/admin/campaigns/app/merge/?id=" in page
    assert "may be one app" not in viewer_client.get("/data/").content.decode()
    assert (App.objects.count(), Network.objects.count()) == (2, 2)
    assert not ImportBatch.objects.filter(source="merge").exists()


@pytest.mark.django_db
def test_a_pair_that_somebody_calls_two_is_suggested_no_more_until_that_is_taken_back(staff_client):
    one, other = (make_day(name).campaign for name in ("Northlight", "Nortlight"))
    assert "may be one network" in staff_client.get("/data/").content.decode()
    ask = f"/admin/campaigns/network/merge/?id={one.network_id}&id={other.network_id}"
    assert "They are two?" in staff_client.get(ask).content.decode()
    said = staff_client.post(ask, {"apart": "1"}, follow=True).content.decode()
    assert "Northlight and Nortlight are two: not suggested any more." in said
    assert "may be one network" not in staff_client.get("/data/").content.decode()
    change = f"/admin/campaigns/network/{one.network_id}/change/"
    assert ": said to be two" in staff_client.get(change).content.decode()
    assert "two networks" in staff_client.get("/decisions/").content.decode()
    assert "Suggest them again" in staff_client.get(ask).content.decode()
    staff_client.post(ask)
    assert [pair.kind for pair in pairs()] == ["network"]
    assert "may be one network" in staff_client.get("/data/").content.decode()
    nothing = f"/admin/campaigns/network/merge/?id={one.network_id}"
    assert "not suggested as one" in staff_client.post(nothing, follow=True).content.decode()


@pytest.mark.django_db
def test_the_question_which_stays_is_for_who_may_change(viewer_client):
    assert viewer_client.get("/admin/campaigns/network/merge/?id=1").status_code in (302, 403)
