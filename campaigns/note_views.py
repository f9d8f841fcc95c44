"""Notes on days: written under a chart, changed by their author or by those who may."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from . import annotations, note_words
from .forms import NoteForm, scopes_of
from .models import Annotation

MAY_ADD = "campaigns.add_annotation"


def notes(
    request,
    filters: Mapping[str, Any],
    found: Sequence[Annotation],
    here: tuple[str, int, str] | None = None,
) -> dict[str, Any]:
    """What stands under a chart: the notes on it, and the form for one more.

    `filters` are those of the page's frame; `here` is what the page is about, as kind, id and name.
    """
    page, form = request.get_full_path(), None
    if request.user.has_perm(MAY_ADD):
        scopes, suggested = scopes_of(filters, here)
        initial = {"day": filters["last"], "scope": suggested, "page": page}
        form = NoteForm(initial=initial, scopes=scopes)
    return {
        "entries": [
            {
                "note": note,
                "when": note_words.when(note, year=True),
                "about": note_words.about(note),
                "may_change": annotations.may(request.user, note, "change"),
            }
            for note in found
        ],
        "form": form,
        "page": page,
    }


@permission_required(MAY_ADD, raise_exception=True)
@require_POST
def note_add(request):
    """Write a note, then back to its chart."""
    return _write(request, NoteForm(request.POST, instance=Annotation(author=request.user)))


@require_http_methods(["GET", "POST"])
def note(request, pk):
    """`/notes/ID/`: change a note."""
    found = _allowed(request, pk, "change")
    if request.method == "POST":
        return _write(request, NoteForm(request.POST, instance=found))
    return _page(request, NoteForm(instance=found, initial={"page": request.GET.get("page", "")}))


@require_POST
def note_delete(request, pk):
    """Delete a note, then back to its chart."""
    found = _allowed(request, pk, "delete")
    found.delete()
    messages.success(request, f"The note of {note_words.when(found, year=True)} is gone.")
    return redirect(NoteForm(request.POST).back)


def _allowed(request, pk: int, action: str) -> Annotation:
    found = annotations.annotation(pk)
    if not annotations.may(request.user, found, action):
        raise PermissionDenied
    return found


def _write(request, form: NoteForm):
    if not form.is_valid():
        return _page(request, form, status=400)
    form.instance.is_demo = False
    form.save()
    messages.success(request, f"Note of {note_words.when(form.instance, year=True)} saved.")
    return redirect(form.back)


def _page(request, form: NoteForm, status: int = 200):
    note = form.instance
    may_delete = note.pk and annotations.may(request.user, note, "delete")
    context = {"form": form, "note": note, "may_delete": may_delete}
    return render(request, "campaigns/note.html", context, status=status)
