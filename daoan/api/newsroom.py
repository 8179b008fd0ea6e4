"""What has just happened, read from the store once for all pages that stay open."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from daoan.edge.clock import Stopwatch
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import NotFound
from daoan.terms.records.working import Matter, Step

KEPT = 2_000  # steps that are held in memory; who lags further behind loads the page anew
BATCH = 500


@dataclass(frozen=True, slots=True)
class News:
    """A step with its number, its matter and the units that it concerns: holder and issuer, and those of the root."""

    number: int
    step: Step
    matter: Matter
    units: frozenset[str]


class Newsroom:
    """The latest steps. Asks the store at most once in ``fresh_s`` seconds, however many pages are open."""

    def __init__(self, room: Workroom, fresh_s: float = 0.5) -> None:
        self._room = room
        self._fresh_s = fresh_s
        self._age_s = fresh_s
        self._watch = Stopwatch()
        self._lock = Lock()
        self._latest: deque[News] = deque(maxlen=KEPT)
        self._head = -1

    def head(self) -> int:
        """The number of the latest step."""
        with self._lock:
            self._refresh()
            return self._head

    def since(self, after: int) -> tuple[tuple[News, ...], bool]:
        """News behind a number, oldest first, and whether none is missing between."""
        with self._lock:
            self._refresh()
            first = self._latest[0].number if self._latest else self._head + 1
            rows = tuple(news for news in self._latest if news.number > after)
            return rows, after + 1 >= first or first == 1

    def _refresh(self) -> None:
        self._age_s += self._watch.lap_seconds()
        if self._age_s < self._fresh_s:
            return
        self._age_s = 0.0
        if self._head < 0:
            self._head = max(0, self._room.store.last_news() - KEPT)
        while batch := self._room.store.list_news(self._head, BATCH):
            self._latest.extend(self._told(batch))
            self._head = batch[-1][0]
            if len(batch) < BATCH:
                return

    def _told(self, batch: tuple[tuple[int, Step], ...]) -> Iterator[News]:
        known: dict[str, Matter | None] = {}

        def find(matter_id: str) -> Matter | None:
            if matter_id not in known:
                try:
                    known[matter_id] = self._room.store.get_matter(matter_id)
                except NotFound:
                    known[matter_id] = None
            return known[matter_id]

        for number, step in batch:
            matter = find(step.matter_id)
            if matter is not None:
                root = find(matter.root or matter.matter_id) or matter
                yield News(number, step, matter, frozenset((matter.holder, matter.issuer, root.holder, root.issuer)))
