"""The table of all campaigns."""

from typing import Any

from campaigns.judgement.breakdown import Breakdown
from campaigns.ui.breakdown_tables import BreakdownTable
from campaigns.ui.report_form import ReportForm

CAPTION = "All campaigns with targeting, bid type, IPM and spend"


class CampaignTable(BreakdownTable):
    """Campaigns with what they are and what they bring, those with the most spend first."""

    class Meta(BreakdownTable.Meta):
        pass

    usual: tuple[str, ...] = (
        "ipm",
        "interval",
        "installs",
        "spend",
        "ctr",
        "cvr",
        "cpi",
        "ecpm",
        "change",
    )

    def __init__(self, found: Breakdown, *, form: ReportForm, **kwargs: Any) -> None:
        super().__init__(
            found, name="campaigns", caption=CAPTION, form=form, order_by="-spend", **kwargs
        )
