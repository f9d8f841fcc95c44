"""All creatives of an app, each judged beside those that ran with it."""

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import partial
from typing import Any

from campaigns.stats.creatives.bench import Bench
from campaigns.stats.creatives.falls import CreativeFall, hold, judge
from campaigns.stats.creatives.lines import Counts, Line, Subject
from campaigns.stats.creatives.pool import CountriesKnown, Pool, Ran
from campaigns.stats.creatives.tired import LONG, USUAL, Limits

HISTORY = 90
"""Days that are looked at. The settled level of an older creative is that of their first weeks."""


def judge_app(
    counts: Counts,
    formats: Mapping[Any, Hashable],
    settled: Mapping[Any, int],
    limits: Limits = USUAL,
    only: Collection[Subject] | None = None,
) -> dict[Subject, CreativeFall]:
    """Judge every subject that was shown in the last fortnight its network has settled.

    `counts` are those of one app on one grid of days, `formats` the format of each creative,
    `settled` how many days of the grid each network has settled; `only` those that are asked for.
    Raises ValueError where day lists differ in length.
    """
    app = _App(counts, formats, settled)
    shown = [s for s in (counts if only is None else only) if app.shown_lately(s)]
    for subject in shown:
        hold(subject, app.benches(subject))
    return {subject: judge(subject, app.benches(subject), limits) for subject in shown}


class _App:
    """The benches of an app, each made once when it is asked for."""

    def __init__(
        self,
        counts: Counts,
        formats: Mapping[Any, Hashable],
        settled: Mapping[Any, int],
    ) -> None:
        self.counts, self.formats, self.settled = counts, formats, settled
        self._benches: dict[tuple, Bench] = {}
        self._countries: dict[int, CountriesKnown] = {}
        self._ran: dict[tuple[Subject, int], Ran] = {}
        self._lines: dict[Subject, dict[Hashable, Line]] = {}

    def shown_lately(self, subject: Subject) -> bool:
        stop = self.settled[subject.network]
        last = range(max(0, stop - LONG), stop)
        return any(days[d][0] > 0 for days in self.counts[subject].values() for d in last)

    def benches(self, subject: Subject) -> list[Callable[[], Bench]]:
        """Makers of its benches, the narrowest first (`falls.REFERENCES`)."""
        network, kind = subject.network, self.formats[subject.creative]
        return [
            partial(self._bench, network, network, kind),
            partial(self._bench, network, network, None),
            partial(self._bench, network, None, kind),
        ]

    def _bench(self, of: Hashable, network: Hashable | None, kind: Hashable | None) -> Bench:
        """The bench of one network or, without it, of all, up to the last settled day of one."""
        stop = self.settled[of]
        key = stop, network, kind
        if key not in self._benches:
            self._benches[key] = Bench(
                Pool(
                    {
                        subject: self._until(subject, stop)
                        for subject in self.counts
                        if network in (None, subject.network)
                        and kind in (None, self.formats[subject.creative])
                    },
                    self._countries.setdefault(stop, {}),
                )
            )
        return self._benches[key]

    def _until(self, subject: Subject, stop: int) -> Ran:
        """What it had up to a day, the same in each bench; days that its own network has not
        settled are empty."""
        if (subject, stop) not in self._ran:
            start = max(0, stop - HISTORY)
            known = min(max(start, self.settled[subject.network]), stop)
            whole = self._lines_of(subject).items()
            lines = {country: line.within(start, known, stop) for country, line in whole}
            self._ran[subject, stop] = Ran(lines)
        return self._ran[subject, stop]

    def _lines_of(self, subject: Subject) -> dict[Hashable, Line]:
        """What it had on all days."""
        if subject not in self._lines:
            countries = self.counts[subject].items()
            self._lines[subject] = {country: Line.of(days) for country, days in countries}
        return self._lines[subject]
