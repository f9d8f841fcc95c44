"""Postbacks of SKAdNetwork and AdAttributionKit: which of them are installs, and what is told.

An install sends up to three postbacks, networks that lost are told too, and so are redownloads.
"""

import re
from collections.abc import Callable, Mapping
from itertools import compress

from campaigns.importing.cells.columns import is_unknown
from campaigns.importing.checks.dimensions import keep
from campaigns.importing.lines import Skan
from campaigns.importing.report import Report, lines_have
from campaigns.importing.tables.files import Cell
from campaigns.importing.tables.header import plain

INDEX = frozenset(["postbacksequenceindex", "postbackindex", "sequenceindex"])
WON = frozenset(["didwin", "winning", "iswinner", "won"])
KIND = frozenset(["conversiontype", "skanconversiontype", "downloadtype"])
AGAIN = frozenset(["redownload", "isredownload"])
VERSION = frozenset(["version", "skanversion", "skadnetworkversion", "skadversion", "skadnversion"])
DAY_KIND = frozenset(["datetype", "daykind"])
INSTALL_DAYS = frozenset(["installdate", "installday", "installtime", "estimatedinstalldate"])
NO = frozenset(["0", "false", "no"])
_VERSION = re.compile(r"[1-9](\.\d+)*", re.ASCII)
_FILE = re.compile(r"skadnetwork|adattributionkit|(?:^|[^a-z])skan(?:[^a-z]|$)", re.IGNORECASE)


def named_skan(file_name: str) -> bool:
    """Whether a file's name says that SKAdNetwork counted: such reports look like the MMP's."""
    return bool(_FILE.search(file_name))


def leave_out_postbacks(report: Report, values: dict[str, list]) -> None:
    """Leave out postbacks that are no installs: later ones, lost ones, redownloads, re-engagements.

    A null conversion value is still an install.
    """
    checks: tuple[tuple[frozenset[str], Callable[[Cell], bool], str], ...] = (
        (INDEX, lambda cell: str(cell).strip() in ("0", "0.0"), "a later postback of an install"),
        (WON, lambda cell: plain(str(cell)) not in NO, "a network that did not win"),
        (KIND, lambda cell: plain(str(cell)) in ("download", "install"), "no first download"),
        (AGAIN, lambda cell: plain(str(cell)) in NO, "a redownload"),
    )
    for names, counts, what in checks:
        index = _column(report, names)
        if index is None or not len(report.rows):
            continue
        right = {c for c in report.rows.distinct(index) if is_unknown(c) or counts(c)}
        kept = [cell in right for cell in report.column(index)]
        if not all(kept):
            left = list(compress(report.rows.numbers, (not stays for stays in kept)))
            report.warn(f"{lines_have(len(left), left[0], what)[:-1]}: left out.")
            keep(report, values, kept)


def told(report: Report) -> Skan:
    """What the report tells of its postbacks, which a range of installs needs."""
    kind = _column(report, DAY_KIND)
    by_install = bool(kind is not None and len(report.rows)) and {
        plain(str(cell)) for cell in report.rows.distinct(kind or 0)
    } <= {"install", "installdate", "skaninstall"}
    day = report.columns.at.get("day")
    by_install |= day is not None and report.header.plain[day] in INSTALL_DAYS
    at = _column(report, VERSION)
    found = report.rows.distinct(at) if at is not None and len(report.rows) else set()
    texts = {str(cell).strip() for cell in found if not is_unknown(cell)}
    versions = sorted(texts) if all(map(_VERSION.fullmatch, texts)) else []
    return Skan(
        day_kind="install" if by_install else "arrival",
        index_told=_column(report, INDEX) is not None,
        versions=tuple(versions),
    )


def only_of_skan(reporter: str, values: Mapping[str, list]) -> None:
    """Installs that the MMP counted too are told of SKAN's rows alone."""
    if "mmp_installs" in values and "reported_by" in values:
        said = zip(values["mmp_installs"], values["reported_by"], strict=True)
        values["mmp_installs"][:] = [n if (by or reporter) == "skan" else None for n, by in said]


def _column(report: Report, names: frozenset[str]) -> int | None:
    """The column of one of these names that says nothing else."""
    mapped = set(report.columns.at.values())
    found = (i for i, name in enumerate(report.header.plain) if name in names and i not in mapped)
    return next(found, None)
