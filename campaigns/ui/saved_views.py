"""Views: a name for an address, and the address of a name."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from campaigns import formats
from campaigns.models import SavedView
from campaigns.records import saved_views
from campaigns.reports import DIMENSIONS
from campaigns.ui.fields import NamesField, Without
from campaigns.ui.report_form import PLAIN, ReportForm
from campaigns.ui.share_form import ShareForm

COMPACT, ROOMY = DENSITIES = ("compact", "roomy")
MOST = 60
"""So many columns of a page are kept at most."""


class NameForm(forms.ModelForm):
    """What can be changed of a view: its name, and who sees it. A person uses a name once."""

    class Meta:
        model = SavedView
        fields = ("name", "shared")
        labels = {"shared": "Share with the team"}

    def clean(self) -> dict:
        asked = super().clean()
        taken = saved_views.named(self.instance.user, asked.get("name", ""))
        if taken and taken.pk != self.instance.pk:
            if not asked.get("replace"):
                self.add_error("name", "You have a view of this name already.")
            self.instance = taken
        return asked


class ViewForm(NameForm):
    """A name for the address of a report page, which `path` and `query` hold.

    `fixed` keeps the days that are shown, where the view would move on with the last settled ones.
    """

    opens_first = forms.BooleanField(required=False, label="Make it my start page")
    fixed = forms.BooleanField(required=False)
    replace = forms.BooleanField(required=False, label="Replace the view of this name")
    path = forms.CharField(max_length=200, widget=forms.HiddenInput)
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args, user: Any, today: date, shown: ReportForm | None = None, **kwargs
    ) -> None:
        """`shown` is what the page shows, where it has read its address already."""
        super().__init__(*args, instance=SavedView(user=user), auto_id="view_%s", **kwargs)
        self.report = shown or ReportForm(QueryDict(self["query"].value()), today=today)
        self.days = self.report.range_words
        these = formats.day_range(self.report.period)
        self.fields["fixed"].label = f"Fix these dates ({these}), don’t roll forward"

    @property
    def taken(self) -> bool:
        """Whether the name is that of another view of theirs."""
        return self.instance.pk is not None

    def clean_path(self) -> str:
        path = self.cleaned_data["path"]
        if not saved_views.report_page(path):
            raise forms.ValidationError("Only a report page can be saved.")
        return path

    def clean(self) -> dict:
        asked = super().clean()
        period, rolls = self.report.period, self.report.rolls and not asked["fixed"]
        asked["last_days"] = self.report.last_days if rolls else None
        days = {"days": self.report.range_name or None, "from": None, "to": None}
        fixed = {"days": None, "from": period.first, "to": period.last}
        asked["query"] = self.report.address(**(days if rolls else fixed))
        if len(asked["query"]) > SavedView._meta.get_field("query").max_length:
            self.add_error(None, "This address is too long to keep. Choose fewer values.")
        return asked

    def save(self, commit: bool = True) -> SavedView:
        for name in ("path", "query", "last_days"):
            setattr(self.instance, name, self.cleaned_data[name])
        view = super().save(commit)
        if self.cleaned_data["opens_first"]:
            saved_views.make_default(view.user, view)
        return view


class LookForm(forms.Form):
    """How tables of a page shall look: some `columns`, the usual ones, compact or roomy."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("columns", "usual", *DENSITIES)])
    path = forms.CharField(max_length=200)
    query = forms.CharField(max_length=4000, required=False)
    columns = NamesField(required=False)

    def clean_path(self) -> str:
        path = self.cleaned_data["path"]
        try:
            resolve(path)
        except Resolver404:
            raise forms.ValidationError("There is no such page.") from None
        return path

    @property
    def page(self) -> str:
        """The URL name of the page."""
        return resolve(self.cleaned_data["path"]).url_name or ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that were chosen; none for the usual ones."""
        return self.cleaned_data["columns"][:MOST] if self.cleaned_data["do"] == "columns" else ()

    @property
    def back(self) -> str:
        """The address of the page, with the columns that were chosen."""
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        if self.cleaned_data["do"] not in DENSITIES:
            query.setlist("columns", self.shown)
        return f"{self.cleaned_data['path']}?{query.urlencode() or PLAIN[1:]}"


def address(view: SavedView, today: date) -> str:
    """Where a view leads today. Like any address it is read by the form of reports."""
    form = _report(view, today)
    path = saved_views.path_now(view.path)
    return path + form.address(**(form.last(view.last_days) if view.last_days else {}))


def described(view: SavedView, today: date) -> str:
    """Page, days and filters of a view: Networks, the last 14 days, by app and country"""
    form = _report(view, today)
    without = {n for n, of in form.picked.items() if any(isinstance(v, Without) for v in of)}
    filters = " and ".join(DIMENSIONS[n].label.lower() for n in form.where if n not in without)
    left_out = " and ".join(DIMENSIONS[name].plural for name in sorted(without))
    page = saved_views.PAGES.get(saved_views.report_page(view.path), "A page that is gone")
    parts = [
        page,
        f"the last {view.last_days} settled days" if view.last_days else form.range_words,
        f"one {filters}" if filters else "",
        f"without some {left_out}" if left_out else "",
    ]
    return ", ".join(part for part in parts if part)


def _report(view: SavedView, today: date) -> ReportForm:
    return ReportForm(QueryDict(view.query.removeprefix("?")), today=today)


def menu(request) -> dict[str, Any]:
    """The views that the reader may open, the one that is open, and the form for one more.

    None of it where the page is no report. One query.
    """
    if not saved_views.report_page(request.path):
        return {}
    today = timezone.localdate()
    query = request.GET.urlencode()
    initial = {"path": request.path, "query": query}
    shown = getattr(request, "asked", None)
    form = ViewForm(user=request.user, today=today, shown=shown, initial=initial)
    here = request.path + form.report.address()
    found = saved_views.views(request.user)
    at = (v for v in found if saved_views.path_now(v.path) == request.path)
    is_open = (v for v in at if address(v, today) == here)
    share = ShareForm(initial=initial, auto_id="share_%s")
    return {"views": found, "open": next(is_open, None), "form": form, "share": share}


def default_address(request) -> str | None:
    """Where the site opens for the reader, where that is not the plain overview."""
    if request.GET:
        return None
    view = saved_views.default(request.user)
    return view and address(view, timezone.localdate())
