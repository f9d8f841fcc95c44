"""Which app a line belongs to: by its store ID, else by its name, else the app that was stated."""

import re

from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt, EvidenceLine, Line, LineError, StoreLine
from campaigns.importing.storing.named import NameLog
from campaigns.importing.storing.near import near_name
from campaigns.models import App

_APPLE_ID = re.compile(r"(?:id)?(\d{8,10})", re.ASCII)
_PACKAGE = re.compile(r"[A-Za-z]\w*(?:\.[\w-]+)+", re.ASCII)


def plain_store_id(text: str) -> str:
    """A store ID as it is compared: `id1234567890` without the letters, packages in lower case.

    "" for what is none, such as a vendor's own number of the app.
    """
    if found := _APPLE_ID.fullmatch(text):
        return found[1]
    return text.casefold() if _PACKAGE.fullmatch(text) else ""


AnyLine = Line | EvidenceLine | StoreLine


class Apps:
    """Finds the app of each line once; `app` and `platform` are what was stated beside the file.

    What a file names wins over what was stated. An app without a store ID gets the one by which a
    file calls it; an ID that no app has, beside an app that has another, is asked for, and
    a new name that is nearly a known one is a doubt.
    """

    def __init__(self, app: str, platform: str, doubts: list[Doubt], log: NameLog) -> None:
        self.app, self.platform, self.doubts, self.log = app, platform, doubts, log
        self.created: list[str] = []
        self.store_ids: list[str] = []
        """The store IDs that were learned, each with its app."""
        self.found: dict[tuple[str, str, str], App] = {}
        self._known: list[App] = list(App.objects.order_by("pk"))
        self._merged = App.everything.exclude(merged_into=None).select_related("merged_into")

    def of(self, line: AnyLine) -> App:
        """The app of a line. Raises LineError where that is open."""
        asked = (line.app, line.platform, line.store_id)
        if asked not in self.found:
            self.found[asked] = self._find(line)
        return self.found[asked]

    def _find(self, line: AnyLine) -> App:
        store_id = plain_store_id(line.store_id)
        known = self._with(store_id, line) if store_id else None
        if known:
            return known
        app = self._named(line)
        if store_id and not app.store_id:
            self.log.change(app, store_id=line.store_id)
            self.store_ids.append(f"{line.store_id} of {app}")
        elif store_id:
            raise LineError.of(
                Code.STORE_ID_UNKNOWN,
                line.number,
                "app",
                line.store_id,
                store_id=line.store_id,
                app=app,
                other=app.store_id,
            )
        return app

    def _with(self, store_id: str, line: AnyLine) -> App | None:
        """The app of a store ID; several platforms may share it."""
        known = [app for app in self._known if plain_store_id(app.store_id) == store_id]
        if not known:
            known = [a.meant() for a in self._merged if plain_store_id(a.store_id) == store_id]
        if line.platform or len(known) > 1:
            known = self._on(line.platform or self.platform, known)
        return self._only(known, line, line.store_id)

    def _named(self, line: AnyLine) -> App:
        name, platform = line.app or self.app, line.platform or self.platform
        if not name:
            raise LineError.of(Code.APP_UNSTATED, line.number, "app")
        known = [app for app in self._known if app.name.casefold() == name.casefold()]
        if not known:
            known = [a.meant() for a in self._merged if a.name.casefold() == name.casefold()]
        if found := self._only(self._on(platform, known), line, name):
            return found
        near = near_name(name, {app.name for app in self._known})
        if not near and self.app and name.casefold() != self.app.casefold():
            said = {"name": name, "stated": self.app}
            raise LineError.of(Code.APP_UNKNOWN, line.number, "app", name, **said)
        if not platform:
            raise LineError.of(Code.APP_NEW, line.number, "app", name=name)
        if near:
            asked = {"kind": "app", "name": name, "near": near}
            self.doubts.append(Doubt.of(Code.NEAR_NAMES, line.number, **asked))
        app = self.log.make(App, name=name, platform=platform)
        self._known.append(app)
        self.created.append(str(app))
        return app

    @staticmethod
    def _on(platform: str, known: list[App]) -> list[App]:
        return [app for app in known if app.platform == platform] if platform else known

    @staticmethod
    def _only(known: list[App], line: AnyLine, name: str) -> App | None:
        if len(known) > 1:
            raise LineError.of(Code.PLATFORM_OPEN, line.number, "platform", name=name)
        return known[0] if known else None
