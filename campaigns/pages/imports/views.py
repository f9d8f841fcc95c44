"""The pages of an import: choose a file, check what it would do, import it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.importing import uploads
from campaigns.importing.undoing.earlier import earlier_try, import_instead
from campaigns.jobs import queue
from campaigns.judgement.daily import judge
from campaigns.pages.imports.forms import ImportForm, OptionsForm
from campaigns.pages.imports.jobs import job_list, job_page
from campaigns.pages.imports.preview import done, preview
from campaigns.reports import app_names
from campaigns.ui.permissions import MAY_IMPORT, MAY_UNDO

GONE = "That file is not waiting any more: it was imported, or it is older than a day."
may_import = permission_required(MAY_IMPORT, raise_exception=True)


@may_import
@require_http_methods(["GET", "POST"])
def imports(request):
    """`/imports/`: choose a file; the recent imports stand below."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _taken_in(request.user, form.cleaned_data)
    context = {
        "form": form,
        "waiting": uploads.waiting(request.user),
        "jobs": job_list(request.user),
        "batches": uploads.recent_batches(),
        "app_names": app_names(),
    }
    return render(request, "campaigns/imports/imports.html", context)


@may_import
@require_http_methods(["GET", "POST"])
def import_preview(request, token):
    """What the file would do. Nothing is written; a POST says more about the file."""
    upload = uploads.find(request.user, token)
    if upload is None:
        return _gone(request)
    form = OptionsForm(request.POST or None, initial=upload.options)
    if request.method == "POST" and form.is_valid():
        uploads.ask_again(upload, form.cleaned_data)
        return redirect("import_preview", token)
    return _preview(request, upload, uploads.import_upload(upload, dry_run=True), form)


@may_import
@require_POST
def import_confirm(request):
    """Import what was previewed, or show the preview again where that is not possible."""
    upload = uploads.find(request.user, request.POST.get("token", ""))
    if upload is None:
        return _gone(request)
    result = _bring_in(request, upload)
    if result.errors:
        return _preview(request, upload, result, OptionsForm(initial=upload.options), status=400)
    judge(timezone.localdate(), result.apps)
    upload.delete()
    return redirect("import_done", result.batch.pk)


@may_import
@require_GET
def import_done(request, batch):
    """What an import did, with the way to its days."""
    return render(
        request, "campaigns/imports/import_done.html", {"done": done(uploads.batch(batch))}
    )


@may_import
@require_http_methods(["GET", "POST"])
def import_job(request, pk):
    """How far an import in the background is; a POST answers what a refused one asks."""
    job = queue.own(request.user, pk)
    form = OptionsForm(request.POST or None, initial=job.options)
    if request.method == "POST" and form.is_valid():
        confirmed = {"accept": request.POST.getlist("accept")}
        confirmed["replace_detail"] = "replace_detail" in request.POST
        queue.again(job, uploads.as_options(form.cleaned_data) | confirmed)
        return redirect("import_job", pk)
    context = {"job": job_page(job), "form": form, "app_names": app_names()}
    return render(request, "campaigns/imports/job.html", context)


def _taken_in(user, asked):
    """Small files are checked at once, large ones are imported in the background."""
    jobs, small = queue.enqueue_large(asked, user)
    kept = uploads.keep(user, small)
    if len(kept) + len(jobs) > 1:
        return redirect("imports")
    return redirect("import_job", jobs[0].pk) if jobs else redirect("import_preview", kept[0].token)


def _bring_in(request, upload):
    """Import what was previewed, where that is ticked instead of an earlier file."""
    confirmed = {"accept": request.POST.getlist("accept")}
    confirmed["replace_detail"] = "replace_detail" in request.POST
    bring_in = partial(uploads.import_upload, upload, dry_run=False, **confirmed)
    earlier = request.POST.get("take_back", "")
    if request.user.has_perm(MAY_UNDO) and earlier.isdecimal():
        return import_instead(int(earlier), request.user, bring_in)
    return bring_in()


def _preview(request, upload, result, form, status=200):
    context = {
        "preview": preview(result),
        "earlier": earlier_try(result) if request.user.has_perm(MAY_UNDO) else None,
        "upload": upload,
        "form": form,
        "app_names": app_names(),
    }
    return render(request, "campaigns/imports/import_preview.html", context, status=status)


def _gone(request):
    messages.info(request, GONE)
    return redirect("imports")
