"""Running tests of which the counts carry a decision."""

from dataclasses import dataclass
from datetime import date

from campaigns.judgement.experiments.judge import Judged, judge
from campaigns.judgement.experiments.records import experiments
from campaigns.judgement.together import Together
from campaigns.models import Experiment


@dataclass(frozen=True)
class ReadyTest:
    """A test that can be decided: what it suggests, in a word and a sentence.

    `missed` are the installs that the worse arm would have brought more, had it been the better
    one, `cpi` is that of all arms; None where they cannot be told.
    """

    experiment: int
    name: str
    suggestion: str
    sentence: str
    missed: float | None
    cpi: float | None


def _found(today: date) -> list[ReadyTest]:
    running = experiments(status=Experiment.Status.RUNNING)
    judged = judge(running, today) if running else []
    return [_ready(one) for one in judged if one.suggestion]


ready_tests = Together("ready", list[ReadyTest], _found, little=True)


def _ready(one: Judged) -> ReadyTest:
    test, said = one.experiment, one.leader.sentence
    return ReadyTest(test.pk, test.name, one.suggestion, said, _missed(one), one.total.cpi)


def _missed(one: Judged) -> float | None:
    estimate = one.leader.result.estimate
    if one.suggestion not in ("beats", "loses") or estimate is None or estimate.lift <= -1:
        return None
    if estimate.lift >= 0:
        return sum(installs for _, installs in one.control.days) * estimate.lift
    own = sum(installs for _, installs in one.leader.challenger.days)
    return own * (1 / (1 + estimate.lift) - 1)
