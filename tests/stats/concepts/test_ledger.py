"""The ledger against known answers, and what it says of values that cannot be told apart."""

from math import exp

import pytest

from campaigns.stats.concepts.ledger import ledger

HOOKS = ("fail", "rescue", "ugc", "story")


def half_even(value):
    return float(round(value))


def regular_account():
    """48 creatives on three networks in two countries, as regular as can be."""
    sums = {}
    for i in range(48):
        fail = i % 4 == 0
        level = 1 + 0.25 * fail + 0.12 * ((7 * i) % 5 - 2)
        cells = {}
        for j in range(3):
            if (i + j) % 3 == 0:
                continue
            for k, country in enumerate(("US", "BR")):
                n = 20000 * (1 + (i + 2 * j + 3 * k) % 4) * (3 if fail == (country == "BR") else 1)
                rate = (0.006, 0.002)[k] * (1, 1.2, 0.8)[j] * level
                x = half_even(n * rate * (1 + 0.1 * ((3 * i + j + k) % 3 - 1)))
                cells[j, country, "video"] = (n, x)
        sums[i] = cells
    named = {
        "hook": {i: HOOKS[i % 4] for i in range(48)},
        "length": {i: ("15", "30")[i // 4 % 2] for i in range(48)},
        "language": {i: ("en", "de")[i // 8 % 2] for i in range(48)},
    }
    return sums, named


@pytest.fixture(scope="module")
def regular():
    return ledger(*regular_account())


def value(found, field, name):
    return next(one for one in found.values if (one.field, one.value) == (field, name))


def test_the_level_of_a_creative_has_known_answers(regular):
    """Computed independently, with the formulas of the specification, as all below."""
    one = regular.levels[0]
    assert one.successes == 1212
    assert one.total == pytest.approx(1248.1662, abs=1e-3)
    assert one.y == pytest.approx(-0.029392, abs=1e-6)
    assert one.v == pytest.approx(0.012861, abs=1e-6)


def test_effects_of_three_fields_have_known_answers(regular):
    found = regular.effects
    assert found.tau2**0.5 == pytest.approx(0.167513, abs=1e-6)
    assert found.df == pytest.approx(42.8095, abs=1e-3)
    assert [o**0.5 for o in found.omega2] == pytest.approx([0.124787, 0.124811, 0.125221], abs=1e-6)
    fail = value(regular, "hook", "fail")
    assert fail.delta == pytest.approx(0.175249, abs=1e-6)
    assert fail.se == pytest.approx(0.062356, abs=1e-6)
    assert fail.wrong == pytest.approx(0.003715, abs=1e-6)
    assert fail.word == "clear"
    assert (exp(fail.delta), exp(fail.low), exp(fail.high)) == pytest.approx(
        (1.1915, 1.0507, 1.3512), abs=1e-4
    )
    assert (fail.raw, fail.mix, fail.other) == pytest.approx((-0.4712, -0.6846, 0.0382), abs=1e-4)
    rescue = value(regular, "hook", "rescue")
    assert rescue.delta == pytest.approx(-0.086521, abs=1e-6)
    assert rescue.wrong == pytest.approx(0.095687, abs=1e-6)
    assert rescue.word == "leaning"
    assert value(regular, "length", "30").delta == pytest.approx(0.008207, abs=1e-6)
    assert value(regular, "length", "30").word == "level"
    assert (regular.looked_at, regular.pairs) == (4, [])


def test_values_that_always_come_together_are_told_as_one():
    sums, named = regular_account()
    named["length"] = {i: "30" if i % 4 == 0 else "15" for i in range(48)}
    found = ledger(sums, named)
    fail = value(found, "hook", "fail")
    assert (fail.word, fail.twin) == ("twin", ("length", "30"))
    assert fail.kept == pytest.approx(0.0059, abs=1e-4)
    assert fail.together == pytest.approx(0.19957, abs=1e-5)
    assert fail.together_se == pytest.approx(0.065994, abs=1e-6)


def test_few_creatives_and_places_of_their_own_are_said_before_any_effect():
    sums, named = regular_account()
    named["hook"] |= dict.fromkeys(range(4), "rare")
    assert value(ledger(sums, named), "hook", "rare").word == "few"
    sums, named = regular_account()
    moved = {i: {(*c[:1], "JP", *c[2:]): p for c, p in own.items()} for i, own in sums.items()}
    apart = {i: moved[i] if i % 4 == 0 else own for i, own in sums.items()}
    assert value(ledger(apart, named), "hook", "fail").word == "place"


def test_what_is_not_stated_has_no_row_and_one_value_alone_has_none():
    sums, named = regular_account()
    named["hook"] = {i: h for i, h in named["hook"].items() if h != "story"}
    named["length"] = dict.fromkeys(range(48), "30")
    found = ledger(sums, named)
    assert {one.value for one in found.values} == {"fail", "rescue", "ugc", "en", "de"}
    assert ledger({}, named).values == []
    assert ledger(sums, {}).values == []
