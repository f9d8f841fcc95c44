"""The pages of an import: choose a file, check what it would do, import it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import formats
from .forms import ImportForm
from .importing.door import ImportResult, import_file
from .importing.rows import Options
from .models import ImportBatch, PendingUpload
from .periods import Period
from .previews import preview

RECENT = 20
KEEP_UPLOADS = timedelta(days=1)
may_import = permission_required("campaigns.add_dailycount", raise_exception=True)


@may_import
@require_http_methods(["GET", "POST"])
def imports(request):
    """`/imports/`: choose a file; the recent imports stand below."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("import_preview", token=_keep(request.user, form.cleaned_data).token)
    batches = ImportBatch.objects.select_related("user")[:RECENT]
    return render(request, "campaigns/imports.html", {"form": form, "batches": batches})


@may_import
@require_GET
def import_preview(request, token):
    """What the file would do. Nothing is written."""
    upload = get_object_or_404(PendingUpload, token=token, user=request.user)
    result = _import(upload, dry_run=True)
    context = {"preview": preview(result), "upload": upload}
    return render(request, "campaigns/import_preview.html", context)


@may_import
@require_POST
def import_confirm(request):
    """Import what was previewed, or show the preview again where that is not possible."""
    token = request.POST.get("token", "")
    upload = get_object_or_404(PendingUpload, token=_uuid(token), user=request.user)
    result = _import(upload, dry_run=False, replace_detail="replace_detail" in request.POST)
    if result.errors:
        context = {"preview": preview(result), "upload": upload}
        return render(request, "campaigns/import_preview.html", context, status=400)
    upload.delete()
    return redirect("import_done", batch=result.batch.pk)


@may_import
@require_GET
def import_done(request, batch):
    """What an import did, with the way to its days."""
    done = get_object_or_404(ImportBatch, pk=batch)
    days = Period(done.first_day, done.last_day) if done.first_day else None
    context = {"batch": done, "days": formats.day_range(days) if days else "", "period": days}
    return render(request, "campaigns/import_done.html", context)


def _keep(user, asked: dict) -> PendingUpload:
    """Store the file until it is confirmed; uploads that nobody confirmed go after a day."""
    PendingUpload.objects.filter(created_at__lt=timezone.now() - KEEP_UPLOADS).delete()
    order = {"day": True, "month": False}.get(asked["date_order"])
    return PendingUpload.objects.create(
        token=uuid.uuid4(),
        user=user,
        file_name=asked["file"].name[:255],
        content=asked["file"].read(),
        options={
            "app": asked["app"],
            "platform": asked["platform"],
            "source": asked["source"],
            "network": asked["network"],
            "reported_by": asked["reported_by"],
            "day": asked["day"] and asked["day"].isoformat(),
            "day_first": order,
            "rate": asked["rate"] and str(asked["rate"]),
        },
    )


def _import(upload: PendingUpload, *, dry_run: bool, replace_detail: bool = False) -> ImportResult:
    asked = upload.options
    options = Options(
        source=asked["source"] or None,
        network=asked["network"] or None,
        day=date.fromisoformat(asked["day"]) if asked["day"] else None,
        day_first=asked["day_first"],
        rate=Decimal(asked["rate"]) if asked["rate"] else None,
        currency=settings.REPORTING_CURRENCY,
        reported_by=asked["reported_by"] or None,
    )
    return import_file(
        bytes(upload.content),
        upload.file_name,
        options,
        app=asked["app"],
        platform=asked["platform"],
        replace_detail=replace_detail,
        user=upload.user,
        dry_run=dry_run,
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
