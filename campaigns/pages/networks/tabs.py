"""The apps of a network as tabs of its page, the one that needs somebody most first."""

from dataclasses import dataclass
from typing import Any

from campaigns.judgement.networks.network_page import NetworkApp, apps_of
from campaigns.judgement.networks.words import FLAGGED
from campaigns.ui.page import asked
from campaigns.ui.report_form import ReportForm

ALL = "All apps"
IN_TABS = ("app", "platform")
"""The filters that the tabs stand for."""


@dataclass(frozen=True)
class Tab:
    """A link to the page of one app, or of all of them together."""

    label: str
    url: str
    active: bool
    verdict: str = ""


def opened(request, pk: int) -> tuple[ReportForm, list[Tab]]:
    """What the address asks for, in the first app where it names none, and the tabs.

    There are none where the network has one app. With several apps chosen they are all together.
    """
    form = asked(request, network=pk)
    platform = {name: kept for name, kept in form.where.items() if name == "platform"}
    apps = apps_of(pk, platform, form.as_of)
    if apps and "app" not in form.chosen:
        asked_for = request.GET.copy()
        asked_for["app"] = str(apps[0].app)
        form = ReportForm(asked_for, today=form.today, subject={"network": pk})
    return form, _tabs(form, apps)


def _tabs(form: ReportForm, apps: list[NetworkApp]) -> list[Tab]:
    if len(apps) < 2:
        return []
    chosen = form.chosen.get("app", ())
    found = [
        Tab(
            one.name,
            form.address(app=one.app, by=None, sort=None),
            chosen == (one.app,),
            one.flag.verdict.verdict if one.flag else "",
        )
        for one in apps
    ]
    whole = form.address(app=[one.app for one in apps], by=None, sort=None)
    return [*found, Tab(ALL, whole, len(chosen) > 1)]


def flagged(tabs: list[Tab]) -> int:
    """How many apps of the tabs have a flag."""
    return sum(tab.verdict in FLAGGED for tab in tabs)


def beside(filters: dict[str, Any], form: ReportForm) -> dict[str, Any]:
    """The filter bar without what the tabs choose, which goes along all the same."""
    kept = [pair for pair in form.pairs() if pair[0] in IN_TABS]
    pills = [pill for pill in filters["pills"] if pill["name"] not in IN_TABS]
    return filters | {"pills": pills, "kept": [*filters["kept"], *kept]}
