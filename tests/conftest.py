"""What test modules share: the clock, people, and a browser that does not overlook faults."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from hypothesis import HealthCheck, settings

from ipmsite.stack import with_room
from tests import worlds
from tests.empty import copy_to

# Playwright keeps an event loop in the thread of the test, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
EMPTY = "/static/img/icon.svg"
"""What the tab shows between two tests: of the same site, which goes on in the same process."""
VIEWPORT = {"width": 1280, "height": 720}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A busy machine is no fault of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    site_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    uploads = tempfile.mkdtemp(prefix="permille-media-", dir=_memory())
    config.add_cleanup(lambda: shutil.rmtree(uploads, ignore_errors=True))
    site_settings.MEDIA_ROOT = uploads
    database = site_settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        # In memory the live server and the test would share one cache, whose locks do not wait.
        folder = tempfile.mkdtemp(prefix="permille-tests-", dir=_memory())
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        database.setdefault("TEST", {})["NAME"] = str(Path(folder) / "test.sqlite3")
    elif template := os.environ.get("TESTS_TEMPLATE"):
        database.setdefault("TEST", {})["TEMPLATE"] = template


def _memory() -> str | None:
    """A folder in memory, where there is one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("database")
    items[:] = worlds.together(items)


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: no garbage is to be looked for among them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    run = item.config.pluginmanager.get_plugin("runner")
    return with_room(run.pytest_runtest_protocol, item, nextitem)


@pytest.hookimpl(tryfirst=True)  # before the transaction of the test
def pytest_runtest_setup(item: pytest.Item) -> None:
    from campaigns.reports import answers
    from tests.make import forget

    forget()
    answers.forget()
    worlds.prepare(item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    from tests.make import keep

    keep()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings) -> bool:
    """On SQLite the tables stand already, and their folder goes with the run."""
    database = site_settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        return django_db_keepdb
    copy_to(Path(database["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    with worlds.reaching(django_db_blocker.unblock):
        yield


# The clock


@pytest.fixture(scope="session", autouse=True)
def clock() -> Iterator[None]:
    """A run of tests starts at `NOW` and time runs on from there, also in processes of its own.

    A test about another day takes the fixture `time_machine` and says `move_to(day)`.
    """
    from tests.make import NOW

    path = [str(Path(__file__).parent / "clock"), os.environ.get("PYTHONPATH")]
    with time_machine.travel(NOW), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))
        patch.setenv("TESTS_NOW", NOW.isoformat())
        yield


# People


@pytest.fixture
def viewer(db, django_user_model):
    """A marketer: may log in and browse, nothing else."""
    from tests.make import make_user

    return make_user("viewer", password="viewer")


@pytest.fixture
def staff(db, django_user_model):
    """Somebody who enters data: may use the admin, with every permission on campaigns."""
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("staff", password="staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="campaigns"))
    return user


@pytest.fixture
def viewer_client(viewer):
    """A test client of its own, logged in as `viewer`."""
    return _logged_in(viewer)


@pytest.fixture
def staff_client(staff):
    """A test client of its own, logged in as `staff`."""
    return _logged_in(staff)


def _logged_in(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def queries_of(django_assert_max_num_queries) -> Callable[..., int]:
    """Return `queries_of(client, path)`: how often the first reader of a page asks the database;
    with `kept`, one who comes after other readers."""
    from campaigns.reports import answers, drawn

    def asked(client, path: str, *, kept: bool = False) -> int:
        (drawn if kept else answers).forget()
        with django_assert_max_num_queries(1000) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return asked


# Browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the Chromium of the system where there is one."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    args = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    system = {"executable_path": path} if path else {}
    return {**browser_type_launch_args, **system, "args": args}


@pytest.fixture(scope="session")
def live_server(live_server):
    """The site, whose files of script and style a browser keeps, as it does in production."""
    serve = StaticFilesHandler.serve

    def kept(self, request):
        response = serve(self, request)
        response["Cache-Control"] = "max-age=31536000"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept)
        yield live_server


@pytest.fixture(scope="session")
def tabs(browser, browser_context_args) -> Iterator[list]:
    """The one tab that tests drive after each other, once a test has opened it.

    Behind each tab stands a process of its own, whose start costs half a second of CPU.
    """
    opened: list = []
    yield opened
    for tab in opened:
        tab.context.close()


def _of_empty(url: str) -> bool:
    """Whether it is what Chromium asks for late, and by itself, of the empty page between tests."""
    return url.endswith("/favicon.ico")


@pytest.fixture
def page(request, tabs, browser, browser_context_args, output_path) -> Iterator:
    """A page whose test also fails on a console error or warning, script error, 4xx or 5xx.

    It knows nothing of the tests before it; how it looked when its test failed is kept.
    """
    from tests.browser import patient

    if not tabs:
        tabs.append(patient(browser.new_context(**browser_context_args).new_page()))
    page = tabs[0]
    problems: list[str] = []
    heard = {
        "pageerror": lambda error: problems.append(f"script error: {error}"),
        "console": lambda message: (
            problems.append(f"console {message.type}: {message.text} {message.location}")
            if message.type in ("error", "warning") and not _of_empty(message.location["url"])
            else None
        ),
        "response": lambda response: (
            problems.append(f"{response.status} {response.url}")
            if response.status >= 400 and not _of_empty(response.url)
            else None
        ),
    }
    for event, hear in heard.items():
        page.on(event, hear)
    yield page
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    called = getattr(request.node, "rep_call", None)  # none where another fixture has failed
    if problems or not called or called.failed:
        page.screenshot(path=Path(output_path) / "failed.png")
        tabs.remove(page)
        page.context.close()
    else:
        page.evaluate("origin === 'null' || [localStorage, sessionStorage].map((s) => s.clear())")
        page.goto(urljoin(page.url, EMPTY) if page.url.startswith("http") else "about:blank")
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.emulate_media(media="null", color_scheme="null", forced_colors="null")
        page.set_viewport_size(VIEWPORT)
    assert problems == []


@pytest.fixture
def open_as(page, live_server) -> Callable:
    """Return `open_as(user, path)`, which shows a path of the live site to a logged-in user."""

    def open_page(user, path: str):
        cookie = _logged_in(user).cookies[site_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.fixture
def axe() -> Callable:
    """Return `axe(page)`, the accessibility violations of a page as readable lines."""
    source = AXE.read_text()

    def violations(page) -> list[str]:
        if page.evaluate("!window.axe"):
            page.evaluate(source)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
            ".then(result => result.violations)",
            AXE_TAGS,
        )
        return [
            f"{rule['id']}: {rule['help']} at {' '.join(map(str, node['target']))}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture
def write(tmp_path):
    """Write a file to import and say where it is."""

    def written(text, name="report.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return written
