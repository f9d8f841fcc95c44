"""What entry by hand argues about: counts that cannot be, and counts that are merely odd."""

from campaigns.formats import count, ratio
from campaigns.metrics import Counts

HIGH_IPM = 200
PARTS_OF_INSTALLS = {
    "view_through_installs": "View-through installs",
    "retained_d1": "Retained D1",
    "retained_d7": "Retained D7",
}


def impossible(counts: Counts) -> dict[str, str]:
    """What cannot be true of one row, by the field that says it: a part above its whole."""
    if counts.installs is None:
        return {}
    return {
        name: f"{label} ({count(value)}) cannot be above installs ({count(counts.installs)})."
        for name, label in PARTS_OF_INSTALLS.items()
        if (value := getattr(counts, name)) is not None and value > counts.installs
    }


def odd(counts: Counts) -> list[str]:
    """What may be true of one row but is mostly a slip, each in a sentence."""
    found = []
    if _above(counts.clicks, counts.impressions):
        found.append(_says("Clicks", counts.clicks, "impressions", counts.impressions) + ".")
    if _above(counts.click_installs, counts.clicks):
        found.append(
            _says("Installs", counts.installs, "clicks", counts.clicks)
            + ", and no view-through installs are stated."
            if counts.view_through_installs is None
            else _says("Installs after a click", counts.click_installs, "clicks", counts.clicks)
            + "."
        )
    if _above(counts.installs, counts.impressions):
        found.append(_says("Installs", counts.installs, "impressions", counts.impressions) + ".")
    elif _above(counts.ipm, HIGH_IPM):
        found.append(f"IPM is {ratio(Counts.ipm, counts.ipm)}, above {HIGH_IPM}.")
    if _above(counts.rejected_installs, counts.installs):
        found.append(
            _says("Rejected installs", counts.rejected_installs, "installs", counts.installs) + "."
        )
    return found


def _above(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other


def _says(name: str, value: int | None, other_name: str, other: int | None) -> str:
    return f"{name} ({count(value)}) are above {other_name} ({count(other)})"
