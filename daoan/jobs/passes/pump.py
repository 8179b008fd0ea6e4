"""From the log to the engine: frames and changes of its surroundings, in the order of the log, once they are on disk.

After a start the frames behind the engine's last snapshot are read from the log first. What the engine raises stops the
pump and is told to everybody who asks: a warning system that goes on without its engine is silent.
"""

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from daoan.jobs.passes.around import AroundRef
from daoan.jobs.passes.records import find_handled
from daoan.store.framed_log import read_from
from daoan.terms.errors import Fault
from daoan.terms.passes import PassFrame

Content = PassFrame | AroundRef
#: Called with the position behind a record of the log, and what it holds.
Handle = Callable[[int, Content], None]
#: Called between two frames with the position behind the last: the moment for a snapshot.
Handled = Callable[[int], None]


class Pump:
    """A thread that hands frames to the engine. ``lag_bytes`` is what it was given and has not handled yet."""

    def __init__(self, handle: Handle, handled: Handled | None = None) -> None:
        self._handle = handle
        self._handled = handled
        self._queue: SimpleQueue[tuple[int, Content | None, int] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="passes", daemon=True)
        self._given_bytes = 0
        self._done_bytes = 0
        self.position = 0
        self.fault: BaseException | None = None

    @property
    def lag_bytes(self) -> int:
        """Bytes of the log that the engine has still to handle."""
        return self._given_bytes - self._done_bytes

    def start(self, folder: Path, position: int = 0) -> int:
        """Read what stands in the log behind a position, then go on with what is given; answers how many frames."""
        frames, self.position = 0, position
        for behind, record in read_from(folder, position):
            self._take(behind, find_handled(record), 0)
            frames += 1
            self.require_running()
        self._thread.start()
        return frames

    def give(self, position: int, content: Content | None, size: int) -> None:
        """Hand over what is on disk (``None``: a record of no concern). ``size``: its bytes there."""
        self._given_bytes += size
        self._queue.put((position, content, size))

    def stop(self) -> None:
        """Handle what was given, then end."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def require_running(self) -> None:
        """Raise :class:`Fault` where the engine has failed."""
        if self.fault is not None:
            raise Fault(f"the engine of passes has stopped: {type(self.fault).__name__}") from self.fault

    def _run(self) -> None:
        while (item := self._queue.get()) is not None and self.fault is None:
            self._take(*item)

    def _take(self, position: int, content: Content | None, size: int) -> None:
        try:
            if content is not None:
                self._handle(position, content)
            self.position = position
            if self._handled is not None:
                self._handled(position)
        except BaseException as problem:
            self.fault = problem
        self._done_bytes += size
