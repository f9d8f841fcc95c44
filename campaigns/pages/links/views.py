"""Links without login: their list, their end, and the one page that each shows."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import formats
from campaigns.models import SharedLink
from campaigns.models.access import limit_of
from campaigns.models.limits import limited
from campaigns.pages.links.content import entry
from campaigns.pages.links.reading import as_reader, read_only
from campaigns.records.shared_links import own_links, revoke
from campaigns.ui.permissions import MAY_SEE, MAY_SHARE
from campaigns.ui.share_form import ShareForm


@permission_required(MAY_SHARE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def links(request):
    """`/links/`: somebody's own links without login; a POST makes one."""
    form = ShareForm(request.POST) if request.method == "POST" else None
    if form and settings.SHARED_LINKS and form.is_valid():
        asked = form.cleaned_data
        made = SharedLink.make(request.user, asked["path"], asked["query"], asked["days"])
        ends = formats.day(timezone.localdate(made.expires_at), year=True)
        messages.success(request, f"Link made. It works until {ends}; copy it here.")
        return redirect("links")
    today = timezone.localdate()
    entries = [entry(request, link, today) for link in own_links(request.user)]
    context = {"form": form, "links": entries, "may_share": settings.SHARED_LINKS}
    return render(request, "campaigns/links/links.html", context, status=400 if form else 200)


@permission_required(MAY_SHARE, raise_exception=True)
@require_POST
def link_revoke(request, pk):
    """End a link of one's own."""
    revoke(request.user, pk)
    messages.success(request, "Link revoked. Whoever opens it finds nothing any more.")
    return redirect("links")


@login_not_required
@require_safe
def shared(request, signed):
    """`/s/KEY/`: one page, for whoever has the link, as its maker may see it now."""
    link = SharedLink.of(signed) if settings.SHARED_LINKS else None
    if link is None:
        raise Http404("No such link.")
    with limited(limit_of(link.maker)):
        if not link.maker.has_perms((MAY_SEE, MAY_SHARE)):
            raise Http404("Its maker may not share any more.")
        view, inner = as_reader(request, link)
        return read_only(view)(inner)
