"""The engine in a process of its own, behind the log: what takes passes in and what looks at them share no interpreter.

The intake says how far the log is on disk; the engine reads it there, so that what it sees is what a start would find.
It ends when it is told to, or at once when whoever says so is gone: a kill of the one is a kill of both, and what was
handled after the last snapshot is handled again.
"""

import logging
import os
import signal
import struct
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Protocol

from daoan.jobs.passes.pump import Content
from daoan.jobs.passes.records import find_handled
from daoan.store.framed_log import read_from
from daoan.terms.errors import Fault

_POSITION = struct.Struct("<q")
_STOP = -1
_LOOK_S, _END_S = 0.02, 120.0
_log = logging.getLogger("daoan.passes")


class EngineAtWork(Protocol):
    """What runs apart. ``position``: behind it nothing is handled yet; ``told``: numbers for whoever asks (int64)."""

    @property
    def position(self) -> int:
        """Of the log."""

    def handle(self, position: int, content: Content) -> None:
        """One record of the log."""

    def handled(self, position: int) -> None:
        """Between two records."""

    def told(self) -> tuple[int, ...]:
        """Numbers that the other process is to know."""

    def close(self) -> None:
        """Keep what is to be kept."""


class PumpApart:
    """Hands a log to an engine in another process; used as a :class:`~daoan.jobs.passes.pump.Pump`.

    ``make``: makes the engine, there; it and its arguments must be such that can be pickled. ``numbers``: how many
    :meth:`EngineAtWork.told` tells.
    """

    def __init__(self, make: Callable[..., EngineAtWork], args: tuple[object, ...], numbers: int = 0) -> None:
        self._make, self._args = make, args
        self._context = get_context("spawn")
        self._shared = self._context.Array("q", 2 + numbers, lock=False)
        self._given: deque[tuple[int, int]] = deque()
        self._lag_bytes = 0
        self._process: BaseProcess | None = None

    @property
    def position(self) -> int:
        """Behind it the engine has handled nothing yet."""
        return int(self._shared[0])

    def told(self) -> tuple[int, ...]:
        """What the engine told last."""
        return tuple(self._shared[2:])

    @property
    def lag_bytes(self) -> int:
        """Bytes of the log that the engine has still to handle."""
        done = self.position
        while self._given and self._given[0][0] <= done:
            self._lag_bytes -= self._given.popleft()[1]
        return self._lag_bytes

    def start(self, folder: Path) -> int:
        """Begin where the engine stopped, and wait until what stands in the log is handled; answers the position.

        Raises :class:`Fault` where it fails.
        """
        ours, self._says = self._context.Pipe(duplex=False)
        self._process = self._context.Process(
            target=_work, args=(ours, self._shared, folder, self._make, self._args), name="passes", daemon=True
        )
        self._process.start()
        ours.close()
        while not self._shared[1]:
            self._process.join(_LOOK_S)
            self.require_running()
        return self.position

    def give(self, position: int, _content: Content | None, size: int) -> None:
        """Say that the log is on disk up to a position. ``size``: bytes of what was added."""
        self._given.append((position, size))
        self._lag_bytes += size
        with suppress(OSError):  # it is gone: whoever asks is told
            self._says.send_bytes(_POSITION.pack(position))

    def stop(self) -> None:
        """Let it handle what was given, then end; nothing where it has ended already."""
        if self._process is None:
            return
        with suppress(OSError):
            self._says.send_bytes(_POSITION.pack(_STOP))
        self._process.join(_END_S)
        if self._process.is_alive():
            self._process.kill()

    def close(self) -> None:
        """As :meth:`stop`."""
        self.stop()

    def require_running(self) -> None:
        """Raise :class:`Fault` where the engine has failed."""
        if self._process is not None and not self._process.is_alive() and self._process.exitcode != 0:
            raise Fault("the engine of passes has stopped; its own process says why in the log of the server")


def _work(
    said: Connection, shared: list[int], folder: Path, make: Callable[..., EngineAtWork], args: tuple[object, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is asked to stop tells us
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        engine = make(*args)
        shared[0] = engine.position
        _handle(engine, folder, None, shared)
        shared[1] = 1
        for until in _positions(said):
            _handle(engine, folder, until, shared)
        engine.close()
        shared[2:] = engine.told()
    except EOFError:
        os._exit(0)
    except BaseException as problem:
        _log.critical("the engine has failed: %s", type(problem).__name__, exc_info=problem)
        raise


def _end_with_parent() -> None:
    """End at once when nobody is there any more, whatever is at work; what was not kept is computed again."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _handle(engine: EngineAtWork, folder: Path, until: int | None, shared: list[int]) -> None:
    for behind, record in read_from(folder, engine.position, until):
        content = find_handled(record)
        if content is not None:
            engine.handle(behind, content)
        engine.handled(behind)
        shared[2:] = engine.told()
        shared[0] = behind


def _positions(said: Connection) -> Iterator[int]:
    """How far the log is on disk, each time that it is said; where more was said meanwhile, the last of it."""
    stops = False
    while not stops:
        (until,) = _POSITION.unpack(said.recv_bytes())
        while until != _STOP and said.poll():
            (more,) = _POSITION.unpack(said.recv_bytes())
            if more == _STOP:
                stops = True
                break
            until = more
        if until == _STOP:
            return
        yield until
