"""Taking back what was just answered."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from campaigns.ui.answers import take_back
from campaigns.ui.permissions import MAY_RESPOND


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def answer_undo(request):
    """Take an answer back by the token of its message, then back to where it was given."""
    back = take_back(request.POST.get("given", ""), request.user)
    messages.success(request, "Taken back: everything is as it was before.")
    return redirect(back)
