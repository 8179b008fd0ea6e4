"""The intake: a body becomes passes, the passes a record of the log; the sender is answered when it is on disk.

What cannot be used is kept too, in a log of its own, so that it can be replayed once a site is registered. When the
engine is too far behind, nothing more is taken: senders are told when to come again (:class:`HeldBack`), and lose
nothing, since what was not answered they still have.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from daoan.jobs.passes.apart import PumpApart
from daoan.jobs.passes.around import AroundRef
from daoan.jobs.passes.commit import GroupCommit
from daoan.jobs.passes.counters import Counters
from daoan.jobs.passes.pump import Pump
from daoan.jobs.passes.records import (
    SUBSCRIPTIONS,
    RefusedRows,
    write_around,
    write_marked,
    write_passes,
    write_refused,
)
from daoan.sense.passes.arrow import read_stream
from daoan.sense.passes.columns import Reading
from daoan.sense.passes.decoded import REASONS, UNREADABLE, Decoded, RefusedPass
from daoan.sense.passes.gat1400 import body_of_objects, read_motor_vehicles
from daoan.sense.passes.subscribing import read_notifications
from daoan.store.framed_log import FramedLog
from daoan.terms.errors import DaoanError, InputError, LayoutUnknown
from daoan.terms.passes import empty_passes, join_passes

GAT1400, ARROW = "gat1400", "arrow"
MOST_LAG_BYTES = 64 << 20
MOST_OPEN_BYTES = 256 << 20  # bodies in hand at one time
MOST_REFUSED_BYTES = 1 << 30
RETRY_S = 2
UNREADABLE_CODE = REASONS[UNREADABLE - 1].code


class HeldBack(DaoanError):
    """There is no room just now; come again in ``retry_s`` seconds."""

    retry_s = RETRY_S


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be in hand, in bytes."""

    lag: int = MOST_LAG_BYTES
    open: int = MOST_OPEN_BYTES
    refused: int = MOST_REFUSED_BYTES


