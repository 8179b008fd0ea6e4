"""What was read from registers, kept at hand as long as none of them changes."""

from collections.abc import Callable
from datetime import date, datetime
from threading import Lock
from typing import Generic, TypeVar

from daoan.jobs.workroom import Workroom

T = TypeVar("T")


class AtHand(Generic[T]):
    """What ``read`` finds in some registers at present; read anew once one of them or the day has changed."""

    def __init__(self, read: Callable[[Workroom, datetime], T], *registers: str) -> None:
        self._read, self._registers = read, registers
        self._kept: tuple[tuple[str, date, object], T] | None = None
        self._lock = Lock()

    def at(self, room: Workroom, now: datetime, beside: object = None) -> T:
        """As of now (UTC). ``beside``: what else it was read with, as the tree of units."""
        with self._lock:
            key = (room.store.register_stamp(*self._registers), now.date(), beside)
            if self._kept is None or self._kept[0] != key:
                self._kept = key, self._read(room, now)
            return self._kept[1]
