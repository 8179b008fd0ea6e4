"""The door for vehicle terminals: many TCP lines, one durable sink; a position is answered once it is on disk.

The talk itself is given from outside (:class:`daoan.edge.talks.Talk`, pure); here are sockets, clock and order:

bytes → talk → positions wait → up to ``batch_ms`` or ``batch_rows`` → ``sink`` in a thread of its own → answers.

When more than ``most_waiting`` positions wait, no socket is read any more until half of them are kept: the lines fill,
and terminals hold back what they have. A sink that fails ends the server; nothing that it failed with is answered.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from daoan.edge.clock import Clock
from daoan.edge.talks import Counters, Heard, Limits, Sink, Talk
from daoan.terms.records.fleet import Position


class Door:
    """One listening socket with its lines and its sink."""

    def __init__(self, talk: Callable[[], Talk], sink: Sink, clock: Clock, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.counters = Counters()
        self.clock = clock
        self._talk = talk
        self._sink = sink
        self._lines: set[_Line] = set()
        self._waiting: deque[tuple[_Line, list[Position], bytes]] = deque()
        self._awake = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._closing = False

    @property
    def port(self) -> int:
        """Where it listens; 0 before."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    async def open(self, host: str, port: int) -> None:
        """Begin to listen. Raises ``OSError`` where the port is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Line(self, self._talk()), host, port, backlog=1_024)

    async def run(self) -> None:
        """Keep positions until :meth:`stop`; then keep what waits and close every line. Raises what the sink raises."""
        ticking = asyncio.create_task(self._tick())
        try:
            with ThreadPoolExecutor(1, "sink") as thread:
                while not self._closing or self._waiting:
                    await self._awake.wait()
                    self._awake.clear()
                    if self._waiting:
                        await self._keep(thread)
        finally:
            ticking.cancel()
            if self._server:
                self._server.close()
            for line in list(self._lines):
                line.close()

    def stop(self) -> None:
        """Listen no more and read no more; what waits is still kept and answered."""
        self._closing = True
        if self._server:
            self._server.close()
        for line in self._lines:
            line.read_or_not()
        self._awake.set()

    @property
    def reads(self) -> bool:
        """Whether lines are read at the moment."""
        return not self._closing and not self.counters.is_holding_back

    async def _keep(self, thread: ThreadPoolExecutor) -> None:
        if self.counters.waiting < self.limits.batch_rows and not self._closing:
            await asyncio.sleep(self.limits.batch_ms / 1_000)
        batch: list[tuple[_Line, list[Position], bytes]] = []
        rows: list[Position] = []
        while self._waiting and len(rows) < self.limits.batch_rows:
            batch.append(self._waiting.popleft())
            rows += batch[-1][1]
        await asyncio.get_running_loop().run_in_executor(thread, self._sink, rows)
        self.counters.kept += len(rows)
        self.counters.batches += 1
        self.counters.waiting -= len(rows)
        for line, _, answers in batch:
            line.send(answers)
        if self.counters.is_holding_back and self.counters.waiting <= self.limits.most_waiting // 2:
            self._hold_back(False)
        if self._waiting:
            self._awake.set()

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.limits.tick_s)
            now, seconds = self.clock.now(), loop.time()
            for line in list(self._lines):
                if seconds - line.heard_at > self.limits.idle_s and not self.counters.is_holding_back:
                    self.counters.lines_idle += 1
                    line.close()
                else:
                    self.take(line, line.talk.tick(now))

    def _hold_back(self, on: bool) -> None:
        self.counters.is_holding_back = on
        self.counters.held_back += on
        for line in self._lines:
            line.read_or_not()

    def admit(self, line: "_Line") -> bool:
        """A new line; whether there is room for it."""
        if self._closing or len(self._lines) >= self.limits.most_lines:
            self.counters.lines_refused += 1
            return False
        self._lines.add(line)
        self.counters.lines_opened += 1
        self.counters.lines = len(self._lines)
        return True

    def forget(self, line: "_Line") -> None:
        """A line that has ended."""
        self._lines.discard(line)
        self.counters.lines = len(self._lines)

    def take(self, line: "_Line", heard: Heard) -> None:
        """What a line heard: counted, kept, answered."""
        counters = self.counters
        for refusal in heard.refusals:
            counters.refused[refusal.code] += 1
        for event in heard.events:
            counters.events[event.kind] += 1
        if heard.answers:
            line.send(bytes(heard.answers))
        if heard.positions:
            self._waiting.append((line, heard.positions, bytes(heard.answers_kept)))
            counters.waiting += len(heard.positions)
            counters.most_waiting = max(counters.most_waiting, counters.waiting)
            self._awake.set()
            if counters.waiting > self.limits.most_waiting and not counters.is_holding_back:
                self._hold_back(True)
        elif heard.answers_kept:
            line.send(bytes(heard.answers_kept))
        if heard.closes:
            line.close()


class _Line(asyncio.Protocol):
    """One TCP line."""

    def __init__(self, door: Door, talk: Talk) -> None:
        self._door = door
        self.talk = talk
        self.heard_at = 0.0
        self._transport: asyncio.Transport | None = None
        self._is_full = False  # its answers are not taken away

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It has begun."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.heard_at = asyncio.get_running_loop().time()
        if self._door.admit(self):
            transport.set_write_buffer_limits(high=64 * 1024)
            self.read_or_not()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self.heard_at = asyncio.get_running_loop().time()
        self._door.take(self, self.talk.hear(data, self._door.clock.now()))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """It has ended; what it told is kept all the same."""
        self._transport = None
        self._door.forget(self)

    def pause_writing(self) -> None:
        """Whoever does not take its answers is not listened to."""
        self._is_full = True
        self.read_or_not()

    def resume_writing(self) -> None:
        """They were taken."""
        self._is_full = False
        self.read_or_not()

    def read_or_not(self) -> None:
        """Read the socket, or leave its bytes there."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._is_full or not self._door.reads:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def send(self, answers: bytes) -> None:
        """Answers, where the line is still there."""
        if answers and self._transport is not None and not self._transport.is_closing():
            self._transport.write(answers)

    def close(self) -> None:
        """End it, answers first."""
        if self._transport is not None:
            self._transport.close()
