"""Money of a report -> the reporting currency, by the rate that the importer states."""

from .columns import MAX_MONEY, MONEY, exact, is_unknown
from .currencies import SHARED_SIGNS, codes
from .report import Report

MAX_RATE = 10**9


def apply_rate(report: Report, values: dict[str, list]) -> None:
    """Money to the reporting currency. A currency other than that needs a rate."""
    money = [field for field in MONEY if field in values]
    if not money:
        return
    rate, own = report.options.rate, report.options.currency
    per_row = _currency_column(report)
    stated = {report.columns.currency, report.currency, *per_row} - {""}
    stated |= {_code_of_sign(sign, own) for sign in report.signs}
    if not stated and report.usual_currency:
        stated = {report.usual_currency}
    if fault := _fault(report, stated, set(per_row)):
        report.fault(report.header.line, money[0], fault, report.named(money[0]))
        return
    report.money_how = (
        f"money in {' and '.join(sorted(stated))}"
        if stated
        else ("no currency stated" + ("" if rate else f", taken as {own}"))
    )
    code = next(iter(stated - {own}), "")
    if rate is None:
        return
    if stated and not code:
        report.warn(f"The rate was not used: the money is in {own} already.")
        return
    for name in money:
        values[name] = [
            value if value is None or (per_row and per_row[i] != code) else exact(value * rate)
            for i, value in enumerate(values[name])
        ]
        if sum(value for value in values[name] if value is not None) > MAX_MONEY:
            report.fault(report.header.line, name, "With this rate the amounts are too large.")
    what = f"Money in {code}" if code else "The file states no currency: its money"
    report.warn(f"{what} was multiplied by {rate} to give {own}.")


def _fault(report: Report, stated: set[str], of_rows: set[str]) -> str:
    """Why the money cannot be brought to the reporting currency, "" where it can."""
    rate, own = report.options.rate, report.options.currency
    foreign = sorted(stated - {own})
    if rate is not None and not (rate.is_finite() and 0 < rate < MAX_RATE):
        return f"A rate cannot be {rate}."
    if len(stated) > 1 and stated != of_rows:
        return f"The file states more than one currency: {' and '.join(sorted(stated))}."
    if len(foreign) > 1:
        return f"One rate cannot convert {' and '.join(foreign)}."
    if foreign and rate is None:
        return (
            f"The money is in {foreign[0]}, the dashboard counts in {own}: state a rate (--rate, "
            f"{own} per {foreign[0]})."
        )
    return ""


def _currency_column(report: Report) -> list[str]:
    """The currency of each row, if a column states it; blank cells are of the only currency."""
    if "currency" not in report.columns.at:
        return []
    cells = report.cells("currency")
    found: dict[object, str | None] = {}
    for cell in set(cells):
        code = str(cell).strip().upper()
        found[cell] = "" if is_unknown(cell) else code if code in codes() else None
    for (number, _), cell in zip(report.rows, cells, strict=True):
        if found[cell] is None:
            report.fault(number, "currency", "This is no currency code.", cell)
    stated = {code for code in found.values() if code}
    if not stated:
        return []
    only = next(iter(stated)) if len(stated) == 1 else report.options.currency
    return [found[cell] or only for cell in cells]


def _code_of_sign(sign: str, own: str) -> str:
    """A sign that several currencies use is taken as ours where it is one of them."""
    shared = SHARED_SIGNS.get(sign)
    if not shared:
        return sign
    return own if own in shared else "USD" if sign == "$" else "JPY"
