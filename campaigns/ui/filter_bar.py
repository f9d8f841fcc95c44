"""The filter bar: what a report page is of, and what else it can be of."""

from typing import Any

from campaigns import formats
from campaigns.judgement.kept_rows import options
from campaigns.periods import NAMED, PRESETS
from campaigns.reports import DIMENSIONS
from campaigns.ui.addresses import as_pairs, as_shown, as_text
from campaigns.ui.case_filter import case_pill
from campaigns.ui.comparing import COMPARISONS, compared_with, in_words
from campaigns.ui.fields import Without
from campaigns.ui.report_form import SHOWN_FILTERS, ReportForm

QUICK = 4
"""How many presets stand beside the menu of days; the keys 1 to 4 choose them."""
MANY = 8
"""From so many values on, a filter has a line to search in."""
NO_RANGE = {"compare_from": None, "compare_to": None}


def filter_bar(form: ReportForm, *more: str) -> dict[str, Any]:
    """Everything that the bar shows: the usual filters, `more` that the page wants, those that the
    reader took from the list, and any that is set."""
    period = form.period
    taken = [name for name in form.cleaned_data.get("more", ()) if name in form.filterable]
    shown = dict.fromkeys((*SHOWN_FILTERS, *more, *taken, *form.chosen))
    pills = [_pill(form, name) for name in shown if name not in form.subject]
    pills += [
        case_pill(kind) | {"clear_url": form.address(cases=None)}
        for kind in (form.cleaned_data.get("cases"),)
        if kind
    ]
    chosen = [f"{pill['label']} {pill['value']}" for pill in pills if pill["active"]]
    compared = form.compared
    range_text = formats.day_range(period)
    return {
        "presets": [_preset(form, days) for days in PRESETS[:QUICK]],
        "ranges": [*(_preset(form, days) for days in PRESETS), *_named(form)],
        "range": range_text,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "as_of": form.as_of.isoformat() if form.as_of else "",
        "pills": pills,
        "others": [
            {"label": DIMENSIONS[name].label, "url": form.address(more=(*taken, name))}
            for name in form.filterable
            if name not in shown and name not in form.subject
        ],
        "own_days": not form.rolls,
        "today": form.today.isoformat(),
        "settled_to": form.settled_to.isoformat(),
        "kept": [*as_pairs(form.own), *_unchanged(form)],
        "compare": [_comparison(form, kind) for kind in COMPARISONS],
        "compare_value": _compared_value(form),
        "compare_first": compared.first.isoformat() if compared else "",
        "compare_last": compared.last.isoformat() if compared else "",
        "errors": form.problems(),
        "clear_url": form.address(**dict.fromkeys((*form.filterable, "cases"))),
        "summary": ", ".join([_range_words(form), *(chosen or ["all apps"])]),
    }


def _preset(form: ReportForm, days: int) -> dict[str, Any]:
    return {
        "label": str(days),
        "words": f"{days} days",
        "url": form.address(**form.last(days)),
        "active": days == form.last_days,
    }


def _named(form: ReportForm) -> list[dict[str, Any]]:
    """The ranges of the calendar."""
    return [
        {
            "words": label,
            "url": form.address(**{"from": None, "to": None}, days=name),
            "active": name == form.range_name,
            "first": name == next(iter(NAMED)),
        }
        for name, label in NAMED.items()
    ]


def _range_words(form: ReportForm) -> str:
    if form.last_days:
        return f"Last {form.last_days} settled days"
    return NAMED.get(form.range_name) or formats.day_range(form.period)


def _comparison(form: ReportForm, kind: str) -> dict[str, Any]:
    """A kind of comparison, with the days that it means now."""
    days = None if kind == "range" else compared_with(kind, form.period)
    return {
        "value": kind,
        "label": COMPARISONS[kind],
        "days": formats.day_range(days) if days else "",
        "url": "" if kind == "range" else form.address(compare=kind, **NO_RANGE),
        "selected": kind == form.comparison,
    }


def _unchanged(form: ReportForm) -> list[tuple[str, str]]:
    """A range that rolls as fields of the bar, and the dates that it is today."""
    if not form.rolls:
        return []
    shown = as_shown(form.period.first, form.period.last)
    return [("days", form.range_name or str(form.last_days)), ("shown", shown)]


def _compared_value(form: ReportForm) -> str:
    if form.comparison in ("previous", "range"):
        return in_words(form.comparison, form.period, form.compared)
    return COMPARISONS[form.comparison]


def _pill(form: ReportForm, name: str) -> dict[str, Any]:
    """A filter with its values: those that are in, those that are out, those that could be."""
    known, picked = options(name, form.period), form.picked.get(name, ())
    out = {one.value for one in picked if isinstance(one, Without)}
    within = [one for one in picked if not isinstance(one, Without)]
    names = dict(known) | {one: str(one) for one in (*within, *out) if one not in dict(known)}
    return {
        "name": name,
        "label": DIMENSIONS[name].label,
        "plural": DIMENSIONS[name].plural,
        "value": _value(
            [names[one] for one in within], [names[one] for one in names if one in out]
        ),
        "active": bool(picked),
        "many": len(names) >= MANY,
        "clear_url": form.address(**{name: None}),
        "options": [
            {
                "value": as_text(value),
                "label": label,
                "selected": value in within,
                "out": value in out,
            }
            for value, label in names.items()
        ],
    }


def _value(within: list[str], out: list[str]) -> str:
    """What a filter says while it is closed."""
    if within:
        return within[0] if len(within) == 1 else f"{len(within)} chosen"
    if not out:
        return "All"
    return f"all but {out[0]}" if len(out) == 1 else f"all but {len(out)}"
