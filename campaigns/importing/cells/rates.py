"""Money of a report -> the reporting currency, by the rate of each day or one that is stated."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter

from campaigns.importing.cells.columns import MAX_MONEY, MONEY, Fault, exact, is_unknown
from campaigns.importing.cells.currencies import SHARED_SIGNS, codes
from campaigns.importing.codes import Code
from campaigns.importing.report import Report

MIN_RATE = Decimal("0.000001")
MAX_RATE = 10**6
MAX_DAYS_MONEY = 10**9
OLD = timedelta(days=7)
"""A rate that holds for longer is spoken of."""
SEVERAL = "The file states more than one currency: {}."


def to_reporting_currency(report: Report, values: dict[str, list]) -> None:
    """Money to the reporting currency, and no line's amount beyond what sums of lines can be."""
    _apply_rate(report, values)
    for field in MONEY:
        amounts = values.get(field, ())
        if max(_sizes(amounts), default=0) > MAX_DAYS_MONEY:
            rows = zip(report.rows.numbers, report.cells(field), amounts, strict=True)
            for number, cell, amount in rows:
                if amount is not None and abs(amount) > MAX_DAYS_MONEY:
                    report.fault(number, field, "This is too large to be a day's amount.", cell)
        elif sum(_sizes(amounts)) > MAX_MONEY:
            report.fault(report.header.line, field, "The sum of this column is too large.")


def _sizes(amounts: Iterable[Decimal | None]) -> Iterator[Decimal]:
    """The amounts but zero without their signs, one by one: a million new ones take 110 MB."""
    return map(abs, filter(None, amounts))


def _apply_rate(report: Report, values: dict[str, list]) -> None:
    """A currency other than the reporting currency needs a rate."""
    money = [field for field in MONEY if field in values]
    if not money:
        return
    in_headers = {f: code for f, code in report.columns.currencies.items() if code}
    if len(set(in_headers.values())) > 1:
        other = list(in_headers)[-1]
        both = " and ".join(sorted(in_headers.values()))
        report.fault(report.header.line, other, SEVERAL.format(both), report.named(other))
        return
    rate, own = report.options.rate, report.options.currency
    per_row = _currency_column(report)
    stated = {*in_headers.values(), report.currency, *per_row} - {""}
    stated |= {_code_of_sign(sign, own) for sign in report.signs}
    if not stated and report.usual_currency:
        stated = {report.usual_currency}
    if fault := _fault(report, stated, set(per_row)):
        report.fault(
            report.header.line,
            money[0],
            fault.message,
            report.named(money[0]),
            fault.code,
            fault.said,
        )
        return
    report.money_how = (
        f"money in {' and '.join(sorted(stated))}"
        if stated
        else ("no currency stated" + ("" if rate else f", taken as {own}"))
    )
    foreign = sorted(stated - {own})
    if rate is not None and stated and not foreign:
        report.warn(f"The rate was not used: the money is in {own} already.")
    elif rate is not None and not stated:
        for name in money:
            values[name] = [v if v is None else exact(v * rate) for v in values[name]]
        what = "The file states no currency: its money"
        report.warn(f"{what} was multiplied by {rate} to give {own}.")
    elif foreign:
        _convert(report, values, money, per_row or [foreign[0]] * len(report.rows))


def _convert(report: Report, values: dict[str, list], money: list[str], of_rows: list[str]) -> None:
    """Each line's money by the rate that is stated, else by that of its day."""
    rate, own = report.options.rate, report.options.currency
    pairs = set(zip(of_rows, values["day"], strict=True))
    rates = {
        (code, day): (day, rate) if rate else rate_on(report.options.rates, code, day)
        for code, day in pairs
        if code != own and day is not None
    }
    if missing := sorted(pair for pair, found in rates.items() if found is None):
        fault = Fault.of(Code.RATE_NEEDED, currency=missing[0][0], own=own)
        where = (report.header.line, money[0], fault.message, report.named(money[0]))
        report.fault(*where, fault.code, fault.said)
        return
    used = {pair: found for pair, found in rates.items() if found}
    both = zip(of_rows, values["day"], strict=True)
    factors = [used[pair][1] if pair in used else None for pair in both]
    values["currency"] = [
        None if factor is None else code for code, factor in zip(of_rows, factors, strict=True)
    ]
    for name in money:
        values[f"original_{name}"] = [
            None if factor is None else v for v, factor in zip(values[name], factors, strict=True)
        ]
        values[name] = [
            v if v is None or factor is None else exact(v * factor)
            for v, factor in zip(values[name], factors, strict=True)
        ]
    _tell(report, used)


def _tell(report: Report, used: Mapping[tuple[str, date], tuple[date, Decimal]]) -> None:
    """Say by which rates money was converted, and where these are old."""
    own = report.options.currency
    report.currencies = tuple(sorted({code for code, _ in used}))
    for code in report.currencies:
        mine = {day: found for (of, day), found in used.items() if of == code}
        low, high = (end(rate for _, rate in mine.values()) for end in (min, max))
        by = " to ".join(map(_plain, sorted({low, high})))
        days = "" if report.options.rate else ", the rate of each day,"
        report.warn(f"Money in {code} was multiplied by {by}{days} to give {own}.")
        day = max(mine, key=lambda day: day - mine[day][0])
        if day - mine[day][0] > OLD:
            report.warn(f"The newest rate of {code} for {day} is of {mine[day][0]}.")


def _plain(rate: Decimal) -> str:
    """1.1000000000 of the table -> 1.10"""
    cents = rate.quantize(Decimal("0.01"))
    return str(cents) if cents == rate else f"{rate.normalize():f}"


def rate_on(
    rates: Mapping[str, Sequence[tuple[date, Decimal]]], currency: str, day: date
) -> tuple[date, Decimal] | None:
    """The newest rate of a currency that is not after a day, None where there is none.

    `rates` are by currency, the oldest day first.
    """
    mine = rates.get(currency, ())
    place = bisect_right(mine, day, key=itemgetter(0))
    return mine[place - 1] if place else None


def _fault(report: Report, stated: set[str], of_rows: set[str]) -> Fault | None:
    """Why the money cannot be brought to the reporting currency, None where it can."""
    rate, own = report.options.rate, report.options.currency
    foreign = sorted(stated - {own})
    if rate is not None and not (rate.is_finite() and MIN_RATE <= rate <= MAX_RATE):
        return Fault(f"A rate cannot be {rate}: at least {MIN_RATE} and at most {MAX_RATE:,}.")
    if len(stated) > 1 and stated != of_rows:
        return Fault(SEVERAL.format(" and ".join(sorted(stated))))
    if len(foreign) > 1 and rate is not None:
        return Fault(f"One rate cannot convert {' and '.join(foreign)}.")
    return None


def _currency_column(report: Report) -> list[str]:
    """The currency of each row, if a column states it; blank cells are of the only currency."""
    if "currency" not in report.columns.at:
        return []
    cells = report.cells("currency")
    found: dict[object, str | None] = {}
    for cell in report.distinct("currency"):
        code = str(cell).strip().upper()
        found[cell] = "" if is_unknown(cell) else code if code in codes() else None
    if None in found.values():
        for number, cell in zip(report.rows.numbers, cells, strict=True):
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
