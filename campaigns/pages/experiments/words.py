"""What the pages of experiments say; every number comes from the judged counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.experiments.judge import ArmCounts, Comparison, Judged, ratio_of
from campaigns.judgement.experiments.records import LedgerEntry
from campaigns.judgement.headline import Headline
from campaigns.metrics import Counts
from campaigns.models import Experiment
from campaigns.stats.experiments.comparison import FIRST_DAY, MIN_INSTALLS

STATES = {
    "beats": "Beats the control",
    "loses": "Loses",
    "no_difference": "No difference",
    "not_found": "Not found",
    "invalid": "Not a fair comparison",
    "running": "Not decided",
    "too_little": "Too few installs",
    "planned": "Planned",
}
"""The word of each state."""
EXPOSURES = {Counts.ipm.name: "impressions", Counts.cvr.name: "clicks"}


@dataclass(frozen=True)
class Progress:
    """One bar: how much of the plan is in, in per cent of its width, with words."""

    label: str
    words: str
    percent: float


@dataclass(frozen=True)
class Check:
    """One test of fair delivery."""

    ok: bool
    text: str


@dataclass(frozen=True)
class TestCard:
    """An experiment that is planned or runs, as the list shows it."""

    pk: int
    name: str
    word: str
    text: str
    scope: str
    bars: list[Progress]
    ready: bool
    owner: str


def exposure(kind: str) -> str:
    """What the arms are counted by: impressions, or clicks for store pages."""
    return EXPOSURES[ratio_of(kind).name]


def person(user) -> str:
    """A person as people call them, "" for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def signed(lift: float) -> str:
    """.2 -> +20 %"""
    percent = round(100 * lift)
    sign = formats.MINUS if percent < 0 else "+" if percent else ""
    return f"{sign}{abs(percent)} %"


def percent(part: float) -> str:
    """.0139 -> 1 %"""
    return f"{100 * part:.0f} %"


def scope(experiment: Experiment) -> str:
    """What is compared where."""
    networks = [network.name for network in experiment.networks.all()]
    codes = experiment.country_codes
    where = [str(experiment.app), listed(networks) if networks else "all networks"]
    where.append(", ".join(codes) if codes else "all countries")
    return f"{experiment.get_kind_display()} in {', '.join(where)}"


def versus(experiment: Experiment) -> str:
    """The challengers against the control."""
    control, *challengers = (str(arm) for arm in experiment.arms.all())
    return f"{listed(challengers)} against {control}"


def headline(
    running: Sequence[Judged], planned: Sequence[Experiment], entries: Sequence[LedgerEntry]
):
    """Can anything be decided, and how often did testing pay?"""
    ready = [one.experiment.name for one in running if one.suggestion]
    tests = "test is" if len(running) == 1 else "tests are"
    if ready:
        of = "" if len(ready) == len(running) else f" of {len(running)} running"
        noun = "test" if len(ready) == 1 and not of else "tests"
        title = f"{len(ready)}{of} {noun} can be decided: {listed(ready)}."
    elif running:
        title = f"{len(running)} {tests} running; none can be decided yet."
    elif planned:
        title = (
            f"No test is running; {len(planned)} {'is' if len(planned) == 1 else 'are'} planned."
        )
    else:
        title = "No test is running."
    return Headline(title, [text for text in (_won(entries),) if text])


def _won(entries: Sequence[LedgerEntry]) -> str:
    if not entries:
        return ""
    newest = entries[0]
    rest = sum(1 for entry in entries if not entry.counts)
    left = f"; {rest} more {'does' if rest == 1 else 'do'} not count" if rest else ""
    if not newest.tries:
        return f"No decided test counts yet{left}."
    noun = "test" if newest.tries == 1 else "tests"
    return (
        f"{newest.wins} of {newest.tries} decided {noun} found a better challenger "
        f"({percent(newest.rate)}){left}."
    )


def card(judged: Judged, today: date) -> TestCard:
    """An experiment in the list."""
    experiment = judged.experiment
    if experiment.status == Experiment.Status.PLANNED:
        text = _planned(experiment, today)
    else:
        text = judged.leader.sentence
    return TestCard(
        experiment.pk,
        experiment.name,
        state(judged),
        f"{versus(experiment)}. {text}",
        scope(experiment),
        bars(judged) if experiment.start else [],
        bool(judged.suggestion) and experiment.status == Experiment.Status.RUNNING,
        person(experiment.owner),
    )


def _planned(experiment: Experiment, today: date) -> str:
    start = formats.day(experiment.planned_start)
    needs = f"It needs {_plan(experiment)}."
    if experiment.planned_start > today:
        return f"Starts {start}. {needs}"
    return f"It was to start {start}: say when it did. {needs}"


def _plan(experiment: Experiment) -> str:
    return (
        f"{experiment.planned_days} days and {formats.count(experiment.planned_exposure)} "
        f"{exposure(experiment.kind)} for each arm"
    )


def bars(judged: Judged) -> list[Progress]:
    """Days and exposure against the plan."""
    experiment, days = judged.experiment, len(judged.days or ())
    counted = min((sum(n for n, _ in one.days) for one in judged.arms), default=0)
    unit = exposure(experiment.kind)
    return [
        _bar("Days", days, experiment.planned_days, formats.count),
        _bar(
            f"{unit.capitalize()} of the smaller arm",
            counted,
            experiment.planned_exposure,
            formats.short,
        ),
    ]


