"""Which creative is best, like for like: what is said, and when nothing is."""

import pytest

from campaigns.stats.creatives.best import compare
from campaigns.stats.creatives.ranking import BestWords, rank

NETWORKS = {"A": 1.0, "B": 0.5, "C": 0.7, "D": 1.4, "E": 0.8, "F": 1.1}
COUNTRIES = {"US": 1.0, "DE": 0.8, "BR": 0.3}


def field(rates, impressions=20_000, days=20, only=None):
    """Creatives in every network and country, or in those of `only`, without noise."""
    return {
        name: {
            (network, country): [
                (impressions, round(impressions * rate / 1000 * level * richness))
            ] * days
            for network, level in NETWORKS.items()
            for country, richness in COUNTRIES.items()
            if (network, country) in (only or {}).get(name, [(network, country)])
        }
        for name, rate in rates.items()
    }  # fmt: skip


def said(found):
    return {place.creative: place.status for place in found.places}


def place(found, creative):
    return next(place for place in found.places if place.creative == creative)


EIGHT = {f"C{number}": 5.0 + number / 20 for number in range(8)}
RICH = [("D", "US"), ("A", "US"), ("F", "US")]
POOR = [("B", "BR"), ("C", "BR"), ("E", "BR")]


def test_a_clear_best_leads_and_a_clear_worst_is_called_worse():
    found = compare(field(EIGHT | {"Best": 8.0, "Worst": 2.5}))
    assert (found.word, found.first.creative, found.first.rank) == ("leader", "Best", 1)
    assert found.first.status == "leader"
    assert said(found)["Worst"] == "worse"
    lost = found.first.rate.value - found.ranked[-1].rate.value
    assert found.ranked[-1].loss == pytest.approx(lost, rel=0.1)


@pytest.mark.parametrize("reason", ["tired", "case_open"])
def test_who_is_tired_or_where_a_case_is_open_has_no_rank(reason):
    counts = field(EIGHT | {"Best": 8.0})
    out = {"tired": {"tired": ["Best"]}, "case_open": {"cases": ["Best"]}}[reason]
    found = compare(counts, **out)
    best = place(found, "Best")
    assert (best.status, best.rank, best.rate, best.p_best) == (reason, None, None, 0)
    assert found.places[-1] == best
    assert found.first.creative == "C7"
    assert sum(p.p_best for p in found.ranked) == pytest.approx(1, abs=1e-4)


def test_who_has_no_rank_stays_in_the_yardstick_of_the_others():
    counts = field(EIGHT | {"Best": 8.0})
    without = {name: cells for name, cells in counts.items() if name != "Best"}
    assert compare(counts, tired=["Best"]).typical == compare(counts).typical
    assert compare(counts, tired=["Best"]).typical != compare(without).typical


def test_a_case_is_told_before_tiredness():
    found = compare(field(EIGHT), tired=["C0"], cases=["C0"])
    assert said(found)["C0"] == "case_open"


def test_rich_networks_make_no_leader():
    rates = dict.fromkeys(["Lucky", "Unlucky"], 5.0) | EIGHT
    found = compare(field(rates, only={"Lucky": RICH, "Unlucky": POOR}))
    lucky, unlucky = place(found, "Lucky"), place(found, "Unlucky")
    assert lucky.mix > 1.5 and unlucky.mix < 2 / 3
    assert lucky.rate.value == pytest.approx(unlucky.rate.value, rel=0.1)


def test_a_far_mix_has_no_rank_but_competes():
    found = compare(field(EIGHT | {"Far": 5.3}, only={"Far": POOR}))
    far = place(found, "Far")
    assert (far.status, far.rank) == ("far_mix", None)
    assert far.p_best > 0 and far.rate is not None
    assert [p.rank for p in found.ranked] == list(range(1, 9))
    assert found.places[-1] == far


def test_a_far_mix_in_front_leaves_nobody_to_lead():
    counts = field(EIGHT | {"Good": 8.0, "Far": 15.0}, only={"Far": POOR})
    found = compare(counts)
    assert found.word == "far_mix"
    assert found.apart.creative == "Far"
    assert (found.first.creative, found.first.status) == ("Good", "ahead")
    assert found.first.p_best < 0.01 < 0.9 < found.apart.p_best
    near = compare(field(EIGHT | {"Good": 8.0}))
    assert (near.word, near.apart) == ("leader", None)


def test_only_a_far_mix_leaves_no_first():
    counts = field({"Rich": 5.0, "Poor": 5.0, "Both": 5.0}, only={"Rich": RICH, "Poor": POOR})
    found = compare(counts, tired=["Both"])
    assert found.first is None
    assert set(said(found).values()) == {"far_mix", "tired"}


def test_a_ratio_is_told_of_what_others_get_in_the_same_cells():
    counts = field(EIGHT | {"Best": 8.0})
    best = compare(counts).first
    assert best.ratio.value == pytest.approx(8.0 / 5.2, rel=0.10)  # shrunk
    assert best.ratio.low < best.ratio.value < best.ratio.high
    assert best.ratio.value == pytest.approx(best.rate.value / best.typical)


