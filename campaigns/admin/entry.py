"""Forms for counts that argue back: the impossible is an error, the odd waits for a tick."""

from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from campaigns import formats
from campaigns.admin.autocomplete import pick_within
from campaigns.importing import validation
from campaigns.importing.cells.days import FIRST_DAY
from campaigns.importing.manual_entry import describe, taken_by, unstated_creative
from campaigns.metrics import COUNTS, MONEY, Counts
from campaigns.models import Campaign, DailyCount
from campaigns.models.keys import ids, is_id
from campaigns.periods import last_complete_day

CONFIRM = "confirm_odd"
ODD = "odd"
NEWEST_ROWS = 28
EMPTY = {
    "creative": "Leave it empty where none is stated.",
    "store_page": "Leave it empty for the default page of the app.",
}
NOT_YET = "Nothing is saved yet: something looks odd. Check it, then tick the box and save again."


class ConfirmForm(forms.ModelForm):
    """A form with a box for "save it all the same". It is hidden until something is odd."""

    confirm_odd = forms.BooleanField(
        label="I have checked this: save it all the same",
        required=False,
        widget=forms.HiddenInput,
    )


def confirmed(data) -> bool:
    """Whether the box of the page is ticked."""
    return forms.BooleanField(required=False).to_python(data.get(CONFIRM, ""))


class RowForm(forms.ModelForm):
    """One row of counts. On a stored row only the counts can be changed."""

    class Meta:
        model = DailyCount
        fields = (*DailyCount.KEY, *COUNTS)
        labels = {
            "view_through_installs": "View-through installs",
            "spend": "Spend",
            "revenue_d7": "Revenue D7",
            "mmp_installs": "Installs the MMP counted too",
        }
        help_texts = {
            "reported_by": "Who counted: the network itself, or the MMP (AppsFlyer, Adjust, ...).",
            "view_through_installs": "Installs after an ad was seen but not clicked. "
            "They are part of the installs.",
            "rejected_installs": "Installs that were refused as fraud. "
            "They are not part of the installs.",
            "retained_d1": "How many of the installs opened the app one day later.",
            "retained_d7": "How many of the installs opened the app seven days later.",
            "revenue_d7": "What the installs brought in within seven days.",
            "mmp_installs": "Of SKAN's rows only: those of its installs that the MMP has as well.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, empty in EMPTY.items():
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].help_text = empty
        if "day" in self.fields and self.initial.get("day") is None:
            self.initial["day"] = last_complete_day(localdate())
        if "country" in self.fields:
            self.fields["country"].error_messages["invalid_choice"] = (
                "“%(value)s” is not a country."
            )
        for name in set(COUNTS) & set(self.fields):
            what = "amount" if name in MONEY else "count"
            self.fields[name].error_messages |= {
                "min_value": "It cannot be negative.",
                "max_value": f"It is too large to be a day's {what}.",
            }
        for name in set(MONEY) & set(self.fields):
            self.fields[name].label += f" in {settings.REPORTING_CURRENCY}"
            self.initial[name] = _short_money(self.initial.get(name))

    def has_changed(self) -> bool:
        """A new row in a list where only the day was touched is an empty row."""
        if self.empty_permitted and set(self.changed_data) <= {"day"}:
            return False
        return super().has_changed()

    def clean(self) -> dict:
        # A stored row that nobody touched is not argued about: it may be odd and imported.
        if self.has_changed():
            if not self.instance.pk:
                self._argue_about_key()
            self._argue_about_counts()
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        # Fields and messages above cover what the constraints hold. Letting the model check them
        # again would ask the database a dozen questions for each row of a list.
        return {field.name for field in DailyCount._meta.fields}

    def _argue_about_key(self) -> None:
        given = self.cleaned_data
        day, campaign = given.get("day"), given.get("campaign")
        if day and day > localdate():
            self.add_error("day", f"{formats.day(day, year=True)} is in the future.")
        if day and day < FIRST_DAY:
            said = f"{formats.day(day, year=True)} is before there were app stores."
            self.add_error("day", said)
        for name in ("creative", "store_page"):
            part = given.get(name)
            if campaign and part and part.app_id != campaign.app_id:
                self.add_error(
                    name, f"“{part}” belongs to {part.app}, the campaign to {campaign.app}."
                )
        if self.errors.keys() & set(DailyCount.KEY):
            return
        row = taken_by(*(given.get(name) for name in DailyCount.KEY))
        if row:
            self.add_error(None, _second_row(row))

    def _argue_about_counts(self) -> None:
        counts = Counts.of(**{name: self._count(name) for name in COUNTS})
        if counts.nothing and not self.errors.keys() & set(COUNTS):
            self.add_error(None, "Write at least one count. 0 is a count, empty is not reported.")
        for name, message in validation.impossible(counts).items():
            self.add_error(name if name in self.fields else None, message)
        if not confirmed(self.data):
            warnings = [ValidationError(text, code=ODD) for text in validation.odd(counts)]
            if warnings:
                self.add_error(CONFIRM if CONFIRM in self.fields else None, warnings)

    def _count(self, name: str):
        if name in self.fields:
            return self.cleaned_data.get(name)
        return getattr(self.instance, name)


