"""All settings, from the environment. CONTRIBUTING lists the variables a site may set."""

import datetime
import ipaddress
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.addresses import database_from, mail_from, named_in
from config.database.home import APPLICATION, OWNER, SUPERUSER
from config.error_reports import report_to_sentry
from config.lib.reuse.licence import LICENCES
from config.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DJANGO = Path(django.__file__).parent

# --- which of the two kinds of site this is -----------------------------------------------------

ENVIRONMENT = os.environ.get("FUPIN_ENV", "development")
TESTING = "pytest" in sys.modules  # no variable to forget: the tests are the tests


def is_switched_on(name, default):
    """Read a yes/no variable; anything but 1, true, yes, on is no."""
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def refuse_what_is_missing():
    """Name everything that production lacks at once, so that nobody fixes one at a time."""
    needed = ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS")
    missing = [name for name in needed if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(f"Production does not start without {', '.join(missing)}.")


if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"FUPIN_ENV is development or production, and not {ENVIRONMENT!r}.")
PRODUCTION = ENVIRONMENT == "production"
if PRODUCTION:
    refuse_what_is_missing()

# Off in development too: a newcomer should see the site's own pages for 404 and 500.
DEBUG = not PRODUCTION and is_switched_on("DEBUG", "0")
SECRET_KEY = os.environ.get("SECRET_KEY") or "for development only: production brings its own"
# Earlier ones, separated by spaces, which are good for reading only.
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = named_in(os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"))

# --- applications and requests ------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "records",
    "counties",
    "cadres",
    "programs",
    "portal",
    "records.apps.StaffSiteConfig",  # Django's admin, opening on the work queue
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # runserver serves files as gunicorn does
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "django_otp",
    "django_tables2",
    "django_filters",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "config.middleware.request_id.RequestId",
    "config.middleware.measuring.Measuring",
    "config.health.HealthChecks",
    "config.middleware.replica.ReplicaMiddleware",
    "config.middleware.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.opendata.middleware.OpenDataMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.address_limits.AddressLimits",
    "config.middleware.database_time.DatabaseTime",
    "config.middleware.display.DisplayMiddleware",
    "records.middleware.EditionMiddleware",
    "portal.downloads.prepared.PreparedDownloads",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "records.context_processors.site",
            ]
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2", DJANGO / "forms" / "jinja2"],
        "OPTIONS": {"environment": "config.lib.pages.widgets.environment"},
    },
]
FORM_RENDERER = "config.lib.pages.widgets.Renderer"
FILTERS_EMPTY_CHOICE_LABEL = _("any")
DJANGO_TABLES2_TEMPLATE = "parts/table.html"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database -----------------------------------------------------------------------------------


def embedded_database():
    """The server that lives in the checkout; the tests have one of their own that never waits, and
    sign in as its superuser before they take the application's part (tests/conftest.py)."""
    return {
        "ENGINE": "config.database",
        "NAME": "fupin",
        "USER": SUPERUSER if TESTING else APPLICATION,
        "FOLDER": BASE_DIR / "var" / ("postgres-tests" if TESTING else "postgres"),
        "DURABLE": not TESTING,
    }


def owner_from(url):
    """The account of the owner of the tables, as settings beside those of the application."""
    if not url:
        return None if DATABASE_URL else {"USER": OWNER}
    given = database_from(url)
    return {name: given[name] for name in ("USER", "PASSWORD")}


DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
# Seconds that a connection is used again; 0 behind a pool of connections (pgbouncer).
CONN_MAX_AGE = int(os.environ.get("CONN_MAX_AGE", "60"))
# pgbouncer in transaction mode stands before the database: nothing may be left on a connection.
DATABASE_POOLED = is_switched_on("DATABASE_POOLED", "0")
# Requests are served as the application's account. Commands that change the structure, or what the
# application cannot change, use the owner's (config/lib/connections/table_owner.py).
DATABASES = {
    "default": {
        **(database_from(DATABASE_URL) if DATABASE_URL else embedded_database()),
        "APPLICATION": database_from(DATABASE_URL)["USER"] if DATABASE_URL else APPLICATION,
        "OWNER": owner_from(os.environ.get("OWNER_DATABASE_URL", "").strip()),
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
    }
}

