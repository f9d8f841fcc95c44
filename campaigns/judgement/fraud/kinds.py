"""The signals by name: which rules raise each, when, from which volume on, and who says so."""

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.formats import percent
from campaigns.stats.fraud.limits import Limits
from campaigns.stats.fraud.patterns import WEEKDAY_DAYS

Words = Callable[[Limits], str]


@dataclass(frozen=True)
class SignalKind:
    """One signal. `condition` and `minimum` are sentences with the limits in force.

    `asks` is what the network's account manager is asked; `by_source_app` says whether
    sub-publishers are judged too.
    """

    key: str
    label: str
    rules: tuple[str, ...]
    condition: Words
    minimum: Words
    source: str
    asks: str
    by_source_app: bool = False

    @property
    def named(self) -> str:
        """The label within a sentence."""
        return self.label[0].lower() + self.label[1:]


KINDS = {
    kind.key: kind
    for kind in (
        SignalKind(
            "flooding",
            "Click flooding",
            ("flooding_a", "flooding_b", "flooding_c", "late_installs"),
            lambda v: (
                f"More than {v['flooding_clicks']:g} clicks per install; or at most "
                f"{percent(v['flooding_cvr'])} of clicks install; or {v['flooding_own']:g} clicks "
                f"per install and {v['flooding_times']:g} times the peers’; or "
                f"{percent(v['late_share'])} of the installs come over a day after the click, "
                f"{v['late_times']:g} times the peers’ share."
            ),
            lambda v: (
                f"{v['flooding_min_clicks']:,.0f} clicks, or {v['ctit_min_installs']:,.0f} "
                "installs with a click time"
            ),
            "Kochava: 1 to 10 clicks per install are plausible. Adjust: a CVR of 0.05 % is almost "
            "certainly click spam. Peers’ multiples and late installs: our own figures.",
            "Which placements send these clicks, and how is each click caused?",
            by_source_app=True,
        ),
        SignalKind(
            "injection",
            "Click injection",
            ("click_injection",),
            lambda v: (
                f"{percent(v['injection_share'])} of the installs come within 10 seconds of the "
                f"click, {v['injection_times']:g} times the peers’ share."
            ),
            lambda v: f"{v['ctit_min_installs']:,.0f} installs with a click time",
            "AppsFlyer: within 5 seconds no human can install. The share is our own figure.",
            "Which sub-publishers send clicks seconds before the install ends?",
            by_source_app=True,
        ),
        SignalKind(
            "views",
            "Views sent as clicks",
            ("views_as_clicks",),
            lambda v: f"CTR of {percent(v['views_ctr'])} or more.",
            lambda v: f"{v['views_min_impressions']:,.0f} impressions",
            "Adjust and AppsFlyer describe it in their glossaries; the figure is our own.",
            "What exactly is reported as a click?",
            by_source_app=True,
        ),
        SignalKind(
            "stuffing",
            "Impression stuffing",
            ("stuffing",),
            lambda v: (
                f"Impressions a day of the last 7 days at least {v['stuffing_more']:g} times those "
                f"of the 21 before, or that many times the peers’ growth where theirs grow too; "
                f"installs at most {v['stuffing_installs']:g} times."
            ),
            lambda v: (
                f"{v['stuffing_min_impressions']:,.0f} impressions and "
                f"{v['stuffing_min_installs']:,.0f} installs in 28 days"
            ),
            "Our own figure.",
            "Where were these impressions shown, and were they viewable?",
        ),
        SignalKind(
            "incentive",
            "Incentivised or mislabelled",
            ("incentive",),
            lambda v: (
                f"At most {percent(v['incentive_d1'])} of the peers’ D1 retention, and IPM or CVR "
                f"at least {v['incentive_times']:g} times the peers’."
            ),
            lambda v: f"{v['retention_min_installs']:,.0f} installs a day old",
            "AppsFlyer: an amazing upper funnel over a weak lower one. The figures are our own.",
            "Are users rewarded for installing, or told something else than the app is?",
        ),
        SignalKind(
            "farm",
            "Nobody stays, as from install farms",
            ("farm",),
            lambda v: f"At most {percent(v['farm_d1'])} of the peers’ D1 retention.",
            lambda v: f"{v['retention_min_installs']:,.0f} installs a day old",
            "TrafficGuard describes the pattern of device farms; the figure is our own.",
            "Which devices and addresses do these installs come from?",
        ),
        SignalKind(
            "rejected",
            "Many rejected installs",
            ("rejected",),
            lambda v: (
                f"The MMP rejects {percent(v['rejected_share'])} of the installs, "
                f"{v['rejected_times']:g} times the peers’ share."
            ),
            lambda v: f"{v['rejected_min_installs']:,.0f} installs",
            "Our own figure.",
            "Which sub-publishers do the rejected installs come from, and are they paid for?",
            by_source_app=True,
        ),
        SignalKind(
            "poaching",
            "Organic poaching",
            ("poaching",),
            lambda v: (
                f"Organic installs of the last 14 days at most {percent(v['poaching_fall'])} of "
                f"the 14 before, the network’s at least {v['poaching_rise']:g} times, and it gains "
                f"{percent(v['poaching_part'])} of what was lost."
            ),
            lambda v: f"{v['poaching_min_installs']:,.0f} installs of each in the 14 days before",
            "Described in the trade press; the figures are our own.",
            "How does the network find users who would not have installed anyway?",
        ),
        SignalKind(
            "over_reporting",
            "More installs than the MMP counts",
            ("over_reporting",),
            lambda v: (
                f"The network claims {v['over_reporting']:g} times the MMP’s installs, with SKAN’s "
                "where it counts too."
            ),
            lambda v: f"{v['over_reporting_min_installs']:,.0f} installs of the MMP",
            "Our own figure; 10 % more is common.",
            "Which installs does the network count that the MMP does not?",
        ),
        SignalKind(
            "weekdays",
            "Weekdays unlike peers",
            ("weekday_pattern",),
            lambda v: (
                f"{percent(v['weekday_distance'])} of the installs fall on other weekdays than "
                "the peers’."
            ),
            lambda v: f"{WEEKDAY_DAYS} days and {v['weekday_min_installs']:,.0f} installs",
            "TrafficGuard: farms work at night. Daily counts hold no hours, so weekdays stand in.",
            "What differs by weekday: budget, placements, audience?",
        ),
        SignalKind(
            "copied",
            "Round or copied numbers",
            ("round_or_copied",),
            lambda v: (
                f"{percent(v['round_share'])} of the days have multiples of 10 as installs; or "
                f"days with {v['copied_min_installs']:,.0f} installs repeat in all counts, twice."
            ),
            lambda v: f"{v['round_min_days']:,.0f} days of {v['round_min_installs']:,.0f} installs",
            "Our own figure.",
            "How are these counts made: counted, or estimated?",
        ),
    )
}

INPUTS = {
    "ctit": "click times",
    "organic installs": "organic installs",
    "MMP installs": "MMP installs",
    "the network's installs": "installs of its own",
    "rejected installs": "rejected installs",
    "retention": "D1 retention",
    "impressions": "impressions",
    "clicks": "clicks",
    "installs": "installs",
}
"""What a rule calls an input that it lacks, and its words."""
