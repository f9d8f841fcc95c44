"""What every page knows beside its own context."""

from django.urls import reverse

from .flags import waiting
from .importing.uploads import demo_present

PAGES = (
    ("Overview", "overview", "look"),
    ("Networks", "networks", "look"),
    ("Import", "imports", "data"),
    ("Method", "method", "data"),
)


def site(request) -> dict:
    """The pages of the bar and whether demo data is present, for people who are logged in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"pages": [], "demo": False}
    match = request.resolver_match
    here = (match and match.url_name) or ""
    allowed = request.user.has_perm("campaigns.add_dailycount")
    return {
        "pages": [
            {
                "label": label,
                "url": reverse(name),
                "active": here == name or (name == "imports" and here.startswith("import")),
                "group": group,
                "waiting": waiting() if name == "networks" else 0,
            }
            for label, name, group in PAGES
            if name != "imports" or allowed
        ],
        "demo": demo_present(),
    }
