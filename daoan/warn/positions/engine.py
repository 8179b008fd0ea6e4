"""The engine: a kernel with its ground, its register and its state. Ordered positions in, alarms and days out."""

from dataclasses import InitVar, dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.kernels.hashing import ABSENT, find_all
from daoan.terms.fleet_alarms import ALARM, DAY, POSITION_TYPES, FleetAlarm, PositionFrame
from daoan.terms.passes import Column
from daoan.warn.positions.ground import Facts, Ground
from daoan.warn.positions.kernel import MOST_AT_ONCE, step
from daoan.warn.positions.rules import Rules
from daoan.warn.positions.state import FleetState, fresh_state

#: Columns of a position that the kernel looks at, in its order.
SEEN = tuple(name for name in POSITION_TYPES if name != "known_ms")

see: Any = step
ROOM = 4096


class Surroundings(NamedTuple):
    """Everything that the engine is told besides positions."""

    ground: Ground
    facts: Facts
    rules: Rules


class Seen(NamedTuple):
    """What a batch led to."""

    alarms: npt.NDArray[Any]  # ALARM
    days: npt.NDArray[Any]  # DAY: those that ended


@dataclass(slots=True, eq=False)
class Engine:
    """Sees batch after batch. ``state`` is all that it remembers; ``terminals``: so many are expected."""

    around: Surroundings
    terminals: InitVar[int] = 0
    state: FleetState = field(init=False)

    def __post_init__(self, terminals: int) -> None:
        self.state = fresh_state(terminals)

    def see(self, positions: PositionFrame) -> Seen:
        """What positions give reason to suspect; each terminal's must come in the order in which they happened."""
        state, around = self.state, self.around
        columns = tuple(_read_only(getattr(positions, name), name) for name in SEEN)
        unseen = columns[0][find_all(state.table, columns[0]) == ABSENT]
        state.make_room(len(np.unique(unseen)))
        alarms, days, row = [], [], 0
        while row < len(positions):
            out, closed = np.empty(ROOM + MOST_AT_ONCE, ALARM), np.empty(ROOM, DAY)
            row, told, ended, state.number = see(
                state.table, state.terminals, state.candidates, state.hours, state.days, state.number, *columns, row,
                *around.ground, *around.facts, *around.rules, out, closed,
            )  # fmt: skip
            alarms.append(out[:told])
            days.append(closed[:ended])
        return Seen(_joined(alarms, ALARM), _joined(days, DAY))

    def look_around(self, around: Surroundings) -> None:
        """Go on among other surroundings: a register that changed, or other thresholds. The network stays."""
        self.around = around
        terminals = self.state.terminals[: self.state.number]
        terminals["vehicle"] = find_all(around.facts.table, terminals["terminal"])

    def silent(self, at_ms: int) -> npt.NDArray[Any]:
        """Alarms for terminals that have been silent for too long as of a moment and were not told yet."""
        terminals, rules = self.state.terminals[: self.state.number], self.around.rules.thresholds[0]
        bit = np.uint16(1 << FleetAlarm.OFFLINE)
        offline_ms = int(rules["offline_ms"])
        rows = np.flatnonzero((terminals["seen_ms"] + offline_ms < at_ms) & (terminals["told"] & bit == 0))
        terminals["told"][rows] |= bit
        alarms = np.zeros(len(rows), ALARM)
        for name in ("terminal", "lon", "lat"):
            alarms[name] = terminals[name][rows]
        alarms["from_ms"] = terminals["seen_ms"][rows]
        alarms["told_ms"] = alarms["until_ms"] = alarms["from_ms"] + offline_ms
        alarms["value"] = alarms["limit"] = offline_ms / 3_600_000
        alarms["segment"], alarms["kind"] = -1, FleetAlarm.OFFLINE
        vehicle = terminals["vehicle"][rows]
        known = vehicle >= 0
        alarms["note"][known] = self.around.facts.vehicles["note"][vehicle[known]]
        return alarms

    def open_days(self) -> npt.NDArray[Any]:
        """The days that have not ended, as far as they have come."""
        days: npt.NDArray[Any] = self.state.days[: self.state.number].copy()
        return days


def latest(alarms: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each alarm once, as it was told last; in order of moment, terminal and kind."""
    if not len(alarms):
        return alarms
    order = np.lexsort((np.arange(len(alarms)), alarms["from_ms"], alarms["kind"], alarms["terminal"]))
    rows = alarms[order]
    same = (rows["terminal"][1:] == rows["terminal"][:-1]) & (rows["kind"][1:] == rows["kind"][:-1])
    same &= rows["from_ms"][1:] == rows["from_ms"][:-1]
    kept = rows[np.append(~same, True)]
    found: npt.NDArray[Any] = kept[np.lexsort((kept["kind"], kept["terminal"], kept["from_ms"]))]
    return found


def _read_only(column: Column, name: str) -> Column:
    """The same column as one that cannot be written to: Arrow gives such, and one compiled kernel then serves all."""
    view = np.ascontiguousarray(column, POSITION_TYPES[name]).view()
    view.flags.writeable = False
    return view


def _joined(parts: list[npt.NDArray[Any]], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)
