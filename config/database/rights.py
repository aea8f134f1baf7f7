"""Rights of the account that serves requests: given after migrations, looked at before serving."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from config.lib.table_owner import application_role

RIGHTS = """SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
    (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
     WHERE oid = to_regclass('public.records_edition')),
    has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'TEMP')"""
EXCESS = ("is a superuser", "owns the tables", "may make tables", "may make temporary tables")


def grant_rights(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Give the application its rights on all tables that there are; the owner does."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('public.ledger_grant(text)') IS NOT NULL")
        if cursor.fetchone()[0] and connections[alias].settings_dict["OWNER"]:
            cursor.execute("SELECT public.ledger_grant(%s)", [application_role()])


def has_rights() -> bool:
    """Whether the application may read what migrations have made."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'public.records_edition', 'SELECT')",
            [application_role()],
        )
        return cursor.fetchone()[0]


def excess_rights(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What the account that requests are served as can do, and should not."""
    with connections[alias].cursor() as cursor:
        cursor.execute(RIGHTS)
        return [what for what, can in zip(EXCESS, cursor.fetchone(), strict=True) if can]


def refuse_to_serve_as_owner() -> None:
    """Raise ImproperlyConfigured where requests would be served with more than the application's
    rights. A database that does not answer yet is asked by the requests themselves."""
    try:
        excess = excess_rights()
    except OperationalError:
        return
    finally:
        connections.close_all()  # a connection must not be shared with forked workers
    if excess:
        raise ImproperlyConfigured(
            f"The account of DATABASE_URL {' and '.join(excess)}. The site serves as an account "
            "that can do none of this; the owner of the tables has another, in OWNER_DATABASE_URL."
        )