if DATABASE_POOLED and DATABASE_URL:
    DATABASES["default"]["ENGINE"] = "config.database.pooled"

# A streaming replica that public pages are read from; without one everything reads the primary.
REPLICA_MAX_LAG = int(os.environ.get("REPLICA_MAX_LAG", "10"))  # seconds
REPLICA_COOL_OFF = int(os.environ.get("REPLICA_COOL_OFF", "15"))  # seconds after a failure
if REPLICA_URL := os.environ.get("REPLICA_URL", "").strip():
    WATCHED = {"ENGINE": "config.database.watched"}  # stops waiting for a silent server
    if DATABASE_URL:
        DATABASES["default"] |= WATCHED
    DATABASES["replica"] = {
        **database_from(REPLICA_URL),
        **WATCHED,
        "CONN_MAX_AGE": CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"MIRROR": "default"},
    }

LEDGER_EDITION = "records.ledger_state.NUMBER"  # the number of the newest edition, in SQL
LEDGER_STATE = "records.ledger_state.read"  # under what caches store their values
PAGE_CACHE = not TESTING  # whole public pages in memory, for a second after any change

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses who failed too often, before any password
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "config.lib.limits.sign_ins.SignInHandler"
AXES_LOCKOUT_CALLABLE = "config.lib.limits.sign_ins.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = sys.maxsize  # the database lets none be deleted
AXES_CLIENT_IP_CALLABLE = "config.lib.client_ip.address_of"
AXES_ENABLE_ADMIN = False  # its lists are ours, in both languages
AXES_VERBOSE = False
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds that a link to a new password serves
OTP_TOTP_ISSUER = "Fupin Ledger"
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if TESTING:  # argon2 takes 0.1 s and 100 MB a password on purpose
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a project with hundreds of rows is one form

# --- languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]  # each in its own language
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
# config/static is found because config is an app. Only production collects; development and the
# tests take every file from where it is kept.
STATIC_ROOT = BASE_DIR / "var" / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- safety -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# SECURE_SSL=0 is for a production site without TLS of its own; TRUST_PROXY=1 for one behind a
# proxy that ends TLS and sets X-Forwarded-Proto and X-Forwarded-For itself.
SECURE_SSL = PRODUCTION and is_switched_on("SECURE_SSL", "1")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL else 0
# A promise for a year that browsers keep: other names below this one are included only on request.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL and is_switched_on("HSTS_SUBDOMAINS", "0")
SECURE_HSTS_PRELOAD = SECURE_SSL and is_switched_on("HSTS_PRELOAD", "0")
CSRF_FAILURE_VIEW = "records.staff.unsaved.csrf_failure"  # keeps what was typed
TRUST_PROXY = is_switched_on("TRUST_PROXY", "0")
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- the log goes to the console ----------------------------------------------------------------

LOGGING = logging_settings(
    os.environ.get("LOG_FORMAT", "line"), os.environ.get("LOG_LEVEL", "WARNING").upper()
)

# --- figures for Prometheus, for those who are named here (config/metrics.py) --------------------

# Addresses and networks, separated by commas; and a secret that others bring along.
METRICS_FROM = [ipaddress.ip_network(one) for one in named_in(os.environ.get("METRICS_FROM", ""))]
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()
if (METRICS_FROM or METRICS_TOKEN) and not TESTING:
    # Where the processes of the site share their counts. The library reads it when it is loaded.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(BASE_DIR / "var" / "metrics")

# --- mail ---------------------------------------------------------------------------------------

globals().update(mail_from(os.environ.get("MAIL_URL", "").strip(), PRODUCTION))
# Who gets the digest of every edition, separated by commas.
AUDITORS_EMAIL = named_in(
    os.environ.get("AUDITORS_EMAIL", "" if PRODUCTION else "auditors@localhost")
)

