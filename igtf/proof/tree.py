"""The Merkle tree of RFC 9162, section 2.1: roots, proofs and their checks. Hashes are SHA-256; nothing is loaded here.

Leaves are counted from 0. ``Full`` gives the hash of a complete subtree, by its first leaf and their number, which is a
power of two.
"""

import hashlib
from collections.abc import Callable, Sequence

Full = Callable[[int, int], bytes]

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of the complete subtree over ``hashes``, of which there is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[place], level[place + 1]) for place in range(0, len(level), 2)]
    return level[0]


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def root(size: int, full: Full, first: int = 0) -> bytes:
    """Return the root of the tree over ``size`` leaves from ``first`` on."""
    if not size:
        return EMPTY
    if size & (size - 1) == 0:
        return full(first, size)
    left = _split(size)
    return node_hash(full(first, left), root(size - left, full, first + left))


def inclusion(leaf: int, size: int, full: Full, first: int = 0) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root of the tree of ``size``, the lowest first (2.1.3.1)."""
    if size == 1:
        return []
    left = _split(size)
    if leaf < left:
        return [*inclusion(leaf, left, full, first), root(size - left, full, first + left)]
    return [*inclusion(leaf - left, size - left, full, first + left), full(first, left)]


def consistency(before: int, size: int, full: Full) -> list[bytes]:
    """Return the hashes that show that the tree of ``size`` goes on from that of ``before`` leaves (2.1.4.1)."""
    return _sub_proof(before, size, full, 0, whole=True) if 0 < before < size else []


def _sub_proof(before: int, size: int, full: Full, first: int, *, whole: bool) -> list[bytes]:
    if before == size:
        return [] if whole else [root(size, full, first)]
    left = _split(size)
    if before <= left:
        return [*_sub_proof(before, left, full, first, whole=whole), root(size - left, full, first + left)]
    return [*_sub_proof(before - left, size - left, full, first + left, whole=False), full(first, left)]


def leads_to(wanted: bytes, leaf: int, size: int, hashed: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the ``path`` of a leaf with the hash ``hashed`` leads to the root ``wanted`` (2.1.3.2)."""
    if not 0 <= leaf < size:
        return False
    place, last, found = leaf, size - 1, hashed
    for step in path:
        if not last:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return not last and found == wanted
