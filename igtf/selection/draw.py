"""Publicly verifiable random selection by RFC 3797: who comes when follows from numbers that nobody could know before.

Pure, and small enough to be written again from the RFC by whoever does not trust it.
"""

import hashlib
import math
import re
from collections.abc import Sequence

MOST = 65_535
"""The largest pool: the index in the hashed text has two bytes (RFC 3797, section 4)."""


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers of a text such as '9, 18, 26'; ValueError for anything else.

    Leading zeros carry no meaning (RFC 3797, section 4), so '08' is 8.
    """
    parts = re.split(r"[\s,;]+", text.strip())
    if not all(re.fullmatch("[0-9]{1,18}", part) for part in parts):
        raise ValueError("a source of randomness is read as whole numbers with commas between them")
    return [int(part) for part in parts]


def key_of(sources: Sequence[Sequence[int]]) -> str:
    """Return the text that all values make, in the announced order of their sources (RFC 3797, section 4).

    The numbers of a source are sorted, each written without leading zeros and ended by a full stop; the source is
    closed by a slash. ValueError for a source without a value.
    """
    if not all(sources):
        raise ValueError("a source has no value")
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def order(key: str, pool: int) -> list[int]:
    """Return the numbers 1 to ``pool`` in the order in which ``key`` draws them (RFC 3797, section 4).

    The i-th number is the one at the place MD5(i, key, i) modulo how many are left, among those left in ascending
    order; i has two bytes, the high one first. ValueError for a pool larger than MOST.
    """
    if not 0 <= pool <= MOST:
        raise ValueError(f"a pool has at most {MOST} numbers")
    left, drawn = list(range(1, pool + 1)), []
    for i in range(pool):
        index = i.to_bytes(2, "big")
        digest = hashlib.md5(index + key.encode() + index, usedforsecurity=False).digest()
        drawn.append(left.pop(int.from_bytes(digest, "big") % len(left)))
    return drawn


def bits_needed(pool: int, *shares: int) -> float:
    """Return the entropy, in bits, that lets every outcome happen (RFC 3797, section 3.3).

    The outcomes are the ways to take disjoint sets of the sizes ``shares`` out of ``pool``; what is left over is
    one more set.
    """
    rest = pool - sum(shares)
    return (math.lgamma(pool + 1) - sum(math.lgamma(share + 1) for share in (*shares, rest))) / math.log(2)
