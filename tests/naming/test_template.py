"""Templates read names: known answers, what is refused, and names of all shapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.naming.kinds import KINDS, SAMPLES
from campaigns.naming.template import TemplateError, _Walk, template

MOZILLA = (
    "gads_v2_{product}_{initiative}_{region}_{country}_{city}_{audience}_{language}_{device}_{os}"
    "_{type}_{aim}_{group}_{bidding}_{optimization}_{id}_{po}"
)
TEAM = "{app}_{format}_{concept*}_{length?}_{size}_{language}_{version}"
CAMPAIGNS = "{app}_{platform}_{geo}_{goal}_{audience}_{version}"
TAGGED = "TBYB_D-({page})_C-({concept})_V-({variant})_E-({editor})_R-({size})_FB"


def read(text, name, own=None):
    found = template(text).read(name, own)
    return None if found is None else {part.field: part.value for part in found}


def test_the_eighteen_parts_of_a_public_convention_are_read():
    """mozfun.marketing.parse_campaign_name, of mozilla/bigquery-etl."""
    name = (
        "gads_v2_monitorPlus_q1_EU_PL_all_broad_PL_mobile_Android_search_signup_brand_auto_max_7_"
        "po#123456789"
    )
    found = read(MOZILLA, name)
    assert (found["country"], found["language"], found["os"]) == ("PL", "pl", "android")
    texts = [part for part in template(MOZILLA).read(name) if part.kind == "text"]
    assert len(texts) == 13


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (MOZILLA, "gads_v2_123", None),
        (
            "Mozilla_FF_UAC_{region}_{geo}_{language}_{group}_{event}",
            "Mozilla_FF_UAC_EU_AT_EN_AllGroups_Event1",
            {"region": "EU", "geo": "AT", "language": "en", "event": "Event1"},
        ),
        (
            "{network}_v2_{concept}_{format}_{dimension}_{length}_{cta}",
            "gads_v2_newDevice_video_mix_30S_download",
            {"format": "video", "length": "30"},
        ),
        (
            TAGGED,
            "TBYB_D-(LP-WORKS)_C-(Reasons)_V-(4)_E-(Ran)_R-(9x16)_FB",
            {"concept": "Reasons", "size": "9x16"},
        ),
        (
            TEAM,
            "PB_VID_Fail_then_win_30s_9x16_EN_v3",
            {
                "app": "PB",
                "format": "video",
                "concept": "Fail_then_win",
                "length": "30",
                "size": "9x16",
                "language": "en",
                "version": "3",
            },
        ),
        (TEAM, "PB_IMG_Dragon_1200x628_DE_v1", {"concept": "Dragon", "language": "de"}),
        (CAMPAIGNS, "PB_iOS_XX_ROAS_broad_v2", None),
        (CAMPAIGNS, "PB_iOS_US_ROAS_broad_v2", {"geo": "US", "goal": "value"}),
        (CAMPAIGNS, "PB_iOS_US_ROAS_broad_v2 - Copy", None),
        ("{geo} - {app} - {platform}", "UK - Angry Birds - iOS", {"geo": "GB", "platform": "ios"}),
        ("{app}_{format}_{concept}_{version}", "파즐_VID_드래곤_v2", {"concept": "드래곤"}),
        (
            "{app}_{format}_{concept}_{version}",
            "PB_VID_<script>alert(1)</script>_v2",
            {"concept": "<script>alert(1)</script>"},
        ),
    ],
)
def test_names_of_public_conventions_are_read_as_people_read_them(text, name, said):
    found = read(text, name)
    if said is None:
        assert found is None
    else:
        assert found is not None and said.items() <= found.items()
        assert "length" not in found or "length" in said


def test_a_field_that_may_be_missing_takes_its_separator_with_it_at_either_end():
    assert read("{length?}_{size}", "9x16") == {"size": "9x16"}
    assert read("{length?}_{size}", "30s_9x16") == {"length": "30", "size": "9x16"}
    assert read("{size}_{length?}", "9x16") == {"size": "9x16"}
    assert read("{size}_{length?}_{version?}", "9x16_v2") == {"size": "9x16", "version": "2"}
    assert read("C-({concept?})_{size}", "C-()_9x16") == {"size": "9x16"}


def test_what_is_none_of_its_kind_makes_a_rule_not_fit_unless_staff_added_the_word():
    assert read("{format}_{concept}", "SQV_Dragon") is None
    own = {"format": {"sqv": "video"}}
    assert read("{format}_{concept}", "SQV_Dragon", own) == {"format": "video", "concept": "Dragon"}


def test_literals_know_no_case_and_letters_are_composed():
    assert read("GADS_{concept}", "gads_Cafe\u0301") == {"concept": "Café"}
    assert read("{lang}_{concept}", "PT-br_x") == {"lang": "pt-br", "concept": "x"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write a template"),
        ("plain", "needs a field"),
        ("{a}{b}", "touch"),
        ("{a}_{a}", "twice"),
        ("{a*}_{b*}", "Only one field"),
        ("{a:colour}", "no kind of field"),
        ("{A-b}", "no field"),
        ("{a}_}", "curly bracket"),
        ("{a" + "_{x}" * 2, "curly bracket"),
        ("_".join(f"{{f{i}}}" for i in range(31)), "at most 30 fields"),
        ("x" * 401, "at most 400 characters"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_words(text, why):
    with pytest.raises(TemplateError, match=why):
        template(text)


PART = st.text(st.characters(exclude_characters="_", categories=["L", "N"]), min_size=1)
VALUES = st.fixed_dictionaries(
    {"hook": PART, "size": st.just("9x16"), "version": st.just("v3")},
    optional={"length": st.just("30s")},
)


@given(VALUES)
def test_a_name_that_was_composed_is_read_back_part_by_part(values):
    made = template("{hook}_{length?}_{size}_{version}")
    found = made.read(made.render(values))
    from campaigns.naming.template import tidy

    assert {part.field: part.written for part in found} == {k: tidy(v) for k, v in values.items()}


@given(st.text(max_size=60), st.sampled_from([MOZILLA, TEAM, CAMPAIGNS, TAGGED]))
def test_no_name_breaks_a_template(name, text):
    template(text).read(name)


@given(st.text(st.sampled_from("{}abc_-?*:x "), max_size=40))
def test_any_text_is_a_template_or_refused_with_words(text):
    try:
        assert template(text).fields
    except TemplateError as error:
        assert str(error).endswith(".")


def test_steps_grow_with_the_name_and_not_faster():
    text = template("_".join(f"{{f{i}?}}" for i in range(8)) + "_{rest*}_{size}")

    def steps(length):
        walk = _Walk(text, "_".join("x" * length), {})
        assert walk.parts() is None
        return len(walk.failed)

    assert steps(200) <= 11 * 200
    assert steps(400) / steps(200) < 2.2


def test_every_kind_has_a_word_that_is_of_it():
    assert set(SAMPLES) == set(KINDS) - {"text"}
    assert all(KINDS[kind](sample) for kind, sample in SAMPLES.items())
