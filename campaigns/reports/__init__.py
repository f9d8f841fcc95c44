"""Questions out: the only room that sums counts."""

from .lists import (
    CampaignFacts,
    app_ids,
    app_label,
    app_names,
    apps_named,
    campaign_facts,
    default_pages,
    network_name,
    networks,
    part_names,
    targets,
)
from .rows import Row, by_value, grouped
from .sums import (
    DIMENSIONS,
    Dimension,
    ReportQuery,
    cells,
    days_with_data,
    left_out,
    options,
    report,
)

__all__ = [
    "CampaignFacts",
    "campaign_facts",
    "DIMENSIONS",
    "Dimension",
    "ReportQuery",
    "Row",
    "app_ids",
    "app_label",
    "app_names",
    "apps_named",
    "by_value",
    "cells",
    "days_with_data",
    "default_pages",
    "grouped",
    "left_out",
    "network_name",
    "networks",
    "options",
    "part_names",
    "report",
    "targets",
]
