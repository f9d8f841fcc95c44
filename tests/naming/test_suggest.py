"""A convention is found in names, with how far it goes; none is invented."""

import random
from difflib import SequenceMatcher
from string import ascii_letters

from campaigns.naming.suggest import suggest
from campaigns.naming.twins import twins


def creatives(count=300, seed=5):
    rng = random.Random(seed)
    for _ in range(count):
        yield "_".join(
            [
                rng.choice(["PB", "MH"]),
                rng.choice(["VID", "PLA", "INT"]),
                rng.choice(["FailHook", "Dragon_hatch", "Puzzle", "Storm_warning_two"]),
                *([] if rng.random() < 0.3 else [rng.choice(["15s", "30s"])]),
                rng.choice(["9x16", "1200x628"]),
                rng.choice(["EN", "DE", "FR"]),
                f"v{rng.randint(1, 9)}",
            ]
        )


def test_a_convention_of_creatives_is_found_with_what_may_be_missing():
    names = dict.fromkeys(creatives(), 1.0)
    best = suggest(names, apps=["Pixel Bakers", "Merge Harbor"])[0]
    assert best.template.text == "{app}_{format}_{concept*}_{length?}_{size}_{language}_{version}"
    assert best.fits == best.names == len(names)


def test_names_that_drifted_are_left_out_and_said_by_their_weight():
    names = dict.fromkeys(creatives(), 1.0) | {"final FINAL cut": 20.0, "copy of ad": 10.0}
    best = suggest(names, apps=["Pixel Bakers", "Merge Harbor"])[0]
    assert best.fits == best.names - 2
    assert best.share == (len(names) - 2) / (len(names) - 2 + 30)


def test_a_convention_of_campaigns_is_found_with_its_fixed_head():
    rng = random.Random(3)
    names = {
        f"gads_v2_{rng.choice(['harbor', 'garden'])}_{rng.choice(['iOS', 'Android'])}"
        f"_{rng.choice(['US', 'BR', 'DE'])}_{rng.choice(['ROAS', 'CPI'])}_x{i}": 1.0
        for i in range(80)
    }
    best = suggest(names)[0]
    assert best.template.text.startswith("gads_v2_")
    assert {"platform", "geo", "goal"} <= {field.kind for field in best.template.fields}
    assert best.fits == 80


def test_a_separator_with_spaces_is_one_and_its_dash_is_no_part():
    names = {f"{geo} - Harbor run {n} - iOS": 1.0 for n, geo in enumerate(["US", "DE", "FR", "JP"])}
    assert suggest(names)[0].template.text == "{geo} - {concept} - {platform}"


def test_no_convention_is_made_up_from_free_names():
    free = ["Anna reacts", "summer sale", "Try this now!", "the big one", "hello", "x"]
    assert suggest(dict.fromkeys(free, 1.0)) == []
    assert suggest({}) == []


def test_twins_differ_by_case_or_a_slip_and_never_by_a_number():
    assert twins(["FailHook", "Failhook", "Dragon"]) == [("FailHook", "Failhook")]
    assert twins(["storm_warning", "storm_warnin"]) == [("storm_warnin", "storm_warning")]
    assert twins(["hook_number_1", "hook_number_2"]) == []


def test_near_twins_of_many_values_are_sought_in_as_many_steps_as_they_have_letters(monkeypatch):
    compared = []

    class Counted(SequenceMatcher):
        def ratio(self):
            compared.append(self)
            return super().ratio()

    monkeypatch.setattr("campaigns.naming.twins.SequenceMatcher", Counted)
    rng = random.Random(2)
    values = {"".join(rng.choices("abcde", k=9)) for _ in range(2000)}
    values |= {f"series_{letter}{other}" for letter in ascii_letters for other in ascii_letters}
    assert twins([*values, "storm_warning", "strom_warning"])
    assert 0 < len(compared) < 2 * len(values)