# Who is told of errors and of a night that went wrong, separated by commas; nobody by default.
ADMINS = [("", address) for address in named_in(os.environ.get("ADMINS_EMAIL", ""))]
EMAIL_SUBJECT_PREFIX = "Fupin Ledger: "
SERVER_EMAIL = globals().get("DEFAULT_FROM_EMAIL", "root@localhost")

if SENTRY_DSN := os.environ.get("SENTRY_DSN", "").strip():
    report_to_sentry(SENTRY_DSN)

# How the site is reached from outside, for links in mail: "https://ledger.example".
SITE_URL = os.environ.get("SITE_URL", "").strip().rstrip("/")
NOTICE_WAITING_DAYS = int(os.environ.get("NOTICE_WAITING_DAYS", "7"))

# --- what the nightly command erases, and remembers -----------------------------------------------

# Days that sign-ins are kept; 0 keeps them for good. The database lets none go within six months.
SIGN_IN_DAYS = int(os.environ.get("SIGN_IN_DAYS", "0"))
if 0 < SIGN_IN_DAYS < 184:
    raise ImproperlyConfigured("SIGN_IN_DAYS is 0 or at least 184: six months are the least.")
# Days after which an imported file that brought nothing into the ledger is thrown away; 0 keeps it.
UPLOAD_DAYS = int(os.environ.get("UPLOAD_DAYS", "90"))
if 0 < UPLOAD_DAYS < 30:
    raise ImproperlyConfigured("UPLOAD_DAYS is 0 or at least 30.")
NIGHTLY_STATE = BASE_DIR / "var" / "nightly.json"

# --- an outside authority that says when an edition was there (RFC 3161) ------------------------

TIMESTAMP_URL = os.environ.get("TIMESTAMP_URL", "").strip()  # without one nobody is asked
if TIMESTAMP_URL and urlsplit(TIMESTAMP_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured("TIMESTAMP_URL is not the address of a timestamp authority.")
# A file with the authority's certificates as PEM: no answer is stored that they did not sign.
TIMESTAMP_CERTIFICATES = os.environ.get("TIMESTAMP_CERTIFICATES", "").strip()

# --- what one network address may ask for --------------------------------------------------------

# Requests of each kind at once, and a minute from then on (config/middleware/address_limits.py);
# ADDRESS_LIMITS=0 sets none, as measurements need. The tests set their own.
ADDRESS_LIMITS = {"api": (300, 120), "download": (40, 20), "page": (600, 240), "search": (90, 45)}
if TESTING or not is_switched_on("ADDRESS_LIMITS", "1"):
    ADDRESS_LIMITS = {}
# Seconds that the database may work for one request (config/middleware/database_time.py).
DATABASE_SECONDS = {} if TESTING else {"public": 8, "staff": 60}
# Failures to sign in within an hour, of all names from one network, and of one name from all.
SIGN_IN_FAILURES = {"network": 50, "name": 20}

# --- shown on every page: whose work it is, and where a citizen can report wrongdoing -----------

# In English, and in Chinese.
MINISTRY = (
    os.environ.get("MINISTRY", "Ministry of Industry and Information Technology, China"),
    os.environ.get("MINISTRY_ZH", "中国工业和信息化部"),
)

SUPERVISION_PHONE = os.environ.get("SUPERVISION_PHONE", "12317")
SUPERVISION_EMAIL = os.environ.get("SUPERVISION_EMAIL", "")
SUPERVISION_ADDRESS = os.environ.get("SUPERVISION_ADDRESS", "")

# --- the licence under which the data are given away ---------------------------------------------

# "none" where the site grants none.
DATA_LICENCE = os.environ.get("DATA_LICENCE", "").strip() or "CC-BY-4.0"
if DATA_LICENCE not in {*LICENCES, "none"}:
    raise ImproperlyConfigured(f"DATA_LICENCE is {', '.join(LICENCES)} or none.")

# --- who reports to the International Aid Transparency Initiative -------------------------------

IATI_ORGANISATION = os.environ.get("IATI_ORGANISATION", "miit")  # its code in this ledger
# Its registered identifier, as CN-USCI-…; without one the reference says that there is none.
IATI_ORGANISATION_REF = os.environ.get("IATI_ORGANISATION_REF", "")
