"""Any plain table, and our own CSV: columns by name, in any order."""

from campaigns.importing.cells.values import is_platform
from campaigns.importing.readers.base import COMMON, MMP_INSTALLS, SKAN_INSTALLS, Reader
from campaigns.importing.report import Report
from campaigns.importing.storing.vendors import is_usual
from campaigns.importing.tables.header import Header, Names, names, plain

COLUMNS = COMMON | names(
    day="day, date, datum, fecha, jour, tanggal, tag, data, by day, report date, timestamp, "
    "datetime, date time, install date, install day, install time",
    last_day="date stop, end date, date end, day end, end day, last day, to date, date to",
    app="app, app name, application, application name, game",
    store_id="store id, app store id, app id, bundle id, package name",
    platform="platform, os, os name, operating system, plattform",
    network="network, network name, ad network, media source, partner, partner name, source, "
    "channel, netzwerk, site dcm",
    campaign="campaign, campaign name, kampagne, campaña, campagne, kampagnenname",
    campaign_id="campaign id",
    targeting="targeting, targeting type",
    bid_type="bid type, bidding, bid strategy",
    creative="creative, creative name, ad, ad name, asset, asset name",
    creative_id="creative id, ad id, asset id",
    format="format, ad format, creative format, ad type, ad unit, placement",
    country="country, country code, geo, land, pais, pays, country region, region",
    store_page="store page, product page, custom product page",
    reported_by="reported by, reporter",
    impressions="impressions, impression, impr, impressionen, imps, paid impressions, impresiones, "
    "impressioni, impressões",
    clicks="clicks, click, link clicks, taps, swipes, swipe ups, klicks, clics, clic, cliques",
    installs="installs, install, app installs, installationen, installations, downloads, "
    "instalaciones, installazioni, instalações",
    view_through_installs="view through installs, installs view through, vta installs",
    rejected_installs="rejected installs, blocked installs, fraud installs",
    spend="spend, cost, amount spent, ad spend, total cost, kosten, costo, "
    "coste, custo, biaya, ausgaben, media cost",
    retained_d1="retained d1, d1 retained, retained users d1",
    retained_d7="retained d7, d7 retained, retained users d7",
    revenue_d7="revenue d7, d7 revenue, revenue 7d",
    mmp_installs=MMP_INSTALLS,
)
NOT_INSTALLS = ("conversions", "conversion", "results", "result", "actions", "first opens")
STARTS = ("start date", "date start", "start day", "first day", "date from", "from date")
SPANS = ("granularity", "timegranularity", "timeincrement", "interval", "aggregation", "period")
WIDE = frozenset(
    ["week", "weekly", "month", "monthly", "quarter", "quarterly", "year", "yearly", "annual"]
    + ["lifetime", "alltime", "all", "alldays", "7", "7days", "30", "30days"]
)
INSTALL_DAYS = ("install date", "install day", "install time")
INSTALL_IDS = ("user id", "device id", "install id", "appsflyer id", "adid", "idfa", "gaid")
COST_OF_AN_INSTALL = names(spend="cost, cpi, cost value, install cost, payout")
SUMMED = ("impressions", "clicks", "installs", "view through installs", "rejected installs")
INSTALL_EVENTS = frozenset(["install", "installs", "first open", "first_open", ""])


class Generic(Reader):
    """Our own CSV and plain tables. Conversions, results and actions are not installs."""

    key = "generic"
    label = "Plain table"
    columns = COLUMNS
    parts = names(installs=", ".join((*NOT_INSTALLS, *SKAN_INSTALLS, "skad_total_installs")))

    def recognises(self, header: Header) -> bool:
        return True

    def names(self, header: Header) -> Names:
        if not is_install_log(header):
            return self.columns
        return {**self.columns, **COST_OF_AN_INSTALL, "ipm": ()}

    def prepare(self, report: Report) -> None:
        if is_install_log(report.header):
            _one_row_per_install(report)
        _networks_called_platforms(report)
        _one_day_per_row(report)

    def finish(self, report: Report, values: dict[str, list]) -> None:
        if is_install_log(report.header):
            values["installs"] = [1] * len(report.rows)


def _networks_called_platforms(report: Report) -> None:
    """A column Platform that holds networks is that of networks; `google` is no system there."""
    at = report.columns.at
    if "platform" not in at or "network" in at:
        return
    cells = set(map(str, report.distinct("platform")))
    if any(is_usual(cell) and not is_platform(cell) for cell in cells):
        at["network"] = at.pop("platform")
        report.warn(f"{report.named('network')!r} holds networks and was read as such.")


def _one_day_per_row(report: Report) -> None:
    """Refuse rows that say they cover a week or a month.

    Beside a day, a start and an end are those of a campaign, and not of the row.
    """
    header = report.header
    if header.has_any(*STARTS):
        report.columns.at.pop("last_day", None)
    for i, name in enumerate(header.plain):
        if name not in SPANS:
            continue
        wide = {cell for cell in report.rows.distinct(i) if plain(str(cell)) in WIDE}
        for number, cell in zip(report.rows.numbers, report.column(i), strict=True):
            if cell in wide:
                message = f"The line covers more than a day ({cell}): export the report by day."
                report.fault(number, "day", message, cell)


def is_install_log(header: Header) -> bool:
    """Whether the header is that of raw data: an install day, an id per install, and no counts."""
    return (
        header.has_any(*INSTALL_DAYS)
        and header.has_any(*INSTALL_IDS)
        and not header.has_any(*SUMMED, "day", "date")
    )


def _one_row_per_install(report: Report) -> None:
    report.counts_rows = True
    event = next((n for n in ("event name", "event", "event type") if report.header.has(n)), "")
    if event:
        index = report.header.plain.index(event.replace(" ", ""))
        for number, cell in zip(report.rows.numbers, report.column(index), strict=True):
            if str(cell).strip().casefold() not in INSTALL_EVENTS:
                report.fault(
                    number,
                    "installs",
                    "This row is another event than an install: export installs alone.",
                    cell,
                )
    for name in INSTALL_IDS:
        if report.header.has(name):
            ids = report.column(report.header.plain.index(name.replace(" ", "")))
            if len(set(ids)) < len(ids):
                seen: set = set()
                for number, id_ in zip(report.rows.numbers, ids, strict=True):
                    if id_ in seen:
                        message = (
                            f"{name} stands in several rows, so that a row is not one install: "
                            "sum the installs by day first."
                        )
                        report.fault(number, "installs", message, id_)
                        return
                    seen.add(id_)
            break
    report.warn("One row is one install: installs are the number of rows, impressions unknown.")
