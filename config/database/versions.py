"""The major version of PostgreSQL that made the embedded server's data, and that of its programs.

A new major version does not read the data of another one. `run.py upgrade-database` takes them over
(config/tools/major_upgrade.py).
"""

import re
import shutil
import subprocess
from pathlib import Path

from config.database.home import DatabaseUnavailable, Home


def major_of(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\d+", said.stdout)[0])


def major_of_data(home: Home) -> int | None:
    """None where there are no data yet."""
    path = home.data / "PG_VERSION"
    return int(path.read_text()) if path.exists() else None


def folder_of_upgrade(home: Home) -> Path:
    """Where data are made anew, beside those that are in use."""
    return home.folder / "upgrade"


def finish_upgrade(home: Home) -> None:
    """Put data that were verified in the place of those that were moved away; also later, where the
    upgrade was cut off in between."""
    made = folder_of_upgrade(home) / "data"
    if made.exists() and not home.data.exists():
        made.rename(home.data)


def need_one_version(home: Home, durable: bool) -> None:
    """Refuse data of another major version; those of the tests were not to last, and go."""
    made_by, programs = major_of_data(home), major_of(home.programs / "postgres")
    if made_by in (None, programs):
        return
    if not durable:
        shutil.rmtree(home.data)
        return
    raise DatabaseUnavailable(
        f"The data in {home.data} were made by PostgreSQL {made_by}, and the programs are of "
        f"PostgreSQL {programs}. Type: python3 run.py upgrade-database (nothing is deleted)."
    )
