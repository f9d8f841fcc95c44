"""Ten networks in two apps, with the sums that the demo's have: each gets the word it is known by.

Per app: installs a day and CPI of the mature days, rho against a target of 20 %, spend of the 28
settled days, the verdict on IPM and the cases.
"""

import pytest

from campaigns.stats.networks.decide import Facts, Ipm, OpenCase, decide_app
from campaigns.stats.networks.decide_money import Cohort, Cohorts
from campaigns.stats.networks.decide_totals import over_all

ACT, WATCH, FINE, THIN, SILENT = map(Ipm, ("act", "watch", "fine", "not_enough", "no_data"))
MERGE_HARBOR = {
    "Lumio Ads": (1499, 2.27, 1.15, 95_222, FINE, ()),
    "Northlight": (424, 2.13, 0.98, 25_242, ACT, ()),
    "Playgrid": (997, 1.85, 1.36, 51_779, FINE, ()),
    "Kite Exchange": (
        380, 0.91, 0.57, 9_727, FINE,
        (OpenCase("injection", 1_739.0, "1402"), OpenCase("injection", 1_739.0)),
    ),
    "Vantage DSP": (741, 2.30, 1.07, 47_685, FINE, (OpenCase("flooding", 320.0, "88213"),)),
    "Rewardly": (382, 0.73, 0.19, 7_772, FINE, (OpenCase("incentive", 7_772.0),)),
    "Offerlane": (119, 0.49, 0.44, 1_620, THIN, (OpenCase("incentive", 1_620.0),)),
    "Brisk Media": (17, 1.42, 1.36, 668, THIN, (OpenCase("flooding", 668.0),)),
    "Tandem Video": (15, 1.60, 1.28, 170, THIN, ()),
    "Circle Social": (248, 2.68, 0.96, 18_630, SILENT, ()),
}  # fmt: skip
TILE_GARDEN = {
    "Lumio Ads": (1359, 2.23, 1.13, 84_909, FINE, ()),
    "Northlight": (338, 2.20, 1.00, 20_797, ACT, ()),
    "Playgrid": (989, 1.91, 1.40, 52_967, FINE, ()),
    "Kite Exchange": (334, 0.94, 0.60, 9_005, FINE, ()),
    "Vantage DSP": (622, 2.17, 1.14, 37_828, WATCH, ()),
    "Rewardly": (337, 0.76, 0.19, 7_159, FINE, (OpenCase("incentive", 7_159.0),)),
    "Offerlane": (31, 0.60, 0.003, 525, THIN, (OpenCase("farm", 525.0),)),
    "Brisk Media": (33, 1.41, 1.28, 1_319, THIN, (OpenCase("stuffing", 792.0),)),
    "Tandem Video": (15, 1.60, 2.18, 162, THIN, ()),
    "Circle Social": (213, 2.78, 0.88, 16_564, SILENT, ()),
}
NEW = {"Tandem Video": 6}
"""Days since the first, of a network that is not old."""


def decided(app):
    """The decisions of an app whose days swing by a fifth."""
    return decide_app({name: _network(name, *sums) for name, sums in app.items()})


def _network(name, installs, cpi, rho, spend, ipm, cases):
    live = NEW.get(name, 87)
    known = 2 if name in NEW else 28
    swing = (0.8, 1.1, 1.2, 0.9, 1.0)
    days = [
        Cohort(installs, installs * cpi, installs * cpi * 0.2 * rho * swing[t % 5])
        for t in range(known)
    ]
    cohorts = Cohorts((*[None] * (28 - known), *days), 0.20)
    return Facts(float(spend), live, cpi=cpi, ipm=ipm, cases=cases), cohorts


@pytest.mark.parametrize(
    ("network", "word", "reason"),
    [
        ("Lumio Ads", "hold", "fine"),
        ("Northlight", "ask", "ipm"),
        ("Playgrid", "scale", "money"),
        ("Kite Exchange", "cap", "money"),
        ("Vantage DSP", "watch", "ipm"),
        ("Rewardly", "cut", "fraud"),
        ("Offerlane", "cut", "fraud"),
        ("Brisk Media", "ask", "fraud"),
        ("Tandem Video", "hold", "new"),
        ("Circle Social", "hold", "fine"),
    ],
)
def test_the_word_over_both_apps(network, word, reason):
    apps = {"merge": decided(MERGE_HARBOR)[network], "tile": decided(TILE_GARDEN)[network]}
    found = over_all(apps)
    assert (found.word, found.reason) == (word, reason)


def test_vantage_holds_in_the_app_in_which_only_a_sub_publisher_floods():
    one = decided(MERGE_HARBOR)["Vantage DSP"]
    assert (one.word, one.reason) == ("hold", "fine")
