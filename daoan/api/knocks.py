"""How often somebody calls who is not signed in: counted by names that say nothing, in memory, for an hour.

A name is a keyed token of an address, or a code. After a restart all is counted anew, which lets an hour's more in.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

#: Names at most; the one that was heard of longest ago goes first, so that strangers cannot fill the memory.
MOST = 20_000
WITHIN = timedelta(hours=1)


class Knocks:
    """Calls of the last hour, by name."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._heard: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def admit(self, name: str, most: int, at: datetime) -> bool:
        """Count a call, if there were fewer than ``most`` within the hour; whether it was counted."""
        with self._lock:
            heard = self._heard.setdefault(name, deque())
            self._heard.move_to_end(name)
            while heard and heard[0] <= at - WITHIN:
                heard.popleft()
            while len(self._heard) > self.most:
                self._heard.popitem(last=False)
            if len(heard) >= most:
                return False
            heard.append(at)
            return True
