"""Saved views: which pages they may open."""

from django.urls import Resolver404, resolve

PAGES = {
    "overview": "Overview",
    "why": "Why",
    "trends": "Trends",
    "networks": "Networks",
    "network": "Network",
    "campaigns": "Campaigns",
    "campaign": "Campaign",
    "creatives": "Creatives",
    "creative": "Creative",
    "store_pages": "Store pages",
    "audience": "Audience",
    "quality": "Quality",
}
"""The report pages by URL name: those whose address holds a range and filters."""


def report_page(path: str) -> str | None:
    """The URL name of the report page at a path; None where there is none."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return found.view_name if found.view_name in PAGES else None
