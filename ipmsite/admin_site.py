"""The admin's own index: what is done every day, sometimes, and what runs below."""

from functools import wraps

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseBadRequest
from django.urls import reverse

from campaigns.models.keys import ids
from campaigns.ui.permissions import MAY_IMPORT

BOXES: dict[str, tuple[str, ...]] = {
    "Every day": (
        *("DailyCount", "Campaign", "Creative", "App", "Network", "NetworkTarget"),
        "Annotation",
    ),
    "Sometimes": (
        *(
            "StorePage",
            "Experiment",
            "Benchmark",
            "Budget",
            "Case",
            "Rate",
            "StoreFact",
            "SavedView",
        ),
        *("Threshold", "ColumnMapping", "User"),
    ),
}
NAMES = {
    "App": "Apps and their targets",
    "Network": "Networks: names, settling, tolerance",
    "NetworkTarget": "Targets of single networks",
    "Threshold": "Thresholds of verdicts",
    "Annotation": "Notes",
}
"""What people look for them as, where it is not the word of the code."""
ENGINE = "Engine room"
"""What is in no box: what imports and judgements leave behind."""


class Site(admin.AdminSite):
    """Models in three boxes instead of by application."""

    site_header = site_title = "Permille data"
    index_title = "What do you want to enter?"
    site_url = None  # base_site.html has its own way back
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """Refuse rows that are named by what is no key, before they are looked up."""

        @wraps(view)
        def named(request, *args, **kwargs):
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if len(ids(chosen)) < len(chosen):
                return HttpResponseBadRequest("No such rows.")
            return view(request, *args, **kwargs)

        return super().admin_view(named, cacheable)

    def get_app_list(self, request, app_label=None):
        """The boxes, each as Django lists an application; without what is empty."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        for name in NAMES.keys() & models.keys():
            models[name]["name"] = NAMES[name]
        boxes = {box: [models.pop(n) for n in names if n in models] for box, names in BOXES.items()}
        boxes[ENGINE] = sorted(models.values(), key=lambda model: model["name"])
        if request.user.has_perm(MAY_IMPORT):
            boxes["Every day"].insert(0, BY_HAND | {"admin_url": reverse("by_hand")})
        return [_box(name, found) for name, found in boxes.items() if found]


BY_HAND = {
    "name": "Yesterday by hand",
    "object_name": "ByHand",
    "perms": {"add": True, "change": True},
    "add_url": None,
    "view_only": False,
}


def _box(name: str, models: list[dict]) -> dict:
    label = name.split()[0].lower()
    return {
        "name": name,
        "app_label": label,
        "app_url": f"{reverse('admin:index')}#{label}",
        "has_module_perms": True,
        "models": models,
    }
