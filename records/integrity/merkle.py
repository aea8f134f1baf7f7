"""The tree of digests over the entries of an edition, as in RFC 6962 (Certificate Transparency).

A leaf is the SHA-256 of a zero byte and the canonical text of an entry; a node, of a one byte and
the two digests below it. Digests stand side by side in the order of the entries; each pair makes
way for its node, a last one without a partner moves up as it is, until one is left: the root. The
proof of one entry is the list of partners that it meets on its way up, twenty for a million.

The roots over every `BRANCH` entries ("branches") are stored with a large edition. They are nodes
of the same tree, so that a proof reads one branch and the list of branches, never all entries.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

BRANCH = 1024  # entries; a power of two, so that a branch is a node of the whole tree
EMPTY = hashlib.sha256().digest()


def leaf(text: str) -> bytes:
    """The digest of an entry's canonical text."""
    return hashlib.sha256(b"\0" + text.encode()).digest()


def root(digests: Sequence[bytes]) -> bytes:
    """The root over `digests`; of none, the SHA-256 of nothing."""
    level = list(digests) or [EMPTY]
    while len(level) > 1:
        level = _above(level)
    return level[0]


def branches(leaves: Iterable[bytes]) -> list[bytes]:
    """The root over every `BRANCH` leaves, in order; their own root is that of all leaves."""
    left = iter(leaves)
    return [root(few) for few in iter(lambda: list(islice(left, BRANCH)), [])]


def partners(digests: Sequence[bytes], place: int) -> Iterator[bytes]:
    """The digests that the one at `place` meets on its way to the root, from below."""
    level = list(digests)
    while len(level) > 1:
        partner = place ^ 1
        if partner < len(level):
            yield level[partner]
        level, place = _above(level), place // 2


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    nodes = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
    return nodes + level[-1:] if len(level) % 2 else nodes
