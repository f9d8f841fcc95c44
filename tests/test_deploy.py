"""What the site is deployed by names commands that exist and variables that the settings read."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from ipmsite import assets
from ipmsite.deploy import healthy
from tests.test_settings import KEY, started_with  # noqa: F401

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "ipmsite/deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
SETTINGS = "\n".join(path.read_text() for path in (ROOT / "ipmsite").rglob("*.py"))
KNOWN = set(re.findall(r'env_\w+\(\s*"([A-Z_]+)"', SETTINGS))
"""The variables that the settings read."""
OF_OTHERS = {
    *("POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"),  # of the database's image
    "PYTHONUNBUFFERED",
}


def text(name: str) -> str:
    return (DEPLOY / name).read_text()


def units(kind: str) -> dict[str, configparser.ConfigParser]:
    found = {}
    for path in DEPLOY.glob(f"*.{kind}"):
        found[path.name] = configparser.ConfigParser(interpolation=None, strict=False)
        found[path.name].optionxform = str
        found[path.name].read(path)
    return found


def commands() -> list[list[str]]:
    """Every command that any of the files runs, in words."""
    lines = [one["Service"]["ExecStart"] for one in units("service").values()]
    services = yaml.safe_load(text("compose.yaml"))["services"].values()
    lines += [shlex.join(one["command"]) for one in services if "command" in one]
    lines += [line for line in text("timer.sh").splitlines() if "manage.py" in line]
    lines += re.findall(r"\.venv/bin/\S+ manage\.py [^&\\]+", text("Containerfile"))
    lines += [" ".join(json.loads(one)) for one in images("CMD")]
    return [shlex.split(line) for line in lines]


def images(word: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", "", text("Containerfile"))
    return re.findall(rf"^(?:HEALTHCHECK .*)?{word} (\[.*\])$", joined, re.MULTILINE)


def test_every_command_exists_and_takes_its_words():
    run = [words for words in commands() if "manage.py" in " ".join(words)]
    assert len(run) >= 10
    seen = set()
    for words in run:
        after = re.sub(r"\$+\(.*?\)", "5", " ".join(words)).partition("manage.py ")[2]
        name, *options = re.split(r"[;&|']", after)[0].split()
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)
        seen.add(name)
    assert {"worker", "nightly", "send_alerts", "backup", "migrate", "collectstatic"} <= seen


def test_the_server_knows_its_options():
    served = [words for words in commands() if words[0].endswith("gunicorn")]
    assert len(served) == 2
    for words in served:
        assert Config().parser().parse_args(words[1:]).args == ["ipmsite.wsgi"]


def test_every_variable_is_one_that_the_settings_read():
    named = set(re.findall(r"^#?([A-Z_]+)=", text("permille.env"), re.MULTILINE))
    compose = yaml.safe_load(text("compose.yaml"))
    for service in compose["services"].values():
        named |= set(service.get("environment", ()))
    named |= set(re.findall(r"\b([A-Z_]{4,})=", text("Containerfile")))
    assert len(named) >= 10 and named - KNOWN - OF_OTHERS == set()
    assert (
        KNOWN - set(re.findall(r"`([A-Z_]+)`", (ROOT / "ipmsite/README.md").read_text())) == set()
    )


def test_production_starts_with_the_variables_of_the_file(started_with):  # noqa: F811
    lines = [line for line in text("permille.env").splitlines() if re.match(r"[A-Z]", line)]
    variables = dict(line.split("=", 1) for line in lines)
    assert variables["SECRET_KEY"] == "" == variables["ALLOWED_HOSTS"]
    filled = variables | {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "permille.example"}
    assert started_with(**filled)["PRODUCTION"] is True
    joined = text("Containerfile").replace("\\\n", "")
    of_build = dict(re.findall(r"(\w+)=(\S+)", re.search("RUN export (.*?) &&", joined)[1]))
    assert of_build["SECOND_FACTOR"] == "offered"  # or its pages lack their files once it is
    if find_spec("allauth"):
        started_with(**of_build)


def test_services_run_as_somebody_who_may_little_and_timers_have_one():
    services = units("service")
    assert {"permille.service", "permille-worker.service"} <= set(services)
    for name, unit in services.items():
        own = unit["Service"]
        assert (own["User"], own["ProtectSystem"]) == ("permille", "strict"), name
        assert own["NoNewPrivileges"] == "yes" and own["EnvironmentFile"] == "/etc/permille.env"
    for name in units("timer"):
        assert name.replace(".timer", ".service") in services


def test_site_and_worker_start_when_the_tables_are_up_to_date():
    services = units("service")
    site, worker = services["permille.service"], services["permille-worker.service"]
    assert site["Service"]["ExecStartPre"].endswith("manage.py migrate --noinput")
    assert site["Service"]["TimeoutStartSec"] == "infinity"
    assert site["Service"]["Restart"] == "on-failure"
    assert "permille.service" in worker["Unit"]["After"].split()


def test_an_image_needs_no_more_browser_files_than_were_collected(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "NODE_MODULES", tmp_path / "none")
    settings.STATIC_ROOT = tmp_path
    for name in assets.VENDOR:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = []
    for settings.DEBUG in (True, False):
        found.append([one.id for one in assets.VendorFinder().check()])
    assert found == [["ipmsite.E001"], []]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_reads_every_unit():
    paths = [str(path) for kind in ("service", "timer") for path in DEPLOY.glob(f"*.{kind}")]
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True
    )
    said = [line for line in found.stderr.splitlines() if "permille" in line]
    assert [line for line in said if "is not executable" not in line] == []


def test_containers_wait_for_what_they_need_and_are_built_from_plain_names():
    compose = yaml.safe_load(text("compose.yaml"))
    services = compose["services"]
    assert set(services) == {"database", "migrate", "site", "worker", "timer"}
    for name in ("site", "worker", "timer"):
        assert services[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"}
        }
        assert services[name]["read_only"] is True
    assert (DEPLOY / services["site"]["build"]["context"]).resolve() == ROOT
    assert (ROOT / services["site"]["build"]["dockerfile"]).is_file()
    for word in re.findall(
        r"^FROM (\S+)|image: (\S+)", text("Containerfile") + text("compose.yaml")
    ):
        assert "/" not in "".join(word)
    for path in re.findall(r"ipmsite/deploy/\S+\b", "\n".join(map(Path.read_text, FILES))):
        assert (ROOT / path).is_file(), path
    copied = re.search(r"^COPY (requirements.*) \./$", text("Containerfile"), re.MULTILINE)[1]
    assert all((ROOT / name).is_file() for name in copied.split())


def test_the_script_of_the_timer_is_a_script():
    subprocess.run(["sh", "-n", DEPLOY / "timer.sh"], check=True)


@pytest.mark.slow
def test_a_container_is_healthy_while_its_site_answers(live_server, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "testserver, other.example")
    assert healthy.answers(live_server.thread.port)
    assert not healthy.answers(1)
