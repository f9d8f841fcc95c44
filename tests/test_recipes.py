"""campaigns/README.md is true: its recipes work and its walks lead from file to file."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from tests import empty

ROOT = Path(__file__).parent.parent
README = (ROOT / "campaigns/README.md").read_text()
COPIED = ("campaigns", "ipmsite", "templates", "static", "tests", "manage.py", "pyproject.toml")
RECIPES = ("vendor", "metric", "dimension")
OF_THIS_RUN = ("DATABASE_URL", "PYTHONPATH", "TESTS_NOW")
FOLLOWED = "tests/recipes_followed.py"
STEP = re.compile(
    r"^\d+\. `(?P<path>[^`]+)`(?:, (?P<where>above|below|instead of) `(?P<line>[^`]+)`)?[^\n]*\n"
    r"\n   ```(?:python|text)\n(?P<code>.*?\n)   ```$",
    re.MULTILINE | re.DOTALL,
)
WALK = re.compile(r"^\d+\. `(?P<path>[^`]+)`[^:]*:(?: `(?P<name>\w+)[()]*`)?", re.MULTILINE)


def place(path: str) -> str:
    """Where a file of campaigns/README.md stands."""
    return path if path.startswith(("tests/", "templates/")) else f"campaigns/{path}"


def chapter(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


# Recipes


def follow(step: re.Match, root: Path) -> None:
    file, code = root / place(step["path"]), dedent(step["code"]) if not step["where"] else None
    if code is not None:
        before = file.read_text() + "\n\n" if file.exists() else ""
        file.write_text(before + code)
        return
    lines = file.read_text().splitlines(keepends=True)
    (at,) = [n for n, text in enumerate(lines) if text.lstrip().startswith(step["line"])]
    block = re.sub("^   ", "", step["code"], flags=re.MULTILINE)
    start, end = {"above": (at, at), "below": (at + 1, at + 1), "instead of": (at, at + 1)}[
        step["where"]
    ]
    file.write_text("".join([*lines[:start], block, *lines[end:]]))


@pytest.mark.slow
def test_who_follows_the_recipes_has_a_vendor_a_metric_and_a_dimension(tmp_path):
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    shutil.copytree(empty.kept().parent, tmp_path / empty.CACHE.relative_to(ROOT))
    tests = []
    for recipe in RECIPES:
        text = chapter(f"To add a {recipe}")
        steps = list(STEP.finditer(text))
        assert len(steps) == len(re.findall(r"^\d+\. ", text, re.MULTILINE)), "each has its block"
        for step in steps:
            follow(step, tmp_path)
            tests += [f"{step['path']}::{n}" for n in re.findall(r"def (test_\w+)", step["code"])]
    assert len(tests) == len(RECIPES)
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", FOLLOWED, *tests],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name not in OF_THIS_RUN},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-1000:]


# Walks


class Step(NamedTuple):
    """A file of a walk, its text, and by what the other files know it."""

    path: Path
    text: str
    name: str


def walks() -> list[tuple[str, list[Step]]]:
    found = []
    for part in re.split(r"\n\n(?=An? |The )", chapter("The way of a number")):
        if steps := list(WALK.finditer(part)):
            paths = [ROOT / place(step["path"]) for step in steps]
            names = [step["name"] or path.name for step, path in zip(steps, paths, strict=True)]
            texts = [path.read_text() for path in paths]
            found.append((part.strip().split(",")[0], list(map(Step, paths, texts, names))))
    return found


LENGTHS = {
    "The IPM tile of the overview": 7,
    "An IPM cell of the parts of a campaign": 7,
    "A line of a CSV": 9,
}


def test_the_walks_are_no_longer_than_they_were():
    assert {title: len(steps) for title, steps in walks()} == LENGTHS


@pytest.mark.parametrize(("title", "steps"), walks(), ids=lambda value: str(value)[:40])
def test_a_walk_leads_from_file_to_file(title, steps):
    for step in steps:
        if step.path.suffix == ".py":
            defined = [
                node.name
                for node in ast.walk(ast.parse(step.text))
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
            ]
            assert step.name in defined, (step.path, step.name)
    settings = ROOT / "ipmsite/settings.py"
    known = Step(settings, settings.read_text(), "settings")
    for number, step in enumerate(steps[1:], start=1):
        assert leads(known, step) or any(
            leads(one, step) or leads(step, one) for one in steps[:number]
        ), step.path


def leads(one: Step, other: Step) -> bool:
    """Whether a file names what the walk comes to in another one."""
    name = other.name.removesuffix(".html")
    return bool(re.search(rf"\b{name}\b", one.text))
