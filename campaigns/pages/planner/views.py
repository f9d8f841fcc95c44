"""`/planner/`: what impressions and installs cost, and what would change it."""

from campaigns.judgement.planner import peers, plan
from campaigns.pages.planner import words
from campaigns.pages.planner.forms import PlannerForm
from campaigns.pages.planner.tables import BenchmarkTable, CpmTable, PlannerTable
from campaigns.ui.page import Page, asked
from campaigns.ui.permissions import MAY_EDIT_BENCHMARKS


def planner(request):
    """eCPM by network, the levers behind it, what an install may cost, benchmarks."""
    form, levers = asked(request), PlannerForm(request.GET)
    found, kept = plan(form.query(), levers.asked, form.today), [*levers.asked.items()]
    tables = {
        "networks": PlannerTable(found, words.decided(form), form=form, kept=kept),
        "cpm": CpmTable(found, form=form),
        "benchmarks": BenchmarkTable(peers(form.query())),
    }
    page = Page(request, "planner/planner", form, found.found, tables)
    return page.file(levers.chosen_table) or page.show(
        filters=levers.beside(page.frame["filters"], form),
        tables=tables,
        kept=form.pairs(),
        may_edit=request.user.is_staff and request.user.has_perm(MAY_EDIT_BENCHMARKS),
        **words.all_of(found),
    )
