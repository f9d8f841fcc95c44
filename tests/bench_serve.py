"""The site under four readers at once: gunicorn with two workers, and an import meanwhile."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count, cycle
from pathlib import Path
from typing import Any

WORKERS, CLIENTS = 2, 4
ROOT = Path(__file__).parent.parent
MINUTE = 60
PRODUCTION = {
    "PERMILLE_PRODUCTION": "1",
    "SECRET_KEY": "a key of the bench, which guards nothing: 0123456789 abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "127.0.0.1",
    "BEHIND_PROXY": "1",
}


def serve(seconds: int, import_rows: int) -> list[dict[str, Any]]:
    """Requests a second and their times: readers who are each the first, then second ones.

    Each reader is somebody else, with the cookies of a browser. A first reader asks for days that
    nobody asked for before, a second one for a page that they have opened. At last a file of
    `import_rows` rows is imported each minute while second ones read; its rows stay.
    """
    cookies, paths = [_logged_in(number) for number in range(CLIENTS)], _paths()
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=ROOT,
        env=os.environ | PRODUCTION,
        check=True,
    )
    with _gunicorn() as port:
        first = _asked("first readers", port, cookies, paths, seconds)
        again = _again(paths)
        second = _asked("second readers", port, cookies, again, seconds)
        with _imports(import_rows):
            beside = _asked("beside an import", port, cookies, again, seconds)
    return [first, second, beside]


def _again(paths: Iterator[str]) -> Iterator[str]:
    path = next(paths)
    while True:
        yield path


def _paths() -> Iterator[str]:
    """The overview of days that have counts, from other days each time while there are any."""
    from campaigns.periods import DEFAULT_DAYS, Period
    from campaigns.reports import days_with_data

    known = days_with_data({})
    assert known
    periods = (
        Period.of_days(days, known.last).back(back)
        for days in range(DEFAULT_DAYS, max(DEFAULT_DAYS, len(known) // 2) + 1)
        for back in range(max(1, len(known) - 2 * days))
    )
    return cycle(f"/?from={days.first}&to={days.last}" for days in periods)


def _logged_in(number: int) -> str:
    """The cookies of a reader: of their login and of forms."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    user, _ = get_user_model().objects.get_or_create(username=f"bench {number}", is_superuser=True)
    client = Client()
    client.force_login(user)
    client.get("/method/", secure=True)
    names = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
    return "; ".join(f"{name}={client.cookies[name].value}" for name in names)


@contextmanager
def _gunicorn() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "ipmsite.wsgi", "--workers", str(WORKERS)]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | PRODUCTION)
    try:
        for _ in range(300):
            time.sleep(0.2)
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
                connection.getresponse().read()
                break
            except OSError:
                continue
        yield port
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _imports(rows: int) -> Iterator[None]:
    """An import each minute beside what is done inside."""
    from tests.bench_account import report_file

    ended, codes = threading.Event(), []
    with tempfile.TemporaryDirectory() as folder:

        def write() -> None:
            for turn in count():
                file = Path(folder) / f"bench {turn}.csv"
                file.write_bytes(report_file(rows, restated=bool(turn % 2)))
                asked = [sys.executable, "manage.py", "import_report", str(file)]
                asked += ["--source", "generic"]
                done = subprocess.run(asked, cwd=ROOT, stdout=subprocess.DEVNULL)
                codes.append(done.returncode)
                if ended.wait(MINUTE):
                    return

        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
    assert not any(codes), "An import beside the readers failed."


def _asked(
    readers: str, port: int, cookies: list[str], paths: Iterator[str], seconds: int
) -> dict[str, Any]:
    times: list[float] = []
    failed: list[object] = []
    lock, end = threading.Lock(), time.monotonic() + seconds

    def read(cookie: str) -> None:
        headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"}
        while time.monotonic() < end:
            with lock:
                path = next(paths)
            start = time.monotonic()
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    failed.append(answer.status)
            except OSError as error:
                failed.append(error)
            times.append(1000 * (time.monotonic() - start))

    threads = [threading.Thread(target=read, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    found = {
        "readers": readers,
        "per_s": len(times) / seconds,
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(0.95 * len(times))],
        "errors": len(failed),
    }
    print(
        f"serve {readers}: {found['per_s']:.1f} requests/s, p50 {found['p50_ms']:.0f} ms, "
        f"p95 {found['p95_ms']:.0f} ms, {found['errors']} errors {failed[:3] or ''}",
        file=sys.stderr,
        flush=True,
    )
    return found
