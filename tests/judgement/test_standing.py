from datetime import timedelta

import pytest

from campaigns.judgement import headline as words
from campaigns.judgement import thresholds
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery, last_days
from campaigns.ui.tiles import tiles
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
PERIOD = Period.of_days(14, LAST_DAY)
BEFORE = "the 14 days before"


def see(**where):
    query = ReportQuery(PERIOD, where=where, compare=PERIOD.previous())
    return network_breakdown(query, TODAY)


def fill(network, ipm, *, period=PERIOD, impressions=100_000, app=None, wobble=0.02, **kwargs):
    """Steady days around an IPM, one per mille of noise up and down in turn."""
    for place, day in enumerate(period.days()):
        turn = 1 + wobble * (1 if place % 2 else -1)
        installs = round(impressions * ipm / 1000 * turn)
        make_day(
            network, day, app=app, impressions=impressions, installs=installs,
            clicks=installs * 5, **kwargs,
        )  # fmt: skip


@made_once
def app():
    return make_app(target=6)


def test_networks_come_lowest_ipm_first_and_silent_ones_apart(app):
    fill("High", 9, app=app)
    fill("Low", 3, app=app)
    make_day("Silent", app=app, installs=50, clicks=400)
    page = see()
    assert [s.name for s in page.networks] == ["Low", "High"]
    assert [s.name for s in page.silent] == ["Silent"]
    assert page.total.counts.installs == sum(s.counts.installs for s in page.everyone)
    assert page.total.counts.ipm == pytest.approx(6, rel=0.01)


@pytest.mark.parametrize(("ipm", "mark"), [(3, "below"), (9, "met"), (6, "unsure")])
def test_the_mark_is_judged_on_the_interval_and_not_on_the_point(app, ipm, mark):
    fill("Lumio", ipm, app=app)
    (standing,) = see().networks
    assert standing.mark == mark
    assert standing.interval.low < standing.counts.ipm < standing.interval.high


def test_a_network_without_a_target_has_no_mark():
    fill("Lumio", 3)
    assert see().networks[0].mark == "no_target"


def test_a_network_with_few_installs_is_not_judged(app):
    make_day("Tandem", LAST_DAY - timedelta(days=5), app=app, impressions=5000, installs=4)
    assert see().networks[0].mark == "too_little"


def test_a_range_counts_its_settling_days_everywhere_and_the_last_days_nowhere(app):
    make_campaign(app, "Lumio", settle_days=3)
    fill("Lumio", 7, app=app, period=Period(PERIOD.first, LAST_DAY - timedelta(days=3)))
    for back in range(3):
        make_day("Lumio", LAST_DAY - timedelta(days=back), app=app, impressions=10**5, installs=100)
    (all_days,) = see().networks
    assert (all_days.mark, all_days.counts.impressions) == ("unsure", 14 * 10**5)
    assert all_days.interval.value == pytest.approx(all_days.counts.ipm)
    assert all_days.otherwise.ipm == pytest.approx(7, rel=0.01)
    (settled,) = network_breakdown(last_days(7, TODAY), TODAY).networks
    assert (settled.mark, settled.counts.impressions) == ("met", 7 * 10**5)
    assert settled.otherwise.impressions == 10 * 10**5
    for standing in (all_days, settled):
        assert [done for *_, done in standing.daily[-4:]] == [True, False, False, False]


def test_a_day_without_counts_is_no_data_in_the_daily_line(app):
    make_day("Lumio", LAST_DAY, app=app, impressions=1000, installs=5)
    (standing,) = see().networks
    assert [counts.ipm for _, counts, _ in standing.daily] == [None] * 13 + [5]


def test_the_target_of_two_apps_is_weighted_by_impressions(app):
    other = make_app(name="Tile Garden", platform="ios", target=2)
    make_day(app=app, impressions=3000, installs=9)
    make_day(app=other, impressions=1000, installs=9)
    page = see()
    assert page.total.target == pytest.approx((3 * 6 + 2) / 4)
    assert page.target is None


