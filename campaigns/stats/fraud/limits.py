"""The limits and minimums of the rules: defaults, meanings, and what an editor may set.

Where a rule names a source the figure is the source's, else it is our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Limits = Mapping[str, float]
"""The value in force of every limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit; an editor may set it from `low` to `high`."""

    name: str
    default: float
    meaning: str
    low: float
    high: float


LIMITS = (
    Limit("flooding_clicks", 100, "clicks per install above which a network floods", 20, 1000),
    Limit("flooding_cvr", 0.0005, "largest share of clicks that install in a flood", 0.0001, 0.01),
    Limit("flooding_own", 30, "clicks per install from which peers decide", 10, 500),
    Limit("flooding_times", 5.0, "times the peers’ clicks per install that make a signal", 2, 50),
    Limit("flooding_min_clicks", 10_000, "fewest clicks to judge clicks", 1000, 1_000_000),
    Limit("flooding_min_installs", 100, "fewest installs to judge clicks by peers", 10, 10_000),
    Limit("late_share", 0.25, "share of installs over a day after the click", 0.05, 0.9),
    Limit("late_times", 2.5, "times the peers’ share of late installs", 1.5, 20),
    Limit("late_usual", 0.10, "usual share of late installs, without peers", 0.01, 0.5),
    Limit("injection_share", 0.04, "share of installs under 10 s after the click", 0.01, 0.5),
    Limit("injection_times", 4.0, "times the peers’ share of installs under 10 s", 1.5, 20),
    Limit("injection_usual", 0.01, "usual share of installs under 10 s, without peers", 0.001, 0.2),
    Limit("ctit_min_installs", 100, "fewest installs with a click time", 20, 10_000),
    Limit("views_ctr", 0.40, "CTR from which views are taken for clicks", 0.1, 0.95),
    Limit("views_min_impressions", 10_000, "fewest impressions to judge CTR", 1000, 1_000_000),
    Limit("stuffing_more", 1.7, "times the impressions a day of the three weeks before", 1.2, 10),
    Limit("stuffing_installs", 1.3, "largest growth of installs beside that", 1, 3),
    Limit("stuffing_min_impressions", 100_000, "fewest impressions to judge a jump", 10_000, 10**7),
    Limit("stuffing_min_installs", 100, "fewest installs to judge a jump", 20, 10_000),
    Limit("incentive_d1", 0.5, "part of the peers’ D1 retention that is low", 0.1, 0.9),
    Limit("incentive_times", 2.0, "times the peers’ IPM or CVR beside that", 1.2, 10),
    Limit("farm_d1", 0.25, "part of the peers’ D1 retention that is next to nothing", 0.02, 0.7),
    Limit("usual_d1", 0.25, "usual D1 retention, without peers", 0.02, 0.9),
    Limit("retention_min_installs", 100, "fewest installs a day old", 20, 10_000),
    Limit("rejected_share", 0.10, "share of installs that the MMP rejects", 0.02, 0.9),
    Limit("rejected_times", 3.0, "times the peers’ rejected share", 1.5, 20),
    Limit("rejected_usual", 0.02, "usual rejected share, without peers", 0.001, 0.3),
    Limit("rejected_min_installs", 100, "fewest installs to judge rejections", 20, 10_000),
    Limit("poaching_fall", 0.75, "part of the organic installs that is left", 0.3, 0.95),
    Limit("poaching_rise", 1.5, "times the network’s own installs of before", 1.1, 10),
    Limit("poaching_part", 0.25, "part of the organic loss that it gains", 0.05, 1),
    Limit("poaching_min_installs", 50, "fewest installs in the 14 days before", 10, 10_000),
    Limit("over_reporting", 1.25, "times the MMP’s installs that the network claims", 1.05, 5),
    Limit("over_reporting_min_installs", 100, "fewest installs of the MMP", 20, 10_000),
    Limit("weekday_distance", 0.20, "share of installs on other weekdays than peers’", 0.1, 0.8),
    Limit("weekday_min_installs", 200, "fewest installs to judge weekdays", 50, 10_000),
    Limit("round_share", 0.5, "share of days whose installs are multiples of 10", 0.2, 1),
    Limit("round_min_days", 14, "fewest days to judge round numbers", 7, 28),
    Limit("round_min_installs", 50, "installs of a day that counts for that", 20, 1000),
    Limit("copied_min_installs", 20, "installs of a day that may be a copy", 5, 1000),
)
DEFAULTS: Limits = {limit.name: limit.default for limit in LIMITS}
