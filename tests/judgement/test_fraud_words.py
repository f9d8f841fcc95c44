"""What a case found is kept as codes with numbers and said when it is read."""

import json

import pytest

from campaigns.judgement.fraud.words import (
    FOUND,
    LEAST,
    case_sentence,
    code,
    note_sentence,
    sentence,
)
from campaigns.models import Case, CaseNote
from campaigns.stats.fraud.rules import RULES
from campaigns.stats.fraud.signals import missing, no_peers, too_little
from tests.stats.test_fraud import PLANTED, signal


def test_every_rule_has_its_words():
    assert {*FOUND} - {"closed"} == {*LEAST} == {*RULES}


@pytest.mark.parametrize(("rule", "changed"), PLANTED)
def test_what_is_stored_says_the_same_as_what_was_found(rule, changed):
    seen = signal(rule, **changed)
    stored = json.loads(json.dumps(code(seen)))
    said = sentence(seen)
    assert case_sentence(Case(said=[stored])) == said
    assert said.endswith(".")
    assert "None" not in said


@pytest.mark.parametrize(
    ("rule", "changed", "said"),
    [
        (
            "flooding_a",
            {"clicks": [10_000] * 25, "installs": [4] * 25},
            "2,500 clicks per install over 28 days (250,000 clicks, 100 installs); "
            "1 to 10 is plausible (Kochava).",
        ),
        (
            "flooding_a",
            {"installs": [0] * 28},
            "No install over 28 days (11,307 clicks, 0 installs); 1 to 10 is plausible (Kochava).",
        ),
        (
            "over_reporting",
            {"claimed": 1_900, "mmp": 1_200},
            "The network counts 1,900 installs, the MMP 1,200.",
        ),
        (
            "over_reporting",
            {"claimed": 1_900, "mmp": 1_000, "skan": 200},
            "The network counts 1,900 installs, the MMP 1,000 and SKAN 200.",
        ),
    ],
)
def test_numbers_are_said_with_their_source(rule, changed, said):
    assert sentence(signal(rule, **changed)) == said


def test_what_users_brought_who_do_not_stay_is_money():
    said = {"d1": 0.01, "peer": 0.27}
    assert FOUND["farm"]({**said, "revenue": 4.2}) == (
        "1.0 % stay the first day, peers 27.0 %; all of them brought $4.20 in seven days."
    )
    assert FOUND["farm"]({**said, "revenue": None}) == "1.0 % stay the first day, peers 27.0 %."


def test_what_a_rule_could_not_judge_is_said():
    assert sentence(missing("late_installs", "ctit")) == (
        "Cannot be judged: click times not reported."
    )
    assert sentence(too_little("flooding_c", clicks=10_000, installs=100)) == (
        "Judged from 10,000 clicks and 100 installs on."
    )
    assert sentence(too_little("stuffing")) == "Judged from impressions in both windows on."
    assert sentence(no_peers("flooding_c")).startswith("Fewer than three other networks")


def test_a_case_from_before_there_were_codes_keeps_its_sentence():
    assert case_sentence(Case(text="9 clicks per install.")) == "9 clicks per install."
    assert note_sentence(CaseNote(note="They answered.")) == "They answered."
