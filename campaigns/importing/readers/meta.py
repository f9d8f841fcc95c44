"""Meta: Ads Manager's table export and the insights API's fields."""

from collections.abc import Mapping

from campaigns.importing.cells.currencies import currency_in_header
from campaigns.importing.readers.base import COMMON, Reader
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, Names, names, plain

INSTALL_ACTIONS = ("mobile_app_install", "omni_app_install")
SPEND = "Amount spent, spend, Montant dépensé, Ausgegebener Betrag, Importe gastado, Importo speso"
COLUMNS = COMMON | names(
    day="Day, date, Jour, Tag, Día, Giorno, Reporting starts, date_start, Début des rapports, "
    "Berichtsstart",
    last_day="Reporting ends, date_stop, Fin des rapports, Berichtsende",
    campaign="Campaign name, Campaign, Nom de la campagne, Kampagnenname, Nombre de la campaña",
    campaign_id="Campaign ID, Numéro de campagne, Kampagnen-ID",
    creative="Ad name, Nom de la publicité, Name der Werbeanzeige, Anzeigenname",
    creative_id="Ad ID, Numéro de publicité, Anzeigen-ID",
    country="Country, Pays, Land, País",
    impressions="Impressions, Impressionen, Impresiones, Impressioni",
    clicks="Link clicks, inline_link_clicks, Clics sur un lien, Link-Klicks, Clicks (all), clicks",
    installs="App installs, Mobile app installs, mobile_app_install, omni_app_install, "
    "Installations d’applications, App-Installationen",
    spend=SPEND,
)
PERIOD_STARTS = {plain(n) for n in ("Reporting starts", "date_start", "Début des rapports")}
PERIOD_STARTS.add("berichtsstart")


class Meta(Reader):
    """Clicks are link clicks; results are installs only where their indicator says so.

    Meta leaves a result of nought blank, so that blank installs are unknown. `Platform` is
    Facebook or Instagram there, not the system of the device.
    """

    key = "meta"
    label = "Meta"
    network = "Meta"
    blank_is_total = True
    columns = COLUMNS
    parts = names(installs="Results, Résultats, Ergebnisse, Conversions")

    def recognises(self, header: Header) -> bool:
        if header.has_any("network", "media source", "source", "partner"):
            return False
        own = header.has_any("Reporting starts", "Début des rapports", "Berichtsstart")
        own = own or header.has("inline_link_clicks") or header.has("date_start", "date_stop")
        spent = {plain(name) for name in SPEND.split(",")} - {"spend"}
        campaign = header.has_any("Campaign name", "Nom de la campagne", "Kampagnenname")
        stated = (currency_in_header(cell) for cell in header.cells)
        return own or (campaign and any(code and plain(name) in spent for name, code in stated))

    def refusal(self, header: Header) -> str:
        if header.has("action_type", "value"):
            return (
                "This is the table of actions, one line per kind of action: export the insights "
                "with a column for app installs instead."
            )
        return ""

    def names(self, header: Header) -> Names:
        if _results_may_be_installs(header):
            return {**self.columns, "installs": (plain("Results"),)}
        return self.columns

    def prepare(self, report: Report) -> None:
        at = report.columns.at
        if "day" in at and report.header.plain[at["day"]] not in PERIOD_STARTS:
            at.pop("last_day", None)

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """Results are installs in the rows whose indicator is an install, unknown in others."""
        header = report.header
        if not _results_may_be_installs(header):
            return
        indicators = report.column(header.plain.index(plain("Result indicator")))
        installs = values["installs"]
        others = set()
        for i, cell in enumerate(indicators):
            if not str(cell).strip().casefold().endswith(INSTALL_ACTIONS):
                if installs[i] is not None:
                    others.add(str(cell))
                installs[i] = None
        if others:
            some = ", ".join(sorted(others)[:3])
            report.warn(f"Results of other kinds than installs were left out: {some}.")


def _results_may_be_installs(header: Header) -> bool:
    own = any(name in header.names for name in COLUMNS["installs"])
    return not own and header.has("Results", "Result indicator")
