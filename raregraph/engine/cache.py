"""Answers that are kept: the ones used last, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
_OVERHEAD = 1 << 10
"""Bytes that an entry takes beside what it is said to."""


class Cache(Generic[Kept]):
    """What was put under a key, until others that were used later need the room of `most` bytes."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._kept: OrderedDict[Hashable, tuple[int, Kept]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        """What is kept under a key; it is now the one used last."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, value: Kept, size: int) -> None:
        """Keep a value of so many bytes; one that needs more than an eighth of the room is not kept."""
        size += _OVERHEAD
        if size * 8 > self.most:
            return
        old = self._kept.pop(key, None)
        self.size += size - (old[0] if old else 0)
        self._kept[key] = size, value
        while self.size > self.most:
            _, (freed, _) = self._kept.popitem(last=False)
            self.size -= freed

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self.size = 0
