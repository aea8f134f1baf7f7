"""Settings out of addresses: of a database, of a mail server, and lists of them."""

from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def named_in(text):
    """What stands between the commas of a variable."""
    return [one.strip() for one in text.split(",") if one.strip()]


# A machine that is gone says nothing: without these a request waits a quarter of an hour for it.
SILENCE = {
    "connect_timeout": 2,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,  # milliseconds; all others are in seconds, but for the count
}


def database_from(url):
    """Django's settings for a PostgreSQL URL; its further parameters go to libpq, which gives up a
    network that is silent."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        # The URL is not repeated: it may carry a password that would end in a log.
        raise ImproperlyConfigured("DATABASE_URL is not a PostgreSQL address.") from error
    usual = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    settings = {name: parts.pop(key, "") for name, key in usual.items()}
    settings["PORT"] = str(parts.pop("port", ""))
    return {"ENGINE": "django.db.backends.postgresql", **settings, "OPTIONS": SILENCE | parts}


def mail_from(url, is_production):
    """Django's settings for a mail server, as smtps://user:password@mail.example?from=a@b.example:
    smtps is TLS from the start, smtp turns to TLS. Without one, development prints mail."""
    if not url:
        backend = "dummy" if is_production else "console"
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("MAIL_URL is not the address of a mail server.")
    is_tls = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls,
        "EMAIL_TIMEOUT": 10,  # seconds, while somebody who published waits
        "DEFAULT_FROM_EMAIL": parse_qs(parts.query).get("from", [user])[0],
    }
