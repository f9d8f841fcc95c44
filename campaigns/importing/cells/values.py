"""A report's columns -> one list of values per field, a value per row, and the faults by line."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from campaigns.importing.cells.columns import (
    MONEY,
    Column,
    Fault,
    NumberColumn,
    is_unknown,
    read_names,
)
from campaigns.importing.cells.countries import UNKNOWN, country_code
from campaigns.importing.cells.currencies import WHOLE_CURRENCIES
from campaigns.importing.cells.days import read_days
from campaigns.importing.cells.rates import to_reporting_currency
from campaigns.importing.checks.doubts import doubt_letters, doubt_odd
from campaigns.importing.codes import Code, words
from campaigns.importing.report import Report, lines_have
from campaigns.importing.tables.files import Cell, Cells
from campaigns.importing.tables.header import plain

_MIDNIGHT = re.compile(r"\b0{1,2}:00(:00)?\b")
NAMES = ("app", "network", "campaign", "ad_group", "creative", "store_page", "reason")
IDS = ("store_id", "campaign_id", "ad_group_id", "creative_id", "source_app")
RATIOS = frozenset(
    ["ctr", "cvr", "cpi", "cpm", "cpc", "cpa", "ecpm", "ecpi", "ipm", "roi", "roas", "arpu", "ttr"]
    + ["averagecpi", "averageecpi", "avgcpc", "avgcpa", "avgcpm", "costperresult", "conversionrate"]
)
PLATFORMS = {
    "android": "android googleplay google googleandroid androidapp playstore",
    "ios": "ios iphone ipad ipados apple iosapp applestore appleios appstore itunes iphoneos",
    "other": "web website webgl mobileweb browser desktop pc windows win windowsphone uwp mac "
    "macos osx macosx linux chromeos steam steamos playstation ps xbox xboxone nintendoswitch "
    "nintendo switch tv tvos appletv androidtv smarttv ctv connectedtv roku firetv tizen webos "
    "kaios blackberry symbian watchos visionos facebookinstantgames",
}
FORMATS = {
    "rewarded_video": "rewardedvideo rewarded reward incentivizedvideo rv rewardvideo",
    "video": "video videos instreamvideo videoad",
    "playable": "playable playables playablead interactive html5playable",
    "interstitial": "interstitial inter interstitials fullscreen interstitialvideo static",
    "banner": "banner banners mrec leaderboard graphic display image",
    "native": "native nativead nativeads infeed",
    "text": "text textad",
    "search": "search searchad searchads",
    "other": "other",
}
TARGETINGS = {
    "broad": "broad open run ron",
    "lookalike": "lookalike lookalikes lal similaraudience",
    "interest": "interest interests",
    "retargeting": "retargeting reengagement remarketing",
    "keyword": "keyword keywords search searchmatch",
    "other": "other",
}
BID_TYPES = {
    "cpi": "cpi costperinstall",
    "cpm": "cpm",
    "cpc": "cpc cpt",
    "cpa": "cpa cpe cpp tcpa",
    "roas": "roas troas targetroas roi",
    "other": "other",
}
REPORTERS = {
    "network": "network adnetwork",
    "mmp": "mmp tracker appsflyer adjust singular kochava branch tenjin airbridge",
    "skan": "skan skadnetwork adattributionkit aak",
}


VIEW_INSTALLS = "view_installs"
"""A column of installs after a view alone that those of `installs` are without."""


def add_views(report: Report, values: dict[str, list]) -> None:
    """Add the installs of a window of views to those of a window of clicks: nobody is in both."""
    if (views := values.pop(VIEW_INSTALLS, None)) is None:
        return
    clicked = values.get("installs", [None] * len(views))
    both = zip(clicked, views, strict=True)
    values["installs"] = [m if n is None else n if m is None else n + m for n, m in both]
    values["view_through_installs"] = views
    if "installs" in report.columns.at:
        added = f"{report.named('installs')!r} and {report.named(VIEW_INSTALLS)!r}"
        report.warn(f"Installs are {added} together.")


def read_counts(report: Report, *, micro: bool) -> dict[str, list]:
    """Every count's values, money as the file states it. What cannot be read is an error."""
    values: dict[str, list] = {}
    _read_numbers(report, values, micro=micro)
    return values


