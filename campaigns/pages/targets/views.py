"""What IPM and ROAS D7 each app shall reach."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.english import listed
from campaigns.pages.targets.forms import rows
from campaigns.ui.permissions import MAY_CHANGE_APP


@permission_required(MAY_CHANGE_APP, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request):
    """`/targets/`: the target IPM and ROAS D7 of every app; a POST sets them."""
    sent = request.POST if request.method == "POST" else None
    found = rows(timezone.localdate(), sent)
    valid = [one.form.is_valid() for one in found]
    if sent is not None and all(valid):
        changed = [one.form for one in found if one.form.has_changed()]
        for form in changed:
            form.save()
        names = listed([str(form.instance) for form in changed]) if changed else ""
        messages.success(request, f"Targets of {names} set." if changed else "Nothing changed.")
        return redirect("overview")
    context = {"rows": found}
    return render(request, "campaigns/targets/targets.html", context, status=400 if sent else 200)
