"""`/names/`: rules that read names of campaigns and creatives, and what they find."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import NamingRule
from campaigns.naming.template import TemplateError
from campaigns.pages.names.content import page
from campaigns.pages.names.forms import DraftForm, MergeForm
from campaigns.records import naming
from campaigns.reports.name_fields import called
from campaigns.ui.permissions import MAY_CHANGE_RULES

SAVED = "The rule is in use. No count has changed, only how names are read."
LATER = " They are being read in the background."


@require_safe
def names(request):
    """A rule tried on the team's own names; nothing is written."""
    return render(request, "campaigns/names/names.html", page(DraftForm(request.GET), request.GET))


@permission_required(MAY_CHANGE_RULES, raise_exception=True)
@require_POST
def rule_save(request):
    """Add a rule, or change the one that is named, and read all names by it."""
    form = DraftForm(request.POST)
    rule, asked = form.cleaned_data.get("rule"), form.cleaned_data
    try:
        if rule:
            naming.change_rule(rule, form.text, by=request.user)
        else:
            limits = {"apps": asked.get("apps", ()), "networks": asked.get("networks", ())}
            naming.add_rule(form.level_asked, form.text, by=request.user, **limits)
    except TemplateError as error:
        shown = page(form, request.GET, str(error))
        return render(request, "campaigns/names/names.html", shown, status=400)
    messages.success(request, SAVED if naming.at_once() else SAVED + LATER)
    return redirect(f"{reverse('names')}?level={form.level_asked}")


@permission_required(MAY_CHANGE_RULES, raise_exception=True)
@require_POST
def rule_use(request, pk):
    """Take a rule away, bring it back, or try it before all others."""
    rule = get_object_or_404(NamingRule, pk=pk)
    if request.POST.get("first"):
        naming.move_first(rule, by=request.user)
    else:
        naming.set_in_use(rule, bool(request.POST.get("on")), by=request.user)
    return redirect(f"{reverse('names')}?level={rule.level}")


@permission_required(MAY_CHANGE_RULES, raise_exception=True)
@require_POST
def values_merge(request):
    """Two spellings of a value are one from now on, or two again where no value is said."""
    form = MergeForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    if asked and not asked["value"]:
        naming.part_values(asked["field"], asked["word"], by=request.user)
        messages.success(request, f"“{asked['word']}” counts by itself again.")
    elif asked:
        naming.merge_values(asked["field"], asked["word"], asked["value"], by=request.user)
        value = called(asked["field"], asked["value"])
        messages.success(request, f"“{asked['word']}” counts as “{value}” now.")
    return redirect(f"{reverse('names')}?level={request.POST.get('level', '')}")