class Intake:
    """Takes bodies in. ``readings``: by source; ``now_ms``: milliseconds since 1970."""

    def __init__(
        self,
        log: FramedLog,
        refused: FramedLog,
        pump: Pump | PumpApart,
        readings: Mapping[str, Reading],
        now_ms: Callable[[], int],
        limits: Limits | None = None,
    ) -> None:
        self._log = log
        self._refused = refused
        self._pump = pump
        self._readings = readings
        self._now_ms = now_ms
        self._limits = limits or Limits()
        self.around: AroundRef | None = None  # what the engine was told last
        self.beside: Mapping[str, int] = {}  # what others who follow the log have counted
        self._refused_bytes = _size_of(refused.folder)
        self._open_bytes = 0
        self.commit = GroupCommit((refused, log))  # a mark in the log is believed: what was refused is safe before it
        self.counters = Counters()

    def require_room(self, size: int) -> None:
        """Raise :class:`HeldBack` where a body of ``size`` bytes cannot be taken now, Fault without an engine."""
        self.counters.requests += 1
        self._pump.require_running()
        if self._pump.lag_bytes > self._limits.lag or self._open_bytes + size > self._limits.open:
            self.counters.held_back += 1
            raise HeldBack("the engine is behind; come again 系统繁忙，请稍后重发")

    def hold(self, size: int) -> None:
        """Count bytes of a body that is being received; negative when it is done."""
        self._open_bytes += size

    async def take_motor_vehicles(self, body: bytes) -> Decoded:
        """A body of GA/T 1400; comes back when its rows are on disk. Raises as the reader does."""
        return (await self._take(GAT1400, body, lambda reading: [read_motor_vehicles(body, reading)]))[0]

    async def take_stream(self, body: bytes) -> list[Decoded]:
        """A stream of Arrow; comes back when its rows are on disk. Raises as the reader does."""
        return await self._take(ARROW, body, lambda reading: read_stream(body, reading))

    async def take_messages(self, messages: Sequence[tuple[str, bytes]], mark: bytes) -> int:
        """Messages of a queue, each with its source; comes back when they are on disk; answers how many passes.

        ``mark``: how far the queue was read with them; it stands in the very record that the passes stand in. A message
        that is none is kept with what was refused: nobody could be answered.
        """
        known_ms = self._now_ms()
        parts = list[Decoded]()
        for source, body in messages:
            try:
                found = read_body(source, body, replace(self._readings[source], known_ms=known_ms))
            except (InputError, msgspec.DecodeError):
                self._keep_unreadable(source, known_ms, body)
                continue
            parts += found
            self._note(source, known_ms, found)
        self.counters.received_bytes += sum(len(body) for _, body in messages)
        passes = join_passes([empty_passes(0), *(part.passes for part in parts)])
        record = write_marked(passes, mark)
        position = self._log.write(*record)
        content = passes if len(passes) else None
        await self.commit.durable(lambda: self._pump.give(position, content, sum(map(len, record))))
        return len(passes)

    async def take_subscriptions(self, body: bytes) -> None:
        """Keep subscriptions of another platform as they came."""
        await self.say(SUBSCRIPTIONS, body)

    def take_readings(self, readings: Mapping[str, Reading]) -> None:
        """Read by another book of sites from now on; rows that sites have already stay theirs."""
        self._readings = readings

    @property
    def log(self) -> FramedLog:
        """The log that passes are written into."""
        return self._log

    async def say(self, kind: bytes, content: bytes) -> None:
        """Write down, in the order of the log, what the engine need not know but whoever else follows the log does."""
        position = self._log.write(kind, content)
        await self.commit.durable(lambda: self._pump.give(position, None, len(content)))

    async def look_around(self, around: AroundRef) -> int:
        """Tell the engine, in the order of the log, what holds besides passes from here on; answers the position."""
        kind, content = write_around(around)
        position = self._log.write(kind, content)
        await self.commit.durable(lambda: self._pump.give(position, around, len(content)))
        self.around = around
        return position

    def told(self) -> Mapping[str, object]:
        """The counters, and how far the engine is."""
        own = {"engine_lag_bytes": self._pump.lag_bytes, "log_syncs": self.commit.syncs}
        return {**self.counters.told(), **own, **self.beside}

    async def _take(self, source: str, body: bytes, read: Callable[[Reading], Iterable[Decoded]]) -> list[Decoded]:
        known_ms = self._now_ms()
        parts = list(read(replace(self._readings[source], known_ms=known_ms)))
        given = []
        for decoded in parts:
            if len(decoded.passes):
                kind, content = write_passes(decoded.passes)
                given.append((self._log.write(kind, content), decoded.passes, len(content)))
        self._note(source, known_ms, parts)
        self.counters.received_bytes += len(body)

        def hand_on() -> None:
            for position, passes, size in given:
                self._pump.give(position, passes, size)

        await self.commit.durable(hand_on)
        return parts

    def _note(self, source: str, known_ms: int, parts: Sequence[Decoded]) -> None:
        for decoded in parts:
            if len(decoded.refused):
                self._keep_refused(source, known_ms, tuple(decoded.list_refused()))
            self.counters.count(decoded, self._readings[source].book.site_ids, 0)

    def _keep_unreadable(self, source: str, known_ms: int, body: bytes) -> None:
        self.counters.refused[UNREADABLE_CODE] += 1
        self._keep_refused(source, known_ms, (RefusedPass(1, UNREADABLE_CODE, "", body),))

    def _keep_refused(self, source: str, known_ms: int, rows: Sequence[RefusedPass]) -> None:
        """Keep refused rows where there is room, and count them where there is none."""
        kind, content = write_refused(RefusedRows(source, known_ms, rows))
        if self._refused_bytes + len(content) > self._limits.refused:
            self.counters.not_kept += len(rows)
            return
        self._refused_bytes += len(content)
        self._refused.write(kind, content)


def read_body(source: str, body: bytes, reading: Reading) -> list[Decoded]:
    """A message of a queue: a stream of Arrow, or of GA/T 1400 vehicles as devices or as platforms send them.

    Raises :class:`InputError` for anything else.
    """
    if source == ARROW:
        return list(read_stream(body, reading))
    try:
        return [read_motor_vehicles(body, reading)]
    except LayoutUnknown:
        told = read_notifications(body)
    return [read_motor_vehicles(body_of_objects(one for each in told for one in each.objects), reading)]


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.log"))
