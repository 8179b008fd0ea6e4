"""Shards of plates 号牌分片: many engines side by side, each with the plates that are its own.

Whose a plate is follows from the plate alone, so that a shard can be seen on any machine. Plates never meet in the
kernel but by one thing: what share of a site's reads is impossible. Each shard keeps that for itself, from its own
plates, and judges a site only once it has seen enough of it. **So the number of shards is a part of what is computed**:
one number gives the same bytes wherever it runs; another number may judge the clones at a few sites otherwise.
"""

from dataclasses import InitVar, dataclass, field

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.hashing import mix
from daoan.terms.detections import DetectionFrame, join_detections
from daoan.terms.errors import InputError
from daoan.terms.passes import PassFrame
from daoan.warn.passes.engine import Engine, Surroundings

Longs = npt.NDArray[np.int64]
MOST = 4096


def shards_of(plates: Longs, shards: int) -> npt.NDArray[np.int32]:
    """The shard of each packed plate, from 0. The same plate always has the same."""
    return _shards_of(np.ascontiguousarray(plates, np.int64), shards)


@dataclass(slots=True, eq=False)
class Shards:
    """Engines by shard, used as one :class:`~daoan.warn.passes.engine.Engine`. ``number`` of one is that engine."""

    around: Surroundings
    number: int = 1
    plates: InitVar[int] = 1024
    engines: tuple[Engine, ...] = field(init=False)

    def __post_init__(self, plates: int) -> None:
        if not 1 <= self.number <= MOST:
            raise InputError(f"shards are 1 to {MOST}, not {self.number} 分片数应为 1 至 {MOST}")
        self.engines = tuple(Engine(self.around, plates // self.number + 1) for _ in range(self.number))

    def see(self, passes: PassFrame) -> DetectionFrame:
        """What a batch gives reason to suspect, in the order of its passes."""
        if self.number == 1:
            return self.engines[0].see(passes)
        of = shards_of(passes.plate, self.number)
        order = np.argsort(of, kind="stable")
        edges = np.searchsorted(of[order], np.arange(self.number + 1))
        parts = [
            engine.see(passes.take(order[edges[k] : edges[k + 1]]))
            for k, engine in enumerate(self.engines)
            if edges[k] < edges[k + 1]
        ]
        found = join_detections(parts)
        return found.take(np.argsort(_row_of(found.pass_id, passes.pass_id), kind="stable"))

    def look_around(self, around: Surroundings) -> None:
        """Go on among other surroundings, as :meth:`Engine.look_around`."""
        self.around = around
        for engine in self.engines:
            engine.look_around(around)


def _row_of(wanted: Longs, pass_ids: Longs) -> Longs:
    """The first row of each pass. A pass is of one shard, so that those of one row are in order already."""
    rows = np.flatnonzero(np.isin(pass_ids, wanted))
    known, first = np.unique(pass_ids[rows], return_index=True)
    return rows[first[np.searchsorted(known, wanted)]]


@njit(cache=True)
def _shards_of(plates: Longs, shards: int) -> npt.NDArray[np.int32]:
    found = np.empty(len(plates), np.int32)
    for i in range(len(plates)):
        found[i] = np.int32((mix(plates[i]) >> np.uint64(32)) % np.uint64(shards))
    return found
