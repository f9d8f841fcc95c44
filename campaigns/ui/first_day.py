"""The first days of a site: what has been given so far, and what each thing opens up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from campaigns import formats
from campaigns.jobs.changes import demo_open
from campaigns.jobs.workers import live
from campaigns.models import Job
from campaigns.models.settling import USUAL_DAYS
from campaigns.periods import Period, last_settled_day
from campaigns.records.first_steps import has_creatives, has_rule
from campaigns.reports import targets
from campaigns.stats.networks.rule import MIN_DAYS
from campaigns.ui.permissions import MAY_CHANGE_APP, MAY_CHANGE_RULES, MAY_IMPORT

FIRST_DAYS = 28
"""On so many days with counts a site is new; later a page says itself what it lacks."""
LATER = {
    "why": "Once two periods have counts, it is split here who moved IPM.",
    "trends": "IPM day by day stands here from the first day on, a trend from two weeks on.",
    "networks": f"IPM of each network stands here from the first day on, verdicts after {MIN_DAYS} "
    "settled days.",
    "campaigns": "IPM of each campaign stands here from the first day on.",
    "creatives": "Gallery, ranking and fatigue stand here once a file names its creatives.",
    "concepts": "What hooks and formats bring stands here once creatives are named by a rule.",
    "audience": "IPM by country and platform stands here once a file names countries.",
    "quality": "IPM against retention and revenue stands here once a file has them.",
    "planner": "What installs may cost stands here after two weeks of counts with spend.",
    "fraud": "Signals stand here once an MMP's report is in, after two weeks.",
    "store_pages": "IPM by store page stands here once a file names store pages.",
}
"""What will stand on a page, and when, by its name."""


@dataclass(frozen=True)
class FirstStep:
    """One thing a site is given; `url` is where, "" where the reader may not or time does it."""

    name: str
    text: str
    done: bool
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class FirstDay:
    """The strip: its steps, the first that is open, and the demo while it is loaded."""

    steps: list[FirstStep]
    may_load: bool
    demo: list[Job]
    stuck: bool
    blank: bool
    asks: bool

    @property
    def next(self) -> FirstStep | None:
        """What to do next; a step that time does is not waited for."""
        return next((one for one in self.steps if not one.done and one.act), None)

    @property
    def title(self) -> str:
        """First day: counts are in, a target is next."""
        done = [one.name.lower() for one in self.steps if one.done]
        if not done:
            return "First day: begin with counts."
        if self.next is None:
            return f"First days: {len(done)} of {len(self.steps)} stand."
        verb = "are in" if done == ["counts"] else "stand"
        said = done[0] if len(done) == 1 else f"{', '.join(done[:-1])} and {done[-1]}"
        return f"First day: {said} {verb}, {self.next.name.lower()} next."


def first_day(known: Period | None, today: date, may: Collection[str]) -> FirstDay | None:
    """What a new site has and lacks; None where all of it stands, or counts of many days.

    `known` are the days with counts, `may` the permissions of the reader.
    """
    if known is not None and len(known) >= FIRST_DAYS:
        return None
    found = steps(known, today, may)
    if all(one.done for one in found):
        return None
    may_load = known is None and {MAY_IMPORT, MAY_CHANGE_RULES} <= set(may)
    demo = demo_open() if known is None else []
    return FirstDay(
        found, may_load, demo, bool(demo) and not live(), known is None, MAY_IMPORT not in may
    )


def steps(known: Period | None, today: date, may: Collection[str]) -> list[FirstStep]:
    """Counts, target, settled days, creatives, names: each with what it opens up."""
    settled = known.until(last_settled_day(today, USUAL_DAYS)) if known else None
    days = len(settled) if settled else 0
    imports = reverse("imports") if MAY_IMPORT in may else ""
    return [
        FirstStep("Counts", _counts(known), known is not None, imports, "Import a report"),
        FirstStep(
            "Target",
            "Set the IPM you want: tile, chart and table are held against it.",
            any(targets().values()),
            reverse("targets") if MAY_CHANGE_APP in may and known else "",
            "Set a target",
        ),
        FirstStep(f"{MIN_DAYS} settled days", _verdicts(known, days), days >= MIN_DAYS),
        FirstStep(
            "Creatives in the file",
            "With them: gallery, ranking, fatigue.",
            has_creatives(),
            imports,
            "Import a report with creatives",
        ),
        FirstStep(
            "Names",
            "A rule that reads format and concept from your names.",
            has_rule(),
            reverse("names") if MAY_CHANGE_RULES in may else "",
            "Read names",
        ),
    ]


def _counts(known: Period | None) -> str:
    if known is None:
        return "A report of a network or an MMP: IPM, interval and trend from the first day on."
    days = "1 day" if len(known) == 1 else f"{len(known)} days"
    return f"{days} in. Each day more makes the intervals shorter."


def _verdicts(known: Period | None, days: int) -> str:
    what = "verdicts, like for like, changes beyond noise"
    if known is None or days >= MIN_DAYS:
        return f"With them: {what}."
    ready = known.first + timedelta(days=MIN_DAYS + USUAL_DAYS)
    return f"{days} so far. From {formats.day(ready)} on, if no day is missing: {what}."