def read_rest(report: Report, values: dict[str, list]) -> None:
    """All other mapped columns' values, and money in the reporting currency."""
    at = report.columns.at
    if not len(report.rows):
        return
    if "day" in at:
        values["day"] = _read_days(report)
    else:
        values["day"] = [report.day] * len(report.rows)
    to_reporting_currency(report, values)
    for field in NAMES + IDS:
        if field in at:
            ids = field in IDS
            values[field] = _settle(report, field, read_names(report.distinct(field), ids=ids))
            if not ids:
                doubt_letters(report, field, values[field])
    _read_choices(report, values)


def _read_days(report: Report) -> list:
    """The day of each row. Rows that span several days have none, unless the importer says so."""
    options = report.options
    rows = len(report.rows)
    ends = report.cells("last_day") if "last_day" in report.columns.at else ()
    cells = (*report.cells("day"), *ends)
    column = read_days(cells, options.day_first, report.newest)
    report.days_how = column.how
    read = _settle(report, "day", column, cells)
    days, last_days = read[:rows], read[rows:]
    silent = {cell for cell, day in column.values.items() if day is None}
    if silent:
        named = zip(report.rows.numbers, report.cells("day"), days, strict=True)
        for number, cell, day in named:
            if day is None and cell in silent:
                report.fault(number, "day", "The line names no day.")
    for i, (end, last) in enumerate(zip(ends, last_days, strict=True)):
        day = days[i]
        if last is None or day is None:
            continue
        if ":" in str(end) and last == day + timedelta(days=1) and _MIDNIGHT.search(str(end)):
            last = day
        if last == day:
            continue
        if options.day is None:
            message = words(Code.DAYS_SPANNED, first=day, last=last)
            report.fault(report.rows.numbers[i], "day", message, end, Code.DAYS_SPANNED)
        else:
            report.warn(f"Lines that cover several days are all dated {options.day}, as stated.")
            days[i] = options.day
    return days


def _settle(report: Report, field: str, column: Column, cells: Cells = ()) -> list:
    """The column's values row by row; its faults become errors of their lines.

    `cells` where they are more than the field's own column: those of one column after another.
    """
    faulty = any(isinstance(value, Fault) for value in column.values.values())
    if not (cells or faulty or column.faults):
        return report.rows.turned(report.columns.at[field], column.values)
    cells = cells or report.cells(field)
    for shown_in, fault in column.faults:
        where = [i for i, cell in enumerate(cells) if cell in shown_in]
        more = f" So in {len(where) - 1:,} more lines." if len(where) > 1 else ""
        line = _line_of(report, where[0])
        report.fault(line, field, fault.message + more, cells[where[0]], fault.code, fault.said)
    if faulty:
        blamed = set().union(*(shown_in for shown_in, _ in column.faults))
        for i, cell in enumerate(cells):
            value = column.values.get(cell)
            if isinstance(value, Fault) and cell not in blamed:
                report.fault(
                    _line_of(report, i), field, value.message, cell, value.code, value.said
                )
        return [None if isinstance(v := column.values.get(c), Fault) else v for c in cells]
    return list(map(column.values.get, cells))


def _line_of(report: Report, index: int) -> int:
    return report.rows.numbers[index % len(report.rows)]


def _read_choices(report: Report, values: dict[str, list]) -> None:
    known = {alias: key for key, aliases in PLATFORMS.items() for alias in aliases.split()}
    _read_known(report, values, "platform", lambda cell: _platform(cell, known), "")
    for field, choices in (
        ("format", FORMATS),
        ("targeting", TARGETINGS),
        ("bid_type", BID_TYPES),
    ):
        known = {alias: key for key, aliases in choices.items() for alias in aliases.split()}
        _read_known(report, values, field, lambda cell, k=known: k.get(plain(cell)), "")
    _read_known(report, values, "country", country_code, UNKNOWN)
    if "reported_by" in report.columns.at:
        known = {alias: key for key, aliases in REPORTERS.items() for alias in aliases.split()}
        column = Column()
        for cell in report.distinct("reported_by"):
            said = "" if is_unknown(cell) else known.get(plain(cell))
            column.values[cell] = (
                Fault("This is none of network, mmp and skan.") if said is None else said
            )
        values["reported_by"] = _settle(report, "reported_by", column)


