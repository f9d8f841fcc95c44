"""The browser files that come from npm: which of them are served, and from where.

Nothing is copied: the files stay in node_modules, where `manage.py assets` put them, and only those
named in `VENDOR` are ever served or collected.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"

# Static name -> file in node_modules. The map is not for us: a file that ends in sourceMappingURL
# makes collectstatic fail when its map is absent.
VENDOR = {
    "vendor/chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
    "vendor/chart.umd.min.js.map": "chart.js/dist/chart.umd.min.js.map",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
}


def missing() -> list[str]:
    """Return the static names whose files are not installed."""
    return [name for name, file in VENDOR.items() if not (NODE_MODULES / file).is_file()]


class VendorStorage(FileSystemStorage):
    """Reads the allowed files where npm installed them."""

    def path(self, name: str) -> str:
        return str(NODE_MODULES / VENDOR[name])


class VendorFinder(BaseFinder):
    """Finds the allowed files, and tells `manage.py check` which are missing: a site in production
    needs no more than what was collected."""

    storage = VendorStorage(location=NODE_MODULES)

    def check(self, **kwargs) -> list[CheckMessage]:
        collected = Path(settings.STATIC_ROOT)
        served = () if settings.DEBUG else [one for one in VENDOR if (collected / one).is_file()]
        if names := [name for name in missing() if name not in served]:
            return [
                Error(
                    f"{len(names)} browser files are missing: {', '.join(names)}.",
                    hint="Run: python manage.py assets",
                    id="ipmsite.E001",
                )
            ]
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        # Not found is an empty list in both cases: Django would take a None for a find.
        if path not in VENDOR or path in missing():
            return []
        file = self.storage.path(path)
        return [file] if find_all else file

    def list(self, ignore_patterns) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in VENDOR:
            yield name, self.storage
