"""Choosing by typing, with names that tell two campaigns or creatives of one name apart."""

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.urls import reverse

from campaigns.models import Campaign, Creative, StorePage
from campaigns.models.keys import is_id

BESIDE = {Campaign: ("network", "app"), Creative: ("app",), StorePage: ("app",)}
"""What is said beside the name."""


def full_name(row) -> str:
    """A campaign with its network and app, a creative with its format and app."""
    parts = [str(row)]
    if getattr(row, "format", ""):
        parts.append(row.get_format_display())
    parts += [str(getattr(row, name)) for name in BESIDE.get(type(row), ())]
    return " · ".join(parts)


class PickView(AutocompleteJsonView):
    """The admin's autocomplete with full names, within one app where `app` says so."""

    def get_queryset(self):
        rows = super().get_queryset()
        rows = rows.select_related(*BESIDE.get(rows.model, ()))
        app = self.request.GET.get("app", "")
        if is_id(app) and "app" in BESIDE.get(rows.model, ()):
            rows = rows.filter(app=app)
        return rows

    def serialize_result(self, obj, to_field_name) -> dict:
        return {**super().serialize_result(obj, to_field_name), "text": full_name(obj)}


class KeysOnly:
    """For a select of rows: Django looks every value up, and an address or a form may hold
    anything."""

    def optgroups(self, name, value, attrs=None):
        """Of what names rows."""
        known = [text for text in map(str, value) if is_id(text)]
        return super().optgroups(name, known or [""], attrs)  # type: ignore[misc]


class PickManyWidget(KeysOnly, AutocompleteSelectMultiple):
    """A select of several."""


class PickWidget(KeysOnly, AutocompleteSelect):
    """A select that asks PickView."""

    app_id: int | None = None

    def get_url(self) -> str:
        url = reverse(f"{self.admin_site.name}:campaigns_pick")
        return f"{url}?app={self.app_id}" if self.app_id else url


class PickField(forms.ModelChoiceField):
    """What was chosen, by its full name."""

    def label_from_instance(self, obj) -> str:
        return full_name(obj)


def pick_within(form: forms.BaseForm, app_id: int | None) -> None:
    """Offer only what belongs to one app, where it is known."""
    for name in ("creative", "store_page"):
        if name in form.fields:
            widget = form.fields[name].widget
            getattr(widget, "widget", widget).app_id = app_id


class Picks:
    """For an admin or inline: its autocomplete fields show full names."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PickWidget(db_field, self.admin_site)
            kwargs["form_class"] = PickField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = PickManyWidget(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a choice stands only the sign for adding a new one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = False
        return field
