"""Passes that never repeat, for as long as a benchmark lasts: a few hours of drives, again and again with other plates.

Time in the benchmark runs :data:`HURRY` times as fast as outside it, for server and senders alike, so that passes come
with the moments that they would have, and wait for their order as long as they would. A body is written once; before it
is sent again, moments, ids and the letters of its plates are written over where they stand.
"""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench._durable_given import gat1400_objects
from bench._passes_data import FIRST_MS, SITES, drives, surroundings
from daoan.sense.passes.arrow import write_stream
from daoan.sense.passes.sites import SiteBook, site_book
from daoan.terms.passes import PassFrame, VehicleFrame
from daoan.terms.plates import NO_PLATE, signs_of
from daoan.warn.passes.engine import Surroundings

HURRY = 840
SEED, VEHICLES, LETTERS, WATCHES = 5, 400_000, "ABCDE", 100_000
CODES = tuple(f"6210{number:08d}" for number in range(SITES))
DAY_S = 86_400


class HurriedClock:
    """A clock that stands at the first moment of the drives until it is started, and then runs fast.

    ``file``: where whoever starts it writes the real moment, so that others go by it too.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._base_s: float | None = None

    @property
    def replays(self) -> bool:
        """Never: it goes on."""
        return False

    def start(self, in_s: float) -> None:
        """Let it go in so many seconds."""
        written = self._file.with_suffix(".new")
        written.write_text(repr(time.time() + in_s), "utf-8")
        written.rename(self._file)

    @property
    def base_s(self) -> float:
        """The real moment at which it starts; as long as nobody has started it, now."""
        if self._base_s is None and self._file.exists():
            self._base_s = float(self._file.read_text("utf-8"))
        return time.time() if self._base_s is None else self._base_s

    def now_ms(self) -> float:
        """The moment, milliseconds since 1970."""
        return FIRST_MS + max(0.0, time.time() - self.base_s) * 1000 * HURRY

    def now(self) -> datetime:
        """The moment in UTC."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.now_ms())

    def real_s(self, moment_ms: float) -> float:
        """When it stands at a moment, in seconds of real time since 1970."""
        return self.base_s + (moment_ms - FIRST_MS) / 1000 / HURRY


def book() -> SiteBook:
    """The sites by their codes."""
    return site_book(CODES, [0] * len(CODES))


def town() -> Surroundings:
    """All that the engine is told besides passes: two million vehicles, a watch list."""
    return surroundings(SEED, VEHICLES, WATCHES, len(LETTERS))[0]


@dataclass(eq=False)
class Stream:
    """Bodies of ``rows`` passes each, ``passes`` of them before the first is sent again.

    ``rate``: passes a second of real time. Each vehicle sets out once in a cycle; the next time that its numbers are
    seen, they are under another letter.
    """

    kind: str
    rows: int
    passes: int
    rate: float

    def __post_init__(self) -> None:
        _, vehicles, roads = surroundings(SEED, VEHICLES, WATCHES, len(LETTERS))
        self.cycle_ms = int(self.passes / self.rate * 1000 * HURRY)
        ones = len(vehicles) // len(LETTERS)  # of the first letter
        first = VehicleFrame(**{name: getattr(vehicles, name)[:ones] for name in VehicleFrame.__slots__})
        driven = drives(np.random.default_rng(SEED), first, roads, self.passes, self.cycle_ms)
        late, within = np.divmod(driven.happened_ms - FIRST_MS, self.cycle_ms)  # who arrives after the cycle
        order = np.argsort(within, kind="stable")
        self.letter = -late[order] % len(LETTERS)
        self.moment = FIRST_MS + within[order]
        frame = driven.take(order)
        make = _Arrow if self.kind == "arrow" else _Gat1400
        number = len(frame) // self.rows
        cuts = [slice(k * self.rows, (k + 1) * self.rows) for k in range(number)]
        self.bodies = [make(frame.take(cut), self.moment[cut], self.letter[cut]) for cut in cuts]

    def body(self, number: int) -> tuple[float, bytearray]:
        """The moment at which a body is whole (its last pass), and the body as it is then; the next call may write
        over it once all bodies have had their turn."""
        cycle, which = divmod(number, len(self.bodies))
        body = self.bodies[which]
        return body.write(cycle, cycle * self.cycle_ms), body.data


