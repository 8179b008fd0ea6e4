"""The watch list as the kernel reads it: watched plates, and what cameras may make of them.

A read may be of the watched plate (exact), or of one sign that resembles it. Whether it is the watched vehicle is
weighed before anybody asks, since it depends on the list and the register alone; only the camera's score comes with the
read. With ``c`` the chance that all signs are right, ``m`` the share of wrong reads of one plate that fall on another,
``λ`` how much a watched vehicle drives compared with others, ``n(v)`` whether a plate ``v`` exists:

======================  =====================================================================================
read w, watched w       P = c λ / (c λ + (1−c) Σ_v n(v) m(v→w))
read r ≠ w              P = (1−c) m(w→r) λ / ((1−c) m(w→r) λ + c n(r))
======================  =====================================================================================

``n`` is one for a registered plate, and the share of strangers for any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import ABSENT, Table, empty_table, find, place
from daoan.terms.plates import BITS, NUMBER_OF, PLACES
from daoan.terms.rulepacks import RulePack
from daoan.warn.passes.ground import Facts

#: Signs, and what each may be taken for: row of signs, columns of likenesses, -1 where no more.
Likenesses = npt.NDArray[np.int64]


#: One hit. The weights: of a right and a wrong read, for and against its being the watched vehicle.
HIT = np.dtype(
    [
        ("from_ms", "<i8"), ("until_ms", "<i8"),
        ("next", "<i4"),  # hits of one plate hang together
        ("hang", "<i4"),  # so many hang together from here on
        ("entry", "<i4"),  # its number
        ("for_right", "<f4"), ("for_wrong", "<f4"), ("against_right", "<f4"), ("against_wrong", "<f4"),
        ("valid", "<f4"),  # chance that the cause still stands
        ("exact", "u1"),
    ],
    align=True,
)  # fmt: skip


class Watched(NamedTuple):
    """Hits by packed plate."""

    table: Table
    hits: npt.NDArray[Any]  # HIT


@dataclass(frozen=True, slots=True, eq=False)
class WatchColumns:
    """Entries in force, one row each, the weightiest first. ``valid``: chance that the cause still stands.

    ``entry``: the number that detections call each by. It stays with an entry when the list changes: a detection's id
    follows from it.
    """

    plate: npt.NDArray[np.int64]
    from_ms: npt.NDArray[np.int64]
    until_ms: npt.NDArray[np.int64]
    valid: npt.NDArray[np.float32]
    entry: npt.NDArray[np.int32]


def no_watches() -> WatchColumns:
    """A list with nothing on it."""
    none = np.zeros(0, np.int64)
    return WatchColumns(none, none, none, np.zeros(0, np.float32), np.zeros(0, np.int32))


def watched_of(watches: WatchColumns, facts: Facts, pack: RulePack) -> Watched:
    """The list as a table of hits. Plates that could only be hits below the least chance are left out."""
    alike = likenesses(pack)
    least = float(pack.get("watch.least_chance"))
    drives, strangers = float(pack.get("watch.drives")), float(pack.get("watch.strangers"))
    usual = float(pack.get("read.no_score"))
    given = (watches.plate, facts.table, alike, least, drives, strangers, usual)
    hits = np.zeros(_count(*given), HIT)
    table = empty_table(len(hits))
    _fill(*given, watches.entry, watches.from_ms, watches.until_ms, watches.valid, table, hits)
    return Watched(table, hits)


def likenesses(pack: RulePack) -> Likenesses:
    """What each sign may be taken for, both ways, from the pack's pairs."""
    pairs: list[str] = pack.get("confusion.pairs")
    lists: Mapping[int, list[int]] = {number: [] for number in range(1 << BITS)}
    for one, other in ((NUMBER_OF[p[0]], NUMBER_OF[p[1]]) for p in pairs):
        lists[one].append(other)
        lists[other].append(one)
    widest = max(map(len, lists.values()))
    return np.array([row + [-1] * (widest - len(row)) for row in lists.values()], np.int64)


@njit(cache=True)
def _ways(plate: int, alike: Likenesses) -> int:
    """How many plates differ from one by one likeness."""
    ways = 0
    for at in range(PLACES):
        sign = (plate >> (BITS * (PLACES - 1 - at))) & 0x7F
        for j in range(alike.shape[1]):
            if alike[sign, j] >= 0:
                ways += 1
    return ways


