"""Pictures of pages that people look at, kept in memory by what is on them: a page asked for again is not set again."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_BYTES = 32 * 1024 * 1024


class PageCache:
    """The pages of the documents looked at last, up to so many bytes. Safe to be used by several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._held = most_bytes, 0
        self._kept: OrderedDict[bytes, list[bytes]] = OrderedDict()
        self._lock = Lock()

    def pages(self, source: str, make: Callable[[], list[bytes]]) -> list[bytes]:
        """The pages of a source in the typesetter's language; made where they are not kept."""
        key = hashlib.sha256(source.encode()).digest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._held += sum(map(len, made))
            while self._held > self._most and len(self._kept) > 1:
                self._held -= sum(map(len, self._kept.popitem(last=False)[1]))
        return made
