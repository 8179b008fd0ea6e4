"""Passes out of a queue (Kafka): messages go to the intake, and with them, in one record, how far it was read.

So a killed reader begins exactly behind what is on disk: nothing is lost, nothing is in the log twice. The place is
written down beside the log as well now and then; from there on the log itself is looked through at the start.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from daoan.jobs.passes.intake import HeldBack, Intake
from daoan.jobs.passes.records import find_mark
from daoan.store.framed_log import read_from
from daoan.store.safely import write_content
from daoan.terms.errors import FileUnreadable
from daoan.terms.rulepacks import RulePack

FILE = "queue.json"
_PAUSE_S = 1.0


class QueuePlace(msgspec.Struct):
    """The next message of each partition, as of a position of the log."""

    position: int = 0
    places: dict[str, int] = {}


class Came(Protocol):
    """What a poll gave."""

    @property
    def messages(self) -> Sequence[tuple[str, bytes]]:
        """Format and content of each."""

    @property
    def places(self) -> dict[str, int]:
        """The place behind all of them."""


class Reader(Protocol):
    """A reader of a queue; its calls block and come from one thread."""

    def poll(self, most: int, wait_s: float, /) -> Came: ...

    def pause(self, *, wanted: bool) -> None: ...

    def commit(self, places: dict[str, int], /) -> bool: ...

    def lag(self, places: dict[str, int], /) -> int: ...

    def close(self) -> None: ...


#: Opens a reader that asks for the own place of a partition.
Open = Callable[[Callable[[str], int | None]], Reader]


def read_place(folder: Path) -> QueuePlace:
    """Where the queue of a folder of passes was read to, by what was written down and by the log behind it.

    Raises :class:`FileUnreadable` where what is kept of it is damaged.
    """
    try:
        place = msgspec.json.decode((folder / FILE).read_bytes(), type=QueuePlace)
    except FileNotFoundError:
        place = QueuePlace()
    except msgspec.DecodeError as problem:
        raise FileUnreadable(f"{folder / FILE} is damaged; remove it to go on where Kafka says") from problem
    try:
        _look(folder / "log", place)
    except FileUnreadable:  # the log was let go of up there: what it still has comes later
        place.position = 0
        _look(folder / "log", place)
    return place


def _look(log: Path, place: QueuePlace) -> None:
    for position, record in read_from(log, place.position):
        mark = find_mark(record)
        place.places |= msgspec.json.decode(mark, type=dict[str, int]) if mark else {}
        place.position = position


class Queue:
    """Hands a queue to the intake. ``told``: the counters that are shown, ``seconds``: a clock that only goes on."""

    def __init__(
        self, folder: Path, open_: Open, pack: RulePack, told: dict[str, int], seconds: Callable[[], float]
    ) -> None:
        self._folder, self._open, self._told, self._seconds = folder, open_, told, seconds
        self._most = int(pack.get("queue.most_messages"))
        self._wait_s, self._keep_s = float(pack.get("queue.wait_s")), float(pack.get("queue.keep_s"))

    async def follow(self, intake: Intake) -> None:
        """Take what comes, until cancelled. Raises what the reader and the intake raise; to be begun anew then."""
        loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1, thread_name_prefix="queue")
        place = await loop.run_in_executor(thread, read_place, self._folder)
        reader = await loop.run_in_executor(thread, self._open, place.places.get)
        kept_s = self._seconds()
        try:
            while True:
                has_room = self._has_room(intake)
                await loop.run_in_executor(thread, partial(reader.pause, wanted=not has_room))
                came = await loop.run_in_executor(thread, reader.poll, self._most, self._wait_s if has_room else 0.0)
                if came.places:
                    place.places |= came.places
                    passes = await intake.take_messages(came.messages, msgspec.json.encode(came.places))
                    self._add(queue_messages=len(came.messages), queue_passes=passes)
                    was_told = await loop.run_in_executor(thread, reader.commit, came.places)
                    self._add(queue_commits_failed=int(not was_told))
                self._told["queue_lag"] = await loop.run_in_executor(thread, reader.lag, place.places)
                self._told["queue_paused"] = int(not has_room)
                if self._seconds() - kept_s >= self._keep_s:
                    kept_s = self._seconds()
                    place.position = max(place.position, intake.log.synced)
                    await loop.run_in_executor(thread, self._keep, msgspec.json.encode(place))
                if not has_room:
                    await asyncio.sleep(_PAUSE_S)
        finally:
            await loop.run_in_executor(thread, reader.close)
            thread.shutdown(wait=False)

    def _has_room(self, intake: Intake) -> bool:
        """Raises :class:`daoan.terms.errors.Fault` without an engine."""
        try:
            intake.require_room(0)
        except HeldBack:
            return False
        return True

    def _keep(self, content: bytes) -> None:
        write_content(self._folder / FILE, content)

    def _add(self, **numbers: int) -> None:
        for name, number in numbers.items():
            self._told[name] = self._told.get(name, 0) + number
