"""What counts are told apart by: apps, networks, store pages and creatives."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import models

from campaigns.admin.aliases import NetworkForm, moved
from campaigns.admin.autocomplete import Picks
from campaigns.admin.files import WithFiles
from campaigns.admin.merging import Merges
from campaigns.admin.protect import Protected
from campaigns.admin.recent import Recent
from campaigns.importing.storing.names import default_page
from campaigns.models import App, Creative, Network, NetworkTarget, StorePage
from campaigns.models.choices import NOT_STATED, Format
from campaigns.models.settling import settles_after


class AppForm(forms.ModelForm):
    def clean_target_ipm(self):
        target = self.cleaned_data["target_ipm"]
        if target is not None and target <= 0:
            raise ValidationError("A target is above 0. Leave it empty for no target.")
        return target

    def clean_target_roas_d7(self):
        target = self.cleaned_data["target_roas_d7"]
        if target is not None and target <= 0:
            raise ValidationError("A target is above 0. Leave it empty for no target.")
        return target


@admin.register(NetworkTarget)
class NetworkTargetAdmin(admin.ModelAdmin):
    list_display = ("network", "app", "target_roas_d7")
    list_filter = ("app", "network")


@admin.register(App)
class AppAdmin(Merges, WithFiles, Protected, Recent, admin.ModelAdmin):
    creatives_path = "app"
    dimension = "app"
    counts_path = "campaign__app"
    form = AppForm
    actions = ("merge_chosen",)
    readonly_fields = ("near",)
    list_display = ("name", "platform", "target_ipm", *Recent.columns)
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("platform",)
    search_fields = ("name", "store_id")
    search_help_text = "Name or store ID"
    fieldsets = (
        ("What", {"fields": ("name", "platform", "store_id", "near")}),
        ("Goals", {"fields": ("target_ipm", "target_roas_d7")}),
    )

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        default_page(obj)


@admin.register(Network)
class NetworkAdmin(Merges, Protected, Recent, admin.ModelAdmin):
    dimension = "network"
    counts_path = "campaign__network"
    form = NetworkForm
    actions = ("merge_chosen",)
    readonly_fields = ("near",)
    list_display = ("name", "kind", "settles", *Recent.columns)
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("kind",)
    search_fields = ("name", "aliases")
    search_help_text = "Name, or a name that reports use"
    fieldsets = (
        ("What", {"fields": ("name", "kind", "near")}),
        ("In reports", {"fields": ("aliases", "move", "settle_days", "tolerance")}),
        ("On iOS", {"fields": ("includes_skan", ("overlap_low", "overlap_high"))}),
    )

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if form.moving:
            moved(request, form.moving, obj)

    @admin.display(description="days to settle", ordering=settles_after())
    def settles(self, network: Network) -> str:
        """Who says so, and how many."""
        by_hand = network.settle_days is not None
        known = "learned" if network.learned_days is not None else "usual"
        return str(network.settle_days) if by_hand else f"{known}: {network.settles_after}"


class StorePageForm(forms.ModelForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:  # the default page comes with its app
            default = StorePage.Kind.DEFAULT
            self.fields["kind"].choices = [
                choice for choice in StorePage.Kind.choices if choice[0] != default
            ]

    def clean(self) -> dict:
        first, last = self.cleaned_data.get("live_from"), self.cleaned_data.get("live_to")
        if first and last and last < first:
            self.add_error("live_to", "It ends before it starts.")
        return super().clean()


@admin.register(StorePage)
class StorePageAdmin(Merges, Protected, Recent, Picks, admin.ModelAdmin):
    dimension = "store_page"
    counts_path = "store_page"
    form = StorePageForm
    actions = ("merge_chosen",)
    list_display = ("name", "app", "kind", "live_from", "live_to", *Recent.columns)
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("kind", "app")
    list_select_related = ("app",)
    search_fields = ("name", "app__name")
    search_help_text = "Name of a page or app"
    autocomplete_fields = ("app",)
    fieldsets = (
        ("What", {"fields": ("app", "name", "kind", "near")}),
        ("When", {"fields": (("live_from", "live_to"),)}),
    )

    def get_readonly_fields(self, request, obj=None):
        if not obj:
            return ("near",)
        default = ("kind",) if obj.kind == StorePage.Kind.DEFAULT else ()
        return ("app", "near", *default)

    def get_deleted_objects(self, objs, request):
        """The default page goes only with its app."""
        kept = [page for page in objs if page.kind == StorePage.Kind.DEFAULT]
        if kept:
            said = "{} of {}: every app keeps its default page"
            return [], {}, set(), [said.format(page, page.app) for page in kept]
        return super().get_deleted_objects(objs, request)


def _set_format(format: Format):
    @admin.action(description=f"Set the format: {format.label}", permissions=["change"])
    def act(self, request, queryset) -> None:
        self.set_format(request, queryset, format)

    act.__name__ = f"set_{format.value}"
    return act


@admin.register(Creative)
class CreativeAdmin(Merges, WithFiles, Protected, Recent, Picks, admin.ModelAdmin):
    dimension = "creative"
    counts_path = "creative"
    list_display = ("name", "app", "format", "tags", *Recent.columns)
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("format", "app")
    list_select_related = ("app",)
    search_fields = ("name", "external_id", "tags", "app__name")
    search_help_text = "Name, ID or tag of a creative, name of an app"
    autocomplete_fields = ("app",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    actions = ["merge_chosen", *(_set_format(format) for format in Format if format.value)]
    fieldsets = (
        ("What", {"fields": ("app", "name", "format", "near")}),
        ("How it looks", {"fields": ("asset", "poster", "preview_url")}),
        ("More", {"fields": ("external_id", "tags")}),
    )

    def get_readonly_fields(self, request, obj=None):
        """What stands for "no creative" must stay what it is, or imports would make another."""
        if not obj:
            return ("near",)
        if obj.name != NOT_STATED:
            return ("app", "near")
        return ("app", "near", "name", "format", "external_id", "asset", "poster", "preview_url")

    def set_format(self, request, queryset, format: Format) -> None:
        """Set a format where it is not set and no other creative stands in the way."""
        done, left = [], []
        for creative in queryset.exclude(format=format):
            creative.format = format
            try:
                if creative.name == NOT_STATED:
                    raise ValidationError(NOT_STATED)
                creative.validate_constraints()
            except ValidationError:
                left.append(creative)
            else:
                done.append(creative)
        Creative.objects.bulk_update(done, ["format"])
        said = f"Set the format to {format.label.lower()}."
        LogEntry.objects.log_actions(request.user.pk, done, CHANGE, said)
        names = "creative is" if len(done) == 1 else "creatives are"
        self.message_user(request, f"{len(done)} {names} now {format.label.lower()}.")
        if left:
            listed = ", ".join(str(creative) for creative in left[:5])
            self.message_user(
                request,
                f"{len(left)} left as they were: {listed}. They stand for counts without a "
                "creative, or another creative of that name has this format.",
                messages.WARNING,
            )
