"""What a door for vehicle terminals is given and what it counts: the talk, the sink, bounds, counters."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from daoan.terms.records.fleet import FrameRefusal, Position, TerminalEvent


class Heard(Protocol):
    """What came of some bytes; see :class:`daoan.sense.jt808.conversation.Heard`."""

    positions: list[Position]
    answers: bytearray
    answers_kept: bytearray
    events: list[TerminalEvent]
    refusals: list[FrameRefusal]
    closes: bool


class Talk(Protocol):
    """A platform's side of one line."""

    def hear(self, data: bytes, now: datetime) -> Heard:
        """Bytes as they came."""

    def tick(self, now: datetime) -> Heard:
        """What time brings."""


#: Keeps positions; returns once they are on disk. Called from one thread at a time.
Sink = Callable[[Sequence[Position]], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the door. Ours: project defaults."""

    batch_rows: int = 2_000
    batch_ms: int = 50
    most_waiting: int = 20_000
    most_lines: int = 20_000
    idle_s: float = 600.0  # a line that says nothing for so long is closed
    tick_s: float = 5.0


@dataclass(slots=True)
class Counters:
    """What the door has seen since it was opened."""

    lines: int = 0  # open now
    lines_opened: int = 0
    lines_refused: int = 0
    lines_idle: int = 0
    waiting: int = 0  # positions that are not on disk yet
    most_waiting: int = 0
    kept: int = 0
    batches: int = 0
    held_back: int = 0  # times that reading stopped
    is_holding_back: bool = False
    refused: Counter[str] = field(default_factory=Counter)  # by code
    events: Counter[str] = field(default_factory=Counter)  # by kind
