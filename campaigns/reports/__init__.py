"""Questions out: the only room that sums counts."""

from campaigns.reports.lists import (
    CampaignFacts,
    app_ids,
    app_label,
    app_labels,
    app_names,
    apps_named,
    campaign_facts,
    creative_formats,
    creatives_named,
    default_pages,
    first_days,
    network_name,
    networks,
    part_names,
    roas_targets,
    targets,
)
from campaigns.reports.query import DIMENSIONS, Dimension, ReportQuery
from campaigns.reports.rows import Row, by_value, grouped
from campaigns.reports.sums import cells, days_with_data, left_out, network_days, options, report

__all__ = [
    "CampaignFacts",
    "campaign_facts",
    "DIMENSIONS",
    "Dimension",
    "ReportQuery",
    "Row",
    "app_ids",
    "app_label",
    "app_labels",
    "app_names",
    "apps_named",
    "by_value",
    "cells",
    "creative_formats",
    "creatives_named",
    "days_with_data",
    "default_pages",
    "first_days",
    "grouped",
    "left_out",
    "network_days",
    "network_name",
    "networks",
    "options",
    "part_names",
    "report",
    "roas_targets",
    "targets",
]
