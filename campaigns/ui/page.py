"""What surrounds the numbers of a report page: form, tables, export, frame, notes."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django_tables2 import Table

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown
from campaigns.models import Annotation
from campaigns.records.remembered import remembered
from campaigns.records.saved_views import path_now
from campaigns.ui.export_files import export, file_name
from campaigns.ui.fields import NAME
from campaigns.ui.filter_bar import filter_bar
from campaigns.ui.freshness import frame
from campaigns.ui.note_words import sentence
from campaigns.ui.notes import notes
from campaigns.ui.permissions import MAY_IMPORT
from campaigns.ui.remembering import note
from campaigns.ui.report_form import ReportForm
from campaigns.ui.table_search import STICKY, searched

PER_PAGE = 50


def asked(request, **subject: int) -> ReportForm:
    """What the address asks for, on a page about one `subject` or about everything."""
    return _asked(request, request.GET, subject)


def asked_now(request) -> ReportForm:
    """The same on a page that knows no past evening: where one is asked for, it says that."""
    if "as_of" not in request.GET:
        return asked(request)
    given = request.GET.copy()
    del given["as_of"]
    if "_export" not in given:
        messages.info(request, "This page is as of today: it keeps no past evenings.")
    return _asked(request, given, {})


def _asked(request, given: QueryDict, subject: Mapping[str, int]) -> ReportForm:
    request.asked = ReportForm(given, today=timezone.localdate(), subject=subject)
    if not hasattr(request, "shared_link"):
        kept = remembered(request.user).columns.get(request.resolver_match.url_name)
        request.asked.kept_columns = tuple(kept or ())
    if request.method == "GET" and not hasattr(request, "shared_link"):
        note(request.user, request.asked, given)
    return request.asked


def leading_on(view: Callable) -> Callable:
    """A page about one thing, which leads on to what that was merged into."""

    @wraps(view)
    def shown(request, pk, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            if (path := path_now(request.path)) == request.path:
                raise
            return redirect(f"{path}?{request.GET.urlencode()}".rstrip("?"))

    return shown


class Page:
    """A report page around its numbers.

    `name` is its template, `found` what its frame speaks of: None for a page without one. Of
    several `tables` by name the first is the main one. `filters` are offered beside the usual
    ones, `noted` are the notes on its days, `about` is what a new one is about.
    """

    def __init__(
        self,
        request,
        name: str,
        form: ReportForm,
        found: Breakdown | None,
        tables: Table | Mapping[str, Table] | None = None,
        *,
        filters: Sequence[str] = (),
        noted: Sequence[Annotation] = (),
        about: tuple[str, int, str] | None = None,
    ) -> None:
        self.request, self.name, self.form, self.found = request, name, form, found
        named = tables if isinstance(tables, Mapping) else {"": tables}
        tables = {key: one for key, one in named.items() if one is not None}
        for one in list(tables.values())[:1]:
            searched(one, request.GET)
        self.tables = {key: turned(request, one) for key, one in tables.items()}
        self.table = next(iter(self.tables.values()), None)
        self.filters, self.noted, self.about = filters, noted, about

    def file(self, which: str | None = None) -> HttpResponse | None:
        """The table that the address asks for as a file; None where it asks for the page.

        `which` is the table, by default as the address says it.
        """
        if not self.form.export or self.table is None:
            return None
        which = self.form.table if which is None else which
        which = which if which in self.tables else ""
        table = self.tables.get(which, self.table)
        return export(table, self.form.export, self._called(which), self.noted, self.about_it())

    def _called(self, part: str = "") -> str:
        """What a file of the page is called: page, part, days and when it was made."""
        name = self.name.rpartition("/")[2].replace("_", "-")
        if part:
            name = f"{name}-{part}"
        if self.form.as_of:
            name = f"{name}-as-known-{self.form.as_of}"
        return file_name(name, self.form.period, self.form.today)

    def _taken(self) -> dict[str, str]:
        """What a picture of the page is called, and the days that it shows."""
        if self.found is None:
            return {}
        return {"file": self._called(), "days": formats.day_range(self.form.period)}

    def about_it(self) -> list[tuple[str, str]]:
        """What the numbers are: page, days, filters, comparison, what settles, in words."""
        bar = self.frame.get("filters") or filter_bar(self.form, *self.filters)
        chosen = [f"{one['label']}: {one['value']}" for one in bar["pills"] if one["active"]]
        found = [("Page", self.name.rpartition("/")[2].replace("_", " ").capitalize())]
        found += [("Days", bar["range"]), ("Compared with", bar["compare_value"])]
        found += [("Filter", words) for words in chosen] or [("Filter", "none")]
        if self.form.as_of:
            found.append(("As known on the evening of", formats.day(self.form.as_of, year=True)))
        found += [("Known", fact) for fact in self.frame.get("facts", ())]
        found += [("Note", sentence(note)) for note in self.noted]
        made = f"{formats.day(self.form.today, year=True)}, from stored counts"
        return [*found, ("Made on", made), ("Address", self.request.build_absolute_uri())]

    @cached_property
    def frame(self) -> dict[str, Any]:
        """Filters, freshness, footnotes, notes, and what to do where nothing is found."""
        if self.found is None:
            return {}
        allowed = self.request.user.has_perm(MAY_IMPORT)
        name = self.name.rpartition("/")[2]
        found = frame(self.found, self.form, may_import=allowed, filters=self.filters, name=name)
        under = notes(self.request, found["filters"], self.noted, self.about)
        return found | {"notes": under}

    def show(self, *, status: int = 200, **words: Any) -> HttpResponse:
        """The page with its frame, its main table, and `words` for its template."""
        context = self.frame | {"table": self.table, "taken": self._taken()} | words
        return render(self.request, f"campaigns/{self.name}.html", context, status=status)


class Pages(Paginator):
    """Pages of the rows of a table; its total row stands on each and is not one of them."""

    @cached_property
    def count(self) -> int:
        return len(self.object_list.data)


def turned(request, table: Table) -> Table:
    """The table, sorted and turned to the page that the address asks for, as far as it can be.

    One whose `rows_per_page` is None shows all its rows.
    """
    table.request, table.is_long = request, len(table.data) >= STICKY
    order = request.GET.getlist(table.prefixed_order_by_field)
    if names := [name for name in order if NAME.fullmatch(name)]:
        table.order_by = names
    if rows := getattr(table, "rows_per_page", PER_PAGE):
        table.paginate(Pages, per_page=rows)
        table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table
