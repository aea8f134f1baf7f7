"""The tree of digests: the root and the paths that RFC 6962 defines, however many entries."""

import hashlib

import pytest

from records.integrity import merkle, verify_edition
from records.integrity.digest import canonical

SIZES = [1, 2, 3, 4, 5, 7, 8, 1023, 1024, 1025, 2047, 2048, 2049, 3000]


def by_definition(leaves: list[bytes]) -> bytes:
    """Section 2.1 of RFC 6962, word for word: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def entries(count: int) -> list[dict]:
    return [{"code": f"well-{number}"} for number in range(count)]


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf(canonical(entry)) for entry in entries(count)]


@pytest.mark.parametrize("count", SIZES)
def test_root_is_that_of_the_standard(count):
    leaves = leaves_of(count)

    root = merkle.root(leaves)

    assert root == by_definition(leaves) == merkle.root(merkle.branches(leaves))
    assert verify_edition.root(leaves) == root.hex()


def test_root_of_nothing_is_that_of_the_standard():
    assert merkle.root(merkle.branches([])) == hashlib.sha256().digest()


def test_known_roots_of_the_standard():
    """Test vectors of Certificate Transparency's reference implementation."""
    inputs = [b"", b"\x00", b"\x10"]
    leaves = [hashlib.sha256(b"\0" + data).digest() for data in inputs]

    assert merkle.root(leaves[:1]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert merkle.root(leaves[:2]).hex() == (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )
    assert merkle.root(leaves).hex() == (
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    )


@pytest.mark.parametrize("count", SIZES)
def test_every_place_has_a_path_to_the_root(count):
    given, leaves = entries(count), leaves_of(count)
    branches, root = merkle.branches(leaves), merkle.root(leaves).hex()
    places = {0, 1, count // 2, count - 2, count - 1} & set(range(count))

    for place in places:
        branch, inside = divmod(place, merkle.BRANCH)
        start = branch * merkle.BRANCH
        neighbours = leaves[start : start + merkle.BRANCH]
        inner = merkle.partners(neighbours, inside)
        path = [one.hex() for one in (*inner, *merkle.partners(branches, branch))]

        assert path == [one.hex() for one in merkle.partners(leaves, place)]
        assert verify_edition.root_of_path(given[place], place, count, path) == root
        assert verify_edition.root_of_path(given[place], place, count, [*path, root]) == ""
        assert count == 1 or verify_edition.root_of_path(given[place], place, count, path[1:]) == ""
        assert verify_edition.root_of_path({"code": "x"}, place, count, path) != root
    assert verify_edition.root_of_path(given[0], count, count, []) == ""


def test_a_million_entries_need_twenty_digests():
    assert len(list(merkle.partners([b""] * 2**20, 123_456))) == 20
