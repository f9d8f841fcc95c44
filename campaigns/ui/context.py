"""What every page knows beside its own context."""

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from campaigns.importing.batches import demo_present
from campaigns.judgement.fraud import cases
from campaigns.judgement.networks import flags
from campaigns.records.remembered import last_asked, remembered
from campaigns.reports.name_fields import name_fields
from campaigns.ui.permissions import MAY_CHANGE_RULES, MAY_IMPORT, MAY_SEE, MAY_SHARE
from campaigns.ui.report_form import FILTERS, PLAIN, STATE
from campaigns.ui.saved_views import menu

ALONG = (*STATE, *FILTERS)
PAGES = (
    ("Overview", "overview", "look"),
    ("Why", "why", "look"),
    ("Trends", "trends", "look"),
    ("Networks", "networks", "look"),
    ("Campaigns", "campaigns", "look"),
    ("Creatives", "creatives", "look"),
    ("Audience", "audience", "look"),
    ("Quality", "quality", "look"),
    ("Experiments", "experiments", "act"),
    ("Planner", "planner", "act"),
    ("Fraud", "fraud", "act"),
    ("Alerts", "alerts", "act"),
    ("Data", "data", "data"),
    ("Import", "imports", "data"),
    ("Help", "help", "data"),
)
BESIDE = (
    ("Budgets", "budgets"),
    ("Decisions", "decisions"),
    ("Notes", "notes"),
    ("Method", "method"),
)
"""Pages that stand beside one of the bar, by their names, for those who look for them."""
BELOW = {
    "overview": ("overview", "today", "target"),
    "alerts": ("alert", "channel", "decisions", "mail"),
    "creatives": ("creative", "concepts", "names", "store_page"),
    "data": ("data", "reporters", "rates"),
    "fraud": ("fraud", "case"),
    "help": ("help", "method"),
    "imports": ("import", "by_hand"),
    "planner": ("planner", "budget"),
}
"""What the names of a page and those below it begin with, where it is not the page's own name."""
WAITING = {"networks": flags.waiting, "fraud": cases.waiting}
"""What waits for somebody on a page, by its name."""


def site(request) -> dict:
    """The pages of the bar and whether demo data is present, for people who are logged in.

    Made once a request: a table on the page is rendered with a context of its own.
    """
    if not hasattr(request, "site"):
        request.site = _site(request)
    return request.site


def _site(request) -> dict:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"pages": [], "demo": False, "state": ""}
    if link := getattr(request, "shared_link", None):
        return {"pages": [], "demo": demo_present(), "state": "", "shared_link": link}
    match = request.resolver_match
    if not request.user.has_perm(MAY_SEE):
        return {"pages": [], "demo": False, "state": ""}
    if match and match.app_name == "admin":
        return {"pages": [], "demo": demo_present(), "state": ""}
    state = _state(request.GET) or _last(request)
    here = (match and match.url_name) or ""
    allowed = request.user.has_perm(MAY_IMPORT)
    return {
        "state": state,
        "pages": [
            {
                "label": label,
                "url": reverse(name) + _along(name, group, state),
                "active": here.startswith(BELOW.get(name, name.removesuffix("s"))),
                "group": group,
                "waiting": WAITING[name]() if name in WAITING else 0,
            }
            for label, name, group in PAGES
            if name != "imports" or allowed
        ],
        "demo": demo_present(),
        "may_remove_demo": request.user.has_perms((MAY_IMPORT, MAY_CHANGE_RULES)),
        "compact": remembered(request.user).compact,
        "saved": SimpleLazyObject(lambda: menu(request)),
        "may_share": settings.SHARED_LINKS and request.user.has_perm(MAY_SHARE),
    }


def _last(request) -> str:
    """On a page without range and filters, such as Import, the last of them for the way back."""
    last = "" if hasattr(request, "asked") else last_asked(request.user)
    return f"?{last}" if last else ""


def _along(name: str, group: str, state: str) -> str:
    """What a link in the bar takes along. "Overview" never means the reader's own view."""
    if group != "data" or name == "help":
        return state or (PLAIN if name == "overview" else "")
    return ""


def _state(asked: QueryDict) -> str:
    """The range, filters and comparison of this page, for the addresses of the next."""
    kept = asked.copy()
    for name in set(asked) - {*ALONG, *name_fields()}:
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""
