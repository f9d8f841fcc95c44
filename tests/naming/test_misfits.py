"""Why a template does not fit a name: the words beside names of all the ways to drift."""

import pytest

from campaigns.naming.misfits import misfits
from campaigns.naming.template import template
from tests.naming.test_template import CAMPAIGNS, TAGGED, TEAM


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (TEAM, "UGC: Anna reacts", ["no separator “_”"]),
        (TEAM, "PB-VID-Dragon-9x16-EN-v3", ["no separator “_”"]),
        (TEAM, "PB_VID_Storm_15s_9y16_EN_v2", ["“9y16” is no size"]),
        (TEAM, "PB_SQV_Dragon_9x16_EN_v3", ["“SQV” is no format"]),
        (TEAM, "PB_PLA_Chest_two_EN_v3", ["no size before “EN”"]),
        (TEAM, "PB_VID_9x16_EN_v3", ["no concept before “9x16”"]),
        (TEAM, "PB__Dragon_9x16_EN_v3", ["format is empty"]),
        (TEAM, "PB_VID_Storm 15s_9x16_EN", ["ends without version"]),
        (TEAM, "PB_VID_Dragon_9x16_EN_v3_final", ["one part too many: “_final”"]),
        (TEAM, "PB_VID_Dragon_9x16_EN_v3_final_2", ["2 parts too many: “_final_2”"]),
        (TEAM, "PB_VID_Dragon_9x16_EN_v3", []),
        (CAMPAIGNS, "PB_iOS_US_ROAS_broad_v2 - Copy", ["“v2 - Copy” is no version"]),
        (CAMPAIGNS, "PB_US_iOS_ROAS_broad_v2", ["“US” is no platform", "“iOS” is no country"]),
        (CAMPAIGNS, "PB_iOS_US", ["ends without goal, audience and version"]),
        ("{app} {targeting} {region}", "Dragon", ["no space in it"]),
        ("{app} {targeting} {region}", "PB brod US", ["“brod” is no kind of targeting"]),
        ("gads_v2_{audience}_{goal}", "broad_CPI", ["does not start with “gads_v2_”"]),
        ("gads_v2_{audience}_{goal}", "gads_v2_broad", ["no separator “_” after “broad”"]),
        (
            TAGGED,
            "TBYB_D-(LP)_V-(4)_E-(Ran)_R-(9x16)_FB",
            ["no separator “)_C-(” after “LP”"],
        ),
        ("({size})", "(9x16", ["does not end with “)”"]),
        ("{size}_{length?}", "9x16_soon", ["“soon” is no length"]),
        ("{a}_{b*}_{size}", "_".join("x" * 99), ["is too long to say why: 99 parts"]),
    ],
)
def test_the_reading_with_the_fewest_faults_says_what_is_wrong_and_where(text, name, why):
    found = misfits(template(text), name)
    assert [one.why for one in found] == why
    assert all(name[one.start : one.end] in one.why for one in found)


def test_a_word_that_staff_added_is_no_fault():
    own = {"format": {"sqv": "video"}}
    assert not misfits(template(TEAM), "PB_SQV_Dragon_9x16_EN_v3", own)
