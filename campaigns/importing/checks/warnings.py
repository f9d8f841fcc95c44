"""What is odd in a report but may be real: one sentence each, with a count and the first line."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import compress

from campaigns.importing.cells.columns import NumberColumn
from campaigns.importing.checks.doubts import doubt_odd
from campaigns.importing.report import Report, lines_have

MAX_USUAL_ECPM = 5000
IPM_SLACK = Decimal("0.01")


def warn_of_oddities(report: Report, values: Mapping[str, list]) -> None:
    """Note as warnings what a person should look at before it counts."""
    _repeated(report)
    _without_campaign(report, values)
    impressions = values.get("impressions")
    if impressions:
        for field in ("clicks", "installs"):
            if field in values:
                pairs = zip(values[field], impressions, strict=True)
                odd = (i for i, (n, of) in enumerate(pairs) if n and of is not None and n > of)
                _notice(report, odd, f"more {field} than impressions")
        _money_per_impression(report, values)
        _stated_ipm(report, values)
    spend = values.get("spend", ())
    credits = (i for i, amount in enumerate(spend) if amount is not None and amount < 0)
    _notice(report, credits, "a spend below zero, which is taken as a credit")
    if report.total_rows:
        numbers = ", ".join(str(number) for number, _ in report.total_rows[:3])
        more = len(report.total_rows) - 3
        report.warn(
            f"Left out because they sum others: lines {numbers} and {more} more."
            if more > 0
            else f"Left out because it sums others: line {numbers}."
            if len(report.total_rows) == 1
            else f"Left out because they sum others: lines {numbers}."
        )


def _repeated(report: Report) -> None:
    what = "the very content of an earlier line; they are added to it"
    _notice(report, report.rows.repeated(), what)


def _without_campaign(report: Report, values: Mapping[str, list]) -> None:
    """Lines without a campaign may be the sums of those that name one."""
    names = [values[field] for field in ("campaign", "campaign_id") if field in values]
    if not names:
        return
    named = [any(row) for row in zip(*names, strict=True)]
    if all(named):
        return
    keys = list(zip(values.get("network", named), values["day"], strict=True))
    others = set(compress(keys, named))
    odd = (i for i, key in enumerate(keys) if not named[i] and key in others)
    _notice(
        report,
        odd,
        "no campaign, beside lines of that network and day that name one. Are the lines without a "
        "campaign subtotals? They are added",
    )


def _money_per_impression(report: Report, values: Mapping[str, list]) -> None:
    spend = values.get("spend")
    if not spend:
        return
    shown = values["impressions"]
    both = [bool(s and n) for s, n in zip(spend, shown, strict=True)]
    ecpm = 1000 * sum(compress(spend, both)) / sum(compress(shown, both)) if any(both) else 0
    if ecpm > MAX_USUAL_ECPM:
        report.warn(
            f"The spend comes to {ecpm:,.0f} per 1,000 impressions: is {report.named('spend')!r} "
            "in millionths?"
        )


def _stated_ipm(report: Report, values: Mapping[str, list]) -> None:
    """Compare the file's own IPM with installs and impressions of the same row."""
    if "ipm" not in report.columns.at or "installs" not in values:
        return
    cells = report.cells("ipm")
    column = NumberColumn(cells).read("spend", proven=".")
    rows = zip(cells, values["installs"], values["impressions"], strict=True)
    odd = []
    for i, (cell, installs, impressions) in enumerate(rows):
        stated = column.values.get(cell)
        if isinstance(stated, Decimal) and impressions and installs is not None:
            ours = Decimal(1000 * installs) / impressions
            if abs(stated - ours) > max(IPM_SLACK, ours / 100):
                odd.append(i)
    what = "an IPM that is not 1,000 x installs / impressions"
    _notice(report, odd, what)
    if 10 * len(odd) > len(cells):
        doubt_odd(report, "ipm", len(odd), "not 1,000 x installs / impressions")


def _notice(report: Report, odd: Iterable[int], what: str) -> None:
    indexes = list(odd)
    if indexes:
        report.warn(lines_have(len(indexes), report.rows.numbers[indexes[0]], what))
