"""Why IPM moved, in words: the headline, the three sentences, what is left aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from campaigns import formats
from campaigns.english import listed, some
from campaigns.judgement.headline import Headline, explanation, first_blamed
from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.store_pages.changes import StoreChange
from campaigns.judgement.why import Value, Why
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
from campaigns.reports import DIMENSIONS
from campaigns.stats.changes.decompose import log_mean, paradox
from campaigns.ui.breakdown_tables import drill
from campaigns.ui.report_form import ReportForm

TITLES = {
    MIX: "Targeting and mix", CREATIVE: "Creative", STORE_PAGE: "Store page", NETWORK: "Network",
    VIEW_THROUGH: "View-through", UNSPLIT: "Rate",
}  # fmt: skip
TOLD = 0.25
"""From a quarter of the change on, a driver is named in the headline."""
NAMED = 0.25
"""From a quarter of a driver on, a creative is named as its largest part."""
HARDLY = 0.02
"""A rate that changed by less hardly moved."""
SENTENCES = 3


@dataclass(frozen=True)
class Told:
    """One driver in a sentence, with where to look further."""

    title: str
    value: str
    tone: str
    text: str
    link: str = ""
    link_text: str = ""


def signed(value: float, places: int = 2) -> str:
    """+0.30 or −1.38; what rounds to nothing has no sign."""
    text = f"{value:+.{places}f}".replace("-", formats.MINUS)
    return text[1:] if not float(f"{value:.{places}f}") else text


def headline(found: Why, page: Networks) -> Headline:
    """How IPM moved and what carries most of it, and which days are compared."""
    before, now = (_ipm(value) for value in (found.split.ipm_before, found.split.ipm_after))
    if before == now:
        title = f"IPM stayed at {now}."
    elif found.beyond_noise is False:
        title = f"IPM went from {before} to {now}, which is within day-to-day noise."
    else:
        verb = "rose" if found.change > 0 else "fell"
        by = _carried(found, page)
        title = f"IPM {verb} by {abs(found.change):.2f}, from {before} to {now}{by}."
    more = ["" if found.lost else explanation(page), _whole(found, page), _days(found, page)]
    return Headline(title, [sentence for sentence in more if sentence])


def _agree(found: Why, page: Networks) -> bool:
    """Whether the network that the overview blames first can be named first here, too."""
    return first_blamed(page) in ("", *_names(found, page)[:1])


def _names(found: Why, page: Networks) -> list[str]:
    """The networks that moved apart, the one that the overview blames first."""
    names = [found.networks[network] for network in found.apart or ()]
    return sorted(names, key=lambda name: name != first_blamed(page))


def _carried(found: Why, page: Networks) -> str:
    """Who carries the change, as the end of the sentence."""
    against = paradox(found.split)
    if against:
        every = "rose" if found.change < 0 else "fell"
        name = next(v.name for v in found.values[found.by[0]] if v.key == against.key)
        return (
            f", although every {DIMENSIONS[found.by[0]].label.lower()} {every}: "
            f"impressions moved to {name}"
        )
    told = [
        driver
        for driver in found.drivers
        if not driver.in_noise and driver.value / found.change >= TOLD
    ]
    told = sorted(told, key=lambda driver: -abs(driver.value))
    named = [f"{abs(driver.value):.2f} is {_short(driver, found, page)}" for driver in told]
    return f": {listed(named)}" if named else ""


def _short(driver: Driver, found: Why, page: Networks) -> str:
    single = names_apart(found, page) if _agree(found, page) else "single networks"
    return {
        MIX: "the mix of traffic",
        CREATIVE: "the ads (CTR)",
        STORE_PAGE: "the store page (CVR)",
        NETWORK: f"the CVR of {single}",
        VIEW_THROUGH: "view-through installs",
        UNSPLIT: f"the rate inside {DIMENSIONS[found.by[-1]].plural}",
    }[driver.key]


def names_apart(found: Why, page: Networks) -> str:
    """The networks that moved apart, "" where none did."""
    names = _names(found, page)
    rest = [f"{len(names) - 1} more networks"] if len(names) > 2 else names[1:]
    return listed([*names[:1], *rest]) if names else ""


def _whole(found: Why, page: Networks) -> str:
    """That the parts are all of it, and what stands out: a network, or parts that cancel out."""
    said = "The parts add up exactly."
    own = found.driver(NETWORK)
    if own.value:
        ipm = _ipm(found.split.ipm_after - own.value)
        did = "held" if own.value < 0 else "not risen"
        return f"{said} Had {names_apart(found, page)} {did}, IPM would be {ipm}."
    beyond = [d for d in found.drivers if d.reach is not None and d.value and not d.in_noise]
    if found.beyond_noise is False and beyond:
        parts = listed([f"{signed(d.value)} from {_short(d, found, page)}" for d in beyond])
        return f"{said} Beyond noise in it: {parts}."
    return said


def _days(found: Why, page: Networks) -> str:
    """Which days are compared, and what takes no part."""
    text = f"Compared: {days(found.period)}, with {days(found.compare)}."
    if found.lost:
        text += (
            f" {listed(found.lost)} reported impressions in only one of the two periods and"
            " takes no part in either, so this is not the overview’s change."
        )
    return text


def days(period) -> str:
    """27 Oct to 20 Nov"""
    if len(period) == 1:
        return formats.day(period.first)
    return f"{formats.day(period.first)} to {formats.day(period.last)}"


def told(
    found: Why, page: Networks, form: ReportForm, changes: Sequence[StoreChange] = ()
) -> list[Told]:
    """The largest drivers in a sentence each, those beyond noise first. `changes` are those of
    store pages in these days."""
    moved = [driver for driver in found.drivers if float(f"{driver.value:.2f}")]
    moved.sort(key=lambda driver: (driver.in_noise, -abs(driver.value)))
    return [_told(driver, found, page, form, changes) for driver in moved[:SENTENCES]]


def _told(
    driver: Driver, found: Why, page: Networks, form: ReportForm, changes: Sequence[StoreChange]
) -> Told:
    text, link, link_text = _TEXTS[driver.key](driver, found, page, form)
    if driver.key == STORE_PAGE:
        text += f" {_pages(changes)}"
        link, link_text = ("#store-changes", "See what it did") if changes else ("", "")
    if driver.in_noise:
        text += " This is within day-to-day noise."
    tone = "" if driver.in_noise else "good" if driver.value > 0 else "bad"
    return Told(TITLES[driver.key], signed(driver.value), tone, text, link, link_text)


def _mix(driver: Driver, found: Why, page: Networks, form: ReportForm) -> tuple[str, str, str]:
    by_dimension = sorted(
        zip(found.split.effects.mix, found.by, strict=True), key=lambda part: -abs(part[0])
    )
    place = found.by.index(by_dimension[0][1])
    way = 1 if driver.value > 0 else -1
    value = max(found.values[found.by[place]], key=lambda v: v.effects.mix[place] * way)
    text = _moved(value, place, found)
    parts = [
        f"{signed(part)} between {DIMENSIONS[name].plural}"
        for part, name in by_dimension
        if signed(part) not in ("0.00",)
    ]
    if len(parts) > 1:
        text += f" In all {listed(parts)}."
    return text, "", ""


def _moved(value: Value, place: int, found: Why) -> str:
    """Which value grew or shrank, where its share of all impressions says the same as its mix."""
    ipm = value.now.ipm if value.now.ipm is not None else value.before.ipm
    centre = (found.split.ipm_before + found.split.ipm_after) / 2
    moved = value.share_now - value.share_before
    if not value.before.impressions:
        return f"{value.name} is new, at an IPM of {_ipm(ipm)}."
    if not value.now.impressions:
        return f"{value.name}, at an IPM of {_ipm(ipm)}, is gone."
    if moved * (ipm - centre) * value.effects.mix[place] <= 0:
        inside = f" inside {DIMENSIONS[found.by[place - 1]].plural}" if place else ""
        return f"Impressions moved between {DIMENSIONS[found.by[place]].plural}{inside}."
    verb = "grew" if moved > 0 else "shrank"
    return (
        f"{value.name} {verb} from {_share(value.share_before)} to {_share(value.share_now)}"
        f"{formats.PERCENT} of impressions, at an IPM of {_ipm(ipm)}."
    )


def _creative(driver: Driver, found: Why, page: Networks, form: ReportForm) -> tuple[str, str, str]:
    text = f"Click-through is {_like_for_like(driver.value, found.total)}, like for like."
    if not found.ads or driver.in_noise:
        return text, "", ""
    ad = max(found.ads, key=lambda one: one.effects.ctr / driver.value)
    if ad.effects.ctr / driver.value < NAMED or ad.before.ctr is None or ad.now.ctr is None:
        return text, "", ""
    text += (
        f" The largest part is “{ad.name}”: its CTR went from"
        f" {formats.ratio(Counts.ctr, ad.before.ctr)} to {formats.ratio(Counts.ctr, ad.now.ctr)}"
        f"{formats.PERCENT}."
    )
    link = drill("creative", ad.key, form) or form.address(creative=ad.key)
    return text, link, "See the creative"


def _store_page(
    driver: Driver, found: Why, page: Networks, form: ReportForm
) -> tuple[str, str, str]:
    who = f" at all networks but {names_apart(found, page)}" if found.driver(NETWORK).value else ""
    text = f"Conversion of clicks is {_like_for_like(driver.value, found.total)}{who}."
    if found.apart is None:
        text += (
            " Whether one network stands behind it cannot be told"
            f"{'' if 'network' in (*found.by, *found.single) else ': split by network to ask'}."
        )
    return text, "", ""


def _pages(changes: Sequence[StoreChange]) -> str:
    if not changes:
        return "No store page changed in these days."
    latest = changes[0]
    where = listed(list(latest.networks.values()))
    more = f"; {len(changes) - 1} more changed" if len(changes) > 1 else ""
    return f"“{latest.page_name}” went live on {where} on {formats.day(latest.day)}{more}."


def _network(driver: Driver, found: Why, page: Networks, form: ReportForm) -> tuple[str, str, str]:
    names = _names(found, page)
    first = next(network for network in found.apart if found.networks[network] == names[0])
    change = found.apart[first].change
    more = "more" if change > 0 else "fewer"
    text = (
        f"{found.networks[first]} converts {_percent(abs(change))} {more} of its clicks than the "
        f"other networks’ move explains{_since(first, found, page)}"
    )
    one = next((v for v in found.values.get("network", ()) if v.key == first), found.total)
    if one.before.ctr and one.now.ctr:
        ctr = one.now.ctr / one.before.ctr - 1
        way = "lower" if ctr < 0 else "higher"
        words = "hardly moved" if abs(ctr) < HARDLY else f"is {_percent(abs(ctr))} {way}"
        text += f"; its CTR {words}"
    text += f". {some(names[1:])} moved apart too." if names[1:] else "."
    return text, drill("network", first, form), f"See {found.networks[first]}"


def _since(network: int, found: Why, page: Networks) -> str:
    standing = next((s for s in page.parts if s.network_id == network), None)
    since = standing.flag.verdict.low_since if standing and standing.flag else None
    return f", low since {formats.day(since)}" if since and since in found.period else ""


def _view_through(
    driver: Driver, found: Why, page: Networks, form: ReportForm
) -> tuple[str, str, str]:
    way = "more" if driver.value > 0 else "fewer"
    return f"{way.capitalize()} installs per impression came without a click.", "", ""


def _unsplit(driver: Driver, found: Why, page: Networks, form: ReportForm) -> tuple[str, str, str]:
    inside = DIMENSIONS[found.by[-1]].plural
    text = (
        f"Installs per impression inside {inside}, where no clicks are reported, or installs "
        "without impressions: the ad’s part and the store page’s cannot be told apart."
    )
    return text, "", ""


_TEXTS = {
    MIX: _mix,
    CREATIVE: _creative,
    STORE_PAGE: _store_page,
    NETWORK: _network,
    VIEW_THROUGH: _view_through,
    UNSPLIT: _unsplit,
}


def _like_for_like(effect: float, whole: Value) -> str:
    """An effect on IPM as the change of the rate behind it: 2.7 % lower"""
    change = exp(effect / log_mean(whole.before.ipm, whole.now.ipm)) - 1
    if abs(change) < 0.0005:
        return "unchanged"
    return f"{_percent(abs(change))} {'lower' if change < 0 else 'higher'}"


def _percent(part: float) -> str:
    return f"{100 * part:.{0 if part >= 0.1 else 1}f}{formats.PERCENT}"


def _share(part: float) -> str:
    return f"{100 * part:.1f}"


def _ipm(value: float | None) -> str:
    return formats.ratio(Counts.ipm, value)
