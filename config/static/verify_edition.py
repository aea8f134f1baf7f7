"""Recompute the digests of editions of the Fupin Ledger with nothing but Python.

    python3 verify_edition.py edition-1.json edition-2.json ...
    python3 verify_edition.py fupin-ledger.json

Each file is the content.json of one edition, in order; or the whole ledger at one edition, which
holds each record beside its digest. Licence: Apache-2.0.
"""

import hashlib
import json
import sys


def digest(content):
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(file, previous):
    """The faults of one edition; `previous` is the digest of the one before, if known."""
    edition = file["edition"]
    records = {(r["kind"], r["code"], r["version"]): r["content"] for r in file["records"]}
    for entry in edition["entries"]:
        name = (entry["kind"], entry["code"], entry["version"])
        label = "{} {} version {}".format(*name)
        if name not in records:
            yield f"{label}: missing"
        elif digest(records[name]) != entry["digest"]:
            yield f"{label}: the content was changed"
    if digest(edition) != file["digest"]:
        yield "the edition's own content was changed"
    if previous is not None and edition["previous_digest"] != previous:
        yield "it does not follow the edition before it"


def faults_of_ledger(file):
    """The faults of the whole ledger at one edition."""
    for record in file["records"]:
        if digest(record["content"]) != record["sha256"]:
            label = "{kind} {code} version {version}".format(**record)
            yield f"{label}: the content was changed"


def main(paths):
    previous, is_sound = None, True
    for path in paths:
        with open(path, encoding="utf-8") as opened:
            file = json.load(opened)
        is_ledger = "entries" not in file["edition"]
        problems = list(faults_of_ledger(file) if is_ledger else faults(file, previous))
        for fault in problems:
            print(f"{path}: {fault}")
        if not problems:
            number, records = file["edition"]["number"], len(file["records"])
            what = f"the ledger at edition {number}" if is_ledger else f"edition {number}"
            print(f"{path}: {what} holds, {records} records")
        previous, is_sound = file.get("digest", previous), is_sound and not problems
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