@njit(cache=True)
def incoming(plate: int, registered: Table, alike: Likenesses,
             strangers: float) -> float:  # fmt: skip
    """Share of wrong reads that fall on a plate, summed over the plates that exist around it."""
    total = 0.0
    for at in range(PLACES):
        shift = BITS * (PLACES - 1 - at)
        sign = (plate >> shift) & 0x7F
        for j in range(alike.shape[1]):
            if alike[sign, j] >= 0:
                around = (plate & ~(np.int64(0x7F) << shift)) | (alike[sign, j] << shift)
                there = 1.0 if find(registered, around) != ABSENT else strangers
                total += there / max(_ways(around, alike), 1)
    return total


@njit(cache=True)
def _weights(watched: int, read: int, registered: Table, alike: Likenesses,
             drives: float, strangers: float) -> tuple[float, float, float, float]:  # fmt: skip
    """Weights of a hit: for right, for wrong, against right, against wrong."""
    if read == watched:
        return drives, 0.0, 0.0, incoming(watched, registered, alike, strangers) + 1e-6
    there = 1.0 if find(registered, read) != ABSENT else strangers
    return 0.0, drives / max(_ways(watched, alike), 1), there, 1e-6


@njit(cache=True)
def _best(weights: tuple[float, float, float, float], usual: float) -> float:
    """The chance of a hit whose read is as wrong as it may be: the most that a hit of a likeness can come to."""
    wrong = 0.7 if weights[0] == 0.0 else 1.0 - usual
    for_it = weights[0] * (1.0 - wrong) + weights[1] * wrong
    against = weights[2] * (1.0 - wrong) + weights[3] * wrong
    return for_it / (for_it + against)


@njit(cache=True)
def _count(plates: npt.NDArray[np.int64], registered: Table,
           alike: Likenesses, least: float, drives: float, strangers: float, usual: float) -> int:  # fmt: skip
    number = 0
    for i in range(len(plates)):
        number += 1
        for at in range(PLACES):
            shift = BITS * (PLACES - 1 - at)
            sign = (plates[i] >> shift) & 0x7F
            for j in range(alike.shape[1]):
                if alike[sign, j] >= 0:
                    read = (plates[i] & ~(np.int64(0x7F) << shift)) | (alike[sign, j] << shift)
                    if _best(_weights(plates[i], read, registered, alike, drives, strangers), usual) >= least:
                        number += 1
    return number


@njit(cache=True)
def _fill(plates: npt.NDArray[np.int64], registered: Table,
          alike: Likenesses, least: float, drives: float, strangers: float, usual: float,
          entry: npt.NDArray[np.int32], from_ms: npt.NDArray[np.int64], until_ms: npt.NDArray[np.int64],
          valid: npt.NDArray[np.float32], table: Table, hits: Any) -> None:  # fmt: skip
    row = 0
    # From the last entry to the first, so that the first of a plate stands at the head of its chain.
    for i in range(len(plates) - 1, -1, -1):
        for at in range(-1, PLACES):
            for j in range(1 if at < 0 else alike.shape[1]):
                read = plates[i]
                if at >= 0:
                    shift = BITS * (PLACES - 1 - at)
                    sign = (plates[i] >> shift) & 0x7F
                    if alike[sign, j] < 0:
                        continue
                    read = (plates[i] & ~(np.int64(0x7F) << shift)) | (alike[sign, j] << shift)
                weights = _weights(plates[i], read, registered, alike, drives, strangers)
                if at >= 0 and _best(weights, usual) < least:
                    continue
                hit = hits[row]
                hit.next = find(table, read)
                hit.hang = 1 if hit.next == ABSENT else hits[hit.next].hang + 1
                place(table, read, row)
                hit.entry, hit.exact = entry[i], at < 0
                hit.from_ms, hit.until_ms, hit.valid = from_ms[i], until_ms[i], valid[i]
                hit.for_right, hit.for_wrong = weights[0], weights[1]
                hit.against_right, hit.against_wrong = weights[2], weights[3]
                row += 1
