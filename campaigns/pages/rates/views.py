"""Rates of currencies, typed or from a file; money follows them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from campaigns.importing.batches import batches_of
from campaigns.importing.storing.rates import SOURCE
from campaigns.jobs import changes
from campaigns.pages.rates.forms import NoRateForm, RateFileForm, RateForm
from campaigns.pages.rates.tables import RatesTable, dated_rates
from campaigns.pages.rates.words import headline, told
from campaigns.ui.page import Page, asked
from campaigns.ui.permissions import MAY_SET_RATES


@require_safe
def rates(request):
    """`/rates/`: all rates, and what was done with them."""
    return _page(request, RateForm(), RateFileForm())


@permission_required(MAY_SET_RATES, raise_exception=True)
@require_POST
def rates_set(request):
    """Set a rate, those of a file, or take one away; money that follows from them is restated."""
    one, many = RateForm(), RateFileForm()
    if request.FILES:
        sent = many = RateFileForm(request.POST, request.FILES)
    elif "away" in request.POST:
        sent: forms.Form = NoRateForm(request.POST)
    else:
        sent = one = RateForm(request.POST)
    if not sent.is_valid():
        return _page(request, one, many, status=400)
    wanted = sent.cleaned_data["file"] if sent is many else sent.wanted
    name = f"Rates of {request.FILES['file'].name}" if sent is many else ""
    messages.success(request, told(changes.put_rates(wanted, request.user, name), wanted))
    return redirect("rates")


def _page(request, one: RateForm, many: RateFileForm, status: int = 200):
    rows, may_set = dated_rates(), request.user.has_perm(MAY_SET_RATES)
    table = RatesTable(rows, may_set=may_set)
    page = Page(request, "rates/rates", asked(request), None, table)
    context = {"rows": rows, "may_set": may_set, "one": one, "many": many, **headline(rows)}
    context |= {"jobs": changes.rates_open(), "batches": batches_of(SOURCE)}
    return page.file() or page.show(status=status, **context)
