import pytest

from campaigns.stats.networks.account import Account
from campaigns.stats.networks.creatives import creative_mixes
from campaigns.stats.networks.judge import judge
from campaigns.stats.networks.table import Table
from tests.stats.accounts import account, network

OWN = ("one", "two", "three")
LOW = account(*[1] * 8, Low=network(0.7))


def sums(levels, shared, own=0):
    """Every network shows creatives 0 to 3 evenly; Low those of `shared`, the rest its own.

    `levels` are those of the creatives; installs are as good as cell and creative say, and a
    network's own level does the rest.
    """

    def of(name, cells, creatives):
        total = sum(levels.get(c, 1) for c in creatives) / len(creatives)
        return {
            (name, c) if c in OWN else c: {
                cell: (
                    sum(n for n, _ in days) / len(creatives),
                    sum(x for _, x in days) / len(creatives) * levels.get(c, 1) / total,
                )
                for cell, days in cells.items()
            }
            for c in creatives
        }

    found = {name: of(name, cells, [0, 1, 2, 3]) for name, cells in LOW.items()}
    found["Low"] = of("Low", LOW["Low"], [*shared, *OWN[:own]])
    return found


WEAK = {0: 1.1, 1: 1.1, 2: 1.1, 3: 0.7}


def judged(creatives):
    return judge(LOW, creatives=lambda: creatives).of("Low")


def test_a_low_network_with_the_creatives_of_all_is_low():
    low = judged(sums({}, [0, 1, 2, 3]))
    assert (low.condition, low.reason) == ("act", "")
    assert low.creatives.factor == pytest.approx(1, abs=0.02)
    assert low.creatives.shared == pytest.approx(1)


def test_a_network_with_weak_creatives_is_at_most_on_watch():
    low = judged(sums(WEAK, [3]))
    assert (low.condition, low.verdict, low.reason) == ("watch", "watch", "weak_creatives")
    assert low.creatives.factor == pytest.approx(0.73, abs=0.03)
    assert low.would_clear_above is not None


def test_a_network_that_is_low_with_good_creatives_too_stays_low():
    low = judged(sums(WEAK, [0, 1]))
    assert (low.condition, low.reason) == ("act", "")
    assert low.creatives.factor > 1.05


def test_creatives_that_run_nowhere_else_explain_nothing_but_may():
    low = judged(sums({}, [], 3))
    assert (low.condition, low.reason) == ("act", "own_creatives")
    assert low.creatives.shared == 0


@pytest.mark.parametrize(("own", "reason"), [(3, "own_creatives"), (2, "weak_creatives")])
def test_sixty_per_cent_must_come_from_creatives_that_run_elsewhere(own, reason):
    low = judged(sums({0: 0.5, 1: 0.5, 2: 0.5, 3: 2.5}, [0, 1, 2], own))
    assert low.reason == reason


def test_what_weak_creatives_leave_of_the_gap_may_still_be_low():
    slight = {0: 1.04, 1: 1.04, 2: 1.04, 3: 0.88}
    low = judged(sums(slight, [3]))
    assert (low.condition, low.reason) == ("act", "")
    assert 0.85 < low.creatives.factor < 0.92
    assert low.window.ratio / low.creatives.factor == pytest.approx(0.7 / 0.88, abs=0.03)


def test_creatives_are_asked_for_only_when_a_network_looks_low():
    def never():
        raise AssertionError

    assert judge(account(*[1] * 8), creatives=never).of("A").verdict == "fine"


def test_no_installs_at_all_are_not_put_down_to_creatives():
    counts = LOW | {"Low": network(0)}
    low = judge(counts, creatives=lambda: sums(WEAK, [3])).of("Low")
    assert (low.condition, low.reason) == ("act", "no_installs")


def test_a_creative_that_is_not_stated_has_no_peers():
    dark = {name: {None: next(iter(own.values()))} for name, own in sums({}, [0]).items()}
    assert judged(dark).reason == "own_creatives"


def test_without_any_creative_known_nothing_is_explained():
    assert judged({}).reason == "own_creatives"


def test_rows_that_leave_out_a_country_have_the_mean_rate_of_those_that_agree():
    measured = Account(Table(LOW))
    video = {("US", "playable"): (1000, 9), ("IN", "playable"): (1000, 5)}
    whole = {name: {1: video} for name in LOW}
    dark = {name: {1: {(None, "playable"): (2000, 14)}} for name in LOW}
    nothing = {name: {1: {(None, "rewarded"): (2000, 14)}} for name in LOW}
    by_cell, by_format = (creative_mixes(measured, one)[0] for one in (whole, dark))
    assert by_format.factor == pytest.approx(by_cell.factor)
    assert by_format.shared == 1
    assert creative_mixes(measured, nothing)[0].shared == 0
