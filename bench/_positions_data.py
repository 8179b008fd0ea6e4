"""The benchmark's day of positions in the order of arrival: the model town's fleet, late and doubled; not timed."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from daoan.terms.fleet_alarms import FleetFrame, PositionFrame
from daoan.town.positions import EVERY_MS as EVERY_MS
from daoan.town.positions import TICKS as TICKS
from daoan.town.positions import Roads, drivers_of, reported
from daoan.town.positions import fleet_of as fleet_of
from daoan.town.positions import roads_of as roads_of

CHUNK = 60  # ticks that are drawn at once
OFFSET_MS = 8 * 3_600_000
BEGIN_MS = 20_500 * 86_400_000 - OFFSET_MS
EAST_8 = (np.array([0]), np.array([OFFSET_MS]))
LATE_MS = 480_000


def arrivals(
    fleet: FleetFrame, roads: Roads, seed: int, ticks: int = TICKS
) -> Iterator[tuple[PositionFrame, PositionFrame]]:
    """The day ten minutes at a time: what arrives in them, in the order of arrival; and what was reported in them."""
    rng = np.random.default_rng(seed)
    drivers = drivers_of(fleet, roads, rng)
    waiting: PositionFrame | None = None
    for begin in range(0, ticks, CHUNK):
        told = reported(fleet, drivers, roads, begin, min(begin + CHUNK, ticks), BEGIN_MS)
        known = told.happened_ms + rng.integers(500, 5_000, len(told))
        late = rng.random(len(told)) < 0.02
        known[late] += rng.integers(0, LATE_MS, int(late.sum()))
        again = np.flatnonzero(rng.random(len(told)) < 0.01)
        rows = np.concatenate([np.arange(len(told)), again])
        known = np.concatenate([known, known[again] + rng.integers(1_000, 60_000, len(again))])
        there = _with_known(told.take(rows), known)
        if waiting is not None:
            there = _joined(waiting, there)
        order = np.argsort(there.known_ms, kind="stable")
        until = BEGIN_MS + (begin + CHUNK) * EVERY_MS if begin + CHUNK < ticks else 2**62
        come = int(np.searchsorted(there.known_ms[order], until))
        waiting = there.take(order[come:])
        yield there.take(order[:come]), told


def _with_known(frame: PositionFrame, known: npt.NDArray[np.int64]) -> PositionFrame:
    return PositionFrame(**{n: known if n == "known_ms" else getattr(frame, n) for n in PositionFrame.__slots__})


def _joined(one: PositionFrame, other: PositionFrame) -> PositionFrame:
    return PositionFrame(**{n: np.concatenate([getattr(one, n), getattr(other, n)]) for n in PositionFrame.__slots__})
