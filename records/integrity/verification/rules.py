"""Rules: the triggers, functions, views and constraints of the database, against those that the
migrations install.

What the migrations install is stored as a digest for each, in `installed_rules.json`; the command
`manage.py seal_rules` writes it, and a test compares it with a migrated database. PostgreSQL words
a definition anew when it is asked. A few are worded differently in a database that came out of a
backup; the list has both. Each major version has its own way: on another one than that which the
list was made with, names are compared and definitions are not.
"""

import hashlib
import json
from pathlib import Path

from django.db import connection

from records.integrity.verification.mismatch import MismatchError

SEALED = Path(__file__).with_name("installed_rules.json")
_INSTALLED = Path(__file__).with_name("installed_rules.sql").read_text()


def installed() -> dict[str, str]:
    """The SHA-256 of every definition in this database, by its name."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        rules = dict(cursor.fetchall())
    return {name: hashlib.sha256(rules[name].encode()).hexdigest() for name in sorted(rules)}


def seal() -> int:
    """Write the list from this database; returns how many rules it has."""
    rules = installed()
    _write({"postgresql": _version(), "rules": rules, "restored": {}})
    return len(rules)


def seal_restored() -> int:
    """Add to the list what is worded differently in this database, which came out of a backup of
    the one that the list was made from; returns how many rules that are."""
    sealed, here = json.loads(SEALED.read_text()), installed()
    expected = sealed["rules"]
    if here.keys() != expected.keys():
        raise MismatchError(f"{min(here.keys() ^ expected.keys())}: it is not in both databases")
    sealed["restored"] = {name: here[name] for name in here if here[name] != expected[name]}
    _write(sealed)
    return len(sealed["restored"])


def _write(content: dict) -> None:
    SEALED.write_text(json.dumps(content, indent=1) + "\n")


def verify_rules() -> str:
    """Compare the rules of this database with the list; says what was compared."""
    sealed = json.loads(SEALED.read_text())
    expected, here = sealed["rules"], installed()
    faults = {
        "it was added or changed behind the code's back": here.keys() - expected.keys(),
        "it is gone": expected.keys() - here.keys(),
    }
    is_same_version = sealed["postgresql"] == _version()
    if is_same_version:
        both = expected.keys() & here.keys()
        wordings = {name: {expected[name], sealed["restored"].get(name)} for name in both}
        faults["it was changed"] = {name for name in both if here[name] not in wordings[name]}
    for fault, names in faults.items():
        if names:
            raise MismatchError(f"{min(names)}: {fault}")
    names = f"rules: {len(here)}, as the code installs them"
    return names if is_same_version else f"{names}, by name only on this version of PostgreSQL"


def _version() -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return cursor.fetchone()[0]