def test_the_bar_beside_the_reported_ipm_is_of_its_own_mix():
    some_rich = [*RICH, ("B", "US"), ("C", "US"), ("E", "DE")]
    found = compare(field(EIGHT | {"Some": 5.1}, only={"Some": some_rich}))
    some = place(found, "Some")
    assert 1.1 < some.mix < 1.5
    assert some.in_its_cells.value == pytest.approx(some.reported, rel=0.03)
    assert some.in_its_cells.low == pytest.approx(some.rate.low * some.mix)
    assert not some.judged_apart


def test_a_thin_creative_is_judged_apart_from_its_reported_ipm():
    thin = {("A", "US"): [(300, 6)] * 8 + [(0, 0)] * 12, ("B", "DE"): [(20, 1)] * 20}
    lucky = place(compare(field(EIGHT) | {"Lucky": thin}), "Lucky")
    assert lucky.judged_apart
    assert lucky.reported > lucky.in_its_cells.high


def test_few_cells_leave_more_doubt_than_many():
    few, many = (
        compare(field(EIGHT | {"Best": 6.5}, impressions=n, only=only))
        for n, only in ((120_000, dict.fromkeys([*EIGHT, "Best"], RICH)), (20_000, None))
    )
    assert few.first.rate.value == pytest.approx(many.first.rate.value * 1.8, rel=0.1)
    assert few.first.p_best < many.first.p_best
    assert (few.first.status, many.first.status) == ("ahead", "leader")


def test_who_shares_no_cell_with_others_is_not_ranked():
    own = [("F", "US"), ("F", "DE")]
    rest = [(n, c) for n in NETWORKS for c in COUNTRIES if (n, c) not in own]
    only = {"Apart": own} | dict.fromkeys(EIGHT, rest)
    found = compare(field(EIGHT | {"Apart": 9.0}, only=only))
    assert said(found)["Apart"] == "no_peers"
    assert found.places[-1].rank is None and found.first.creative != "Apart"


def test_who_is_new_waits_for_seven_days():
    counts = field(EIGHT)
    young = field({"Young": 9.0})["Young"]
    counts["Young"] = {cell: [(0, 0)] * 14 + line[:6] for cell, line in young.items()}
    assert said(compare(counts))["Young"] == "few_days"
    counts["Young"] = {cell: [(0, 0)] * 13 + line[:7] for cell, line in young.items()}
    assert compare(counts).first.creative == "Young"


def test_who_was_not_compared_has_no_loss_and_stands_over_nobody():
    found = compare(field(EIGHT), tired=["C0"])
    (tired,) = [place for place in found.places if place.creative == "C0"]
    first, last = found.ranked[0], found.ranked[-1]
    assert last.over(first) == pytest.approx(last.rate.value / first.rate.value)
    assert last.relative_loss == pytest.approx(last.loss / last.rate.value)
    for ask in (lambda: tired.relative_loss, lambda: tired.over(first), lambda: first.over(tired)):
        with pytest.raises(ValueError, match="C0 was not compared"):
            ask()


def test_one_alone_is_not_ranked():
    found = compare(field({"Only": 5.0}))
    assert said(found) == {"Only": "alone"}
    assert found.first is None
    left = compare(field({"Only": 5.0, "Tired": 5.0}), tired=["Tired"])
    assert said(left) == {"Only": "alone", "Tired": "tired"}


@pytest.mark.parametrize("counts", [{}, {"A": {}}, {"A": {("N", "US"): [(0, 0)]}}])
def test_without_impressions_there_is_no_field(counts):
    assert compare(counts) is None


def test_without_installs_nothing_is_ranked():
    found = compare(field({"A": 0.0, "B": 0.0}))
    assert (found.first, found.word) == (None, "")


def test_in_one_cell_alone_the_ranking_is_that_of_the_plain_counts():
    days = {name: [(10_000, int(rate * 10))] * 14 for name, rate in EIGHT.items()}
    plain = rank(days)
    found = compare({name: {("A", "US"): line} for name, line in days.items()})
    assert [p.creative for p in found.ranked] == [row.creative for row in plain.creatives]
    for own, row in zip(found.ranked, plain.creatives, strict=True):
        assert own.rate.value == pytest.approx(row.mean)
        assert own.p_best == pytest.approx(row.p_best)
    assert found.typical == pytest.approx(sum(EIGHT.values()) / 8 / 1000, rel=0.01)


def test_few_peers_make_nothing_sure():
    own = [("A", "US"), ("B", "US")]
    only = dict.fromkeys("XYZ", own)
    found = compare(field({"X": 4.0, "Y": 5.0, "Z": 6.5}, impressions=3_000, only=only))
    assert [(p.creative, p.status, p.firm) for p in found.ranked] == [
        ("Z", "ahead", False), ("Y", "open", False), ("X", "open", False),
    ]  # fmt: skip


def test_who_is_surely_behind_is_told_from_who_may_be():
    rest = compare(field(EIGHT | {"Best": 6.5, "Weak": 3.5})).ranked[1:]
    assert {place.status for place in rest} == {"open", "worse"}
    for place in rest:
        assert (place.status == "worse") == (place.p_behind >= 0.99)


def test_words_begin_where_they_are_told_to():
    counts = field(EIGHT | {"Best": 6.0})
    first = compare(counts).first
    lenient = BestWords(lead_p=first.p_best - 0.01, lead_loss=1)
    strict = BestWords(lead_p=first.p_best + 0.01, lead_loss=1)
    assert compare(counts, words=lenient).first.status == "leader"
    assert compare(counts, words=strict).first.status != "leader"
