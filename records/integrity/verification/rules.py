"""Rules: the triggers, functions, views and constraints of the database, against those that the
migrations install.

What the migrations install is stored as a digest for each, in `installed_rules.json`; the command
`manage.py seal_rules` writes it, and a test compares it with a migrated database. PostgreSQL words
a definition anew when it is asked. Each major version words some in its own way, and some otherwise
in a database that came out of a backup: the list has these wordings too, by version. On a version
of which the list has none, names are compared and definitions are not.
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
    """Write the list from this database, with no other wordings; returns how many rules it has."""
    rules = installed()
    _write({"rules": rules, "worded": {_version(): {}}})
    return len(rules)


def seal_wordings() -> int:
    """Add to the list what is worded otherwise in this database, which came out of a backup or is
    of another major version; returns how many rules of this version are."""
    sealed, here = json.loads(SEALED.read_text()), installed()
    rules = sealed["rules"]
    if here.keys() != rules.keys():
        raise MismatchError(f"{min(here.keys() ^ rules.keys())}: it is not in both databases")
    worded = sealed["worded"].setdefault(_version(), {})
    for name, digest in here.items():
        if digest not in (known := worded.get(name, [rules[name]])):
            worded[name] = [*known, digest]
    sealed["worded"] = dict(sorted(sealed["worded"].items()))
    _write(sealed)
    return len(worded)


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
    worded = sealed["worded"].get(_version())
    if worded is not None:
        faults["it was changed"] = {
            name
            for name in expected.keys() & here.keys()
            if here[name] not in worded.get(name, [expected[name]])
        }
    for fault, names in faults.items():
        if names:
            raise MismatchError(f"{min(names)}: {fault}")
    names = f"rules: {len(here)}, as the code installs them"
    return names if worded is not None else f"{names}, by name only on this version of PostgreSQL"


def _version() -> str:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000 || ''")
        return cursor.fetchone()[0]
