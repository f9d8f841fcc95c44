"""The pages of networks: the leaderboard, one network, and what people say to its flags."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.judgement.forecasts import settling
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.decisions import over_apps, record
from campaigns.judgement.networks.network_page import network_page
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.judgement.summed import parts_and_whole
from campaigns.pages.networks.content import SPLITS, evidence, parts_open, split_links, word, words
from campaigns.pages.networks.decide_tables import DecideTable, rows_of
from campaigns.pages.networks.forms import DoneForm, FlagForm
from campaigns.pages.networks.tabs import beside, flagged, opened
from campaigns.records.notes import annotations
from campaigns.reports import app_labels, network_name
from campaigns.ui.answers import SNOOZES, Given, answered, undo
from campaigns.ui.breakdown_tables import BreakdownTable
from campaigns.ui.network_tables import LeaderboardTable
from campaigns.ui.page import Page, asked, leading_on
from campaigns.ui.permissions import MAY_RESPOND
from campaigns.ui.settling import rows_of_networks


def networks(request):
    """`/networks/`: all networks with their verdicts."""
    form = asked(request)
    found = network_breakdown(form.query(), form.today)
    noted = annotations(form.query()) if form.export else ()
    decided = over_apps(flag for part in found.parts for flag in part.flags)
    may_record = request.user.has_perm(MAY_RESPOND) and not form.as_of
    rows = rows_of(decided, app_labels(), form.today)
    decide = DecideTable(rows, form=form, may_record=may_record)
    tables = {"": LeaderboardTable(found, form=form), decide.export_name: decide}
    page = Page(request, "networks/networks", form, found, tables, noted=noted)
    later = rows_of_networks(settling(form.query(), form.today))
    return page.file() or page.show(page=found, decide=decide, decided=decided, settling=later)


@leading_on
def network(request, pk, answer=None):
    """`/networks/ID/`: one network in an app, what to do with it, and where it falls behind."""
    name, (form, apps) = network_name(pk), opened(request, pk)
    found, whole = parts_and_whole(form.query(), form.one_of(*SPLITS), form.today)
    table = BreakdownTable(found, name="parts", caption=f"Parts of {name}", form=form)
    noted = annotations(form.query())
    if form.export and not form.table:
        return Page(request, "networks/network", form, found, table, noted=noted).file()
    one = network_page(pk, form.query(), form.today, whole)
    return _network(request, pk, name, form, apps, one, table, noted, answer)


def _network(request, pk, name, form, tabs, one, table, noted, answer):
    apps, about = evidence(one, request.GET, form), ("network", pk, name)
    tables = {"": table} | {t.export_name: t for app in apps for t in app.tables.values()}
    page = Page(request, "networks/network", form, one.overview, tables, noted=noted, about=about)
    return page.file() or page.show(
        status=400 if answer else 200,
        filters=beside(page.frame["filters"], form),
        about={"network": name, "pk": pk, "tabs": tabs, "word": word(pk, form)},
        views=apps,
        form=answer or FlagForm(people=flags.people(), today=form.today),
        splits=split_links(form),
        parts_open=parts_open(request.GET, apps),
        may_respond=request.user.has_perm(MAY_RESPOND) and not form.as_of,
        answering={"apps": flagged(tabs), "snoozes": SNOOZES},
        **words(one, noted, pk, settling(form.query(), form.today), form.today),
    )


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def decide(request, pk):
    """Note that the word on a network is followed, then back to where that was said.

    The table of all networks says it of the apps that pass the filters, a network's own page of
    all its apps.
    """
    form, said = asked(request), DoneForm(request.POST)
    here = "note" in request.POST
    if not said.is_valid():
        messages.error(request, "A note has 500 characters at most. Nothing was noted.")
    else:
        made = record(pk, request.user, {} if here else form.where, said.cleaned_data["note"])
        what = f"{made[0].word} {network_name(pk)}"
        messages.success(request, f"Noted: {what}, with its numbers today.")
    back = reverse("network", args=[pk]) if here else reverse("networks")
    return redirect(f"{back}{form.elsewhere()}")


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def respond(request, pk):
    """Acknowledge a flag or put it aside, then back to its page."""
    form = FlagForm(request.POST, people=flags.people(), today=timezone.localdate())
    if not form.is_valid():
        return network(request, pk, form)
    made = flags.respond(pk, request.user, form.cleaned_data)
    back = f"{reverse('network', args=[pk])}?{request.GET.urlencode()}"
    tags = undo(Given(decisions=[one.pk for one in made]), request.user, back)
    messages.success(request, answered(network_name(pk), made, app_labels()), extra_tags=tags)
    return redirect(back)
