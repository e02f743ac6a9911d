"""A table from digests of 8 bytes to numbers, in one array: some 30 bytes for each, where a `dict` takes 130.

Invariant: at most two thirds of the slots are taken, so that a search ends.
"""

from __future__ import annotations

import hashlib
from array import array

_SMALLEST = 1024


def digest(text: str) -> int:
    """A number of 8 bytes, never zero, that is the same for the same text and, in practice, for no other."""
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed) or 1


class Digests:
    """Numbers of up to 8 bytes by digest.

    Example:
        >>> known = Digests()
        >>> known.put(digest("SYL1"), 7)
        >>> known.get(digest("SYL1")), known.get(digest("SYL2"))
        (7, None)
    """

    def __init__(self) -> None:
        self._count = 0
        self._slots = _empty(_SMALLEST)

    def get(self, key: int) -> int | None:
        """The number kept for a digest."""
        slot = _slot(self._slots, key)
        return self._slots[slot + 1] if self._slots[slot] else None

    def put(self, key: int, number: int) -> None:
        """Keep a number for a digest, instead of any before it."""
        slot = _slot(self._slots, key)
        self._count += not self._slots[slot]
        self._slots[slot] = key
        self._slots[slot + 1] = number
        if 3 * self._count > len(self._slots):
            self._grow()

    def _grow(self) -> None:
        larger = _empty(len(self._slots))
        for at in range(0, len(self._slots), 2):
            if key := self._slots[at]:
                slot = _slot(larger, key)
                larger[slot] = key
                larger[slot + 1] = self._slots[at + 1]
        self._slots = larger


def _empty(count: int) -> array[int]:
    return array("Q", bytes(16 * count))


def _slot(slots: array[int], key: int) -> int:
    """Where the digest is, or the empty slot where it would be; its number is next to it."""
    last = len(slots) - 2
    slot = 2 * key & last
    while slots[slot] not in (0, key):
        slot = slot + 2 & last
    return slot
