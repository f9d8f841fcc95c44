"""The structure watches itself: who imports whom, and how long a file may grow."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "campaigns"
DOORS = (
    "admin",
    "context",
    "templatetags",
    "management",
    *sorted(path.stem for path in PACKAGE.glob("*views.py")),
)
LEVELS = (
    ("metrics", "periods", "formats", "filetypes", "stats"),
    ("models", "choices", "money"),
    ("reports", "evidence", "importing", "thresholds", "annotations", "saved", "assets"),
    (
        "flags",
        "expected",
        "measured",
        "standing",
        "headline",
        "network_page",
        "breakdown",
        "audience",
        "part_answers",
        "quality",
        "store_pages",
        "creatives",
        "creative_page",
        "trends",
        "why",
        "fatigue",
        "store_lens",
        "experiments",
        "planner",
        "fraud",
        "demo",
    ),
    (
        "forms",
        "tables",
        "network_tables",
        "charts",
        "verdict_charts",
        "verdict_tables",
        "network_words",
        "note_words",
        "verdict_cards",
        "method",
        "tiles",
        "exports",
        "facts",
        "previews",
        "breakdown_tables",
        "campaign_tables",
        "audience_tables",
        "quality_shapes",
        "store_page_shapes",
        "creative_words",
        "creative_tables",
        "creative_shapes",
        "serving",
        "trend_charts",
        "why_words",
        "why_method",
        "trend_tables",
        "trend_words",
        "why_shapes",
        "experiment_shapes",
        "planner_shapes",
        "fraud_shapes",
    ),
    DOORS,
    ("urls", "apps"),
)
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and path.name != "__init__.py"
)
LONGEST = 350


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def imports(path: Path) -> set[str]:
    """Full names of all modules that a file imports, also inside functions."""
    here = ("campaigns", *path.relative_to(PACKAGE).with_suffix("").parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            found.add(module)
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports(path) if name.startswith("campaigns."))
    return {name[1] for name in parts if name[1] in LEVEL} - {room(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_its_own_level_and_lower(path):
    assert room(path) in LEVEL, "a new room needs a level"
    above = {name for name in rooms_imported(path) if LEVEL[name] > LEVEL[room(path)]}
    assert above == set()


def test_rooms_import_no_circles():
    graph = {}
    for path in MODULES:
        graph.setdefault(room(path), set()).update(rooms_imported(path))
    while graph:
        free = [name for name, needs in graph.items() if not needs & set(graph)]
        assert free, f"a circle among {sorted(graph)}"
        for name in free:
            del graph[name]


@pytest.mark.parametrize("name", LEVELS[0])
def test_level_0_knows_no_django(name):
    paths = [path for path in MODULES if room(path) == name]
    assert paths
    assert not {i for path in paths for i in imports(path) if i.split(".")[0] == "django"}


def test_querysets_stop_at_reports_importing_demo_and_admin():
    allowed = {
        "models",
        "reports",
        "importing",
        "thresholds",
        "annotations",
        "evidence",
        "saved",
        "assets",
        "flags",
        "experiments",
        "fraud",
        "planner",
        "demo",
        "admin",
        "management",
    }
    asking = {room(path) for path in MODULES if ".objects" in path.read_text()}
    assert asking - allowed == set()


def test_request_stops_at_the_doors():
    reading = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if any(
            isinstance(node, ast.arg) and node.arg == "request"
            for node in ast.walk(ast.parse(path.read_text()))
        )
    }
    assert {name.split("/")[0].removesuffix(".py") for name in reading} <= set(DOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_outgrows_a_sitting(path):
    assert len(path.read_text().splitlines()) <= LONGEST


def test_nothing_heavy_is_imported_at_start():
    for path in MODULES:
        assert not {
            i for i in imports(path) if i.split(".")[0] in {"scipy", "statsmodels", "numpy"}
        }
