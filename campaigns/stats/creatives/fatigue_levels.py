"""The change of a creative's level between any two windows, from running sums.

The same number as `fatigue.change` gives, without its noise: replaying the days of a creative asks
for it twice a day, and most days need no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import log

from campaigns.stats.creatives.fatigue import MIN_COVER, REFERENCE_INSTALLS, Days, Windows


class _Reference:
    """Running sums of a reference and of what it expects of one country's impressions.

    `alone` are the impressions on days on which the reference has none: they take its mean.
    """

    def __init__(self, own: Days, reference: Days) -> None:
        pairs = list(zip(own, reference, strict=False))  # the other may have lived longer
        self.impressions = _running(n for _, (n, _) in pairs)
        self.installs = _running(x for _, (_, x) in pairs)
        self.expected = _running(n * (x + 0.5) / m if m > 0 else 0.0 for (n, _), (m, x) in pairs)
        self.alone = _running(n if m <= 0 else 0.0 for (n, _), (m, _) in pairs)


class _Country:
    """One country of the creative: its own running sums, and its references when they are asked."""

    def __init__(self, country: str, own: Days, sources: Sequence[Mapping[str, Days]]) -> None:
        self.country = country
        self.own = own
        self.impressions = _running(n for n, _ in own)
        self.installs = _running(x for _, x in own)
        self.sources = sources

    @cached_property
    def same(self) -> _Reference | None:
        return self._of(self.sources[0])

    @cached_property
    def other(self) -> _Reference | None:
        return self._of(self.sources[1])

    def _of(self, source: Mapping[str, Days]) -> _Reference | None:
        days = source.get(self.country)
        return _Reference(self.own, days) if days else None

    def reference(self, spans: Windows) -> _Reference | None:
        """The first source with enough installs in both windows together."""
        for name in ("same", "other"):
            found = getattr(self, name)
            if found and sum(_over(found.installs, s) for s in spans) >= REFERENCE_INSTALLS:
                return found
        return None


class Levels:
    """The levels of one creative on one network against its references, over any windows.

    Takes what `fatigue.against_reference` takes; days without impressions must have no installs.
    """

    def __init__(
        self,
        own: Mapping[str, Days],
        same_network: Mapping[str, Days],
        other_networks: Mapping[str, Days] | None,
    ) -> None:
        sources = (same_network, other_networks or {})
        self.countries = [_Country(country, days, sources) for country, days in own.items()]

    def log_ratio(self, spans: Windows) -> float | None:
        """ln(recent / settled level); None where the references cover too little."""
        used = [(one, ref) for one in self.countries if (ref := one.reference(spans))]
        for span in spans:
            covered = sum(_over(one.impressions, span) for one, _ in used)
            if covered < MIN_COVER * sum(_over(one.impressions, span) for one in self.countries):
                return None
        means = [
            (sum(_over(ref.installs, s) for s in spans) + 0.5)
            / sum(_over(ref.impressions, s) for s in spans)
            for _, ref in used
        ]
        levels = []
        for span in spans:
            installs = sum(_over(one.installs, span) for one, _ in used)
            expected = sum(
                _over(ref.expected, span) + mean * _over(ref.alone, span)
                for (_, ref), mean in zip(used, means, strict=True)
            )
            levels.append((installs + 0.5) / (expected + 0.5))
        return log(levels[1] / levels[0])


def _running(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


def _over(sums: list[float], span: range) -> float:
    return sums[span.stop] - sums[span.start]
