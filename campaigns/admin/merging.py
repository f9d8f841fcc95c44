"""Merging in the admin: the chosen ones become one, asked on a page of its own."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from campaigns.admin.protect import hanging_on
from campaigns.admin.undoing import undo_link
from campaigns.english import listed
from campaigns.importing.undoing.aliases import OF
from campaigns.importing.undoing.merging import MergeRefused, merge, told_apart
from campaigns.judgement.alike import Pair, pairs_of, say_apart
from campaigns.models import Creative
from campaigns.models.keys import ids
from campaigns.records.creative_files import about
from campaigns.ui.merge_links import merge_link


class Merges:
    """For an admin: several spellings of one thing become one."""

    model: type

    @admin.action(description="Merge the chosen ones", permissions=["change"])
    def merge_chosen(self, request, queryset):
        """Ask which one stays, then merge the others into it."""
        into = queryset.filter(pk__in=ids([request.POST.get("into", "")])).first()
        if into is None:
            return self._which(request, queryset)
        try:
            batch = merge(queryset, into, request.user)
        except MergeRefused as refused:
            messages.error(request, str(refused))
        else:
            link = undo_link(batch, "undone")
            said = format_html("{}: done. It can be {}.", batch.file_name, link)
            messages.success(request, said)
        return None

    def _which(self, request, queryset):
        chosen = sorted(row.pk for row in queryset)
        if len(chosen) < 2:
            messages.error(request, "Choose two or more that are one.")
            return redirect(f"admin:campaigns_{self.opts.model_name}_changelist")
        has = hanging_on(OF[self.opts.model_name], chosen)
        looks = about(chosen) if self.model is Creative else {}
        pictures = {pk: one.preview.picture_url for pk, one in looks.items()}
        pair = next((one for one in pairs_of(self.model) if sorted(one.ids) == chosen), None)
        context = {
            "pair": pair,
            **self.admin_site.each_context(request),
            "title": "Merge: which one stays?",
            "opts": self.opts,
            "rows": [
                (row, ", ".join(has.get(row.pk, ["no counts"])), pictures.get(row.pk, ""))
                for row in queryset
            ],
            "told_apart": told_apart(self.model, queryset),
            "list": reverse(f"admin:campaigns_{self.opts.model_name}_changelist"),
        }
        return render(request, "admin/merge.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of what was merged is that of what it became."""
        old = self.model.everything.exclude(merged_into=None).filter(pk__in=ids([object_id]))
        if (gone := old.first()) and (
            into := self.get_queryset(request).filter(pk=gone.meant().pk).first()
        ):
            messages.info(request, f"“{gone}” was merged into “{into}”.")
            return redirect(f"admin:campaigns_{self.opts.model_name}_change", into.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self):
        name = f"campaigns_{self.opts.model_name}_merge"
        asked = path("merge/", self.admin_site.admin_view(self.asked_merge), name=name)
        return [asked, *super().get_urls()]

    def asked_merge(self, request):
        """The question which of some stays, where a suggestion leads."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        chosen = ids(request.GET.getlist("id"))
        if request.method == "POST":
            self._say_apart(request, chosen)
            return redirect(f"admin:campaigns_{self.opts.model_name}_changelist")
        return self._which(request, self.get_queryset(request).filter(pk__in=chosen))

    def _say_apart(self, request, chosen: list[int]) -> None:
        pair = say_apart(self.model, chosen, request.user, "apart" in request.POST)
        if pair is None:
            messages.error(request, "These are not suggested as one.")
        elif pair.apart:
            messages.success(request, f"{listed(pair.names)} are two: not suggested any more.")
        else:
            messages.success(request, f"{listed(pair.names)} may be one again.")

    @admin.display(description="May be the same")
    def near(self, obj) -> str:
        """Each of its pairs, with the way to the question which one stays."""
        return (
            format_html_join(
                ", ",
                '<a href="{}">{}</a>{}',
                (
                    (merge_link(pair), pair.other_name(obj.pk), _why(pair))
                    for pair in pairs_of(type(obj))
                    if obj.pk in pair.ids
                ),
            )
            or "–"
        )


def _why(pair: Pair) -> str:
    if pair.apart:
        return ": said to be two"
    return ": the same picture" if pair.picture else ""
