"""What every vendor's reader has, and the names that mean the same everywhere."""

import re
from collections.abc import Mapping
from copy import copy

from campaigns.importing.cells.columns import NumberColumn
from campaigns.importing.lines import EvidenceLine, Line, StoreLine
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Columns, Header, Names, names, plain
from campaigns.metrics import COUNTS

ANY = names(
    currency="currency, currency code, waehrung, devise, moneda, valuta",
    ipm="ipm",
)
AD_GROUP = names(
    ad_group="ad group, ad group name, adgroup network, ad set, ad set name, ad squad, "
    "ad squad name, af adset, last attributed touch data tilde ad set name, "
    "adn sub campaign name, sub campaign name, anzeigengruppe, anzeigengruppenname, "
    "grupo de anuncios, conjunto de anuncios, nombre del conjunto de anuncios, "
    "groupe d'annonces, ensemble de publicités, nom de l'ensemble de publicités",
    ad_group_id="ad group id, adgroup id network, ad set id, ad squad id, af adset id, "
    "last attributed touch data tilde ad set id, adn sub campaign id, sub campaign id, "
    "anzeigengruppen id, anzeigengruppennummer, id del grupo de anuncios, "
    "identificador del conjunto de anuncios, id del conjunto de anuncios, "
    "id de l'ensemble de publicités, numéro de l'ensemble de publicités",
)
COMMON = ANY | AD_GROUP
MMP_INSTALLS = (
    "mmp installs, installs counted by the mmp, ssot installs, installs ssot, duplicate installs, "
    "duplicated installs"
)
"""Installs of SKAN that the MMP counted as well, as reports flag them."""
SKAN_INSTALLS = (
    *("skan_installs", "skan_install", "skad_installs", "skan_app_installs", "skan_app_install"),
    "installs_skan",
)
_NAME_AND_ID = re.compile(r"(.*\S)\s*\((\w[\w-]*)\)")


def one_level(report: Report, kind: str, finest: tuple[str, str]) -> None:
    """Take name and id of `kind` from the finest level in the file, never each from another.

    `finest` are that level's header names of name and id; the next level stands in only where the
    file has neither.
    """
    at, header = report.columns.at, report.header
    if header.has_any(*finest):
        for field, name in zip((kind, f"{kind}_id"), finest, strict=True):
            report.columns.also.pop(field, None)
            if field in at and not header.has(name):
                del at[field]


def say_if_views(report: Report, usual: str) -> None:
    """Say so where completed views stand in for impressions, which the vendor calls `usual`."""
    if "impressions" in report.columns.at and report.named("impressions").casefold() == "views":
        report.warn(
            f"Impressions are completed views, because the file has no {usual}: IPM comes out "
            f"higher than from {usual}."
        )


def split_ids(values: Mapping[str, list], kind: str) -> None:
    """Take "name (id)" of a campaign or creative apart where no column of its own holds the id."""
    found = [_NAME_AND_ID.fullmatch(name or "") for name in values[kind]]
    ids = values.get(f"{kind}_id")
    for i, parts in enumerate(found):
        if parts and (ids is None or ids[i] in ("", parts[2])):
            values[kind][i] = parts[1]
    if ids is None and isinstance(values, dict):
        values[f"{kind}_id"] = [parts[2] if parts else "" for parts in found]


def add_columns(report: Report, values: Mapping[str, list], **more: str) -> None:
    """Add a second column to a count where both are parts of it: `impressions="impression_2"`."""
    for field, name in more.items():
        if field in values and report.header.has(name):
            cells = report.column(report.header.cells.index(report.header.text(name)))
            read = NumberColumn(cells).read(field, proven=".").values
            for i, cell in enumerate(cells):
                if isinstance(count := read[cell], int):
                    values[field][i] = (values[field][i] or 0) + count


def beside_skan(reader: "Reader", header: Header) -> "Reader | None":
    """The same reader for the same rows with the installs that SKAdNetwork counted.

    None where no column states them, or where nothing else is in the file.
    """
    if not header.has_any(*SKAN_INSTALLS) or reader.reporter(header) == "skan":
        return None
    twin = copy(reader)
    twin.columns = {**reader.columns, **names(installs=", ".join(SKAN_INSTALLS))}
    twin.parts, twin.reported_by = {}, "skan"
    return twin


class Reader:
    """One vendor: what is peculiar to its reports. Instances hold nothing.

    `columns` lists for each of our fields the header names it goes by, the best first; `parts`
    names columns that are parts or relatives of a count and are never added to it. `counts` are
    what a `line` may state. `format` is that of a vendor whose ads are of one format by nature.
    """

    key = ""
    label = ""
    network = ""
    platform = ""
    format = ""
    reported_by = "network"
    currency = ""
    blank_is_total = False
    columns: Names = {}
    parts: Names = {}
    line: type[Line] | type[EvidenceLine] | type[StoreLine] = Line
    counts: tuple[str, ...] = COUNTS

    def recognises(self, header: Header) -> bool:
        """Whether the header alone shows that the report is this vendor's."""
        raise NotImplementedError

    def recognises_with(self, header: Header, file_name: str) -> bool:
        """Whether the header is one of this vendor's and the file's name settles it."""
        return False

    def fit(self, header: Header) -> int:
        """How well a row fits as the header; below 2 it is none. A day counts for two."""
        fields = [
            field for field, listed in self.columns.items() if not header.bare.isdisjoint(listed)
        ]
        return len(fields) + ("day" in fields)

    def refusal(self, header: Header) -> str:
        """Why a report with this header cannot be imported, "" where it can."""
        return ""

    def names(self, header: Header) -> Names:
        """The header names for our fields in a report of this form."""
        return self.columns

    def micro(self, header: Header, columns: Columns) -> bool:
        """Whether the money in a report of this form is in millionths."""
        at = columns.at.get("spend")
        return at is not None and "micro" in header.plain[at]

    def reporter(self, header: Header) -> str:
        """Who counted what a report of this form says: network, mmp or skan."""
        return self.reported_by

    def prepare(self, report: Report) -> None:
        """Settle columns, day or currency from header and title rows, before cells are read."""

    def finish(self, report: Report, values: dict[str, list]) -> None:
        """Correct what was read (per field one list, a value per row) before lines are made."""


class Mmp(Reader):
    """An MMP's report: "restricted" is a network that it may not name, and no lack of a name."""

    reported_by = "mmp"

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        if "network" in report.columns.at and "network" in values:
            for i, cell in enumerate(report.cells("network")):
                if plain(cell) == "restricted":
                    values["network"][i] = "Restricted"
