"""What keepers of outside lists are told in the console: that there are hits, and of which of their lists."""

from collections.abc import Callable, Mapping
from threading import Lock

from daoan.edge.clock import Stopwatch
from daoan.jobs.outside_lists import outside_lists
from daoan.store.protocol import Store
from daoan.terms.estimates import Text
from daoan.terms.records.notified import Notification, Told
from daoan.terms.records.outside import HitCount
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

AGAIN_S = 1.0
#: What such a notice is about, before the id of its list; no matter is called so.
ABOUT = "outside/"


class OutsideNews:
    """Asks the store at most once in a while, however many pages are open."""

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._watch, self._lock = Stopwatch(), Lock()
        self._left_s = 0.0
        self._told: dict[str, tuple[Notification, ...]] = {}

    def notices(self, actor: Actor) -> tuple[Notification, ...]:
        """One notice for each list of the actor's own unit with hits that nobody has marked as seen."""
        if Permission.LOOK_UP not in actor.permissions:
            return ()
        with self._lock:
            self._left_s -= self._watch.lap_seconds()
            if self._left_s <= 0.0:
                store = self._store()
                self._told, self._left_s = _told(store, store.count_outside_hits()), AGAIN_S
            return self._told.get(actor.unit_id, ())


def _told(store: Store, counts: Mapping[tuple[str, str], HitCount]) -> dict[str, tuple[Notification, ...]]:
    waiting = {name: count for name, count in counts.items() if count.unseen}
    found: dict[str, tuple[Notification, ...]] = {}
    for list_id, one in outside_lists(store).items() if waiting else ():
        count = waiting.get((list_id, one.keeper))
        if count is not None:
            text = Text(f"hits of the list {one.name}", f"清单命中：{one.name}")
            told = Notification(0, Told.SEEN, one.keeper, f"{ABOUT}{list_id}", one.name, "", count.last, text)
            found[one.keeper] = (*found.get(one.keeper, ()), told)
    return found
