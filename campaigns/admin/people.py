"""People: their role, their limit, and whether they may log in. Owners look after them here."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User

from campaigns.models import App, Network, RowAccess

LIMITS = {"apps": App, "networks": Network}


class PersonForm(UserChangeForm):
    """Somebody with the apps and networks that they are limited to."""

    apps = forms.ModelMultipleChoiceField(
        App.everything.none(), required=False, help_text="Leave empty for all apps."
    )
    networks = forms.ModelMultipleChoiceField(
        Network.everything.none(), required=False, help_text="Leave empty for all networks."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = RowAccess.objects.filter(user=self.instance.pk).first()
        for name, model in LIMITS.items():
            cast(forms.ModelMultipleChoiceField, self.fields[name]).queryset = model.objects.all()
            if access:
                self.initial[name] = getattr(access, name).all()


admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Who is no superuser neither sees nor makes one."""

    form = PersonForm
    list_display = ("username", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("What they may", {"fields": ("is_active", "groups", "is_staff")}),
        ("What they see", {"fields": ("apps", "networks")}),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request).prefetch_related("groups")
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return (*found, ("Without any limit", {"fields": ("is_superuser",)}))
        return found

    @admin.display
    def roles(self, person) -> str:
        return ", ".join(group.name for group in person.groups.all()) or "none"

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            return
        if not any(form.cleaned_data[name] for name in LIMITS):
            RowAccess.objects.filter(user=form.instance).delete()
            return
        access, _ = RowAccess.objects.get_or_create(user=form.instance)
        for name in LIMITS:
            getattr(access, name).set(form.cleaned_data[name])
