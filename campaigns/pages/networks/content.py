"""What the page of one network shows: the word, the tabs, the numbers above the evidence."""

from datetime import date
from typing import Any

from django.conf import settings

from campaigns.judgement.forecasts import Settling
from campaigns.judgement.maturity import learned
from campaigns.judgement.networks import decide_table_words
from campaigns.judgement.networks.decisions import decided, followed
from campaigns.judgement.networks.network_page import NetworkPage
from campaigns.models import Annotation
from campaigns.pages.networks import charts
from campaigns.pages.networks.folds import InApp
from campaigns.records.today import owners
from campaigns.reports import app_labels
from campaigns.ui import maturity_charts
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.report_form import ReportForm
from campaigns.ui.settling import rows_of_network
from campaigns.ui.tiles import network_tiles

SPLITS = ("country", "format", "campaign", "creative", "app", "day")
OF_PARTS = {"by", "sort", "columns", "page"}
"""What the address says of the parts."""


def words(
    page: NetworkPage, noted: list[Annotation], pk: int, later: Settling, today: date
) -> dict[str, Any]:
    """The numbers above the evidence, by the names that the page gives them."""
    chart = charts.against_expected(page, noted, later.networks.get(pk, ()))
    names = app_labels()
    return {
        "unjudged": [f"{names[app]}: being judged on its new counts." for app in page.being_judged],
        "page": page,
        "owner": owners().get(f"network {pk}", (0, ""))[1],
        "maturity": _maturity(pk, later, today),
        "tiles": network_tiles(page.standing, page.overview),
        "chart": chart,
        "chart_title": "IPM against what was expected" if chart and chart.get("band") else "IPM",
    }


def _maturity(pk: int, later: Settling, today: date) -> dict[str, Any]:
    """How soon its days are complete; nothing before that is learned."""
    one = learned().get(pk)
    if one is None:
        return {}
    days = maturity_charts.settles(pk)
    return {
        "said": f"settles after {days}",
        "changed": maturity_charts.changed(one, today),
        "chart": maturity_charts.of_network(one) if any(one.maturity.seen) else None,
        "rows": rows_of_network(later, pk),
    }


def word(pk: int, form: ReportForm) -> dict[str, Any]:
    """What to do with the network over all its apps; nothing before it is decided."""
    found = decided({"network": (pk,)}, form.as_of)
    if not found:
        return {}
    (one,) = found
    apps, currency = app_labels(), settings.REPORTING_CURRENCY
    return {
        "headed": decide_table_words.headed(one),
        "why": decide_table_words.why(one, apps, currency),
        "what": decide_table_words.what(one, apps, currency),
        "done": decide_table_words.done(followed(found, form.today).get(pk)),
        "blank": decide_table_words.cannot_say(one),
        "urgent": one.overall.word in decide_table_words.TITLED,
    }


def evidence(page: NetworkPage, asked: Any, form: ReportForm) -> list[InApp]:
    """The evidence of the one app that the page is of; none where it is of several together."""
    return [InApp(view, asked, form) for view in page.apps] if len(page.apps) == 1 else []


def split_links(form: ReportForm) -> list[dict]:
    """What the parts can be split by: by app only where there are several."""
    one = len(form.chosen.get("app", ())) == 1
    return splits(form, tuple(name for name in SPLITS if not (one and name == "app")))


def parts_open(asked: Any, apps: list[InApp]) -> bool:
    """Whether the parts are open at first: asked for, or there is nothing else to show."""
    return bool(OF_PARTS & set(asked)) or not any(app.folds for app in apps)
