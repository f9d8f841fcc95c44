"""What surrounds the numbers of a report page: order and pages of its table, its frame."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django_tables2 import Table

from campaigns.judgement.breakdown import Breakdown
from campaigns.ui.breakdown_tables import PER_PAGE
from campaigns.ui.fields import NAME
from campaigns.ui.freshness import frame
from campaigns.ui.permissions import MAY_IMPORT
from campaigns.ui.report_form import ReportForm


def ordered(request, table: Table) -> Table:
    """The table, sorted as the address asks for, as far as it can be."""
    table.request = request
    asked = request.GET.getlist(table.prefixed_order_by_field)
    if names := [name for name in asked if NAME.fullmatch(name)]:
        table.order_by = names
    return table


class Pages(Paginator):
    """Pages of the rows of a table; its total row stands on each and is not one of them."""

    @cached_property
    def count(self) -> int:
        return len(self.object_list.data)


def paged(request, table: Table, per_page: int = PER_PAGE) -> Table:
    """The table, sorted and turned to the page that the address asks for, as far as it can be."""
    table = ordered(request, table)
    table.paginate(Pages, per_page=per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table


def framed(request, page: Breakdown, form: ReportForm, filters=()) -> dict:
    """What stands around the numbers of a page; `filters` beside the usual ones."""
    return frame(page, form, may_import=request.user.has_perm(MAY_IMPORT), filters=filters)
