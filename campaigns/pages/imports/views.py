"""The pages of an import: drop files, answer what they leave open, import, see what changed."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.importing import batches, uploads
from campaigns.importing.undoing.earlier import earlier_try
from campaigns.jobs import queue
from campaigns.judgement.daily import judge
from campaigns.models.keys import ids, is_id
from campaigns.pages.imports import files
from campaigns.pages.imports.done import done
from campaigns.pages.imports.forms import AnswerForm, DropForm, answers, confirmed
from campaigns.pages.imports.jobs import job_list, job_page
from campaigns.pages.imports.preview import check
from campaigns.ui.permissions import MAY_IMPORT, MAY_UNDO

GONE = "That file is not waiting any more: it was imported, or it is older than a day."
LEFT_OUT = "{} is left out; nothing of it was stored."
SECONDS = 4
"""How long one request looks at new files; the next looks at the rest."""
may_import = permission_required(MAY_IMPORT, raise_exception=True)


@may_import
@require_http_methods(["GET", "POST"])
def imports(request):
    """`/imports/`: drop files; the recent imports stand below."""
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _taken_in(request.user, form.cleaned_data["file"])
    context = {
        "form": form,
        "waiting": uploads.waiting(request.user),
        "jobs": job_list(request.user),
        "batches": batches.recent_batches(),
        "mappings": batches.mappings_kept(),
    }
    return render(request, "campaigns/imports/imports.html", context)


@may_import
@require_GET
def import_next(request):
    """The file to go on with: one that asks something comes first."""
    uploads.look_at_new(request.user, files.looked, SECONDS)
    upload = files.next_of(uploads.waiting(request.user))
    return redirect("import_preview", upload.token) if upload else redirect("imports")


@may_import
@require_http_methods(["GET", "POST"])
def import_preview(request, token):
    """What a file asks or would do. Nothing is written; a POST says more about it."""
    upload = uploads.find(request.user, token)
    if upload is None:
        return _gone(request)
    form = AnswerForm(initial=upload.options)
    if request.method == "POST":
        form, said = answers(request.POST)
        if said is not None:
            return _answered(request, upload, said)
    result = uploads.look(upload, files.looked)
    return _preview(request, upload, result, form, status=400 if form.errors else 200)


@may_import
@require_POST
def import_forget(request, token):
    """Leave a file out."""
    if upload := uploads.find(request.user, token):
        uploads.let_go(upload)
        messages.info(request, LEFT_OUT.format(upload.file_name))
    return redirect("import_next")


@may_import
@require_POST
def import_confirm(request):
    """Import what was previewed, or show the preview again where that is not possible."""
    asked = [uploads.find(request.user, token) for token in request.POST.getlist("token")]
    found = [upload for upload in asked if upload]
    if not found:
        return _gone(request)
    instead_of = _earlier_to_go(request)
    results = uploads.import_uploads(found, instead_of=instead_of, **confirmed(request.POST))
    stored = [result for _, result in results if result.batch]
    judge(timezone.localdate(), {app for result in stored for app in result.apps})
    if not stored:
        form = AnswerForm(initial=found[0].options)
        return _preview(request, *results[0], form, status=400)
    return redirect(_done_url([result.batch.pk for result in stored]))


@may_import
@require_GET
def import_done(request, batch=None):
    """What imports changed, with the way to their days and to the files that still wait."""
    asked = [batch] if batch else ids(request.GET.getlist("batch"))
    found = [batches.batch(pk) for pk in asked]
    if not found:
        raise Http404
    context = {"done": done(found), "waiting": uploads.waiting(request.user)}
    return render(request, "campaigns/imports/import_done.html", context)


@may_import
@require_http_methods(["GET", "POST"])
def import_job(request, pk):
    """How far an import in the background is; a POST answers what a refused one asks."""
    job = queue.own(request.user, pk)
    form = AnswerForm(initial=job.options)
    if "leave_out" in request.POST and queue.leave_out(job):
        messages.info(request, LEFT_OUT.format(job.file_name))
        return redirect("imports")
    if request.method == "POST":
        form, said = answers(request.POST)
        if said is not None:
            look = "import" not in request.POST
            queue.again(job, said | confirmed(request.POST) | {"look": look})
            return redirect("import_job", pk)
    context = {"job": job_page(job), "form": form}
    return render(request, "campaigns/imports/job.html", context)


def _taken_in(user, files_):
    """Small files are checked at once, large ones are imported in the background."""
    jobs, small = queue.enqueue_large(files_, user)
    kept = uploads.keep(user, small)
    if kept:
        return redirect("import_next")
    return redirect("import_job", jobs[0].pk) if len(jobs) == 1 else redirect("imports")


def _done_url(pks):
    if len(pks) == 1:
        return reverse("import_done", args=pks)
    return f"{reverse('imports_done')}?{'&'.join(f'batch={pk}' for pk in pks)}"


def _answered(request, upload, said):
    """Keep an answer, for all that ask the same where that was ticked, and go on."""
    others = []
    if "all" in request.POST:
        others = files.same_question(uploads.waiting(request.user), upload)
    uploads.say([upload, *others], said)
    uploads.look(upload, files.looked)
    ready = upload.state == uploads.State.READY
    return redirect("import_next") if ready else redirect("import_preview", upload.token)


def _earlier_to_go(request):
    """The earlier import that shall be taken back first, None where none was ticked."""
    earlier = request.POST.get("take_back", "")
    may = request.user.has_perm(MAY_UNDO) and is_id(earlier)
    return int(earlier) if may else None


def _preview(request, upload, result, form, status=200):
    uploads.look_at_new(request.user, files.looked, SECONDS)
    waiting = uploads.waiting(request.user)
    context = check(upload, result, waiting, ask=request.GET.get("ask", "")) | {
        "form": form,
        "earlier": earlier_try(result) if request.user.has_perm(MAY_UNDO) else None,
    }
    return render(request, "campaigns/imports/import_preview.html", context, status=status)


def _gone(request):
    messages.info(request, GONE)
    return redirect("imports")
