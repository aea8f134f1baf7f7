"""The founding fixtures: the 2011 report as data, and the edition that made it public."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from records.integrity.content import digests
from records.integrity.sealing import seal as seal_edition
from records.models import Edition, EditionEntry, Record, User, kind_of, record_models

# In the order in which they refer to each other. The edition comes last: once its row exists
# nothing can join it.
CONTENT = (
    "users",
    "sources",
    "statements",
    "counties",
    "cadres",
    "programs",
    "projects",
    "publicity",
)
FOLDER = Path(settings.BASE_DIR) / "fixtures"
PUBLISHED_AT = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
PUBLISHER, PUBLISHER_NAME = "report-2011-check", "2011 report, check"
REASON = (
    "The 2011 report as recorded from the yearbook of 2012, with figures of other sources beside "
    "it. 按2012年年鉴收录的2011年报告，并列其他来源的数字。"
)


def load(*, verbosity: int = 0) -> bool:
    """Load the fixtures once; False, and nothing done, when anything was published already."""
    if Edition.objects.exists():
        return False
    call_command("loaddata", *_files(*CONTENT, "edition"), verbosity=verbosity)
    return True


def seal() -> int:
    """Compute edition 1 from the other fixtures and write fixtures/edition.json.

    Needs a migrated database without editions, and leaves it as it was. Returns the number of
    records.
    """
    with transaction.atomic(), TemporaryDirectory() as folder:
        # What is loaded must belong to an edition that names it: one without digests stands in.
        stand_in, unsealed = Path(folder) / "edition.json", list(_unsealed_entries())
        stand_in.write_text(_as_text([_first_edition(unsealed), *unsealed]))
        call_command("loaddata", *_files(*CONTENT), str(stand_in), verbosity=0)
        entries = _first_entries()
        text = _as_text([_first_edition(entries), *entries])
        transaction.set_rollback(True)
    (FOLDER / "edition.json").write_text(text)
    return len(entries)


def _files(*names: str) -> list[str]:
    return [str(FOLDER / f"{name}.json") for name in names]


def _unsealed_entries() -> Iterator[EditionEntry]:
    for path in _files(*CONTENT):
        for row in json.loads(Path(path).read_text()):
            model = apps.get_model(row["model"])
            if issubclass(model, Record):
                yield EditionEntry(
                    edition=Edition(number=1),
                    kind=kind_of(model),
                    code=row["fields"]["code"],
                    version=row["fields"]["version"],
                    action=EditionEntry.Action.PUBLISHED,
                    submitted_by=User(username=row["fields"]["submitted_by"][0]),
                )


def _first_edition(entries: list[EditionEntry]) -> Edition:
    edition = Edition(
        number=1,
        published_at=PUBLISHED_AT,
        published_by=User(username=PUBLISHER),
        publisher=PUBLISHER_NAME,
        reason=REASON,
    )
    seal_edition(edition, entries)
    return edition


def _first_entries() -> list[EditionEntry]:
    return [entry for model in record_models().values() for entry in _entries(model)]


def _entries(model: type[Record]) -> Iterator[EditionEntry]:
    records = model.objects.of_edition(1)
    by_id = records.select_related("submitted_by").in_bulk()
    return (_entry(by_id[pk], digest) for (pk,), digest in digests(records, "pk"))


def _entry(version: Record, digest: str) -> EditionEntry:
    return EditionEntry(
        edition_id=1,
        kind=kind_of(version),
        code=version.code,
        version=version.version,
        action=EditionEntry.Action.PUBLISHED,
        reason=version.change_reason,
        submitted_by=version.submitted_by,
        submitter=version.submitted_by.public_name,
        digest=digest,
    )


def _as_text(rows: list[Edition | EditionEntry]) -> str:
    """The rows as a Django fixture with natural keys."""
    return json.dumps([_as_fixture(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def _as_fixture(row: Edition | EditionEntry) -> dict:
    (plain,) = serializers.serialize("python", [row], use_natural_foreign_keys=True)
    fields = {name: value for name, value in plain["fields"].items() if value != ""}
    if isinstance(row, EditionEntry):
        return {"model": plain["model"], "fields": {**fields, "edition": [row.edition_id]}}
    fields |= {
        "published_at": row.published_at.isoformat(),
        "published_by": list(row.published_by.natural_key()),
    }
    return {"model": plain["model"], "pk": row.number, "fields": fields}
