"""`/channels/`: where messages go, whether they arrive, and a test of each."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Channel, Delivery
from campaigns.pages.channels.forms import ChannelForm
from campaigns.records import channels as stored
from campaigns.records import outbox
from campaigns.telling.trying import mail_works, send_test
from campaigns.ui.permissions import MAY_CHANGE_CHANNELS

may_change = permission_required(MAY_CHANGE_CHANNELS, raise_exception=True)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request):
    """All channels and the log of all deliveries; a POST adds one."""
    form = ChannelForm(
        request.POST if request.method == "POST" else None, instance=Channel(made_by=request.user)
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Channel “{form.instance}” saved. Send it a test.")
        return redirect("channel", form.instance.pk)
    context = {
        "form": form,
        "channels": stored.channels(),
        "log": outbox.log(),
        "mail_works": mail_works(),
    }
    status = 400 if form.errors else 200
    return render(request, "campaigns/channels/channels.html", context, status=status)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request, pk):
    """`/channels/ID/`: one channel, changed by a POST, and its deliveries."""
    found = stored.channel(pk)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Channel “{found}” saved.")
        return redirect("channel", pk)
    context = {"form": form, "channel": stored.channel(pk), "log": outbox.log(found)}
    status = 400 if form.errors else 200
    return render(request, "campaigns/channels/channel.html", context, status=status)


@may_change
@require_POST
def channel_test(request, pk):
    """Send a test now, and say how that went."""
    done = send_test(
        stored.channel(pk), request.user.get_full_name() or request.user.get_username()
    )
    if done.state == Delivery.State.SENT:
        messages.success(request, f"The test arrived. {done.answer}")
    else:
        messages.error(request, f"The test did not arrive: {done.answer}")
    return redirect("channel", pk)


@may_change
@require_POST
def channel_delete(request, pk):
    """Delete a channel with its log."""
    found = stored.channel(pk)
    found.delete()
    messages.success(request, f"Channel “{found}” is gone.")
    return redirect("channels")


def _form(request, channel: Channel) -> ChannelForm:
    return ChannelForm(request.POST if request.method == "POST" else None, instance=channel)
