"""What words lead to: a question, things by their names, views, pages, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from campaigns import english
from campaigns.models.choices import COUNTRIES
from campaigns.periods import NAMED
from campaigns.records.saved_views import views
from campaigns.reports import DIMENSIONS, networks_known
from campaigns.reports.finding import Hit, find
from campaigns.reports.names import apps_known
from campaigns.ui.context import BESIDE, PAGES
from campaigns.ui.permissions import MAY_CHANGE_APP, MAY_IMPORT, MAY_PLAN, MAY_SET_BUDGETS
from campaigns.ui.report_form import ReportForm
from campaigns.ui.said_filters import SaidFilters, said_filters

MOST = 30
LONGEST = 200
NO_CODES = {"in", "no", "is", "it", "at", "by", "to", "me", "so", "do", "as", "my", "be", "am"}
"""English words that are codes of countries, too."""
OF_FORMAT = ("format", "creative")


@dataclass(frozen=True)
class Found:
    """A line of the answer: where it leads, its words, and those beside them."""

    url: str
    words: str
    hint: str = ""
    chips: tuple[tuple[str, str], ...] = ()
    end: str = ""


def answer(text: str, user: Any, today: date) -> list[tuple[str, list[Found]]]:
    """The lines under each heading, at most 30 in all."""
    text = text[:LONGEST].strip()
    named = [*((label, name) for label, name, _ in PAGES), *BESIDE]
    asked, things = [("Show", _questions(text, today))], _things(text)
    groups = [
        *(things + asked if _is_named(text, things) else asked + things),
        (
            "Views",
            [
                Found(reverse("view", args=[v.pk]), v.name, "saved view")
                for v in views(user)
                if _in(text, v.name)
            ],
        ),
        ("Pages", [Found(reverse(name), label) for label, name in named if _in(text, label)]),
        ("Do", [one for one in _actions(user) if _in(text, one.words)]),
    ]
    left, shown = MOST, []
    for title, lines in groups:
        if lines and left > 0:
            shown.append((title, lines[:left]))
            left -= len(lines)
    return shown


def _is_named(text: str, things: list[tuple[str, list[Found]]]) -> bool:
    """Whether the words, as they stand, are part of the name of a thing: more than one of them."""
    said = " ".join(text.lower().split())
    return " " in said and any(said in one.words.lower() for _, lines in things for one in lines)


def _in(text: str, name: str) -> bool:
    return all(word in name.lower() for word in text.lower().split())


def _questions(text: str, today: date) -> list[Found]:
    """What the words ask for, on the page that shows it best, then on others and as a file."""
    pages = {label.lower(): name for label, name, group in PAGES if group == "look"}
    pages |= {label.removesuffix("s"): name for label, name in pages.items()}
    said = said_filters(text, known_words(), pages, today)
    if not said:
        return []
    form = ReportForm(QueryDict(urlencode(said.pairs())), today=today)
    first = said.page or ("creatives" if set(said.filters) & set(OF_FORMAT) else "networks")
    labels = {name: label for label, name, _ in PAGES}
    others = [name for name in ("creatives", "networks", "why") if name != first][:2]
    file = form.elsewhere() + "&_export=xlsx"
    return [
        Found(
            reverse(first) + form.elsewhere(), labels[first], chips=_chips(form, said), end="Enter"
        ),
        *(Found(reverse(n) + form.elsewhere(), f"The same on {labels[n]}") for n in others),
        Found(reverse(first) + file, "The same, as Excel", end="XLSX"),
    ]


def _chips(form: ReportForm, said: SaidFilters) -> tuple[tuple[str, str], ...]:
    """The question in pieces, as it was read."""
    names = {value: words for words, value in _names().items()}
    chips = [
        (
            DIMENSIONS[name].label,
            f"not {names[name, one[1:]]}" if one[0] == "-" else names[name, one],
        )
        for name, values in said.filters.items()
        for one in values
    ]
    days = f"{form.last_days} settled days" if form.last_days else NAMED.get(form.range_name)
    chips += [("", days or form.range_words)] if said.days else []
    return (*chips, *([("against", form.compared_words)] if said.compare else []))


def _names() -> dict[str, tuple[str, str]]:
    """What people read, with the dimension and value that it means."""
    found = {}
    for name in ("format", "platform", "country", "targeting", "bid_type"):
        for value, label in (DIMENSIONS[name].choices or {}).items():
            if value and value != "ZZ":
                found[label] = name, value
    found |= {app.label: ("app", str(pk)) for pk, app in apps_known().items()}
    return found | {network.name: ("network", str(pk)) for pk, network in networks_known().items()}


def known_words() -> dict[str, tuple[str, str]]:
    """Phrases in small letters, with the dimension and value that they mean."""
    found = {words.lower(): meant for words, meant in _names().items()}
    for words, (name, value) in list(found.items()):
        if name == "format":
            found[english.plural(words)] = name, value
    found |= _codes()
    names = [app.name for app in apps_known().values()]
    alone = {app.name.lower(): pk for pk, app in apps_known().items() if names.count(app.name) == 1}
    return found | {name: ("app", str(pk)) for name, pk in alone.items()}


@cache
def _codes() -> Mapping[str, tuple[str, str]]:
    codes = {code.lower(): ("country", code) for code in COUNTRIES if code.lower() not in NO_CODES}
    return codes | {"usa": ("country", "US"), "uk": ("country", "GB")}


def _things(text: str) -> list[tuple[str, list[Found]]]:
    """What is found by its name, under the plural of what it is."""
    groups: dict[str, list[Found]] = {}
    for hit in find(text):
        title = DIMENSIONS[hit.kind].plural.capitalize()
        groups.setdefault(title, []).append(Found(_address(hit), hit.name, hit.hint))
    return list(groups.items())


def _address(hit: Hit) -> str:
    about = DIMENSIONS[hit.kind]
    if about.own_page:
        return reverse(about.page, args=[hit.pk])
    return f"{reverse(about.page)}?{urlencode({hit.kind: hit.pk})}"


def _actions(user: Any) -> list[Found]:
    """What somebody may do from here."""
    found = []
    if user.has_perm(MAY_IMPORT):
        found.append(Found(reverse("imports"), "Import a report"))
    if user.has_perm(MAY_PLAN):
        found.append(Found(reverse("experiment_new"), "Plan a test"))
    if user.has_perm(MAY_SET_BUDGETS):
        found.append(Found(reverse("budgets") + "#set-title", "Set a budget"))
    if user.has_perm(MAY_CHANGE_APP):
        found += [
            Found(
                reverse("targets") + f"#id_app{pk}-target_ipm",
                f"Set target of {app.label}",
                end=f"now {app.target_ipm:g}" if app.target_ipm else "no target IPM",
            )
            for pk, app in apps_known().items()
        ]
    return found