@dataclass(eq=False)
class _Body:
    frame: PassFrame
    moment: np.ndarray
    letter: np.ndarray

    def __post_init__(self) -> None:
        self.last_ms = int(self.moment.max())
        self.data = self._write()
        self.bytes = np.frombuffer(self.data, np.uint8)
        prefix = np.frombuffer("甘A".encode(), np.uint8)
        found = np.flatnonzero((self.bytes[:-3] == prefix[0]) & (self.bytes[1:-2] == prefix[1])
                               & (self.bytes[2:-1] == prefix[2]) & (self.bytes[3:] == prefix[3]))  # fmt: skip
        self.places = found + 3
        read = self.frame.plate != NO_PLATE
        assert len(found) == int(read.sum()), "a plate could not be found in its body"
        self.letter = self.letter[read]

    def write(self, cycle: int, later_ms: int) -> float:
        """Write moments and letters of a cycle; answers the moment of the last pass."""
        self.bytes[self.places] = ord(LETTERS[0]) + (self.letter + cycle) % len(LETTERS)
        self._date(cycle, later_ms)
        return self.last_ms + later_ms

    def _write(self) -> bytearray:
        raise NotImplementedError

    def _date(self, cycle: int, later_ms: int) -> None:
        raise NotImplementedError


class _Arrow(_Body):
    def _write(self) -> bytearray:
        columns = {name: getattr(self.frame, name) for name in self.frame.__slots__} | {"happened_ms": self.moment}
        return bytearray(write_stream([PassFrame(**columns)], book()))

    @cached_property
    def _columns(self) -> tuple[np.ndarray, np.ndarray]:
        """Moments and ids where they lie in the body."""
        whole = pa.py_buffer(self.data)
        with pa.ipc.open_stream(whole) as reader:
            batch = reader.read_next_batch()
        at = [batch.column(name).buffers()[1].address - whole.address for name in ("happened_ms", "pass_id")]
        return tuple(np.frombuffer(self.data, np.int64, len(batch), place) for place in at)

    def _date(self, cycle: int, later_ms: int) -> None:
        moments, ids = self._columns
        moments[:] = self.moment + later_ms
        ids[:] = self.frame.pass_id + (cycle << 32)


class _Gat1400(_Body):
    def _write(self) -> bytearray:
        plates = [signs_of(plate) for plate in self.frame.plate.tolist()]
        speeds = self.frame.speed_kmh.astype(int).tolist()
        return bytearray(gat1400_objects([CODES[k] for k in self.frame.site.tolist()], plates, speeds))

    @cached_property
    def _digits(self) -> np.ndarray:
        """Places of the digits of each moment, shape (rows, 14)."""
        starts = [found.end() for found in re.finditer(rb'"PassTime":"', self.data)]
        return np.array(starts)[:, None] + np.arange(14)

    def _date(self, _cycle: int, later_ms: int) -> None:
        seconds = (self.moment + later_ms) // 1000 + 8 * 3600
        days, second = np.divmod(seconds, DAY_S)
        known, of = np.unique(days, return_inverse=True)
        texts = [np.datetime64(day, "D").astype(datetime).strftime("%Y%m%d") for day in known.tolist()]
        date = np.array([[ord(sign) for sign in text] for text in texts], np.uint8)[of]
        parts = np.stack([second // 3600, second // 60 % 60, second % 60], axis=1)
        clock = np.stack([parts // 10, parts % 10], axis=2).reshape(-1, 6) + ord("0")
        self.bytes[self._digits] = np.concatenate([date, clock], axis=1)
