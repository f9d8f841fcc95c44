"""Names in a file -> rows of the database: apps, networks, campaigns, creatives, store pages.

What is not known yet is created and listed, so that a misspelt network is seen before it counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import compress, repeat
from operator import itemgetter
from typing import Any

from django.db import connection

from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt, EvidenceLine, Line, LineError, Lines
from campaigns.importing.storing.ad_groups import Stated, noted
from campaigns.importing.storing.apps import AnyLine, Apps
from campaigns.importing.storing.named import NameLog
from campaigns.importing.storing.near import near_name
from campaigns.importing.storing.planned import NamePlan
from campaigns.importing.storing.staging import VALUES, Staging
from campaigns.importing.storing.vendors import is_usual, network_called
from campaigns.metrics import MONEY
from campaigns.models import App, Campaign, Creative, Network, StorePage, plain_name
from campaigns.models.choices import NOT_STATED
from campaigns.models.money import BESIDE, PLACES

DEFAULT_PAGE = "Default page"
OF_CAMPAIGN = (
    *("app", "store_id", "platform", "network", "campaign", "campaign_id", "targeting", "bid_type"),
)
"""All that tells a line's app, network and campaign."""
OF_PARTS = ("creative", "creative_id", "format", "store_page")
MOST_ERRORS = 1000
Named = type[Campaign] | type[Creative]
"""What reports know by a name and an id."""


