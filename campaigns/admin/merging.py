"""Merging in the admin: the chosen ones become one, asked on a page of its own."""

from django.contrib import admin, messages
from django.shortcuts import render
from django.utils.html import format_html

from campaigns.admin.undoing import undo_link
from campaigns.importing.storing.near import near_name
from campaigns.importing.undoing.merging import MergeRefused, merge


class Merges:
    """For an admin: several spellings of one thing become one."""

    @admin.action(description="Merge the chosen ones", permissions=["change"])
    def merge_chosen(self, request, queryset):
        """Ask which one stays, then merge the others into it."""
        into = queryset.filter(pk=request.POST.get("into") or 0).first()
        if into is None:
            context = {
                **self.admin_site.each_context(request),
                "title": "Merge: which one stays?",
                "opts": self.opts,
                "rows": queryset,
            }
            return render(request, "admin/merge.html", context)
        try:
            batch = merge(queryset, into, request.user)
        except MergeRefused as refused:
            messages.error(request, str(refused))
        else:
            said = format_html("{}. It can be {}.", batch.file_name, undo_link(batch, "undone"))
            messages.success(request, said)
        return None

    @admin.display(description="Nearly the same name")
    def near(self, obj) -> str:
        names = type(obj).objects.exclude(pk=obj.pk)
        if hasattr(obj, "app_id"):
            names = names.filter(app=obj.app_id)
        near = near_name(obj.name, names.values_list("name", flat=True))
        return f"{near}: if it is the same, choose both in the list and merge them" if near else "–"
