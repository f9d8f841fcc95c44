"""The browser files from npm: pinned, checked, found, and nothing more than those."""

import json
import re
import subprocess

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command

from campaigns.management.commands import assets as command
from ipmsite import assets

LOCK = json.loads((site.BASE_DIR / "package-lock.json").read_text())
PACKAGES = {name: package for name, package in LOCK["packages"].items() if name}
REQUIREMENTS = sorted(site.BASE_DIR.glob("requirements*.txt"))


def test_every_package_of_the_lock_has_a_hash_and_no_address():
    assert PACKAGES
    assert all(package["integrity"].startswith("sha512-") for package in PACKAGES.values())
    assert "://" not in json.dumps(LOCK)


def test_browser_packages_are_pinned_exactly():
    package = json.loads((site.BASE_DIR / "package.json").read_text())
    pins = package["dependencies"] | package["devDependencies"]
    assert {name: PACKAGES[f"node_modules/{name}"]["version"] for name in pins} == pins


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_every_python_package_is_pinned_by_hash_and_from_no_place(file):
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.fullmatch(
            r"[a-z0-9.\[\],-]+==[\w.]+( ; .+)? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?", line
        )


def test_every_allowed_file_is_installed():
    assert assets.missing() == []


def test_the_finder_serves_what_is_allowed_and_nothing_else_of_the_packages():
    assert finders.find("vendor/chart.umd.min.js").endswith("chart.js/dist/chart.umd.min.js")
    assert finders.find("vendor/chart.umd.min.js", find_all=True)
    assert finders.find("vendor/package.json") is None
    assert finders.find("chart.js/package.json") is None


def test_a_missing_file_says_which_command_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "NODE_MODULES", tmp_path)
    (error,) = assets.VendorFinder().check()
    assert error.id == "ipmsite.E001"
    assert "vendor/chart.umd.min.js" in error.msg
    assert error.hint == "Run: python manage.py assets"
    assert finders.find("vendor/chart.umd.min.js") is None


def test_collectstatic_with_hashed_names_takes_the_allowed_files(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("vendor/chart.umd.min.*.js.gz"))
    assert not list(tmp_path.rglob("package.json"))


# manage.py assets


@pytest.fixture
def npm(tmp_path):
    """Return `npm(script)`, which makes a program that stands for npm."""

    def make(script: str) -> str:
        path = tmp_path / "npm"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("echo 10.8.2", ""),
        ("echo 8.12.0", ""),
        ("echo 6.14.4", "npm 6.14.4 is too old (8.12 or newer is needed)"),
        ("echo 8.9.0", "npm 8.9.0 is too old (8.12 or newer is needed)"),
        ("echo hello", "npm is installed but does not tell its version"),
        ("exit 1", "npm is installed but does not run"),
    ],
)
def test_an_npm_is_used_only_when_it_is_fit(script, fault, npm):
    assert command.unfit_npm(npm(script)) == fault


def test_a_program_that_is_not_there_is_unfit():
    assert command.unfit_npm("/nowhere/npm") == "npm is installed but does not run"


def test_a_failing_npm_is_a_command_error_that_repeats_what_npm_said(npm, monkeypatch, tmp_path):
    path = npm('[ "$1" = --version ] && echo 10.8.2 && exit\necho EINTEGRITY wrong hash\nexit 1')
    monkeypatch.setattr(command.shutil, "which", lambda name: path)
    monkeypatch.setattr(command, "NODE_MODULES", tmp_path / "node_modules")
    with pytest.raises(CommandError, match="npm could not install.*\n.*EINTEGRITY wrong hash"):
        call_command("assets")


def test_an_npm_that_leaves_files_out_is_noticed(npm, monkeypatch, tmp_path):
    path = npm("echo 10.8.2")
    monkeypatch.setattr(command.shutil, "which", lambda name: path)
    monkeypatch.setattr(command, "NODE_MODULES", tmp_path / "node_modules")
    with pytest.raises(CommandError, match="node_modules is not what package-lock.json says"):
        call_command("assets")


def test_without_npm_and_without_pip_the_error_says_what_to_install(monkeypatch, tmp_path, capsys):
    def fail(arguments, **options):
        raise subprocess.CalledProcessError(1, arguments, output="no network")

    monkeypatch.setattr(command.shutil, "which", lambda name: None)
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    monkeypatch.setattr(command, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(command.subprocess, "run", fail)
    with pytest.raises(CommandError, match="Install Node.js 20 or newer.*\nno network"):
        call_command("assets")
    assert "installing npm from PyPI (61 MB)" in capsys.readouterr().out


def test_another_version_in_the_lock_means_not_installed(monkeypatch, tmp_path):
    changed = json.loads(json.dumps(LOCK))
    changed["packages"]["node_modules/chart.js"]["integrity"] = "sha512-other"
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps(changed))
    assert command.installed()
    monkeypatch.setattr(command, "LOCK", lock)
    assert not command.installed()


# In a browser


def test_the_chart_library_of_the_lock_runs_under_the_policy(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    page.add_script_tag(url="/static/vendor/chart.umd.min.js")
    version = PACKAGES["node_modules/chart.js"]["version"]
    assert page.evaluate("() => Chart.version") == version
