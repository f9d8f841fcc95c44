"""A change of IPM for the eye: the waterfall, its numbers, the table of the movers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.headline import first_blamed
from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.why import SPLITS, USUAL, Value, Why
from campaigns.judgement.why.parts import (
    CREATIVE,
    MIX,
    NETWORK,
    STORE_PAGE,
    UNSPLIT,
    VIEW_THROUGH,
    Driver,
)
from campaigns.metrics import Counts
from campaigns.pages.why import words as why_words
from campaigns.reports import DIMENSIONS
from campaigns.ui.columns import Column, FragmentColumn, IpmColumn
from campaigns.ui.pictures import Step, Waterfall
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import RowsData, TotalTable

FROM_ZERO = 0.5
"""The axis starts at 0 unless everything lies in its upper half."""
ROOM = 0.25
"""How much lower than the lowest level an axis starts that does not start at 0, as a part of what
is shown."""
ROWS = ("network", "country", "platform", "format", "campaign", "creative")
"""What the table can show the rows of, in one click."""
MOVERS = "#movers-title"
NO_LINKS: Mapping[str, str] = {}
DEEPEST = 4
"""How many dimensions the form offers to nest."""


def waterfall(found: Why, links: Mapping[str, str] = NO_LINKS) -> dict[str, Any]:
    """From before to now, one step for each driver that moved, which leads to what `links` have for
    its title, else to the table of what moved."""
    level = found.split.ipm_before
    bars = [_level(level, [why_words.days(found.compare), "before"])]
    for driver in found.drivers:
        if not driver.value:
            continue
        role = "noise" if driver.in_noise else "good" if driver.value > 0 else "bad"
        title, text = why_words.TITLES[driver.key], why_words.signed(driver.value)
        bars.append(
            Step(
                kind="part",
                role=role,
                start=level,
                end=level + driver.value,
                text=text,
                label=[title, _brief(driver, found)],
                words=f"{title}: {text}{_noise(driver)}, {hint(driver, found)}",
                url=links.get(title) or MOVERS,
            ).spec
        )
        level += driver.value
    bars.append(_level(found.split.ipm_after, [why_words.days(found.period), "now"]))
    ends = [bar[end] for bar in bars for end in ("from", "to")]
    low, high = min(ends), max(ends)
    from_zero = low < FROM_ZERO * high
    start = 0.0 if from_zero else low - ROOM * (high - low or high)
    return Waterfall(bars=bars, low=max(round(start, 6), 0.0), from_zero=from_zero).spec


def _level(ipm: float, label: list[str]) -> dict[str, Any]:
    text = formats.ratio(Counts.ipm, ipm)
    words = f"IPM {text} {label[1]}, {label[0]}"
    return Step(
        kind="level", role="level", start=ipm, end=ipm, text=text, label=label, words=words
    ).spec


def _noise(driver: Driver) -> str:
    """How far noise of days moves a driver; nothing where that cannot be told."""
    return "" if driver.reach is None else f" (noise of days ± {driver.reach:.2f})"


def hint(driver: Driver, found: Why) -> str:
    """What a driver is made of, in a few words."""
    apart = list(found.apart or ())
    own = found.networks[apart[0]] if len(apart) == 1 else f"{len(apart)} networks"
    return {
        MIX: "where impressions went",
        CREATIVE: "CTR",
        STORE_PAGE: f"CVR, all but {own}" if apart else "CVR",
        NETWORK: f"CVR of {own}" if apart else "CVR of single networks",
        VIEW_THROUGH: "installs without a click",
        UNSPLIT: "no clicks reported",
    }[driver.key]


def _brief(driver: Driver, found: Why) -> str:
    """The same, short enough to stand under a step: several networks are counted, not named."""
    if driver.key == STORE_PAGE and found.apart:
        return "CVR of the others"
    if driver.key == NETWORK and len(found.apart or ()) > 1:
        return f"CVR of {len(found.apart)} networks"
    return hint(driver, found)


@dataclass(frozen=True)
class DriverLine:
    """One line of the numbers behind the waterfall; `inner` ones are parts of the line above."""

    name: str
    hint: str
    value: str
    reach: str = ""
    inner: bool = False
    whole: bool = False


def numbers(found: Why) -> list[DriverLine]:
    """The parts to three places, as they add up: mix by dimension, rate by CTR and CVR."""
    effects = found.split.effects
    mix, *rates = found.drivers
    lines = [
        DriverLine("IPM before", why_words.days(found.compare), f"{found.split.ipm_before:.3f}")
    ]
    lines.append(_line("Mix", why_words.TITLES[MIX].lower(), mix.value, mix.reach))
    if len(found.by) > 1:
        for place, (name, value) in enumerate(zip(found.by, effects.mix, strict=True)):
            inside = " inside them" if place else ""
            lines.append(_line("", f"between {DIMENSIONS[name].plural}{inside}", value, inner=True))
    lines.append(_line("Rate", "installs per impression inside the segments", effects.rate))
    lines += [
        _line(why_words.TITLES[one.key], hint(one, found), one.value, one.reach, inner=True)
        for one in rates
        if one.value or found.driver(UNSPLIT).value != effects.rate
    ]
    lines.append(_line("Change", "mix and rate", found.change, whole=True))
    now = why_words.days(found.period)
    lines.append(DriverLine("IPM now", now, f"{found.split.ipm_after:.3f}", whole=True))
    return lines


def _line(
    name: str,
    hint: str,
    value: float,
    reach: float | None = None,
    *,
    inner: bool = False,
    whole: bool = False,
) -> DriverLine:
    noise = "" if reach is None or not value else f"± {reach:.3f}"
    return DriverLine(name, hint, why_words.signed(value, 3), noise, inner, whole)


def split_choices(found: Why | None, form: ReportForm) -> dict[str, Any]:
    """How the change can be split: the rows of the table in one click, any order in a form."""
    asked = form.some_of(SPLITS) or USUAL
    first = found.by[0] if found else asked[0]

    def address(*by: str) -> str:
        return form.address(by=None if by == USUAL else by, sort=None)

    return {
        "rows": [
            {
                "label": DIMENSIONS[name].label,
                "url": address(name, *(other for other in asked if other != name)),
                "active": name == first,
            }
            for name in ROWS
        ],
        "now": ", ".join(DIMENSIONS[name].label for name in asked),
        "kept": form.pairs(by=None, sort=None),
        "selects": [
            {
                "label": "Split by" if not place else "then by",
                "options": [
                    {
                        "value": name,
                        "label": DIMENSIONS[name].label,
                        "selected": asked[place : place + 1] == (name,),
                    }
                    for name in SPLITS
                ],
                "may_be_empty": bool(place),
            }
            for place in range(DEEPEST)
        ],
        "usual_url": form.address(by=None) if asked != USUAL else "",
    }


def gap(found: Why | None, page: Networks, form: ReportForm) -> dict | None:
    """Why nothing can be split, and what to do; None where it can."""
    if found:
        return None
    before = page.total.previous
    actions = []
    if before is None:
        title = "Nothing to compare with"
        text = "Why IPM moved needs a second range of days."
        actions = [("Compare with the period before", form.address(compare=None))]
    elif page.total.counts.ipm is None:
        title = "No IPM in these days"
        text = "The networks that pass these filters report no impressions, so there is no IPM."
    else:
        title = f"No IPM in {formats.day_range(page.compare)}"
        text = (
            "The networks that pass these filters reported no impressions then."
            if before.installs
            else "Nothing that passes these filters was counted then."
        )
        if page.known and page.known.first < page.period.first:
            known = {"from": page.known.first, "to": page.known.last}
            actions = [
                (
                    "Compare with all days before",
                    form.address(
                        compare="range",
                        compare_from=known["from"],
                        compare_to=page.period.previous().last,
                    ),
                )
            ]
    if form.where:
        actions.append(("Clear the filters", form.address(**dict.fromkeys(form.where))))
    return {
        "title": title,
        "text": text,
        "actions": [{"label": label, "url": url} for label, url in actions],
    }


class ValueColumn(FragmentColumn):
    """The value, which leads to what moved inside it."""

    css = "name"
    template = "campaigns/why/_mover.html"

    def render(self, record: Value, table: "MoversTable") -> str:
        inside = record is not table.total and len(table.rows) > 2
        link = table.form.address(**{table.dimension: record.key, "sort": None}) if inside else ""
        slot = table.slots.get(record.key) if table.dimension == "network" else None
        return render_to_string(self.template, {"name": record.name, "link": link, "slot": slot})

    def sort_key(self, record: Value) -> str:
        return record.name.casefold()

    def value(self, record: Value) -> str:
        return record.name


class PercentColumn(Column):
    """A part of the impressions, in per cent."""

    css = "number"

    def render(self, value: float) -> str:
        return f"{100 * value:.1f}"

    def value(self, value: float) -> float:
        return 100 * value


class EffectColumn(Column):
    """What was added or taken, in installs per mille; what rounds to nothing stands back."""

    css = "number"

    def render(self, value: float) -> str:
        text = why_words.signed(value)
        return render_to_string(
            "campaigns/why/_effect.html", {"text": text, "level": text == "0.00"}
        )

    def value(self, value: float) -> float:
        return value


class MixEffectColumn(EffectColumn):
    """What moving impressions added or took, in all dimensions."""

    def sort_key(self, record: Value) -> float:
        return sum(record.effects.mix)

    def render(self, record: Value) -> str:
        return super().render(self.sort_key(record))

    def value(self, record: Value) -> float:
        return self.sort_key(record)


def _by_effect(found: Why, page: Networks) -> list[Value]:
    """The largest part of the change first, and before it the network that is blamed first."""
    way = -1 if found.change > 0 else 1
    rows = sorted(found.values[found.by[0]], key=lambda one: way * one.effects.total)
    if found.by[0] != "network":
        return rows
    first = first_blamed(page)
    return sorted(rows, key=lambda one: one.name != first)


class MoversTable(TotalTable):
    """The values of the first dimension with what each added or took, and their total."""

    name = ValueColumn("")
    share_before = PercentColumn("Share before %")
    share_now = PercentColumn("Share now %")
    ipm_before = IpmColumn("IPM before", accessor="before__ipm")
    ipm_now = IpmColumn("IPM now", accessor="now__ipm")
    mix = MixEffectColumn("Mix", accessor="effects")
    ctr = EffectColumn("CTR", accessor="effects__ctr")
    cvr = EffectColumn("CVR", accessor="effects__cvr")
    view_through = EffectColumn("View-through", accessor="effects__view_through")
    unsplit = EffectColumn("Rate, no clicks", accessor="effects__unsplit")
    together = EffectColumn("Total effect", accessor="effects__total")

    class Meta(TotalTable.Meta):
        attrs = {"id": "movers"}
        row_attrs = {"class": "row--part"}

    row_header = "name"
    css = "table--lines table--movers"

    def __init__(self, found: Why, page: Networks, form: ReportForm, **kwargs: Any) -> None:
        self.form = form
        self.dimension = found.by[0]
        label = DIMENSIONS[self.dimension].label
        self.title = f"What each {label.lower()} added or took"
        self.caption = f"{self.title}, in installs per 1,000 impressions"
        self.slots: Mapping[Any, int | None] = {s.network_id: s.slot for s in page.parts}
        self.total = found.total
        whole = found.split.effects
        present = {
            "ctr": whole.ctr or whole.cvr,
            "cvr": whole.ctr or whole.cvr,
            "view_through": any(v.effects.view_through for v in found.values[self.dimension]),
            "unsplit": any(v.effects.unsplit for v in found.values[self.dimension]),
        }
        hidden = [name for name, there in present.items() if not there]
        super().__init__(RowsData(_by_effect(found, page)), exclude=hidden, **kwargs)
        self.columns["name"].column.verbose_name = label
