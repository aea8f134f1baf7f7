"""What the log looks like: a line for people, or a JSON document a line for a collector; errors in
it are mailed, too."""

from django.core.exceptions import ImproperlyConfigured

MOMENT = "%Y-%m-%dT%H:%M:%S%z"
FORMATS = {
    "line": {
        "format": "{asctime} {levelname} {name} [{request_id}]: {message}",
        "style": "{",
        "datefmt": MOMENT,
    },
    "json": {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": "{asctime}{levelname}{name}{request_id}{message}",
        "style": "{",
        "datefmt": MOMENT,
        "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        "json_ensure_ascii": False,
    },
}


def logging_settings(name: str, level: str) -> dict:
    """Django's LOGGING: everything goes to the console, with the number of its request,
    and errors to ADMINS."""
    if name not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {' or '.join(FORMATS)}, and not {name!r}.")
    console = {
        "class": "logging.StreamHandler",
        "formatter": name,
        "filters": ["outage", "request"],
    }
    mail = {"class": "config.error_reports.MailToAdmins", "filters": ["request"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": FORMATS,
        "filters": {
            "outage": {"()": "config.outage.WithoutTraceback"},
            "request": {"()": "config.middleware.request_id.WithRequestId"},
        },
        "handlers": {"console": console, "mail": mail},
        # Mail first: the console's filters change the record.
        "root": {"handlers": ["mail", "console"], "level": level},
        "loggers": {
            # Django gives its logger a level and handlers of its own.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # Anybody may ask the machine under any name: a line each, and no mail.
            "django.security.DisallowedHost": {"handlers": ["console"], "propagate": False},
        },
    }
