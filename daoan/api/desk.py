"""The desk: what every resource reads from, kept in memory for as long as a run is the latest.

Results of a run never change, so they are decoded once. A new run replaces the desk's view at the next request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from daoan.api.gate import Gate
from daoan.api.shared import Shared
from daoan.edge.clock import Clock, WallClock
from daoan.edge.documents.press import Press, press_of
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.entrances import HERE_ONLY, Entrances
from daoan.terms.errors import NotFound
from daoan.terms.frames import Network
from daoan.terms.records import Crash, IndicatorSet, Run, SegmentEstimate, Snap
from daoan.terms.rulepacks import RulePack

R = TypeVar("R")


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One run, read from the store piece by piece as it is asked for, each piece once."""

    store: Store
    run: Run
    _kept: dict[Any, Any] = field(default_factory=dict)
    _making: dict[Any, RLock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, name: Any, make: Any) -> Any:
        """The piece of that name; made at the first call, kept afterwards. Whoever asks for another does not wait."""
        if name not in self._kept:
            with self._lock:
                making = self._making.setdefault(name, RLock())
            with making:
                if name not in self._kept:
                    self._kept[name] = make()
        return self._kept[name]

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every result of one kind, in the loop's order."""
        rows: tuple[R, ...] = self.keep(kind, lambda: self.store.list_results(kind, self.run.run_id))
        return rows

    def one(self, kind: type[R], key: str, name: str) -> R:
        """The result whose field ``key`` has that name. Raises :class:`NotFound`."""
        index = self.keep((kind, key), lambda: {getattr(row, key): row for row in self.all(kind)})
        if name not in index:
            raise NotFound(f"there is no {kind.__name__} {name!r} in the latest run")
        found: R = index[name]
        return found

    def network(self) -> Network:
        """The road network that the run was computed on."""
        network: Network = self.keep("network", lambda: self.store.get_network(self.run.inputs.get("network")))
        return network

    def crashes(self) -> Mapping[str, Crash]:
        """Crashes as read at the run's moment, by id."""
        rows: Mapping[str, Crash] = self.keep(
            "crashes", lambda: {c.crash_id: c for c in self.store.list_crashes(self.run.as_of)}
        )
        return rows

    def snaps(self) -> Mapping[str, Snap]:
        """Where each crash lies on the network, by crash id."""
        rows: Mapping[str, Snap] = self.keep("snaps", lambda: {s.crash_id: s for s in self.all(Snap)})
        return rows


class Desk:
    """Hands out views of runs, of the latest where none is named."""

    def __init__(
        self,
        store: Store,
        city: City,
        packs: Mapping[str, RulePack],
        web: Path,
        cache: Path,
        *,
        key: bytes = b"",
        subject_key: bytes = b"",
        sms_secret: bytes = b"",
        clock: Clock | None = None,
        entrances: Entrances = HERE_ONLY,
        shared: Shared | None = None,
        outlines: Callable[[], bytes] = bytes,
    ) -> None:
        self.store = store
        # Sessions run by the real time, replay or not.
        self.shared = shared or Shared()
        self.gate = Gate(store, packs, clock or WallClock(), key, entrances, self.shared.pending)
        self.subject_key = subject_key  # of the tokens that look-ups are kept under
        self.sms_secret = sms_secret  # that the city's gateway signs text messages with; empty: there is none
        self.city = city
        self.packs = packs
        self.web = web  # the console: its packages and what was built of it
        self.cache = cache  # a folder for things that can be made again
        self.outlines = outlines  # of counties, as GeoJSON; empty where the city has none
        self._view_of = lru_cache(maxsize=4)(self._open)

    @property
    def press(self) -> Press:
        """What documents are set with."""
        return press_of(self.packs["documents"], self.web, self.cache)

    def view(self, run_id: str | None = None) -> View:
        """The view of a run, by itself of the latest. Raises :class:`NotFound` where there is none."""
        run = self.store.get_run(run_id)
        return self._view_of(run.run_id, run.as_of)

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it."""
        view = self.find_view()
        if view is not None:
            view.network(), view.crashes(), view.snaps(), view.all(SegmentEstimate), view.all(IndicatorSet)

    def find_view(self) -> View | None:
        """The view of the latest run, ``None`` where the loop has not run yet."""
        try:
            return self.view()
        except NotFound:
            return None

    def _open(self, run_id: str, _as_of: object) -> View:
        return View(self.store, self.store.get_run(run_id))