class CountForm(ConfirmForm, RowForm):
    """The page of one row."""

    class Meta(RowForm.Meta):
        pass

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "campaign" in self.fields:
            campaign = str(self["campaign"].value() or "")
            if is_id(campaign):
                apps = Campaign.objects.filter(pk=campaign).values_list("app", flat=True)
                pick_within(self, apps.first())


class Rows(BaseInlineFormSet):
    """Rows of a table, where a heading stands for the label of each field."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs["aria-label"] = field.label or name


class NewRows(Rows):
    """Rows to add to a campaign."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return "new_counts"

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        pick_within(form, self.instance.app_id)

    def clean(self) -> None:
        seen, unstated = set(), unstated_creative(self.instance.app)
        for form in self.forms:
            if not form.has_changed() or form.errors.keys() & set(DailyCount.KEY):
                continue
            given = {**form.cleaned_data, "creative": form.cleaned_data["creative"] or unstated}
            key = tuple(given.get(name) for name in DailyCount.KEY)
            if key in seen:
                form.add_error(
                    None, "A row above has the same day, creative, country, page and reporter."
                )
            seen.add(key)


class NewestRows(Rows):
    """The newest rows of a campaign: a page with all of them could not be sent back."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return "counts"

    def __init__(self, data=None, files=None, instance=None, queryset=None, **kwargs) -> None:
        rows = DailyCount.objects.filter(campaign=instance.pk).order_by("-day", "pk")
        if data is None:
            shown = list(rows.values_list("pk", flat=True)[:NEWEST_ROWS])
        else:  # those that the reader had before the eyes, whatever came since
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            shown = ids(data.get(f"{prefix}-{i}-id", "") for i in range(NEWEST_ROWS))
        queryset = rows.filter(pk__in=shown).select_related("campaign", "creative", "store_page")
        super().__init__(data, files, instance=instance, queryset=queryset, **kwargs)

    def clean(self) -> None:
        """Keys are not changed here, so none can clash."""


class ArguesBack:
    """For an admin whose form is a ConfirmForm: show the box once something is odd."""

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        inlines = context["inline_admin_formsets"]
        codes = _error_codes(form, [inline.formset for inline in inlines])
        if ODD in codes or confirmed(form.data):
            form.fields[CONFIRM].widget = forms.CheckboxInput()
            if CONFIRM not in form.errors:
                form[CONFIRM].help_text = "Further down, each row says what is odd."
        if set(codes) == {ODD}:
            context["errors"] = []
            messages.warning(request, NOT_YET)
        return super().render_change_form(request, context, *args, **kwargs)


def _error_codes(form: forms.BaseForm, formsets: list) -> list[str | None]:
    """The code of every error on a page."""
    errors = [form.errors, *(row.errors for formset in formsets for row in formset.forms)]
    listed = [found for one in errors if one for found in one.as_data().values()]
    listed += [formset.non_form_errors().as_data() for formset in formsets]
    return [error.code for found in listed for error in found]


def _second_row(row: DailyCount) -> str:
    return format_html(
        "These counts are stored already: {}. "
        '<a href="{}">Change that row</a> instead of adding a second one.',
        describe(row),
        reverse("admin:campaigns_dailycount_change", args=[row.pk]),
    )


def _short_money(value: Decimal | None) -> Decimal | None:
    """12.500000 -> 12.50; what is finer than a cent stays."""
    if not isinstance(value, Decimal):
        return value
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value.normalize()
