"""Saved views: who saved which; one that nobody answers for any more can be deleted."""

from django.contrib import admin

from campaigns.admin.history import ReadOnly
from campaigns.models import SavedView


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "user", "path", "shared", "created_at")
    list_filter = ("shared",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    search_help_text = "Name of a view or person"
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("campaigns.delete_savedview")
