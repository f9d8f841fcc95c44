"""Tables of a shape that cannot be summed by column, refused with the reason."""

from campaigns.importing.readers.generic import COLUMNS, is_install_log
from campaigns.importing.tables.header import Header, match

KINDS = (
    "metric, metric name, measure, kpi, action type, event, event name, download type, stat, "
    "statistic, indicator"
)
AMOUNTS = "value, values, count, counts, amount, number, total count, unique count"
MEASURES = ("impressions", "clicks", "installs", "spend", "cost", "i", "s", "p", "c")
REVENUE = (
    "revenue",
    "earnings",
    "estimated earnings",
    "estimated revenue",
    "total revenue",
    "net revenue",
    "gross revenue",
    "ad revenue",
    "publisher revenue",
    "money earned",
)


def shape_refusal(header: Header) -> str:
    """Why a table of this shape cannot be imported, "" where nothing speaks against it."""
    columns = match(header, COLUMNS).at
    counts = {"impressions", "clicks", "installs", "spend"} & columns.keys()
    if not counts and header.has_any(*KINDS.split(", ")) and header.has_any(*AMOUNTS.split(", ")):
        return (
            "This is a long table: one column names the measure and another holds its value. "
            "Export it with a column for each of impressions, clicks, installs and spend."
        )
    channels = _channel_columns(header)
    if channels and not counts:
        return (
            f"This is a wide table: several columns hold one measure ({', '.join(channels[:4])}), "
            "one per channel or kind. Write a line per day and network instead, with one column "
            "for each of impressions, clicks, installs and spend."
        )
    no_cost = not {"spend", "installs"} & columns.keys() and not is_install_log(header)
    if no_cost and header.has_any(*REVENUE):
        return (
            "This is an earnings report: it has revenue but neither spend nor installs. Export "
            "the advertiser's (user acquisition) report."
        )
    return ""


def _channel_columns(header: Header) -> list[str]:
    """Names such as `google_impressions`, `meta_impressions`: several with one measure."""
    by_measure: dict[str, list[str]] = {}
    for cell in header.cells:
        channel, _, measure = cell.replace("_", " ").rpartition(" ")
        if channel and measure.casefold() in MEASURES:
            by_measure.setdefault(measure.casefold(), []).append(cell)
    return (
        max(by_measure.values(), key=len, default=[])
        if any(len(cells) > 1 for cells in by_measure.values())
        else []
    )
