"""The structure watches itself: who imports whom, and how long a file may grow."""

import ast
import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "campaigns"
FLOORS = (
    "metrics periods formats english filetypes naming stats",
    "models",
    "reports importing records",
    "judgement",
    "jobs telling ui",
    "pages",
    "admin api management templatetags demo",
    "urls apps",
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}
ASKING = {"models", "reports", "importing", "records", "judgement", "jobs", *FLOORS[6].split()}
"""The rooms that may ask the database themselves."""
ANSWERING = {"pages", "ui/page", "ui/context", "ui/notes", "ui/saved_views", *FLOORS[6].split()}
"""The rooms that may see a request."""
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
LONGEST = 350
LANDED = {
    "0001_initial": "9b744ce423ef441b",
    "0002_fraud": "1cca5d6072684672",
    "0003_annotations": "7f2b6fa502a505f8",
    "0004_experiments": "4cb5aa95d552818a",
    "0005_saved_views": "757c76cfd7cb593c",
    "0006_benchmarks": "3c7a5a05f4b9683a",
    "0007_creative_assets": "967f1406457885d5",
}
"""The first half of the SHA-256 of each migration that has landed."""


def name(path: Path) -> tuple[str, ...]:
    """The room of a module, and what it is in it."""
    return path.relative_to(PACKAGE).with_suffix("").parts


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def every(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """The imports and arguments in all of a file."""
    asked = (ast.Import, ast.ImportFrom, ast.arg)
    return [node for node in every(path) if isinstance(node, asked)]


def imported(path: Path) -> list[list[str]]:
    """What a file imports of this project, also inside functions: room first."""
    found = [node for node in nodes(path) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in found if node.level], "imports are absolute"
    return [
        [*node.module.split("."), alias.name][1:]
        for node in found
        if node.module.split(".")[0] == "campaigns"
        for alias in node.names
    ]


def test_imports_run_downwards_and_never_from_page_to_page():
    for path in MODULES:
        room, *own = name(path)
        for other, *theirs in imported(path):
            assert FLOOR[other] <= FLOOR[room], f"{path} imports {other}"
            if room == other == "pages":
                assert theirs[0] == own[0], f"{path}: two pages share what is in ui/ or judgement/"


def test_level_0_knows_no_django():
    low = [path for path in MODULES if FLOOR.get(name(path)[0]) == 0]
    assert len(low) > 30
    for path in low:
        for node in nodes(path):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not [module for module in modules if module.split(".")[0] == "django"]


def test_querysets_stop_at_the_rooms_that_may_ask():
    asking = {name(path)[0] for path in MODULES if ".objects" in path.read_text()}
    assert asking - ASKING == set()


def test_request_stops_at_the_doors():
    reading = {
        name(path)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.arg) and node.arg == "request"
    }
    assert not [n for n in reading if n[0] not in ANSWERING and "/".join(n[:2]) not in ANSWERING]


def test_no_module_outgrows_a_sitting():
    lines = {str(path): path.read_text().count("\n") for path in MODULES}
    assert {path for path, count in lines.items() if count > LONGEST} == set()


def test_a_view_is_read_at_a_glance():
    for path in PACKAGE.glob("pages/*/views.py"):
        for view in ast.parse(path.read_text()).body:
            if isinstance(view, ast.FunctionDef):
                first, *rest = view.body
                start = rest[0] if rest and ast.get_docstring(view) else first
                lines = view.body[-1].end_lineno - start.lineno + 1
                assert lines <= 15, f"{path}: {view.name} has {lines} lines"


def test_a_class_name_means_one_thing_in_stats_and_from_reports_to_pages():
    for rooms in ({"stats"}, {"reports", "records", "judgement", "ui", "pages"}):
        names = [
            node.name
            for path in MODULES
            if name(path)[0] in rooms
            for node in tree(path).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]
        twice = {found for found in names if names.count(found) > 1}
        assert not twice, "say what it is: ReportLine"


def test_few_modules_stand_outside_the_rooms():
    assert len(list(PACKAGE.glob("*.py"))) <= 8


def test_nothing_heavy_is_imported_at_start():
    for path in MODULES:
        for node in nodes(path):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {m.split(".")[0] for m in modules} & {"scipy", "statsmodels", "numpy"}


@pytest.mark.parametrize("migration", LANDED)
def test_a_landed_migration_never_changes(migration):
    content = (PACKAGE / f"migrations/{migration}.py").read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(LANDED[migration])


def test_no_function_is_called_by_tests_alone():
    """By name: in the product's own code, in strings that name it, or in a template."""
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "ipmsite").rglob("*.py")]
    nodes = [node for path in sources for node in every(path)]
    called = {node.id for node in nodes if isinstance(node, ast.Name)}
    called |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    called |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    for path in (ROOT / "templates").rglob("*.*"):
        called |= set(re.findall(r"\w+", path.read_text()))
    alone = {
        node.name
        for path in MODULES
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.decorator_list
    } - called
    assert alone == set()
