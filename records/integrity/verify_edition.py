"""Recompute the digests of the Fupin Ledger with nothing but Python 3.

    python3 verify_edition.py proof.json ...                one record of one edition
    python3 verify_edition.py edition-1.json ...            whole editions
    python3 verify_edition.py chain.json [proof.json ...]   all editions, and what belongs to them
    python3 verify_edition.py fupin-ledger.json             all records as of one edition

Says of each file whether it holds, and names what was changed; the exit status is 0 if all hold.
Files that are given together must agree on the digest of an edition. What no file can show by
itself is that the whole chain was not written anew: compare a digest with one that you, or anyone
else, wrote down earlier.

How a digest is made: the SHA-256 of content as JSON with sorted keys and without spaces, in UTF-8.
The entries of an edition are the leaves of a tree as in RFC 6962. Licence: Apache-2.0.
"""

import hashlib
import json
import sys

RECIPE = 1
BEFORE = "it does not follow the edition before it"


def text(content):
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content):
    return hashlib.sha256(text(content)).hexdigest()


def leaf(entry):
    return hashlib.sha256(b"\0" + text(entry)).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """The root of the tree over all entries of an edition."""
    level = leaves or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [node(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0].hex()


def root_of_path(entry, place, count, path):
    """The root to which the path of one entry leads; empty where it is no path."""
    here, others = leaf(entry), [bytes.fromhex(one) for one in path]
    if not 0 <= place < count:
        return ""
    while count > 1:
        if place % 2 or place + 1 < count:
            if not others:
                return ""
            other = others.pop(0)
            here = node(other, here) if place % 2 else node(here, other)
        place, count = place // 2, (count + 1) // 2
    return "" if others else here.hex()


def name_of(record):
    return "{kind} {code} version {version}".format(**record)


def faults_of_edition(edition, stated, known):
    """The faults of an edition's own content; `known` holds digests by number, and takes more."""
    number = edition["number"]
    if edition["recipe"] != RECIPE:
        yield "edition {}: its recipe is not known to this script".format(number)
    if digest(edition) != stated:
        yield "edition {}: its own content was changed".format(number)
    if known.setdefault(number, stated) != stated:
        yield "edition {}: another file gives it another digest".format(number)
    before = known.setdefault(number - 1, edition["previous_digest"])
    if before != edition["previous_digest"]:
        yield "edition {}: {}".format(number, BEFORE)


def faults_of_proof(file, known):
    """One record of one edition."""
    edition, entry = file["edition"], file["entry"]
    if digest(file["content"]) != entry["digest"]:
        yield name_of(entry) + ": the content was changed"
    led_to = root_of_path(entry, file["place"], edition["record_count"], file["path"])
    if led_to != edition["root"]:
        yield name_of(entry) + ": the entry, or its path in the edition, was changed"
    yield from faults_of_edition(edition, file["digest"], known)


def faults_of_content(file, known):
    """Everything that one edition published or withdrew."""
    edition, entries = file["edition"], file["entries"]
    contents = {name_of(record): record["content"] for record in file["records"]}
    for entry in entries:
        name = name_of(entry)
        if name not in contents:
            yield name + ": missing"
        elif digest(contents.pop(name)) != entry["digest"]:
            yield name + ": the content was changed"
    for name in contents:
        yield name + ": not of this edition"
    if len(entries) != edition["record_count"]:
        yield "{} of {} entries".format(len(entries), edition["record_count"])
    elif root([leaf(entry) for entry in entries]) != edition["root"]:
        yield "the entries were changed"
    yield from faults_of_edition(edition, file["digest"], known)


def faults_of_chain(file, known):
    """The contents of all editions."""
    for place, one in enumerate(file["editions"], 1):
        if one["edition"]["number"] != place:
            yield "edition {}: missing".format(place)
            return
        yield from faults_of_edition(one["edition"], one["digest"], known)
    if known.get(0):
        yield "edition 1: " + BEFORE


def faults_of_ledger(file, known):
    """All records as of one edition, each beside its digest."""
    for record in file["records"]:
        if digest(record["content"]) != record["sha256"]:
            yield name_of(record) + ": the content was changed"
    edition = dict(file["edition"])
    yield from faults_of_edition(edition, edition.pop("digest"), known)


def check(file):
    """The check for a file, and what the file is."""
    if "editions" in file:
        numbers = len(file["editions"])
        last = file["editions"][-1]["digest"] if numbers else "none"
        return faults_of_chain, "the chain holds, {} editions, last digest {}".format(numbers, last)
    number, stated = file["edition"]["number"], file.get("digest", "")
    if "path" in file:
        what = "{} is part of edition {}".format(name_of(file["entry"]), number)
        return faults_of_proof, "{}, digest {}".format(what, stated)
    records = len(file["records"])
    if "entries" in file:
        what = "edition {} holds, {} records, digest {}".format(number, records, stated)
        return faults_of_content, what
    stated = file["edition"]["digest"]
    what = "the ledger at edition {} holds, {} records, digest {}".format(number, records, stated)
    return faults_of_ledger, what


def faults_of(path, known):
    """The faults of one file, and what to say when there are none."""
    try:
        with open(path, encoding="utf-8") as opened:
            file = json.load(opened)
        find, praise = check(file)
        return list(find(file, known)), praise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return ["no file of the ledger ({!r})".format(error)], ""


def main(paths):
    known, is_sound = {}, True
    for path in paths:
        faults, praise = faults_of(path, known)
        is_sound = is_sound and not faults
        for line in faults or [praise]:
            print("{}: {}".format(path, line))
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
