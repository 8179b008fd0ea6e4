"""Positions as they come in, put in order, each once, and then seen: late, doubled and reordered ones change nothing.

What is let go behind the watermark is in order for every terminal. Two reports of one terminal and one moment that say
different things are put in an order that does not depend on which came first; the engine takes the first.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import join
from daoan.stream.ordering import Columns, Ordering
from daoan.terms.fleet_alarms import POSITION_TYPES, PositionFrame
from daoan.warn.positions.engine import Engine, Seen


@dataclass(slots=True, eq=False)
class Monitor:
    """An engine behind a buffer that waits ``lateness_ms``."""

    engine: Engine
    lateness_ms: int
    ordering: Ordering = field(init=False)

    def __post_init__(self) -> None:
        self.ordering = Ordering(self.lateness_ms, "happened_ms", "identity", "known_ms")

    def see(self, positions: PositionFrame) -> Seen:
        """Take positions in; what those lead to that nothing can come before any more."""
        return self._see(self.ordering.push(_columns(positions)))

    def flush(self) -> Seen:
        """What everything that waits leads to; nothing more is expected."""
        return self._see(self.ordering.flush(_columns(empty_positions())))

    def _see(self, rows: Columns) -> Seen:
        return self.engine.see(PositionFrame(**{name: rows[name] for name in POSITION_TYPES}))


def empty_positions() -> PositionFrame:
    """No positions."""
    return PositionFrame(**{name: np.empty(0, kind) for name, kind in POSITION_TYPES.items()})


def in_order(positions: PositionFrame) -> PositionFrame:
    """All positions in order, each once: what a monitor that waits for ever would let go."""
    order = np.lexsort((identities(positions), positions.happened_ms))
    rows = positions.take(order)
    identity = identities(rows)
    again = np.append(False, identity[1:] == identity[:-1]) if len(rows) else np.zeros(0, np.bool_)
    return rows.take(~again)


def identities(positions: PositionFrame) -> npt.NDArray[np.int64]:
    """A number for what each position says, whenever it came."""
    p = positions
    places = (np.ascontiguousarray(column).view(np.int64) for column in (p.lon, p.lat))
    speed = np.ascontiguousarray(p.speed_kmh).view(np.int32)
    found: npt.NDArray[np.int64] = tell_apart(p.terminal, p.happened_ms, *places, speed, p.direction_deg, p.located)
    return found


@njit(cache=True, nogil=True)
def _identities(
    terminal: Any, happened_ms: Any, lon: Any, lat: Any, speed: Any, direction: Any, located: Any
) -> npt.NDArray[np.int64]:
    found = np.empty(len(terminal), np.int64)
    for i in range(len(found)):
        place = join(lon[i], lat[i])
        way = (np.int64(speed[i]) << 16) ^ (np.int64(direction[i]) << 1) ^ np.int64(located[i])
        found[i] = join(join(terminal[i], happened_ms[i]), join(place, way))
    return found


#: Its compiled form does not tell how many arguments it takes.
tell_apart: Any = _identities


def _columns(positions: PositionFrame) -> Columns:
    columns: Columns = {name: getattr(positions, name) for name in POSITION_TYPES}
    return columns | {"identity": identities(positions)}
