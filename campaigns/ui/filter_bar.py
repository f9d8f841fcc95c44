"""The filter bar: what a report page is of, and what else it can be of."""

from typing import Any

from campaigns import formats
from campaigns.periods import PRESETS
from campaigns.reports import DIMENSIONS, options
from campaigns.ui.addresses import as_pairs, as_shown, as_text
from campaigns.ui.case_filter import case_pill
from campaigns.ui.report_form import COMPARISONS, SHOWN_FILTERS, ReportForm


def filter_bar(form: ReportForm, *more: str) -> dict[str, Any]:
    """Everything that the bar shows: the usual filters, `more` that the page wants, those that the
    reader took from the list, and any that is set."""
    period = form.period
    taken = [name for name in form.cleaned_data.get("more", ()) if name in form.filterable]
    shown = dict.fromkeys((*SHOWN_FILTERS, *more, *taken, *form.chosen))
    pills = [_pill(form, name) for name in shown if name not in form.subject]
    pills += [case_pill(kind) for kind in (form.cleaned_data.get("cases"),) if kind]
    chosen = [f"{pill['label']} {pill['value']}" for pill in pills if pill["active"]]
    preset, compared = form.last_days, form.compared
    range_text = formats.day_range(period)
    return {
        "presets": [
            {"label": str(days), "url": form.address(**form.last(days)), "active": days == preset}
            for days in PRESETS
        ],
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
        "kept": [*as_pairs(form.own), *_unchanged(form)],
        "compare": [
            {"value": value, "label": label, "selected": value == form.comparison}
            for value, label in COMPARISONS.items()
        ],
        "compare_value": _compared_value(form),
        "compare_first": compared.first.isoformat() if compared else "",
        "compare_last": compared.last.isoformat() if compared else "",
        "errors": form.problems(),
        "clear_url": form.address(**dict.fromkeys((*form.filterable, "cases"))),
        "summary": ", ".join(
            [f"Last {preset} settled days" if preset else range_text, *(chosen or ["all apps"])]
        ),
    }


def _unchanged(form: ReportForm) -> list[tuple[str, str]]:
    """The last days as fields of the bar, and the dates that they are today."""
    if form.last_days is None:
        return []
    shown = as_shown(form.period.first, form.period.last)
    return [("days", str(form.last_days)), ("shown", shown)]


def _compared_value(form: ReportForm) -> str:
    compared = form.compared if form.comparison == "range" else None
    return formats.day_range(compared) if compared else COMPARISONS[form.comparison]


def _pill(form: ReportForm, name: str) -> dict[str, Any]:
    known, chosen = options(name, form.period), form.where.get(name, ())
    names = dict(known)
    missing = [(value, str(value)) for value in chosen if value not in names]
    labels = [names.get(value, str(value)) for value in chosen]
    value = "All" if not labels else labels[0] if len(labels) == 1 else f"{len(labels)} chosen"
    return {
        "name": name,
        "label": DIMENSIONS[name].label,
        "value": value,
        "active": bool(chosen),
        "options": [
            {"value": as_text(value), "label": label, "selected": value in chosen}
            for value, label in [*known, *missing]
        ],
    }
