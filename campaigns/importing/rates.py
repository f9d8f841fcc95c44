"""Money of a report -> the reporting currency, by the rate that the importer states."""

from .columns import MAX_MONEY, MONEY, exact, is_unknown
from .currencies import SHARED_SIGNS, codes
from .report import Report


def apply_rate(report: Report, values: dict[str, list]) -> None:
    """Money to the reporting currency. A currency other than that needs a rate."""
    money = [field for field in MONEY if field in values]
    if not money:
        return
    options, own = report.options, report.options.currency
    per_row = _currency_column(report, values)
    stated = {code for code in (report.columns.currency, report.currency) if code}
    stated |= {_code_of_sign(sign, own) for sign in report.signs}
    stated |= set(per_row or ())
    line, field = report.header.line, money[0]
    foreign = stated - {own}
    if len(stated) > 1 and not per_row:
        both = " and ".join(sorted(stated))
        report.fault(line, field, f"The file states more than one currency: {both}.")
    elif len(foreign) > 1:
        report.fault(line, field, f"One rate cannot convert {' and '.join(sorted(foreign))}.")
    elif foreign and options.rate is None:
        code = next(iter(foreign))
        report.fault(
            line,
            field,
            f"The money is in {code}, the dashboard counts in {own}: state a rate (--rate, {own} "
            f"per {code}).",
            report.header.cells[report.columns.at[field]],
        )
    elif options.rate is not None and (foreign or not stated):
        code = next(iter(foreign), "")
        for name in money:
            for i, value in enumerate(values[name]):
                if value is not None and (not per_row or not code or per_row[i] == code):
                    values[name][i] = exact(value * options.rate)
            if any(value is not None and value > MAX_MONEY for value in values[name]):
                report.fault(line, name, "With this rate the amounts are too large.")
        what = f"Money in {code}" if code else "The file states no currency: its money"
        report.warn(f"{what} was multiplied by {options.rate} to give {own}.")
    elif options.rate is not None:
        report.warn(f"The rate was not used: the money is in {own} already.")
    report.money_how = (
        f"money in {' and '.join(sorted(stated))}"
        if stated
        else (
            f"no currency stated, taken as {own}" if options.rate is None else "no currency stated"
        )
    )


def _currency_column(report: Report, values: dict[str, list]) -> list[str]:
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
