"""All settings of Permille, read from the environment.

Without any variable this is a development site: debug pages, a SQLite file beside this folder and a
key of this checkout's own. `PERMILLE_PRODUCTION=1` asks for production, which refuses to start
without its secrets. The README has the table of variables.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from ipmsite.accounts.switch import APPS, asked_for, settings_of
from ipmsite.accounts.switch import MIDDLEWARE as ACCOUNT_MIDDLEWARE
from ipmsite.env import (
    beside_database,
    database,
    env_flag,
    env_int,
    env_list,
    env_required,
    env_text,
    mail,
)
from ipmsite.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent


def checkout_key(file: Path) -> str:
    """Return the development key kept in `file`, and make it the first time.

    Where the folder cannot be written, the key lives as long as the process: logins end with it.
    """
    key = secrets.token_urlsafe(50)
    try:
        if not file.exists():
            # Written aside and linked into place, so that two first starts agree on one key.
            draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(key)
            try:
                file.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text()
    except OSError:
        return key


# Mode and secrets

PRODUCTION = env_flag("PERMILLE_PRODUCTION")
SHORTEST_KEY = 32
DEBUG = not PRODUCTION

if PRODUCTION:
    SECRET_KEY = env_required("SECRET_KEY", "Write 50 or more random characters and keep them.")
    env_required("ALLOWED_HOSTS", "Write the host names of the site, with commas between them.")
else:
    SECRET_KEY = env_text("SECRET_KEY") or checkout_key(BASE_DIR / ".secret-key")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
if PRODUCTION and len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY is too short: write {SHORTEST_KEY} characters or more.")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *: write the host names of the site.")

# Reporting

REPORTING_CURRENCY = env_text("REPORTING_CURRENCY", "USD").upper()
if not (len(REPORTING_CURRENCY) == 3 and REPORTING_CURRENCY.isalpha()):
    raise ImproperlyConfigured("REPORTING_CURRENCY must be a code of three letters, as USD.")

TIME_ZONE = env_text("TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ValueError, OSError, LookupError) as error:
    raise ImproperlyConfigured(
        f"TIME_ZONE is {TIME_ZONE!r}; write a name as Europe/Berlin or UTC."
    ) from error
USE_TZ = True
LANGUAGE_CODE = "en-us"
USE_I18N = False
FORMAT_MODULE_PATH = "ipmsite.dates"

# A report sent through the page may be this big: more than a million rows.
REPORT_UPLOAD_MAX_BYTES = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024  # the body of an API call
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Application

INSTALLED_APPS = [
    "ipmsite.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tables2",
    "django_tasks_db",
    "ninja",
    "axes",
    "campaigns",
    "ipmsite.apps.SiteConfig",
]

MIDDLEWARE = [
    "ipmsite.stack.stack_middleware",
    "ipmsite.logs.request_id_middleware",
    "django.middleware.security.SecurityMiddleware",
    "ipmsite.csp.csp_middleware",
    "ipmsite.private.private_middleware",
    "ipmsite.busy.busy_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page needs a login unless its view is marked with login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "ipmsite.audited.audit_middleware",
    "ipmsite.devices.device_middleware",
    "ipmsite.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ipmsite.again.answers_middleware",
    "axes.middleware.AxesMiddleware",
]
if PRODUCTION:
    MIDDLEWARE.insert(3, "whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "ipmsite.urls"
WSGI_APPLICATION = "ipmsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "ipmsite.templates.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "campaigns.ui.context.site",
            ],
        },
    },
]
FORM_RENDERER = "ipmsite.choices.Renderer"
DJANGO_TABLES2_TEMPLATE = "campaigns/ui/_table.html"

DATABASES = {
    "default": database(env_text("DATABASE_URL", f"sqlite:///{BASE_DIR}/db.sqlite3"), BASE_DIR)
}
if url := env_text("DATABASE_URL_READ"):
    DATABASES["read"] = database(url, BASE_DIR) | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["ipmsite.replica.ReplicaRouter"]
    MIDDLEWARE.append("ipmsite.replica.replica_middleware")
if PRODUCTION:
    for one in DATABASES.values():
        one.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)

# Files that people upload. Only views that ask for a login read from there; no web server may.

MEDIA_ROOT = env_text("MEDIA_ROOT") or beside_database(DATABASES["default"], BASE_DIR) / "media"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "ipmsite.access.RoleBackend"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Guessing: so many wrong passwords from one address, and it waits

BEHIND_PROXY = env_flag("BEHIND_PROXY")
AXES_FAILURE_LIMIT = env_int("LOGIN_TRIES", 10)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("LOGIN_WAIT_MINUTES", 15))
if not (AXES_FAILURE_LIMIT and AXES_COOLOFF_TIME):
    raise ImproperlyConfigured("LOGIN_TRIES and LOGIN_WAIT_MINUTES must be 1 or more.")
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_CLIENT_IP_CALLABLE = "ipmsite.addresses.client_home"
AXES_HANDLER = "ipmsite.guessing.GuessHandler"
AXES_LOCKOUT_CALLABLE = "ipmsite.guessing.locked"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# A second factor, passkeys and single sign-on, where they are asked for

ACCOUNTS = asked_for()
SECOND_FACTOR = ACCOUNTS.factor
if ACCOUNTS.on:
    INSTALLED_APPS += APPS
    _place = MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware") + 1
    MIDDLEWARE[_place:_place] = ACCOUNT_MIDDLEWARE
    globals().update(settings_of(ACCOUNTS, production=PRODUCTION, issuer="Permille"))

# Messages: the mail server, where links in them lead, and what webhooks may reach

EMAIL_URL = env_text("EMAIL_URL")
_mail = mail(EMAIL_URL)
EMAIL_HOST, EMAIL_PORT = _mail["host"], _mail["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["user"], _mail["password"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail["ssl"], _mail["tls"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail["sender"]
SITE_URL = env_text("PERMILLE_URL") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}/" if PRODUCTION else "http://127.0.0.1:8000/"
)
ALLOW_PRIVATE_WEBHOOKS = env_flag("PERMILLE_ALLOW_PRIVATE_WEBHOOKS")

# Work in the background, which manage.py worker does

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Whether people who may can share a view by a link that needs no login

SHARED_LINKS = env_flag("PERMILLE_SIGNED_LINKS", "1")

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ipmsite.assets.VendorFinder",
]
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# Security: what Django does not do by default

SECURE_CSP = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by machines on the inside, without TLS
    SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading binds a whole domain for months. That is its owner's decision, not ours.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What the site writes down, and whom errors are mailed to

LOG_JSON = env_flag("LOG_JSON")
ADMINS = [(address, address) for address in env_list("ADMIN_EMAILS")]
SERVER_EMAIL, EMAIL_SUBJECT_PREFIX = DEFAULT_FROM_EMAIL, "Permille: "
LOGGING = logging_settings(as_json=LOG_JSON, mails=bool(EMAIL_URL and ADMINS))