def test_the_split_by_network_adds_to_the_change_exactly(app):
    fill("A", 8, app=app, period=PERIOD.previous())
    fill("A", 8.5, app=app, impressions=50_000)
    fill("B", 4, app=app, period=PERIOD.previous())
    fill("B", 4.2, app=app, impressions=250_000)
    fill("Gone", 5, app=app, period=PERIOD.previous(), impressions=10_000)
    fill("New", 2, app=app, impressions=10_000)
    page = see()
    parts = words.split(words.moves(page))
    moved = page.total.counts.ipm - page.total.previous.ipm
    assert sum(mix + rate for mix, rate in parts.values()) == pytest.approx(moved, abs=1e-9)
    assert parts["Gone"][1] == parts["New"][1] == 0


def test_the_worked_trap_is_named_as_mix(app):
    """statistics.md section 6: both rise, the total falls from 6.000 to 4.917 by mix."""
    before = PERIOD.previous()
    fill("iOS net", 8, app=app, period=before, impressions=100_000, wobble=0)
    fill("Android net", 4, app=app, period=before, impressions=100_000, wobble=0)
    fill("iOS net", 8.5, app=app, impressions=50_000, wobble=0)
    fill("Android net", 4.2, app=app, impressions=250_000, wobble=0)
    page = see()
    assert page.total.previous.ipm == pytest.approx(6.0, abs=0.001)
    assert page.total.counts.ipm == pytest.approx(4.917, abs=0.001)
    parts = words.split(words.moves(page))
    assert sum(mix for mix, _ in parts.values()) == pytest.approx(-1.383, abs=0.002)
    assert sum(rate for _, rate in parts.values()) == pytest.approx(0.300, abs=0.002)
    said = words.headline(page, BEFORE)
    assert said.title == (
        "IPM is under its target of 6.00 at 4.92 and 18 % lower than in the 14 days before."
    )
    assert said.more[0] == (
        "Impressions moved to networks with a lower IPM: that is more than the whole drop (1.38 of "
        "1.08). The networks themselves moved it by +0.30."
    )


def test_the_network_that_explains_a_fall_is_named(app):
    before = PERIOD.previous()
    fill("Steady", 7, app=app, period=before, wobble=0)
    fill("Steady", 7, app=app, wobble=0)
    fill("Northlight", 7, app=app, period=before, wobble=0)
    fill("Northlight", 5, app=app, wobble=0)
    said = words.headline(see(), BEFORE)
    assert said.more[0] == (
        "Northlight fell most: 7.00 to 5.00. It carries the whole drop (1.00 of 1.00)."
    )
    assert "Northlight (5.00)" in said.more[1]


def test_a_change_within_noise_is_level_and_nobody_is_blamed(app):
    fill("Lumio", 7.0, app=app, period=PERIOD.previous(), wobble=0.3)
    fill("Lumio", 6.7, app=app, wobble=0.3)
    page = see()
    said = words.headline(page, BEFORE)
    assert "level with the 14 days before" in said.title
    assert said.more == []
    assert tiles(page)[0].change.text == "level"


def test_nothing_is_said_where_there_is_no_ipm(app):
    make_day("Silent", app=app, installs=50)
    assert words.headline(see(), BEFORE) is None


def test_a_footnote_names_what_the_total_ipm_leaves_out(app):
    fill("Lumio", 7, app=app)
    make_day("Circle Social", app=app, installs=12_750)
    notes = words.footnotes(see(), Counts())
    assert notes[0] == (
        "In the total, IPM, CTR and eCPM leave out Circle Social’s 12,750 installs, because no "
        "impressions are reported with them; installs include them."
    )
    make_day("Circle Social", app=app, campaign="Paid", installs=10, spend=20)
    assert words.footnotes(see(), Counts())[0].endswith("installs and CPI include them.")


def test_every_filter_combination_of_the_same_rows_gives_the_same_ipm(app):
    fill("Lumio", 7, app=app)
    whole = see().total.counts
    assert see(app=(app.pk,)).total.counts == whole
    assert see(platform=("android",), country=("US",)).total.counts == whole


def test_a_changed_threshold_changes_what_counts_as_enough(app):
    fill("Lumio", 7, app=app)
    assert see().networks[0].mark == "met"
    thresholds.change("min_impressions", 100_000, None)
    make_day("Small", PERIOD.first, app=app, impressions=90_000, installs=600)
    make_day("Small", PERIOD.last - timedelta(days=4), app=app, impressions=9_000, installs=60)
    small = next(s for s in see().networks if s.name == "Small")
    assert small.mark == "too_little"
