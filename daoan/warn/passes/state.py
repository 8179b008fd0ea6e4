"""What is known of each plate, in 48 bytes, and the table that finds it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.hashing import FREE, Table, capacity_for, empty_table, table_of

#: One plate. Moments are corrected by the clock of their site.
PLATE = np.dtype(
    [
        ("last_ms", "<i8"),  # the latest read of the vehicle that is followed
        ("second_s", "<u4"),  # in seconds: of another vehicle under the same plate, which the first cannot be
        ("began_s", "<u4"),  # in seconds: since when it has driven without a rest
        ("vehicle", "<i4"),  # row of the register; -1
        ("watch", "<i4"),  # row of the watch table; -1
        ("last_site", "<i2"),
        ("second_site", "<i2"),
        ("told_day", "<u2"),  # the day that ``told`` is about
        ("told", "<u2"),  # bits of the suspicions that were told on it
        ("night", "<u2"),  # driven by night since the last rest, in units of four seconds
        ("driven", "<u2"),  # since the last rest, what a vehicle of its pace has driven, in units of four seconds
        ("reads", "u1"),  # at other sites than the one before; stops at its largest
        ("second_reads", "u1"),
        ("looks", "u1"),  # for its being a copy of another look than the registered vehicle's: eighths
        ("in_row", "u1"),  # reads in a row, none later than an hour after the one before
        ("night_sites", "u1"),  # reads in the small hours of ``told_day``
        ("last_score", "u1"),
        ("last_look", "u1"),  # how the last read compares with the registered vehicle
        ("gap", "u1"),  # minutes between the last read and the one before; 255: it has spoken of two vehicles
        ("first_nats", "u1"),  # against the first vehicle's reads, and against the second's, being strays: eighths
        ("second_nats", "u1"),
        ("awake", "u1"),  # for its having rested since ``began_s`` without our seeing it: a logarithm in 64ths
        ("pace", "u1"),  # of free flow's time, what it takes on the road, in 64ths; 0: not known
    ],
    align=True,
)

#: Evidence, a logarithm, is kept in parts of so many.
NATS = 8.0
#: What was driven is kept in units of so many seconds.
UNIT_S = 4.0
#: Steps of a camera's score, that of no score with them, are at most so many.
STEPS = 16

#: One site, as its reads have shown it so far: decayed counts, and by the step of the score the reads of home plates,
#: and how many of them were the first of a plate that no register knows.
SITE = np.dtype([("reads", "<f8"), ("impossible", "<f8"), ("home", "<f4", (STEPS,)), ("unknown", "<f4", (STEPS,))])


@dataclass(slots=True, eq=False)
class PassState:
    """What the engine knows. The kernel writes into it; a copy is a snapshot.

    ``plates`` has room for more than ``number`` rows; whose row is whose, ``table`` says.
    """

    table: Table
    plates: npt.NDArray[Any]  # PLATE
    number: int
    sites: npt.NDArray[Any]  # SITE

    @classmethod
    def of(cls, plate_of: npt.NDArray[np.int64], plates: npt.NDArray[Any], sites: npt.NDArray[Any]) -> "PassState":
        """A state of kept rows, whose they are, and the sites. Raises ``ValueError`` where they are of another kind."""
        if plates.dtype != PLATE or sites.dtype != SITE or len(plate_of) != len(plates):
            raise ValueError("rows of another version")
        return cls(table_of(plate_of, np.arange(len(plates))), plates, len(plates), sites)

    @property
    def bytes_used(self) -> int:
        """Memory of everything that grows with plates."""
        return self.table.nbytes + self.plates.nbytes

    def make_room(self, more: int) -> None:
        """Room for so many plates that were never seen."""
        wanted = self.number + more
        if wanted > len(self.plates):
            self._lengthen(wanted + SPARE)
        if capacity_for(wanted) > len(self.table):
            self.table = table_of(self.table[:, 0], self.table[:, 1], wanted)

    def _lengthen(self, room: int) -> None:
        try:
            self.plates.resize(room)  # where it lies: the system moves pages, and the stream need not wait for a copy
        except ValueError:  # somebody looks at it, or it is part of another
            longer = np.zeros(room, PLATE)
            _whole(longer)[: self.number] = _whole(self.plates)[: self.number]
            self.plates = longer

    def plate_of(self) -> npt.NDArray[np.int64]:
        """Whose row each row is."""
        there = self.table[:, 0] != FREE
        found = np.empty(self.number, np.int64)
        found[self.table[there, 1]] = self.table[there, 0]
        return found


#: Rows that are made at once when there is no room left.
SPARE = 1 << 16
#: Plates that are seen for each that is expected.
MISREAD = 1.1


def _whole(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows as bytes; copying them field by field takes sixteen times as long."""
    return rows.view(f"V{rows.dtype.itemsize}")


def fresh_state(sites: int, plates: int = 1024) -> PassState:
    """A state that has seen nothing. There are always more plates than are expected: some are read wrongly."""
    return PassState(empty_table(plates), np.zeros(int(MISREAD * plates) + SPARE, PLATE), 0, np.zeros(sites, SITE))


def without_old(state: PassState, before_ms: int) -> PassState:
    """The state without plates that were not seen since a moment."""
    plates = state.plates[: state.number]
    kept = np.flatnonzero(np.maximum(plates["last_ms"], plates["second_s"].astype(np.int64) * 1000) >= before_ms)
    return PassState(
        table_of(state.plate_of()[kept], np.arange(len(kept))), plates[kept], len(kept), state.sites.copy()
    )
