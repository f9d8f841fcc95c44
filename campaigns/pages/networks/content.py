"""What the page of one network shows, app by app."""

from typing import Any

from campaigns.judgement.networks.network_page import AppView, NetworkPage
from campaigns.models import Annotation
from campaigns.pages.networks import charts, verdict_tables
from campaigns.ui.tiles import network_tiles


class InApp:
    """The network in one app: what was judged, its tables, its funnel."""

    def __init__(self, view: AppView) -> None:
        self.view = view
        self.tables = verdict_tables.of_app(view)
        self.funnel = charts.funnel(view)


def words(page: NetworkPage, noted: list[Annotation]) -> dict[str, Any]:
    """The numbers above the apps, by the names that the page gives them."""
    return {
        "page": page,
        "tiles": network_tiles(page.standing, page.overview),
        "chart": charts.against_expected(page, noted),
    }