def is_platform(cell: str) -> bool:
    """Whether a cell is a known word for a platform."""
    return plain(cell).rstrip("0123456789") in " ".join(PLATFORMS.values()).split()


def _platform(cell: str, known: Mapping[str, str]) -> str | Fault | None:
    said = known.get(plain(cell).rstrip("0123456789"))
    if said == "other":
        return Fault("Permille counts Android and iOS; leave other platforms out.")
    return said


def _read_known(
    report: Report, values: dict[str, list], field: str, find: Callable, default: str
) -> None:
    """A column of known words: others are kept as "not stated" and warned of in one sentence."""
    if field not in report.columns.at:
        return
    column, strange = {}, set()
    for cell in report.distinct(field):
        said = find(str(cell))
        if said is None and (default == UNKNOWN or not is_unknown(cell)):
            strange.add(cell)
        column[cell] = said or default
    values[field] = _settle(report, field, Column(column))
    if strange:
        cells = report.cells(field)
        where = [i for i, cell in enumerate(cells) if cell in strange]
        some = ", ".join(sorted({str(cell)[:40] for cell in strange})[:3])
        more = "" if len(strange) <= 3 else ", ..."
        word = {"bid_type": "bid type"}.get(field, field)
        what = f"a {word} that is not known ({some}{more}) and is taken as not stated"
        report.warn(lines_have(len(where), report.rows.numbers[where[0]], what))
        # A list of countries is one campaign's, and where no cell is known the column is another.
        odd = sum(not _is_list(cells[i], find) for i in where)
        if 10 * odd > len(cells) and len(where) < len(cells):
            doubt_odd(report, field, odd, f"not known ({some}{more})")


def _is_list(cell: Cell, find: Callable[[str], object]) -> bool:
    parts = str(cell).split(",")
    return len(parts) > 1 and all(find(part) for part in parts)


def _read_numbers(report: Report, values: dict[str, list], *, micro: bool) -> None:
    fields = [f for f in (*report.counts, VIEW_INSTALLS) if f in report.columns.at]
    columns = {field: NumberColumn(report.distinct(field)) for field in fields}
    file_mark = _file_mark(report, columns)
    for field in fields:
        scaled = micro and field in MONEY
        proven = file_mark or _mark_of_groups(report, field, columns[field])
        column = columns[field].read(field, proven=proven, micro=scaled)
        values[field] = _settle(report, field, column)
        report.marks[field] = (column.mark, scaled)
        if field in MONEY:
            report.signs |= column.currencies


def _mark_of_groups(report: Report, field: str, column: NumberColumn) -> str:
    """The decimal mark of a column whose marks can only group thousands, "" where they may not.

    Counts have no fraction, nor has money in a currency without a smaller unit. All marks before
    three zeros may be decimals of a program that writes three of them.
    """
    if set(column.proof) != {"?"}:
        return ""
    cells = [str(cell) for cell in column.proof["?"]]
    grouping = {mark for mark in ".," if any(mark in cell for cell in cells)}
    if len(grouping) > 1 or (field in MONEY and not _without_small_unit(report, field)):
        return ""
    if "." in grouping and all(cell.strip().endswith("000") for cell in cells):
        return ""
    return "," if "." in grouping else "."


def _without_small_unit(report: Report, field: str) -> bool:
    """Whether the money of a column is in a currency that has no smaller unit."""
    stated = {report.columns.currencies.get(field) or report.currency or report.usual_currency}
    if "currency" in report.columns.at:
        stated |= {str(cell).strip().upper() for cell in report.distinct("currency")}
    stated -= {""}
    return bool(stated) and stated <= WHOLE_CURRENCIES


def _file_mark(report: Report, columns: Mapping[str, NumberColumn]) -> str:
    """The decimal mark that the file's number columns prove, "" if none or both."""
    if not any(set(column.proof) == {"?"} for column in columns.values()):
        return ""
    marks = {mark for column in columns.values() for mark in column.proof} - {"?"}
    if not marks:
        for index, name in enumerate(report.header.plain):
            if name in RATIOS:
                cells = (str(c).strip().rstrip("%").strip() for c in report.column(index))
                marks |= set(NumberColumn(cells).proof) - {"?"}
    return marks.pop() if len(marks) == 1 else ""
