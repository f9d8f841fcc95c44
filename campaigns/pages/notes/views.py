"""Notes on days: written under a chart, changed by their author or by those who may."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Annotation
from campaigns.pages.notes.tables import NoteTable
from campaigns.records import notes as annotations
from campaigns.ui import note_words
from campaigns.ui.notes import NoteForm
from campaigns.ui.page import Page, asked
from campaigns.ui.permissions import MAY_NOTE


def notes(request):
    """`/notes/`: all notes, the newest first, with a form for one more."""
    form = asked(request)
    table = NoteTable(annotations.all_notes(form.where), request.user, form.today)
    page = Page(request, "notes/notes", form, None, table)
    return page.file() or page.show(form=_new(request.user, form.today))


def _new(user, today) -> NoteForm | None:
    if not user.has_perm(MAY_NOTE):
        return None
    return NoteForm(initial={"day": today, "page": reverse("notes")})


@permission_required(MAY_NOTE, raise_exception=True)
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
    return render(request, "campaigns/notes/note.html", context, status=status)
