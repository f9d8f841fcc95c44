"""What the reader of the parts must know: how they were split, and whose installs take no part."""

from campaigns import formats
from campaigns.english import listed, whose
from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.why import Why
from campaigns.metrics import Counts
from campaigns.pages.why.words import TITLES
from campaigns.reports import DIMENSIONS


def asides(found: Why) -> list[str]:
    """What the reader of the parts must know."""
    order = [DIMENSIONS[name].label.lower() for name in found.by]
    said = ["Rounded to 0.01; the unrounded parts add up to the change."]
    if len(order) > 1:
        said.append(
            f"Split by {', then '.join(order)}, each inside the one before; another order splits"
            " differently."
        )
    if found.untold:
        labels = listed([DIMENSIONS[name].label.lower() for name in found.untold])
        said.append(f"Not split by {labels}: most of one of the periods does not state it.")
    quiet = [d for d in found.drivers if d.value and d.in_noise]
    if quiet:
        said.append(
            f"Grey: {listed([TITLES[d.key].lower() for d in quiet])}, moved as far by "
            "day-to-day noise alone."
        )
    if not found.split.view_through_stated:
        said.append("View-through installs are not stated, so all installs count as clicked.")
    return said


def left_out(page: Networks) -> list[str]:
    """Whose installs take no part."""
    said = []
    for source in page.everyone:
        rest = (source.counts.installs or 0) - (source.counts.basis(Counts.ipm)[0] or 0)
        if rest > 0:
            said.append(
                f"{whose(source.name)} {formats.count(rest)} installs take no part, because no"
                " impressions are reported with them."
            )
    return said
