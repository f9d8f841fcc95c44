"""Plans of a month, typed or from a file, against what is spent. Nothing is sent to a network."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.judgement import budget_words, deciding
from campaigns.judgement.budgets import months, paced
from campaigns.pages.budgets import words
from campaigns.pages.budgets.forms import BudgetForm, NoPlanForm, PlanFileForm, ShownMonthForm
from campaigns.pages.budgets.tables import BudgetTable
from campaigns.records.budgets import put_plans
from campaigns.ui.deciding import DecisionForm, told
from campaigns.ui.page import Page, asked_now
from campaigns.ui.permissions import MAY_RESPOND, MAY_SET_BUDGETS


@require_safe
def budgets(request):
    """`/budgets/`: the plans of a month."""
    return _page(request, None, PlanFileForm())


@permission_required(MAY_SET_BUDGETS, raise_exception=True)
@require_POST
def budgets_set(request):
    """Set a plan, those of a file, or take one away."""
    one, many = None, PlanFileForm()
    if request.FILES:
        sent = many = PlanFileForm(request.POST, request.FILES)
    elif "away" in request.POST:
        sent: forms.Form = NoPlanForm(request.POST)
    else:
        sent = one = BudgetForm(request.POST)
    if not sent.is_valid():
        return _page(request, one, many, status=400)
    changed = put_plans(sent.wanted)
    messages.success(request, words.told(changed, away="away" in request.POST))
    first = min(plan.month for plan in sent.wanted)
    return redirect(f"{reverse('budgets')}?month={first:%Y-%m}")


@permission_required(MAY_RESPOND, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_decide(request, pk):
    """`/budgets/ID/decide/`: note what is done about a plan, as its month goes now."""
    today, posted = localdate(), request.method == "POST"
    one = deciding.paced_budget(pk, today)
    form = DecisionForm(request.POST if posted else None, kind="budget")
    if posted and form.is_valid():
        made = deciding.on_budget(pk, request.user, **form.cleaned_data, today=today)
        messages.success(request, told(made))
        return redirect(f"{reverse('budgets')}?month={one.budget.month:%Y-%m}")
    context = {"one": one, "form": form, "may_set": request.user.has_perm(MAY_SET_BUDGETS)}
    context |= {"title": budget_words.misses(one), "text": budget_words.detail(one, today)}
    status = 400 if form.errors else 200
    return render(request, "campaigns/budgets/decide.html", context, status=status)


def _page(request, one: BudgetForm | None, many: PlanFileForm, status: int = 200):
    form, shown = asked_now(request), ShownMonthForm(request.GET)
    month = (shown.is_valid() and shown.cleaned_data["month"]) or form.today.replace(day=1)
    found, may_set = paced(month, form.today), request.user.has_perm(MAY_SET_BUDGETS)
    may_decide = request.user.has_perm(MAY_RESPOND)
    page = Page(request, "budgets/budgets", form, None, BudgetTable(found, may_decide=may_decide))
    context = {"found": found, "may_set": may_set, "month": month, "months": months(form.today)}
    context |= {"title": words.title(found, month), "text": words.text(found)}
    one = one or BudgetForm(initial={"month": f"{month:%Y-%m}"})
    context |= {"one": one, "many": many, "empty_words": words.empty()}
    return page.file() or page.show(status=status, **context)