def _bar(label: str, value: float, of: float, words) -> Progress:
    return Progress(label, f"{words(value)} of {words(of)}", round(min(1, value / of) * 100, 1))


def state(judged: Judged) -> str:
    """The word of an experiment's state."""
    if judged.experiment.status == Experiment.Status.PLANNED:
        return STATES["planned"]
    return STATES[judged.word]


def told(judged: Judged) -> str:
    """On what the sentence stands."""
    experiment, days = judged.experiment, judged.days
    if experiment.status == Experiment.Status.PLANNED:
        return f"It needs {_plan(experiment)}."
    if days is None:
        return "None of its days is settled yet."
    rates = [f"{_rate(judged, one)} for {one.name}" for one in judged.arms]
    settled = "settled day" if len(days) == 1 else "settled days"
    return (
        f"{judged.ratio.label} is {listed(rates)}, on "
        f"{len(days)} {settled} ({formats.day_range(days)}): "
        f"{formats.count(sum(x for one in judged.arms for _, x in one.days))} installs from "
        f"{_short(sum(n for one in judged.arms for n, _ in one.days))} "
        f"{exposure(experiment.kind)}."
    )


def _short(value: float) -> str:
    """A short number that no line breaks."""
    return formats.short(value).replace(" ", "\N{NO-BREAK SPACE}")


def _rate(judged: Judged, one: ArmCounts) -> str:
    ratio = judged.ratio
    return f"{formats.ratio(ratio, getattr(one.counts, ratio.name))} {ratio.unit}".strip()


def what_next(judged: Judged) -> str:
    """What the reader can do now."""
    experiment = judged.experiment
    if experiment.status == Experiment.Status.DECIDED:
        return _decided(judged)
    if experiment.status == Experiment.Status.PLANNED:
        return ""
    if judged.suggestion == "invalid":
        return "Mend the delivery and start again, or decide that it is invalid."
    if judged.suggestion:
        return "The counts carry a decision: it can be taken today."
    days = len(judged.days or ())
    early = f"Day {days} is too early to say. " if 0 < days < FIRST_DAY else ""
    return (
        f"{early}A winner can be named from day {FIRST_DAY} and {MIN_INSTALLS} installs in each "
        "arm, on any day you look."
    )


def _decided(judged: Judged) -> str:
    """What was decided, whether the counts agreed, and whether they still do."""
    experiment = judged.experiment
    by = f" by {person(experiment.decided_by)}" if experiment.decided_by else ""
    on = formats.day(experiment.decided_on, year=True)
    text = f"Decided {on}{by}: {outcome(experiment)}."
    if not experiment.agreed:
        said = STATES[experiment.seen] if experiment.seen else "nothing"
        text += f" The counts said otherwise then: {said}."
    elif judged.suggestion != experiment.decision:
        text += f" The counts have changed since and say: {STATES[judged.word]}."
    return text


def outcome(experiment: Experiment) -> str:
    """The decision in words, with the challenger that was taken over."""
    if experiment.decision == Experiment.Decision.BEATS:
        won = [str(arm) for arm in experiment.arms.all() if arm.won]
        return f"{listed(won)} beats the control" if won else "a challenger beats the control"
    return {
        "loses": "the control stays",
        "no_difference": "no difference",
        "invalid": "invalid, not a fair comparison",
    }[experiment.decision]


def footnotes(judged: Judged) -> list[str]:
    """What the numbers leave out and how they are made."""
    notes = []
    if judged.settling:
        days = "1 day is" if judged.settling == 1 else f"{judged.settling} days are"
        notes.append(f"{days} left out, because a network may still change them.")
    if judged.ratio is Counts.cvr:
        notes.append(
            "Store pages are compared by CVR, installs after a click by click: a page is seen "
            "after the click, so CTR says nothing about it."
        )
    if len(judged.comparisons) > 1:
        notes.append(
            f"With {len(judged.comparisons)} challengers each one must be surer, so that the whole "
            "test is not wrong more often."
        )
    return notes


def checks(judged: Judged, comparison: Comparison) -> list[Check]:
    """Whether a challenger and the control were delivered alike, measure by measure."""
    delivery, found = comparison.delivery, []
    name = comparison.challenger.name
    if delivery.share is not None:
        planned = f"{judged.experiment.share_percent} % planned"
        points = f"{100 * judged.limits['even_points']:g} points"
        found.append(
            Check(
                "share" not in delivery.problems,
                f"Shares: {name} got {percent(delivery.share)} a day, {planned} "
                f"({points} off by more than chance is too much).",
            )
        )
    if delivery.distance is not None:
        found.append(
            Check(
                "mix" not in delivery.problems,
                f"Countries and networks: {delivery.distance:.1%} of one arm lies elsewhere than "
                f"the other ({percent(judged.limits['even_mix'])} at most).".replace("%", " %", 1),
            )
        )
    pairs = list(zip(judged.control.shown, comparison.challenger.shown, strict=True))
    ran = [pair for pair in pairs if pair[0][0] or pair[1][0]]
    both = sum(1 for first, second in ran if first[0] and second[0])
    if ran:
        found.append(
            Check(
                "silent" not in delivery.problems,
                f"Both arms ran on {both} of {len(ran)} days (four fifths at least).",
            )
        )
    return found
