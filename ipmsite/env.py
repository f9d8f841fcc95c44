"""Typed readers of environment variables. Each says in plain words what is wrong with a value."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def env_text(name: str, default: str = "") -> str:
    """Read a text without the blanks around it; an empty variable counts as not set."""
    return os.environ.get(name, "").strip() or default


def env_flag(name: str, default: str = "0") -> bool:
    """Read a yes or no, by default no, when it is not set or empty."""
    value = os.environ.get(name, "").strip().lower() or default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def env_int(name: str, default: int) -> int:
    """Read a whole number of zero or more."""
    value = env_text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.")
    return int(value)


def env_list(name: str) -> list[str]:
    """Read a list with commas between its items."""
    return [item for item in (part.strip() for part in env_text(name).split(",")) if item]


def env_required(name: str, hint: str) -> str:
    """Read a text that production mode cannot do without."""
    value = env_text(name)
    if not value:
        raise ImproperlyConfigured(f"PERMILLE_PRODUCTION=1 needs {name}. {hint}")
    return value


def database(url: str, base: Path) -> dict[str, Any]:
    """Turn a `DATABASE_URL` into Django's settings of one database.

    `sqlite:////absolute/path`, `sqlite:///path/from/base`, `sqlite://:memory:`, or
    `postgres://user:password@host:port/name?sslmode=require` (any libpq option; `?host=/run/socket`
    for a Unix socket). Messages never repeat the URL, because it carries the password.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(rest, base)
    if separator and scheme in ("postgres", "postgresql"):
        return _postgres(url)
    raise ImproperlyConfigured(
        "DATABASE_URL must start with sqlite:/// or postgres://; what stands there is neither."
    )


def mail(url: str) -> dict[str, Any]:
    """The mail server of an `EMAIL_URL`; without one no mail is sent.

    `smtp://user:password@host:587?tls=1&from=permille@example.com`, `smtps://` for TLS from the
    start. Messages never repeat the URL, because it carries the password.
    """
    try:
        parts = urlsplit(url or "smtp://localhost")
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("EMAIL_URL cannot be read: its port is no number.") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must be smtp://host:port or smtps://host:port.")
    options = dict(parse_qsl(parts.query))
    tls = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": port or (465 if tls else 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "ssl": tls,
        "tls": options.get("tls", "").lower() in TRUE,
        "sender": options.get("from", f"permille@{parts.hostname}"),
    }


def beside_database(settings: dict[str, Any], base: Path) -> Path:
    """The folder that a SQLite file is in; `base` where the database is elsewhere."""
    file = Path(settings["NAME"])
    return file.parent if file.is_absolute() else base


def _sqlite(rest: str, base: Path) -> dict[str, Any]:
    if rest == ":memory:":
        name = rest
    elif rest.startswith("/") and rest != "/":
        name = str(base / unquote(rest[1:]))
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL names no SQLite file; write sqlite:////absolute/path/db.sqlite3."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "timeout": 20,
            # A transaction that starts by reading and then writes cannot wait for its lock
            # otherwise, and fails at once with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL asks for PostgreSQL: run pip install -r requirements-postgres.txt."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: its port must be a number, and the characters : / ? # @ "
            "in a user name or password must be written as %3A %2F %3F %23 %40."
        ) from error
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database; write postgres://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": {"connect_timeout": 10, **options},
    }
