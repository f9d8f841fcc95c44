"""What an address says of range and app, for the next visit, and what that was, in words."""

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from campaigns.english import listed
from campaigns.periods import DEFAULT_DAYS
from campaigns.records.remembered import last_asked, remember
from campaigns.reports import app_labels
from campaigns.ui.addresses import as_pairs
from campaigns.ui.report_form import ReportForm

SAID = {"days", "app"}
USUAL = f"/?days={DEFAULT_DAYS}"
"""The overview as it is for everybody; whoever goes there is remembered so."""


def note(user: Any, form: ReportForm, asked: Collection[str]) -> None:
    """Remember range and app, where the address, of these fields, says any of them.

    A range between two days is not: it would be an old one next time.
    """
    state = {name: value for name, value in form.state.items() if name in SAID}
    if SAID & set(asked) and not {"from", "to"} & set(form.state):
        if state.get("days") == DEFAULT_DAYS:
            del state["days"]
        remember(user, urlencode(as_pairs(state)))


def last_time(user: Any, today: date) -> tuple[str, str] | None:
    """The query string of what somebody asked for last and its words; None for the usual.

    Apps that are gone are left out.
    """
    query = last_asked(user)
    if not query:
        return None
    form, names = ReportForm(QueryDict(query), today=today), app_labels()
    apps = [pk for pk in form.chosen.get("app", ()) if pk in names]
    if not apps and "days" not in form.state:
        return None
    return form.address(app=apps or None), listed([form.range_words, *(names[pk] for pk in apps)])
