"""What was asked of a browser and not answered yet: challenges, sign-ins under way at a directory.

Kept in this process and nowhere else: each is taken once, lives for minutes, and is begun anew after a restart.
"""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import TypeVar

from daoan.edge.tokens import make_token

T = TypeVar("T")

#: At most so many at once; the oldest goes first, so that strangers cannot fill the memory.
MOST = 20_000


class Pending:
    """Questions by their tokens."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[str, tuple[object, datetime]] = OrderedDict()
        self._lock = Lock()

    def keep(self, question: object, until: datetime) -> str:
        """Keep a question; answers the token that it is taken back with."""
        token = make_token()
        with self._lock:
            self._kept[token] = (question, until)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return token

    def take(self, kind: type[T], token: str, at: datetime) -> T | None:
        """The question of a token, once; ``None`` where there is none, it is of another kind, or its time is over."""
        with self._lock:
            question, until = self._kept.pop(token, (None, at))
        return question if isinstance(question, kind) and at < until else None