class Names:
    """Finds what lines name, each once, and plans what is to be made (`log.carry_out`)."""

    def __init__(self, app: str = "", platform: str = "", network: str = "") -> None:
        self.network = network
        self.doubts: list[Doubt] = []
        self.log = NamePlan()
        self.ad_groups: set[Stated] = set()
        self._apps = Apps(app, platform, self.doubts, self.log)
        self._created: dict[str, list[str]] = defaultdict(list)
        self._networks = {
            name: network.meant()
            for network in _known(Network).select_related("merged_into")
            for name in network.known_as()
        }
        self._campaigns: dict[tuple, Campaign] = {}
        self._creatives: dict[tuple, Creative] = {}
        self._pages: dict[tuple, StorePage] = {}
        self._known: dict[tuple, dict[tuple[str, str], list]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._asked: set[tuple] = set()

    @property
    def created(self) -> dict[str, list[str]]:
        """The new names by kind, apps first."""
        apps = {"app": self._apps.created, "store ID": self._apps.store_ids}
        return {kind: names for kind, names in (apps | self._created).items() if names}

    @property
    def apps(self) -> dict[int, str]:
        """The apps that the lines belong to, with their names."""
        return {app.pk: str(app) for app in self._apps.found.values()}

    @property
    def places(self) -> set[tuple[int, int]]:
        """The app and network of each campaign that the lines name."""
        return {(one.app_id, one.network_id) for one in self._campaigns.values()}

    def parts(self, app: App, line: Line) -> tuple[int, int]:
        """The creative and the store page of a line of an app."""
        return self._creative(app, line).pk, self._page(app, line.store_page).pk

    def app(self, line: AnyLine) -> App:
        """The app of a line. Raises LineError where the line leaves it open."""
        return self._apps.of(line)

    def campaign(self, line: Line | EvidenceLine) -> Campaign:
        """The campaign of a line. Raises LineError where the line leaves something open."""
        app = self._apps.of(line)
        return self._campaign(app, self._network(line), line)

    def place(self, line: Line) -> tuple[App, Network]:
        """The app and network of a line. Raises LineError where the line leaves one open."""
        return self._apps.of(line), self._network(line)

    def _network(self, line: Line | EvidenceLine) -> Network:
        name = line.network or self.network
        if not name:
            raise LineError.of(Code.NETWORK_UNSTATED, line.number, "network")
        plain = plain_name(name)
        if plain not in self._networks:
            if not is_usual(name):
                names = {network.name for network in self._networks.values()}
                if near := near_name(name, names):
                    asked = {"kind": "network", "name": name, "near": near}
                    self.doubts.append(Doubt.of(Code.NEAR_NAMES, line.number, **asked))
            network, new = network_called(name, self._networks, self.log)
            self._networks |= dict.fromkeys(network.known_as(), network)
            if new:
                self._created["network"].append(network.name)
        return self._networks[plain]

    def _campaign(self, app: App, network: Network, line: Line | EvidenceLine) -> Campaign:
        name, external_id = line.campaign, line.campaign_id
        asked = (app.pk, network.pk, name, external_id, line.targeting, line.bid_type)
        if asked in self._campaigns:
            return self._campaigns[asked]
        scope = {"app": app, "network": network}
        if name and not external_id:
            self._refuse_ambiguous(scope, line)
        campaign = self._find(Campaign, scope, name or external_id or NOT_STATED, external_id)
        stated = {"targeting": line.targeting, "bid_type": line.bid_type}
        self._fill_in(campaign, scope, line.campaign, {k: v for k, v in stated.items() if v})
        self._campaigns[asked] = campaign
        return campaign

    def _creative(self, app: App, line: Line) -> Creative:
        name, external_id = line.creative, line.creative_id
        asked = (app.pk, name, external_id, line.format)
        if asked in self._creatives:
            return self._creatives[asked]
        stored_name = name or external_id or NOT_STATED
        creative = self._find(Creative, {"app": app}, stored_name, external_id, line.format)
        named = stored_name != NOT_STATED
        stated = {"format": line.format} if named and line.format else {}
        self._fill_in(creative, {"app": app}, name, stated)
        self._creatives[asked] = creative
        return creative

    def _page(self, app: App, name: str) -> StorePage:
        name = "" if plain_name(name) == plain_name(DEFAULT_PAGE) else name
        if (app.pk, name) not in self._pages:
            if name:
                found = _known(StorePage).filter(app=app, name=name).first()
                page = found.meant() if found else self.log.make(StorePage, app=app, name=name)
                if not found:
                    self._created["store page"].append(name)
            else:
                page = default_page(app, self.log)
            self._pages[app.pk, name] = page
        return self._pages[app.pk, name]

    def _find(
        self, model: Named, scope: dict, name: str, external_id: str, format: str | None = None
    ) -> Any:
        """By the network's id where there is one, else by name; created where neither is known.

        A row of the same name without an id is the same thing seen by a report without ids.
        """
        known = self._all(model, scope)
        found = known["id", external_id] if external_id else known["name", name]
        if external_id and not found:
            found = [row for row in known["name", name] if not row.external_id]
        elif not external_id:
            found = sorted(found, key=lambda row: row.external_id)
        if format:
            found = [row for row in found if row.format == format] or [
                row for row in found if not row.format and row.name != NOT_STATED
            ]
        elif format == "" and name == NOT_STATED:
            found = [row for row in found if not row.format]
        if found:
            row = found[0]
            if external_id and not row.external_id:
                self.log.change(row, external_id=external_id)
                known["id", external_id].append(row)
            return row
        extra = {"format": format} if format else {}
        row = self.log.make(model, **scope, name=name, external_id=external_id, **extra)
        if name != NOT_STATED:
            self._created[str(model._meta.model_name)].append(name)
        _remember(known, row)
        return row

    def _refuse_ambiguous(self, scope: dict, line: Line | EvidenceLine) -> None:
        """A name that several ids bear says nothing without its id."""
        known = self._all(Campaign, scope)["name", line.campaign]
        ids = [row.external_id for row in known]
        if len(ids) > 1 and all(ids):
            raise LineError(
                line.number,
                "campaign_id",
                f"Several campaigns are called {line.campaign} (IDs {', '.join(sorted(ids)[:5])}): "
                "the file must state the ID.",
                line.campaign,
            )

    def _fill_in(
        self, row: Campaign | Creative, scope: dict, name: str, stated: Mapping[str, str]
    ) -> None:
        """Store what was not known before: choices not stated, and the newest name of an id."""
        changes = {field: value for field, value in stated.items() if not getattr(row, field)}
        if name and row.external_id and row.name != name:
            changes["name"] = name
        if changes:
            self.log.change(row, **changes)
            if "name" in changes:
                self._all(type(row), scope)["name", name].append(row)

    def _all(self, model: Named, scope: dict) -> dict[tuple[str, str], list]:
        """All rows of a scope, by id and by name. Those of an app are asked for at once."""
        key = (model, *(row.pk for row in scope.values()))
        if key[:2] not in self._asked:
            self._asked.add(key[:2])
            for row in _known(model).filter(app=scope["app"]).order_by("pk"):
                of = (model, *(getattr(row, f"{name}_id") for name in scope))
                _remember(self._known[of], row)
        return self._known[key]


def _known(model: type[Any]) -> Any:
    """What is shown, and what was merged: its names mean what it was merged into."""
    return model.everything.exclude(hidden=True, merged_into=None)


def _remember(known: dict, row: Campaign | Creative) -> None:
    meant = row.meant()
    known["name", row.name].append(meant)
    if row.external_id:
        known["id", row.external_id].append(meant)


def default_page(app: App, log: NameLog | None = None) -> StorePage:
    """The app's default store page, created on first use."""
    kind, log = StorePage.Kind.DEFAULT, log or NameLog()
    page = StorePage.everything.filter(app=app, kind=kind).first()
    if page is None:
        taken = StorePage.everything.filter(app=app, name=DEFAULT_PAGE).exists()
        name = f"{DEFAULT_PAGE} of the store" if taken else DEFAULT_PAGE
        return log.make(StorePage, app=app, kind=kind, name=name)
    log.change(page, hidden=False)
    return page


def keyed(
    lines: Lines, names: Names, reporter: str, staging: Staging
) -> tuple[list[LineError], list[str]]:
    """Put the lines' counts by key into a staging table. The lines without a key, and warnings."""
    errors: list[LineError] = []
    told = [name for name in VALUES if name in lines.columns]
    rows = _rows(lines, names, reporter, told, errors)
    if not lines.columns.keys().isdisjoint(("ad_group", "ad_group_id")):
        said, ids = lines.of("ad_group", "ad_group_id")
        rows = noted(rows, said, ids, names.ad_groups)
    staging.fill(rows, told)
    warnings = [
        f"On {number:,} campaign-days some lines report {name} and others do not: their "
        f"{name} are taken as not reported, so that no ratio is short."
        for name, number in staging.short().items()
    ]
    if staging.mixed:
        warnings.append(
            f"On {staging.mixed:,} rows money of several currencies is summed: no later rate "
            "changes it."
        )
    return _first(errors), warnings


def _rows(
    lines: Lines, names: Names, reporter: str, told: list[str], errors: list[LineError]
) -> Iterable[tuple]:
    """The rows of lines as the database stores them, with the values that are `told`."""
    campaigns, parts = _ids(lines, names, errors)
    days, countries, reporters = lines.of("day", "country", "reported_by")
    adapted = {day: connection.ops.adapt_datefield_value(day) for day in set(days)}
    by = {said: said or reporter for said in set(reporters)}
    rows = zip(
        *(campaigns, map(adapted.__getitem__, days), map(itemgetter(0), parts), countries),
        *(map(itemgetter(1), parts), map(by.__getitem__, reporters)),
        *(_stored(name, lines.columns[name]) for name in told),
        strict=True,
    )
    return compress(rows, campaigns) if errors else rows


def _ids(
    lines: Lines, names: Names, errors: list[LineError]
) -> tuple[list[int], list[tuple[int, int]]]:
    """The campaign of each line, and its creative and store page; 0 where there is an error.

    What is named alike is looked up once.
    """
    found: dict[tuple, tuple[int, App, dict]] = {}
    parts_of: dict[int, dict[tuple, tuple[int, int]]] = defaultdict(dict)
    campaigns, parts = [0] * len(lines), [(0, 0)] * len(lines)
    rows = zip(*(_said(lines, fields) for fields in (OF_CAMPAIGN, OF_PARTS)), strict=True)
    for place, (said, of_app) in enumerate(rows):
        if (of := found.get(said)) is None:
            line = lines[place]
            try:
                campaign, app = names.campaign(line), names.app(line)
            except LineError as error:
                errors.append(error)
                continue
            of = found[said] = (campaign.pk, app, parts_of[app.pk])
        campaigns[place], app, known = of
        if (ids := known.get(of_app)) is None:
            ids = known[of_app] = names.parts(app, lines[place])
        parts[place] = ids
    return campaigns, parts


def _said(lines: Lines, names: Sequence[str]) -> Iterable[tuple]:
    """Line by line what the file says in these fields, and nothing of those that it has not."""
    said = [lines.columns[name] for name in names if name in lines.columns]
    return zip(*said, strict=True) if said else repeat((), len(lines))


def _stored(name: str, column: Sequence) -> Iterable:
    """A column as it is stored; money of lines is exact to a millionth."""
    if name not in (*MONEY, *BESIDE[1:]):
        return column
    if None in column:
        return (None if one is None else int(one.scaleb(PLACES)) for one in column)
    return map(int, map(Decimal.scaleb, column, repeat(PLACES)))


def _first(errors: list[LineError]) -> list[LineError]:
    """At most a thousand errors, and how many more there are."""
    rest = len(errors) - MOST_ERRORS
    if rest <= 0:
        return errors
    last = errors[MOST_ERRORS]
    more = LineError(last.line, "file", f"And {rest:,} more bad lines.", code=Code.MORE)
    return [*errors[:MOST_ERRORS], more]
