"""Notes on days: all of them, also those that no chart shows."""

from django.contrib import admin

from campaigns.admin.autocomplete import Picks
from campaigns.models import Annotation
from campaigns.ui import note_words


@admin.register(Annotation)
class AnnotationAdmin(Picks, admin.ModelAdmin):
    list_display = ("day", "text", "about", "author")
    list_select_related = ("app", "network", "campaign", "author")
    search_fields = ("text",)
    search_help_text = "Words of a note"
    date_hierarchy = "day"
    show_full_result_count = False
    autocomplete_fields = ("app", "network", "campaign")

    @admin.display
    def about(self, note) -> str:
        return note_words.about(note)

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)
