"""The engine at work over the log of a city: it begins where it stopped, heeds what changes, and keeps snapshots."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from daoan.jobs.passes.around import AroundRef, KeptAround, read_ref, write_ref
from daoan.jobs.passes.pump import Content
from daoan.jobs.passes.records import find_handled
from daoan.jobs.passes.run import PassRun, find_around
from daoan.store.framed_log import read_from
from daoan.terms.errors import Fault
from daoan.warn.passes.lanes import Lanes

SNAPSHOT_S = 300.0


class EngineRoom:
    """The engine over a folder. ``kept``: what it is told besides passes; ``seconds``: a clock that only goes on."""

    def __init__(self, folder: Path, kept: KeptAround, lateness: timedelta, seconds: Callable[[], float]) -> None:
        """Go on from the folder, or begin with the first surroundings that were kept.

        Raises :class:`~daoan.terms.errors.FileUnreadable` for a damaged snapshot, log or surroundings.
        """
        name = find_around(folder)
        begin = read_ref(name) if name else kept.first()
        if begin is None:
            raise Fault("the engine was begun before anybody said what holds around it")
        self._kept, self._seconds = kept, seconds
        lanes = Lanes(kept.read(begin), round(lateness.total_seconds() * 1000))
        self.run = PassRun(lanes, folder, write_ref(begin))
        self._kept_at = seconds()
        self.snapshot_position = self.run.position

    @property
    def position(self) -> int:
        """Behind it nothing is handled yet."""
        return self.run.position

    def told(self) -> tuple[int, int]:
        """Records of detections written since the start, and the position of the last snapshot."""
        return self.run.records, self.snapshot_position

    def handle(self, position: int, content: Content) -> None:
        """One record of the log."""
        if isinstance(content, AroundRef):
            self.run.look_around(position, self._kept.read(content), write_ref(content))
        else:
            self.run.handle(position, content)

    def handled(self, _position: int) -> None:
        """Between two records: a snapshot when it is time for one."""
        if self._seconds() - self._kept_at >= SNAPSHOT_S:
            self.snapshot()

    def catch_up(self, log: Path, tell: Callable[[int], None] = lambda _done: None) -> int:
        """Handle what stands in a log; answers how many passes that were. ``tell``: called with the number so far."""
        done = 0
        for behind, record in read_from(log, self.run.position):
            content = find_handled(record)
            if content is not None:
                self.handle(behind, content)
                done += 0 if isinstance(content, AroundRef) else len(content)
                tell(done)
            self.handled(behind)
        return done

    def snapshot(self) -> None:
        """Keep the state."""
        self.run.snapshot()
        self.snapshot_position = self.run.position
        self._kept_at = self._seconds()

    def close(self) -> None:
        """A last snapshot; let the folder go."""
        self.snapshot()
        self.run.close()
