"""What every page knows beside its own context."""

from django.urls import reverse

from .importing.uploads import demo_present

PAGES = (
    ("Overview", "overview", "look"),
    ("Import", "imports", "data"),
)


def site(request) -> dict:
    """The pages of the bar and whether demo data is present, for people who are logged in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"pages": [], "demo": False}
    match = request.resolver_match
    here = match.url_name if match else ""
    allowed = request.user.has_perm("campaigns.add_dailycount")
    return {
        "pages": [
            {
                "label": label,
                "url": reverse(name),
                "active": here == name or (name == "imports" and here.startswith("import")),
                "group": group,
            }
            for label, name, group in PAGES
            if name != "imports" or allowed
        ],
        "demo": demo_present(),
    }
