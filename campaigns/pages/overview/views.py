"""The overview, with what needs somebody today, and what they answer to it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.importing.batches import demo_content, demo_present
from campaigns.jobs.changes import demo_leaving, load_demo, remove_demo
from campaigns.jobs.workers import live
from campaigns.judgement.forecasts import settling
from campaigns.judgement.headline import headline
from campaigns.judgement.networks.flags import people
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.pages.overview.answers import TodayForm, give, quiet_until
from campaigns.pages.overview.asking import mail
from campaigns.pages.overview.charts import trend
from campaigns.pages.overview.today import today_of
from campaigns.records.notes import annotations
from campaigns.ui.answers import LEADS, SNOOZES, undo
from campaigns.ui.first_day import first_day
from campaigns.ui.network_tables import OverviewTable
from campaigns.ui.page import Page, asked
from campaigns.ui.permissions import MAY_CHANGE_APP, MAY_CHANGE_RULES, MAY_IMPORT, MAY_RESPOND
from campaigns.ui.remembering import USUAL, last_time
from campaigns.ui.saved_views import default_address
from campaigns.ui.settling import rows_of_days
from campaigns.ui.tiles import tiles

ANSWERING = (MAY_RESPOND, MAY_CHANGE_APP, MAY_CHANGE_RULES, MAY_IMPORT)
"""What a reader of the overview may be allowed beside reading it."""


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?

    Without any query string it opens the reader's own view, where they have chosen one, else with
    the range and the app of their last visit.
    """
    if address := default_address(request) or _as_last_time(request):
        return redirect(address)
    form = asked(request)
    found, noted = network_breakdown(form.query(), form.today), annotations(form.query())
    table, later = OverviewTable(found, form=form), settling(form.query(), form.today)
    page = Page(request, "overview/overview", form, found, table, noted=noted)
    return page.file() or page.show(
        headline=headline(found, form.compared_words),
        tiles=tiles(found),
        today=_today(request, form, found),
        chart=trend(found, noted, form, later),
        settling=rows_of_days(later),
        **_around(request, form, found),
    )


def _as_last_time(request):
    """Where the reader's last range and app are shown, and a message that says so."""
    found = None if request.GET else last_time(request.user, timezone.localdate())
    if found is None:
        return None
    address, said = found
    messages.info(request, f"As last time: {said}.", extra_tags=f"{LEADS}{USUAL}")
    return f"/{address}"


def _around(request, form, found):
    """The strip of a new site, and what the cards of Today offer to those who may answer them."""
    may = {one for one in ANSWERING if request.user.has_perm(one)}
    linked = hasattr(request, "shared_link")
    return {
        "may_respond": MAY_RESPOND in may,
        "people": people,
        "snoozes": SNOOZES,
        "first": None if linked else first_day(found.known, form.today, may),
        "may_set_target": MAY_CHANGE_APP in may and not linked,
    }


@permission_required((MAY_IMPORT, MAY_CHANGE_RULES), raise_exception=True)
@require_POST
def demo_load(request):
    """Have the demo loaded into a site without counts, then back to the overview."""
    load_demo(request.user)
    return redirect("overview")


@permission_required((MAY_IMPORT, MAY_CHANGE_RULES), raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def demo_remove(request):
    """`/demo/remove/`: what goes with the demo, and the way to have it taken out."""
    if request.method == "POST":
        remove_demo(request.user)
        return redirect("demo_remove")
    job, there = demo_leaving(), demo_present()
    goes = job and not job.is_over
    context = {
        "job": job,
        "there": there,
        "goes": goes,
        "stuck": goes and not live(),
        "content": demo_content() if there else [],
    }
    return render(request, "campaigns/overview/demo.html", context)


def _today(request, form, found):
    """What needs the reader today; nothing where a link shows the page to anybody."""
    return None if hasattr(request, "shared_link") else today_of(request.user, form, found)


@require_safe
def today_ask(request, pk):
    """`/today/ask/ID/`: a mail to a network with what is stored of it."""
    context = {"mail": mail(pk, request.user), "pk": pk}
    context["may_respond"] = request.user.has_perm(MAY_RESPOND)
    return render(request, "campaigns/overview/ask.html", context)


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def today_answer(request):
    """Answer something on Today, then back to it."""
    form, said = asked(request), TodayForm(request.POST, people=people())
    if not said.is_valid():
        return HttpResponseBadRequest("There is no such answer.")
    card = _on_today(request, form, said.cleaned_data["key"])
    until = quiet_until(said.cleaned_data, card, form.today, len(form.period))
    back = reverse("overview") + form.address()
    words, given = give(card, said.cleaned_data, request.user, until)
    messages.success(request, words, extra_tags=undo(given, request.user, back))
    return redirect(back)


def _on_today(request, form, key: str):
    today = today_of(request.user, form, network_breakdown(form.query(), form.today))
    for card in today.cards if today else ():
        if key in card.keys:
            return card
    raise Http404("That is not on Today.")
