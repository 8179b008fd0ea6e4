"""What is known of each terminal: a record, its candidates on the network, and the hours it drove in the last week."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.hashing import Table, capacity_for, empty_table, table_of
from daoan.terms.fleet_alarms import DAY

HOURS = 168
#: Segments that a position may lie on, at most.
CANDIDATES = 5

#: What is known of one terminal. Moments in milliseconds, UTC; 0 where there was none.
TERMINAL = np.dtype(
    [
        ("terminal", "<i8"),
        ("seen_ms", "<i8"),  # the latest report of any kind
        ("last_ms", "<i8"),  # the latest position that is believed, where it was, and how fast
        ("x", "<f8"), ("y", "<f8"), ("lon", "<f8"), ("lat", "<f8"), ("speed", "<f8"),
        ("drove_ms", "<i8"),  # of the way to it
        ("match_x", "<f8"), ("match_y", "<f8"),  # where it was matched
        ("stray_ms", "<i8"), ("stray_x", "<f8"), ("stray_y", "<f8"),  # the latest jump
        ("jump_ms", "<i8"),  # the first jump of the day
        ("over_ms", "<i8"), ("over_last_ms", "<i8"),  # a stretch above the limit, from and until
        ("over_kmh", "<f8"), ("over_limit", "<f8"),  # its worst moment
        ("began_ms", "<i8"),  # since when it has driven without a rest
        ("driven_ms", "<i8"), ("night_ms", "<i8"),  # since then; of it by night
        ("drove_until_ms", "<i8"),
        ("stood_ms", "<i8"),
        ("small_ms", "<i8"), ("small_from_ms", "<i8"), ("small_until_ms", "<i8"),
        ("mountain_ms", "<i8"), ("mountain_from_ms", "<i8"), ("mountain_until_ms", "<i8"),
        ("hour", "<i8"), ("hour_ms", "<i8"), ("day_s", "<i8"), ("week_s", "<i8"),  # full hours before this one
        ("vehicle", "<i4"),  # row of the register; -1
        ("over_segment", "<i4"), ("mountain_segment", "<i4"),
        ("told", "<u2"),  # bits of the alarms that were told and go on
        ("strays", "u1"),  # jumps in a row that agree
        ("candidates", "u1"),
    ],
    align=True,
)  # fmt: skip

#: A segment that the latest position may lie on: metres along it, and how well it fits with all before (nats).
CANDIDATE = np.dtype([("along", "<f8"), ("score", "<f8"), ("segment", "<i8")], align=True)

SPARE = 1024


@dataclass(slots=True, eq=False)
class FleetState:
    """What the engine knows. The kernel writes into it; a copy is a snapshot. It has room for more than ``number``."""

    table: Table
    terminals: npt.NDArray[Any]  # TERMINAL
    candidates: npt.NDArray[Any]  # CANDIDATE, shape (room, CANDIDATES)
    hours: npt.NDArray[np.uint16]  # seconds driven in each of the last hours, shape (room, HOURS), by hour modulo
    days: npt.NDArray[Any]  # DAY: the day that goes on
    number: int

    @property
    def bytes_used(self) -> int:
        """Memory of everything that grows with terminals."""
        return sum(part.nbytes for part in (self.table, self.terminals, self.candidates, self.hours, self.days))

    def make_room(self, more: int) -> None:
        """Room for so many terminals that were never seen."""
        wanted = self.number + more
        if wanted > len(self.terminals):
            room = max(wanted, 2 * self.number) + SPARE
            for name in ("terminals", "candidates", "hours", "days"):
                setattr(self, name, _longer(getattr(self, name), room))
        if capacity_for(wanted) > len(self.table):
            self.table = table_of(self.table[:, 0], self.table[:, 1], wanted)

    def kept(self) -> dict[str, npt.NDArray[Any]]:
        """Everything that it remembers, as arrays."""
        n = self.number
        return {name: getattr(self, name)[:n] for name in ("terminals", "candidates", "hours", "days")}

    @classmethod
    def of(cls, kept: dict[str, npt.NDArray[Any]]) -> "FleetState":
        """A state of what was :meth:`kept`. Raises ``ValueError`` where it is of another kind."""
        terminals = kept["terminals"]
        if terminals.dtype != TERMINAL or kept["candidates"].dtype != CANDIDATE or kept["days"].dtype != DAY:
            raise ValueError("rows of another version")
        table = table_of(terminals["terminal"], np.arange(len(terminals)))
        candidates, hours, days = (np.array(kept[name]) for name in ("candidates", "hours", "days"))
        return cls(table, np.array(terminals), candidates, hours, days, len(terminals))


def fresh_state(terminals: int = 0) -> FleetState:
    """A state that has seen nothing, with room for so many terminals."""
    room = terminals + SPARE
    return FleetState(
        empty_table(room), np.zeros(room, TERMINAL), np.zeros((room, CANDIDATES), CANDIDATE),
        np.zeros((room, HOURS), np.uint16), np.zeros(room, DAY), 0,
    )  # fmt: skip


def _longer(rows: npt.NDArray[Any], room: int) -> npt.NDArray[Any]:
    longer = np.zeros((room, *rows.shape[1:]), rows.dtype)
    longer[: len(rows)] = rows
    return longer
